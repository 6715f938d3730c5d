"""Clients that take their time, by the hundred and on every route: other requests are answered meanwhile."""

import socket
from contextlib import ExitStack, contextmanager

import pytest

from tests.e2e.site import Published
from tests.waiting import LIMIT

pytestmark = pytest.mark.slow("serves a site and holds hundreds of connections")
HUNDRED = 100
SILENT = 2200
"""What held up the server when each worker took 512 connections."""
ANSWERED = 10


def post(path: str) -> bytes:
    """A form of a thousand bytes of which six are sent."""
    head = f"POST {path} HTTP/1.1\r\nHost: x\r\nContent-Type: application/x-www-form-urlencoded\r\nContent-Length: 1000"
    return f"{head}\r\n\r\nwhat=a".encode()


@contextmanager
def connected(site: Published, count: int, sent: bytes, *, receive_buffer: int = 0):
    """Connections that send this and then nothing more."""
    with ExitStack() as stack:
        held = []
        for _ in range(count):
            connection = stack.enter_context(socket.socket())
            connection.settimeout(LIMIT)
            if receive_buffer:
                connection.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, receive_buffer)
            connection.connect(("127.0.0.1", int(site.url.rpartition(":")[2])))
            connection.sendall(sent)
            held.append(connection)
        yield held


def statuses(site: Published) -> set[int]:
    """Of requests of others: a document, a tool, a page for people."""
    paths = ("/.well-known/ai", "/wp-json/rootz/v1/search?q=repair", "/verify")
    return {site.get(path).status_code for _ in range(ANSWERED) for path in paths}


@pytest.mark.parametrize(
    "sent",
    [
        pytest.param(post("/verify"), id="bodies to the verify page"),
        pytest.param(post("/delegate"), id="bodies to the delegation page"),
        pytest.param(post("/.well-known/ai"), id="bodies to a document"),
        pytest.param(post("/wp-json/rootz/v1/search"), id="bodies to a tool"),
        pytest.param(post("/nothing"), id="bodies to nothing"),
        pytest.param(b"GET /.well-known/ai HTTP/1.1\r\nHo", id="heads"),
    ],
)
def test_a_hundred_slow_requests_do_not_hold_up_others(demo, sent):
    """They wait in the server without a thread, or for a bounded time with at most half of them."""
    with connected(demo, HUNDRED, sent):
        assert statuses(demo) == {200}


def test_a_hundred_slow_readers_do_not_hold_up_others(demo):
    """An answer that is not fetched lies with the server, not with a thread."""
    asked = b"GET /llms-full.txt HTTP/1.1\r\nHost: x\r\n\r\n" * 5
    with connected(demo, HUNDRED, asked, receive_buffer=1024):
        assert statuses(demo) == {200}


def test_connections_that_say_nothing_do_not_hold_up_others(demo):
    """Two thousand and more of them."""
    with connected(demo, SILENT, b""):
        assert statuses(demo) == {200}


def test_a_body_that_does_not_come_is_answered(demo):
    """408 in words, or 503 while others are waited for."""
    with connected(demo, 1, post("/verify")) as [connection]:
        assert connection.recv(12) in {b"HTTP/1.1 408", b"HTTP/1.1 503"}


@pytest.mark.parametrize("sent", [b"", b"GET / HT"], ids=["silent", "half a head"])
def test_a_connection_without_a_request_is_closed(demo, sent):
    """By the server, after its time for a head."""
    with connected(demo, 1, sent) as [connection]:
        assert connection.recv(1) == b""
