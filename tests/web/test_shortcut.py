"""The way around Flask: where it fails, the application answers, and a record says why."""

import logging

from werkzeug.test import Client

from rootzpub.publisher import ENDPOINT_TABLE
from rootzpub.web.agents import AgentEndpoint, Gate
from rootzpub.web.bodies import Bodies
from rootzpub.web.request_parsing import Clients
from rootzpub.web.shortcut import Shortcut

PATH = "/secret"


class Broken:
    """A publisher that fails."""

    endpoints = ENDPOINT_TABLE

    def __init__(self, error):
        self._error = error

    def answer(self, path, parameters=(), context=None):
        """Raises."""
        raise self._error


class Asked(AgentEndpoint):
    """Agents that were asked for one path before."""

    def __init__(self, publisher):
        gate = Gate(clients=Clients(()), limiter=None, limit_loopback=False, owner_token="")
        super().__init__(publisher, gate, bodies=Bodies(gate.clients))
        self._asked.remember(PATH, "", [])


def test_what_goes_wrong_on_the_short_way_is_logged_and_answered_the_long_way(caplog):
    """With its traceback, and without the path that was asked."""

    def application(environ, start_response):
        start_response("200 OK", [])
        return [b"the long way"]

    error = RuntimeError("broken")
    with caplog.at_level(logging.WARNING, logger="rootzpub.web"):
        response = Client(Shortcut(application, Asked(Broken(error)))).get(PATH)

    assert response.data == b"the long way"
    [record] = caplog.records
    assert (record.levelname, record.exc_info[1]) == ("WARNING", error)
    assert PATH not in record.getMessage()
