"""The policy for writes: the named origin, once, and what is known of their effect."""

import socket

import pytest

from rootzpub.errors import FetchFailed, UsageError, WriteUncertain
from rootzpub.fetch import AnswerTooLarge, Limits, Network, OwnerSite, Response, SiteWriter

from .conftest import SecureServer, Start, moved, ok
from .test_site_reader import BUSY, in_turn, lying_at

UNKNOWN = "it is unknown whether the write took effect"


def writer(url: str, *, network: Network | None = None, pauses: list[float] | None = None) -> SiteWriter:
    """A writer with credentials that notes its pauses and does not wait."""
    site = OwnerSite(url=url, user="writer", password="test only")
    noted = pauses if pauses is not None else []
    return SiteWriter(site=site, network=network or Network(), sleep=noted.append)


def send(writing: SiteWriter, **options: object) -> Response:
    """One write."""
    return writing.send(f"{writing.site.url}/wp-json/wp/v2/posts", b'{"title":"x"}', **options)  # type: ignore[arg-type]


@pytest.mark.parametrize("method", ["POST", "PUT", "PATCH", "DELETE"])
def test_a_write_is_sent_whole(serve: Start, method: str) -> None:
    """Method, body, type, credentials; no key that nobody gave."""
    server = serve(ok(b'{"id":7}', status="201 Created"))
    found = send(writer(server.origin), method=method)
    assert (found.status, found.body) == (201, b'{"id":7}')
    request = server.requests[0]
    assert request.startswith(f"{method} /wp-json/wp/v2/posts HTTP/1.1\r\n".encode())
    assert request.endswith(b'\r\n\r\n{"title":"x"}')
    assert b"content-type: application/json\r\n" in request.lower()
    assert b"authorization: basic" in request.lower()
    assert b"idempotency-key" not in request.lower()


@pytest.mark.parametrize(
    "failure",
    [
        pytest.param(BUSY, id="busy"),
        pytest.param(ok(b"", status="500 Internal Server Error"), id="error"),
        pytest.param(b"", id="hung-up"),
        pytest.param(ok(b"x" * 100)[:-50], id="cut-short"),
        pytest.param(ok(b"x", "Content-Encoding: br"), id="unreadable"),
        pytest.param(moved("/elsewhere", "307 Temporary Redirect"), id="redirect-307"),
        pytest.param(moved("/elsewhere", "303 See Other"), id="redirect-303"),
    ],
)
def test_without_a_key_there_is_one_attempt(serve: Start, failure: bytes) -> None:
    """The error says that the effect is unknown."""
    server = serve(failure)
    with pytest.raises(WriteUncertain, match=UNKNOWN):
        send(writer(server.origin))
    assert len(server.requests) == 1


def test_with_a_key_it_is_repeated_with_the_same_key(serve: Start) -> None:
    """After failures on the way and statuses that pass, each on a connection of its own, as the server wishes."""
    pauses: list[float] = []
    busy = ok(b"", "Retry-After: 7", status="503 Service Unavailable")
    server = serve(in_turn(b"", busy, ok(b"{}", status="201 Created")))
    assert send(writer(server.origin, pauses=pauses), idempotency_key='a "b"').status == 201
    assert pauses == [0.5, 7.0]
    assert [b'idempotency-key: "a \\"b\\""\r\n' in request for request in server.requests] == [True] * 3


def test_also_with_a_key_attempts_end(serve: Start) -> None:
    """Five, and then nobody knows."""
    server = serve(BUSY)
    with pytest.raises(WriteUncertain, match=f"the site answered 503; {UNKNOWN}"):
        send(writer(server.origin), idempotency_key="k")
    assert len(server.requests) == 5


def test_a_redirect_is_not_followed_with_a_key_either(serve: Start) -> None:
    """One request, which the server pointed elsewhere."""
    server = serve(moved("/elsewhere"))
    with pytest.raises(WriteUncertain, match=r"redirected \(302\), which a write does not follow"):
        send(writer(server.origin), idempotency_key="k")
    assert len(server.requests) == 1


@pytest.mark.parametrize("status", ["400 Bad Request", "403 Forbidden", "409 Conflict", "429 Too Many Requests"])
def test_a_refusal_is_an_answer(serve: Start, status: str) -> None:
    """The site says that it did nothing; without a key it is not asked again."""
    server = serve(ok(b"{}", status=status))
    assert send(writer(server.origin)).status == int(status[:3])
    assert len(server.requests) == 1


def test_where_nothing_was_sent_that_is_said() -> None:
    """A connection that nobody takes writes nothing, so the error is not the uncertain one."""
    with socket.socket() as unused:
        unused.bind(("127.0.0.1", 0))
        with pytest.raises(FetchFailed, match="nothing was written: cannot connect") as caught:
            send(writer(f"http://127.0.0.1:{unused.getsockname()[1]}"))
    assert not isinstance(caught.value, WriteUncertain)


def test_an_earlier_attempt_that_was_sent_is_not_forgotten(serve: Start) -> None:
    """The first attempt reached the site, the others did not: unknown."""
    server = serve(b"")
    reached: list[str] = []

    def connect(address: str, port: int, seconds: float) -> socket.socket:
        if reached:
            raise ConnectionRefusedError("gone")
        reached.append(address)
        return socket.create_connection((address, port), seconds)

    with pytest.raises(WriteUncertain, match=UNKNOWN):
        send(writer(server.origin, network=Network(connector=connect)), idempotency_key="k")


def test_a_certificate_of_another_name_gets_nothing(secure: SecureServer) -> None:
    """Neither body nor password, and no second attempt."""
    pauses: list[float] = []
    network = lying_at(secure, other_example="93.184.216.34")
    with pytest.raises(FetchFailed, match=r"nothing was written: .*certificate"):
        send(writer("https://other.example", network=network, pauses=pauses), idempotency_key="k")
    assert pauses == []


@pytest.mark.parametrize(
    "url",
    ["https://www.example.org/x", "http://example.org/x", "https://example.org:8443/x", "https://example.com/x"],
)
def test_only_the_named_origin_is_written_to(url: str) -> None:
    """Reading may go to the `www.` form; a write may not, nor in the clear."""
    network = Network(resolver=lambda _host, _port: pytest.fail("looked up"))
    with pytest.raises(FetchFailed, match=r"not on example\.org|a write goes to https://example\.org alone"):
        writer("https://example.org", network=network).send(url, b"{}")


@pytest.mark.parametrize("key", ["ä", "a\r\nX: y", "x" * 256])
def test_a_key_is_printable_ascii(key: str) -> None:
    """Anything else is refused before it becomes a header."""
    with pytest.raises(UsageError, match="1 to 255 printable ASCII"):
        send(writer("https://example.org"), idempotency_key=key)


def test_an_answer_that_is_too_large_leaves_the_effect_unknown(serve: Start) -> None:
    """The write was received; what it did is in the part that was not read."""
    site = OwnerSite(url=serve(ok(b"x" * 999)).origin)
    with pytest.raises(WriteUncertain, match=f"larger than 100 bytes; {UNKNOWN}") as caught:
        send(SiteWriter(site=site, limits=Limits(body_bytes=100)))
    assert not isinstance(caught.value, AnswerTooLarge)
