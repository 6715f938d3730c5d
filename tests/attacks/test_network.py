"""Attacks on the way: what a server, a name server or a middlebox can do to a reader."""

import gzip
import socket

import pytest

from rootzpub.errors import AddressRefused, FetchFailed
from rootzpub.fetch import Network
from rootzpub.verify import Verdict
from rootzpub.verify.reader import Reader
from tests.fetch.conftest import RawServer, Start, moved, ok
from tests.verify.conftest import DISCOVERY_URL, NOW, TestPublisher


def reader(server: RawServer, *addresses: str) -> Reader:
    """A Reader for whom example.com lies at `addresses`, and every connection reaches `server`."""
    network = Network(
        resolver=lambda host, _port: (host,) if host[0].isdigit() or ":" in host else addresses or ("93.184.216.34",),
        connector=lambda _address, _port, seconds: socket.create_connection(("127.0.0.1", server.port), seconds),
    )
    return Reader(moment=lambda: NOW, network=network)


HTTP_URL = DISCOVERY_URL.replace("https:", "http:")


def test_an_honest_server_is_read(serve: Start) -> None:
    """No attack: fetched and verified."""
    publisher = TestPublisher(origin="http://example.com")

    def script(connection: socket.socket, head: bytes) -> None:
        missing = ok(b"{}", status="404 Not Found")
        connection.sendall(missing if b"/keys" in head else ok(publisher.discovery()))

    _, report = reader(serve(script)).read(HTTP_URL)
    assert report.verdict is Verdict.VERIFIED


def test_truncate_the_body(serve: Start) -> None:
    """With a length the cut shows in transport."""
    server = serve(ok(TestPublisher().discovery())[:-40])
    with pytest.raises(FetchFailed, match="did not answer"):
        reader(server).read(HTTP_URL)


def test_truncate_a_body_without_a_length(serve: Start) -> None:
    """Without one it shows in the document."""
    head = b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nConnection: close\r\n\r\n"
    server = serve(head + TestPublisher().discovery()[:-40])
    _, report = reader(server).read(HTTP_URL)
    assert [check.code for check in report.failures] == ["parsed.malformed"]


@pytest.mark.slow("more than a tenth of a second a case")
def test_send_a_gzip_bomb(serve: Start) -> None:
    """Given up long before it is expanded."""
    server = serve(ok(gzip.compress(b"[" * 100_000_000), "Content-Encoding: gzip"))
    with pytest.raises(FetchFailed, match="compression bomb"):
        reader(server).read(HTTP_URL)


@pytest.mark.parametrize(
    "location",
    ["http://127.0.0.1/admin", "http://169.254.169.254/latest/", "http://[::1]/", "http://10.0.0.1/"],
)
def test_redirect_to_a_private_address(serve: Start, location: str) -> None:
    """Outside /.well-known/ redirects are followed, but not inside."""
    with pytest.raises(AddressRefused, match="public addresses"):
        reader(serve(moved(location)), "93.184.216.34").read("http://example.com/llms.txt")


def test_redirect_a_well_known_document(serve: Start) -> None:
    """The standard's documents come from their own origin."""
    with pytest.raises(FetchFailed, match="another origin"):
        reader(serve(moved("http://evil.example/.well-known/ai"))).read(HTTP_URL)


def test_point_the_name_inside(serve: Start) -> None:
    """DNS rebinding: a public name with a private address is refused."""
    with pytest.raises(AddressRefused, match="loopback"):
        reader(serve(ok(b"{}")), "127.0.0.1").read(HTTP_URL)


def test_rebind_the_name_between_check_and_connection(serve: Start) -> None:
    """There is only one look-up: the address that was judged is the one that is asked."""
    server = serve(ok(TestPublisher(origin="http://example.com").discovery()))
    answers = iter([("93.184.216.34",)])
    reached: list[str] = []

    def connect(address: str, _port: int, seconds: float) -> socket.socket:
        reached.append(address)
        return socket.create_connection(("127.0.0.1", server.port), seconds)

    network = Network(resolver=lambda _host, _port: next(answers, ("127.0.0.1",)), connector=connect)
    Reader(moment=lambda: NOW, network=network).document(HTTP_URL)
    assert reached == ["93.184.216.34"]


@pytest.mark.parametrize("content_type", ["text/html", "image/svg+xml", "application/javascript", "text/xml"])
def test_send_a_document_as_something_else(serve: Start, content_type: str) -> None:
    """Polyglots and JSONP are refused by their type."""
    server = serve(ok(TestPublisher().discovery(), content_type=content_type))
    with pytest.raises(FetchFailed, match="is sent as"):
        reader(server).read(HTTP_URL)


def test_show_an_error_document_as_the_document(serve: Start) -> None:
    """A signed 404 is not what was asked for."""
    server = serve(ok(TestPublisher().discovery(), status="404 Not Found"))
    with pytest.raises(FetchFailed, match="answers 404"):
        reader(server).read(HTTP_URL)
