"""Every answer has an id, and so has every record of its request."""

import logging
import re
import threading

import pytest
from werkzeug.test import Client, run_wsgi_app
from werkzeug.test import create_environ as environ_of

from rootzpub import logs
from rootzpub.web import create_app
from rootzpub.web.agents import Gate
from rootzpub.web.request_log import HEADER, RequestLog
from rootzpub.web.request_parsing import Clients

NOBODY, PROXY = Clients(()), Clients(("127.0.0.1",))
SEARCH = "/wp-json/rootz/v1/search?q=werkzeug"


def from_proxy(number):
    """A request that the proxy at 127.0.0.1 hands on with this id."""
    return {"headers": {HEADER: number}, "environ_overrides": {"REMOTE_ADDR": "127.0.0.1"}}


@pytest.mark.parametrize(
    ("method", "path", "status"),
    [
        pytest.param("GET", "/.well-known/ai", 200, id="document"),
        pytest.param("HEAD", "/.well-known/ai", 200, id="head"),
        pytest.param("GET", SEARCH, 200, id="tool"),
        pytest.param("GET", "/llms.txt", 200, id="text"),
        pytest.param("GET", "/nothing", 404, id="not-found"),
        pytest.param("GET", "/wp-json/rootz/v1/search", 400, id="bad-question"),
        pytest.param("PUT", "/.well-known/ai", 405, id="method"),
        pytest.param("OPTIONS", "/.well-known/ai", 204, id="preflight"),
        pytest.param("GET", "/", 200, id="front-page"),
        pytest.param("GET", "/verify", 200, id="form"),
        pytest.param("POST", "/verify", 400, id="form-answer"),
        pytest.param("GET", "/rootzpub.css", 200, id="static"),
        pytest.param("GET", "/verify.js", 200, id="script"),
    ],
)
def test_every_answer_has_an_id(client, method, path, status):
    """One header, of our own making."""
    response = client.open(path, method=method)
    assert response.status_code == status
    assert [re.fullmatch("[0-9a-f]{16}", number) is not None for number in response.headers.getlist(HEADER)] == [True]


def test_an_unchanged_answer_has_an_id(client):
    """304, from the same validator for each request."""
    first = client.get("/.well-known/ai")
    second = client.get("/.well-known/ai", headers={"If-None-Match": first.headers["ETag"]})
    assert second.status_code == 304
    assert second.headers["ETag"] == first.headers["ETag"]
    assert second.headers[HEADER] != first.headers[HEADER]


def test_a_fault_has_an_id_in_answer_and_record(publisher, caplog):
    """So that whoever reports it can be helped; the signed document does not carry it."""
    gate = Gate(clients=Clients(()), limiter=None, limit_loopback=False, owner_token="")
    app = create_app(publisher, gate=gate)
    app.add_url_rule("/broken", "broken", lambda: {}["asked"])
    seen = []
    caplog.handler.addFilter(lambda _: seen.append(logs.request_id.get()) or True)
    response = app.test_client().get("/broken")
    number = response.headers[HEADER]
    assert (response.status_code, set(seen)) == (503, {number})
    assert number.encode() not in response.data


def test_a_repeated_answer_is_the_same_but_for_its_id(client):
    """Kept answers are shared by all who ask, and know nobody's id."""
    first, second, third = (client.get(SEARCH) for _ in range(3))
    assert first.data == second.data == third.data
    numbers = [response.headers.pop(HEADER) for response in (first, second, third)]
    assert len(set(numbers)) == 3
    assert dict(second.headers) == dict(third.headers)


@pytest.mark.parametrize("given", ["a", "trace-1.2_3", "A" * 64])
def test_an_id_that_a_trusted_proxy_sent_is_believed(limited, given):
    """The proxy's log and ours then speak of the same request."""
    assert limited.get("/llms.txt", **from_proxy(given)).headers[HEADER] == given


@pytest.mark.parametrize("given", ["", "a b", "A" * 65, "a;b", 'a"b', "é", "<x>"])
def test_an_id_that_is_none_is_replaced(limited, given):
    """Nobody writes into our log what they like, through a proxy neither."""
    assert re.fullmatch("[0-9a-f]{16}", limited.get("/llms.txt", **from_proxy(given)).headers[HEADER])


@pytest.mark.parametrize("given", ["192.0.2.77", "token-of-somebody", "203.0.113.9.example.org"])
def test_an_id_of_an_untrusted_client_is_in_no_record(publisher, caplog, given):
    """It would be an address or a token in our log, and in the answer to whoever shares the connection."""
    gate = Gate(clients=Clients(("192.0.2.1",)), limiter=None, limit_loopback=False, owner_token="")
    client = create_app(publisher, gate=gate).test_client()
    seen = []
    caplog.handler.addFilter(lambda record: seen.append(f"{logs.request_id.get()} {vars(record)}") or True)

    with caplog.at_level(logging.DEBUG, logger="rootzpub"):
        response = client.get("/llms.txt", headers={HEADER: given})

    assert re.fullmatch("[0-9a-f]{16}", response.headers[HEADER])
    assert [line.startswith(response.headers[HEADER]) for line in seen if "GET 200" in line] == [True]
    assert given not in "".join(seen)


def test_what_even_the_application_cannot_answer_is_a_bare_error_with_an_id(caplog):
    """And a record."""

    def broken(environ, start_response):
        raise RuntimeError("asked")

    with caplog.at_level(logging.ERROR, logger="rootzpub.web"):
        body, status, headers = run_wsgi_app(RequestLog(broken, access_log=False, clients=NOBODY), environ_of("/"))
    assert (b"".join(body), status[:3]) == (b"", "500")
    assert headers[HEADER]
    assert caplog.records[0].exc_info[0] is RuntimeError


@pytest.mark.parametrize(("access_log", "level"), [(True, "INFO"), (False, "DEBUG")], ids=["on", "off"])
def test_the_access_log_says_method_status_and_time(caplog, access_log, level):
    """Neither who asked nor what; a method of the client's own invention is not repeated."""

    def fine(environ, start_response):
        start_response("204 No Content", [])
        return []

    client = Client(RequestLog(fine, access_log=access_log, clients=NOBODY))
    with caplog.at_level(logging.DEBUG, logger="rootzpub.web"):
        client.get("/secret?q=word")
        client.open("/", method="INVENTED")
    said = [record.getMessage() for record in caplog.records]
    assert [record.levelname for record in caplog.records] == [level, level]
    assert [re.sub(r"[\d.]+ ms", "T", line) for line in said] == ["GET 204 in T", "other 204 in T"]


def test_requests_of_several_threads_keep_their_own_id():
    """Each thread that answers has its own."""
    together = threading.Barrier(4)
    seen = {}

    def slow(environ, start_response):
        before = logs.request_id.get()
        together.wait(60)
        seen[environ["HTTP_X_REQUEST_ID"]] = (before, logs.request_id.get())
        start_response("204 No Content", [])
        return []

    application = RequestLog(slow, access_log=False, clients=PROXY)
    asked = [f"thread-{number}" for number in range(4)]
    threads = [threading.Thread(target=Client(application).get, args=("/",), kwargs=from_proxy(name)) for name in asked]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    assert seen == {name: (name, name) for name in asked}
    assert logs.request_id.get() == ""
