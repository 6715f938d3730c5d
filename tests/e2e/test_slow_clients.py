"""Clients that take their time, by the hundred and on every route: other requests are answered meanwhile."""

import pytest

from tests.e2e.site import Published
from tests.slow_clients import connected, form

pytestmark = pytest.mark.slow("serves a site and holds hundreds of connections")
HUNDRED = 100
SILENT = 2200
"""What held up the server when each worker took 512 connections."""
ANSWERED = 10


def statuses(site: Published) -> set[int]:
    """Of requests of others: a document, a tool, a page for people."""
    paths = ("/.well-known/ai", "/wp-json/rootz/v1/search?q=repair", "/verify")
    return {site.get(path).status_code for _ in range(ANSWERED) for path in paths}


@pytest.mark.parametrize(
    "sent",
    [
        pytest.param(form("/verify"), id="bodies to the verify page"),
        pytest.param(form("/delegate"), id="bodies to the delegation page"),
        pytest.param(form("/.well-known/ai"), id="bodies to a document"),
        pytest.param(form("/wp-json/rootz/v1/search"), id="bodies to a tool"),
        pytest.param(form("/nothing"), id="bodies to nothing"),
        pytest.param(b"GET /.well-known/ai HTTP/1.1\r\nHo", id="heads"),
    ],
)
def test_a_hundred_slow_requests_do_not_hold_up_others(demo, sent):
    """They wait in the server without a thread, or for a bounded time with at most half of them."""
    with connected(demo.url, HUNDRED, sent):
        assert statuses(demo) == {200}


def test_a_hundred_slow_readers_do_not_hold_up_others(demo):
    """An answer that is not fetched lies with the server, not with a thread."""
    asked = b"GET /llms-full.txt HTTP/1.1\r\nHost: x\r\n\r\n" * 5
    with connected(demo.url, HUNDRED, asked, receive_buffer=1024):
        assert statuses(demo) == {200}


def test_connections_that_say_nothing_do_not_hold_up_others(demo):
    """Two thousand and more of them."""
    with connected(demo.url, SILENT, b""):
        assert statuses(demo) == {200}


def test_a_body_that_does_not_come_is_answered(demo):
    """408 in words, or 503 while others are waited for."""
    with connected(demo.url, 1, form("/verify")) as [connection]:
        assert connection.recv(12) in {b"HTTP/1.1 408", b"HTTP/1.1 503"}


@pytest.mark.parametrize("sent", [b"", b"GET / HT"], ids=["silent", "half a head"])
def test_a_connection_without_a_request_is_closed(demo, sent):
    """By the server, after its time for a head."""
    with connected(demo.url, 1, sent) as [connection]:
        assert connection.recv(1) == b""
