"""What Flask refuses is a signed document too."""

import json
import logging

import pytest

from rootzpub.web import create_app
from rootzpub.web.agents import Gate
from rootzpub.web.request_parsing import Clients


@pytest.mark.parametrize("path", ["/", "/verify", "/delegate", "/rootzpub.css", "/.well-known/ai", "/nothing", "/."])
@pytest.mark.parametrize("method", ["PUT", "DELETE", "PATCH", "TRACE", "PROPFIND", "NONSENSE"])
def test_a_method_that_is_not_known_is_refused_in_our_words(client, method, path):
    """At every path, with the methods there are; no page of the framework."""
    response = client.open(path, method=method)

    assert response.status_code == 405
    assert response.json["error"]["code"] == "method_not_allowed"
    assert response.json["_signature"]["signature"]
    expected = {"GET", "HEAD", "OPTIONS"} | ({"POST"} if path in {"/verify", "/delegate"} else set())
    assert set(response.headers["Allow"].split(", ")) == expected


@pytest.mark.parametrize("path", ["/verify", "/delegate"])
def test_a_form_that_is_too_long_is_refused_in_our_words(client, path):
    """Before it is read, and on the page."""
    response = client.post(path, data={"what": "x" * 5_000_000, "answer": ""})

    assert response.status_code == 413
    assert "expected a body of at most" in response.get_data(as_text=True)


def test_the_front_page_takes_no_form(client):
    """POST belongs to the pages with a form."""
    assert client.post("/", data={"x": "1"}).json["status"] == 405


def test_a_fault_of_ours_is_logged_and_not_shown(publisher, caplog):
    """503 as a signed document; the traceback stays in the log."""
    gate = Gate(clients=Clients(()), limiter=None, limit_loopback=False, owner_token="")
    app = create_app(publisher, gate=gate)
    app.add_url_rule("/broken", "broken", lambda: {}["secret"])
    with caplog.at_level(logging.ERROR):
        response = app.test_client().get("/broken")

    assert (response.status_code, json.loads(response.data)["error"]["code"]) == (503, "unavailable")
    assert b"secret" not in response.data
    assert "KeyError" in caplog.text


def test_days_beyond_reason_are_refused(client):
    """A number that begins small is not small."""
    response = client.get("/delegate?days=0000010000000000")

    assert response.status_code == 400
    assert b"days must be a whole number" in response.data


@pytest.mark.parametrize("path", ["/.well-known/ai", "/", "/verify", "/nothing", "/rootzpub.css"])
def test_two_hosts_are_refused_wherever_they_ask(client, path):
    """RFC 9112 section 3.2; also for what was asked before, which has a shorter way."""
    assert client.get(path, headers={"Host": "a.example"}).status_code != 400
    assert client.get(path, headers={"Host": "a.example"}).status_code != 400

    response = client.get(path, headers={"Host": "a.example,b.example"})

    assert (response.status_code, response.json["error"]["code"]) == (400, "bad_parameter")
    assert "one Host header" in response.json["error"]["message"]
