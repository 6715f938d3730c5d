"""fetch and post: what comes back, and what is refused on the way."""

import gzip
import socket
import threading
import time
import tracemalloc
import zlib
from collections.abc import Sequence

import pytest

from rootzpub.errors import AddressRefused, FetchFailed
from rootzpub.fetch import HTML, Limits, Network, fetch, post
from tests.waiting import LIMIT

from .conftest import RawServer, Script, Start, moved, ok


def dripping(head: bytes) -> Script:
    """Sends `head`, then one byte every 50 ms until the client hangs up, or for far longer than its deadline."""

    def drip(connection: socket.socket, _request: bytes) -> None:
        connection.sendall(head)
        for _ in range(round(LIMIT / 0.05)):
            connection.sendall(b"1")
            time.sleep(0.05)

    return drip


def outside(server: RawServer, *addresses: str) -> Network:
    """A network where every name lies at a public address, and every address is `server`."""
    return Network(
        resolver=lambda _host, _port: addresses or ("93.184.216.34",),
        connector=lambda _address, _port, seconds: socket.create_connection(("127.0.0.1", server.port), seconds),
    )


def test_the_answer_comes_whole(serve: Start) -> None:
    """Status, headers in lower case, body, media type and the address that was asked are all there."""
    server = serve(ok(b'{"a":1}', "X-Thing: 1", "X-Thing: 2", content_type="Application/JSON; charset=UTF-8"))
    response = fetch(f"{server.origin}/x?y=1", allow_private=True)
    assert (response.status, response.body, response.content_type) == (200, b'{"a":1}', "application/json")
    assert response.headers["x-thing"] == "1, 2"
    assert (response.address, response.url, response.redirects) == ("127.0.0.1", f"{server.origin}/x?y=1", ())
    assert response.length_known


def test_the_request_says_who_asks_and_nothing_of_the_environment(
    serve: Start, monkeypatch: pytest.MonkeyPatch, tmp_path
) -> None:
    """Proxies, netrc and cookies of the environment are not used; the caller's headers are sent."""
    netrc = tmp_path / "netrc"
    netrc.write_text("machine 127.0.0.1 login me password secret\n")
    for name in ("http_proxy", "HTTP_PROXY", "ALL_PROXY"):
        monkeypatch.setenv(name, "http://127.0.0.1:9")
    monkeypatch.setenv("NETRC", str(netrc))
    server = serve(ok(b"{}"))
    fetch(server.origin, allow_private=True, headers={"x-mine": "yes"})
    head = server.requests[0].decode().lower()
    assert "user-agent: rootzpub/" in head
    assert "x-mine: yes" in head
    assert f"host: 127.0.0.1:{server.port}" in head
    assert "authorization" not in head
    assert "cookie" not in head


def test_an_error_status_comes_back_as_it_is(serve: Start) -> None:
    """404 is an answer, not an error: a signed error document can be verified."""
    server = serve(ok(b"<h1>no</h1>", content_type="text/html", status="404 Not Found"))
    response = fetch(server.origin, allow_private=True)
    assert (response.status, response.body) == (404, b"<h1>no</h1>")


@pytest.mark.parametrize(
    ("content_type", "problem"),
    [
        pytest.param("text/html", "expected application/json", id="html"),
        pytest.param("image/svg+xml", "expected application/json", id="svg"),
        pytest.param("application/javascript", "expected application/json", id="jsonp"),
        pytest.param("application/json; charset=iso-8859-1", "charset 'iso-8859-1'", id="latin-1"),
        pytest.param('application/json; charset="utf-16"', "charset 'utf-16'", id="utf-16"),
        pytest.param("", "nothing in particular", id="none"),
    ],
)
def test_content_types_and_charsets_are_strict(serve: Start, content_type: str, problem: str) -> None:
    """A success of another media type or charset is refused."""
    server = serve(ok(b"{}", content_type=content_type))
    with pytest.raises(FetchFailed, match=problem):
        fetch(server.origin, allow_private=True)


def test_other_parameters_of_a_content_type_are_let_be(serve: Start) -> None:
    """`profile=…` beside the charset does no harm."""
    server = serve(ok(b"{}", content_type="application/json; profile=x; charset=utf-8"))
    assert fetch(server.origin, allow_private=True).content_type == "application/json"


class TestAddresses:
    """Who may be asked."""

    @pytest.mark.parametrize(
        "url",
        [
            "http://127.0.0.1/",
            "http://localhost/",
            "http://2130706433/",
            "http://127.1/",
            "http://0x7f000001/",
            "http://0/",
            "http://[::1]/",
            "http://[::ffff:127.0.0.1]/",
            "http://10.1.2.3/",
            "http://172.20.0.1/",
            "http://192.168.1.1/",
            "http://100.64.0.1/",
            "http://169.254.169.254/latest/meta-data/",
            "http://224.0.0.1/",
            "http://[fd00::1]/",
            "http://[fe80::1]/",
            "http://[2002:7f00:1::]/",
            "http://[64:ff9b::10.0.0.1]/",
        ],
    )
    def test_addresses_inside_are_refused(self, url: str) -> None:
        """However it is written, an address that is not public is not asked."""
        with pytest.raises(AddressRefused, match="only public addresses are asked"):
            fetch(url)

    def test_a_name_that_also_points_inside_is_refused(self, serve: Start) -> None:
        """One private address among public ones refuses the name."""
        server = serve(ok(b"{}"))
        with pytest.raises(AddressRefused, match=r"10.0.0.5, which is private"):
            fetch("http://example.com/", network=outside(server, "93.184.216.34", "10.0.0.5"))
        assert server.requests == []

    def test_dns_rebinding_finds_no_second_look_up(self, serve: Start) -> None:
        """The name is looked up once, and the connection goes to the address that was judged."""
        server = serve(ok(b"{}"))
        answers = iter([("93.184.216.34",), ("127.0.0.1",)])
        asked: list[str] = []

        def connect(address: str, _port: int, seconds: float) -> socket.socket:
            asked.append(address)
            return socket.create_connection(("127.0.0.1", server.port), seconds)

        network = Network(resolver=lambda _host, _port: next(answers), connector=connect)
        assert fetch("http://rebind.example/", network=network).address == "93.184.216.34"
        assert asked == ["93.184.216.34"]
        with pytest.raises(AddressRefused, match="loopback"):
            fetch("http://rebind.example/", network=network)
        assert asked == ["93.184.216.34"]

    def test_only_named_origins_may_be_private(self, serve: Start) -> None:
        """A set of origins lets in those and no other port of the same host."""
        server, other = serve(ok(b"{}")), serve(ok(b"{}"))
        assert fetch(server.origin, allow_private={server.origin}).status == 200
        with pytest.raises(AddressRefused, match="port"):
            fetch(other.origin, allow_private={server.origin})

    def test_other_ports_are_refused(self, serve: Start) -> None:
        """Ports other than 80 and 443 need to be allowed."""
        server = serve(ok(b"{}"))
        with pytest.raises(AddressRefused, match="port 8080: only 80, 443"):
            fetch("http://example.com:8080/", network=outside(server))
        limits = Limits(ports=None)
        assert fetch("http://example.com:8080/", network=outside(server), limits=limits).status == 200

    def test_the_next_address_is_tried_when_one_does_not_answer(self, serve: Start) -> None:
        """A host of several addresses is reached through any of them."""
        server = serve(ok(b"{}"))

        def connect(address: str, _port: int, seconds: float) -> socket.socket:
            if ":" in address:
                raise OSError("network is unreachable")
            return socket.create_connection(("127.0.0.1", server.port), seconds)

        network = Network(resolver=lambda _host, _port: ("2606:4700::1", "93.184.216.34"), connector=connect)
        assert fetch("http://example.com/", network=network).address == "93.184.216.34"

    def test_a_name_without_an_address_is_said(self) -> None:
        """Neither an empty answer nor a failing resolver is a traceback."""

        def failing(_host: str, _port: int) -> Sequence[str]:
            raise socket.gaierror(-2, "Name or service not known")

        with pytest.raises(FetchFailed, match=r"example.com has no address: Name or service not known"):
            fetch("http://example.com/", network=Network(resolver=failing))
        with pytest.raises(FetchFailed, match=r"example.com has no address"):
            fetch("http://example.com/", network=Network(resolver=lambda _host, _port: ()))

    def test_the_same_host_and_name_reach_the_server(self, serve: Start) -> None:
        """Although the socket goes to an address, Host names the host."""
        server = serve(ok(b"{}"))
        fetch("http://BÜCHER.example/", network=outside(server))
        assert b"Host: xn--bcher-kva.example\r\n" in server.requests[0]


class TestUrls:
    """What is not a URL that can be asked."""

    @pytest.mark.parametrize(
        ("url", "problem"),
        [
            pytest.param("ftp://example.com/", "not a URL", id="scheme"),
            pytest.param("file:///etc/passwd", "not a URL", id="file"),
            pytest.param("example.com", "not a URL", id="no-scheme"),
            pytest.param("http://user:pass@example.com/", "user name or password", id="user-info"),
            pytest.param("http://@example.com/", "user name or password", id="empty-user-info"),
            pytest.param("http://example.com\\@evil.example/", "backslash", id="backslash"),
            pytest.param("http://example.com/a b", "blank", id="blank"),
            pytest.param("http://example.com/\r\nX: y", "control character", id="line-feed"),
            pytest.param("http://example.com:99999/", "not a URL", id="port"),
            pytest.param("http://[::1/", "not a URL", id="bracket"),
            pytest.param("http://[fe80::1%25eth0]/", "not a URL", id="zone"),
            pytest.param("http:///path", "not a URL", id="no-host"),
        ],
    )
    def test_it_is_refused_before_anything_is_sent(self, url: str, problem: str) -> None:
        """The message says what is wrong with it."""
        with pytest.raises(FetchFailed, match=problem):
            fetch(url, allow_private=True)


class TestRedirects:
    """Each hop is judged again."""

    def test_a_redirect_is_followed_and_recorded(self, serve: Start) -> None:
        """The chain is in the response, and the final URL is the response's."""

        def script(connection: socket.socket, head: bytes) -> None:
            connection.sendall(moved("/new") if head.startswith(b"GET /old") else ok(b"{}"))

        server = serve(script)
        response = fetch(f"{server.origin}/old", allow_private=True)
        assert response.url == f"{server.origin}/new"
        assert [(hop.status, hop.location) for hop in response.redirects] == [(302, f"{server.origin}/new")]

    def test_a_redirect_to_a_private_address_is_refused(self, serve: Start) -> None:
        """A public site cannot send us inside."""
        server = serve(moved("http://169.254.169.254/latest/meta-data/"))
        network = Network(
            resolver=lambda host, _port: (host if host[0].isdigit() else "93.184.216.34",),
            connector=lambda _address, _port, seconds: socket.create_connection(("127.0.0.1", server.port), seconds),
        )
        with pytest.raises(AddressRefused, match="link-local"):
            fetch("http://example.com/page", network=network)
        assert len(server.requests) == 1

    def test_an_allowed_origin_cannot_lead_to_another_private_one(self, serve: Start) -> None:
        """Loopback allowed for one origin does not open the next."""
        inner = serve(ok(b"{}"))
        outer = serve(moved(f"{inner.origin}/secret"))
        with pytest.raises(AddressRefused, match="port"):
            fetch(f"{outer.origin}/x", allow_private={outer.origin})
        assert inner.requests == []

    @pytest.mark.parametrize(
        ("url", "location"),
        [
            pytest.param("http://example.com/.well-known/ai", "http://other.example/.well-known/ai", id="other-host"),
            pytest.param("http://example.com/.well-known/ai", "//evil.example/x", id="scheme-relative"),
            pytest.param("http://example.com/.well-known/ai", "https://example.com/.well-known/ai", id="other-scheme"),
            pytest.param("http://example.com/.well-known/ai", "http://example.com:80.evil.example/", id="look-alike"),
            pytest.param("http://example.com/x", "http://other.example/.well-known/ai", id="into-well-known"),
        ],
    )
    def test_well_known_documents_stay_with_their_origin(self, serve: Start, url: str, location: str) -> None:
        """Under /.well-known/ a redirect must not leave the origin."""
        with pytest.raises(FetchFailed, match=r"another origin|not a URL"):
            fetch(url, network=outside(serve(moved(location))))

    def test_other_paths_may_lead_to_another_public_host_without_our_headers(self, serve: Start) -> None:
        """Followed, but headers of the caller stay with the first origin."""

        def script(connection: socket.socket, head: bytes) -> None:
            connection.sendall(moved("http://other.example/b") if head.startswith(b"GET /a") else ok(b"{}"))

        server = serve(script)
        response = fetch("http://example.com/a", network=outside(server), headers={"authorization": "Bearer x"})
        assert response.url == "http://other.example/b"
        assert b"bearer" in server.requests[0].lower()
        assert b"bearer" not in server.requests[1].lower()

    def test_a_ring_of_redirects_ends(self, serve: Start) -> None:
        """The number of redirects is limited."""
        with pytest.raises(FetchFailed, match="more than 5 redirects"):
            fetch(f"{serve(moved('/again')).origin}/x", allow_private=True)

    def test_a_redirect_without_a_place_is_an_error(self, serve: Start) -> None:
        """302 without Location says nothing."""
        server = serve(b"HTTP/1.1 302 Found\r\nContent-Length: 0\r\n\r\n")
        with pytest.raises(FetchFailed, match="302 without a Location"):
            fetch(server.origin, allow_private=True)

    def test_a_300_without_location_is_an_answer(self, serve: Start) -> None:
        """Only 301, 302, 303, 307 and 308 are followed."""
        assert fetch(serve(ok(b"{}", status="304 Not Modified")).origin, allow_private=True).status == 304


class TestLimits:
    """What a hostile server can cost."""

    def test_a_large_body_is_given_up(self, serve: Start) -> None:
        """Reading stops at the cap, whatever Content-Length says."""
        server = serve(ok(b"x" * 5000))
        with pytest.raises(FetchFailed, match="larger than 1000 bytes"):
            fetch(server.origin, allow_private=True, limits=Limits(body_bytes=1000))

    def test_gzip_is_undone(self, serve: Start) -> None:
        """The coding that was asked for gives the body."""
        server = serve(ok(gzip.compress(b'{"a":1}'), "Content-Encoding: gzip"))
        assert fetch(server.origin, allow_private=True).body == b'{"a":1}'

    def test_deflate_is_undone(self, serve: Start) -> None:
        """Streams of zlib are read as well."""
        server = serve(ok(zlib.compress(b'{"a":1}'), "Content-Encoding: deflate"))
        assert fetch(server.origin, allow_private=True).body == b'{"a":1}'

    def test_a_gzip_bomb_is_given_up(self, serve: Start) -> None:
        """A body that expands out of proportion is stopped early."""
        server = serve(ok(gzip.compress(b"0" * 50_000_000), "Content-Encoding: gzip"))
        tracemalloc.start()
        with pytest.raises(FetchFailed, match="compression bomb"):
            fetch(server.origin, allow_private=True)
        _, peak = tracemalloc.get_traced_memory()
        tracemalloc.stop()
        assert peak < 50_000_000 / 2

    def test_an_expanded_body_has_a_cap_of_its_own(self, serve: Start) -> None:
        """Even at a modest ratio the expanded size is limited."""
        server = serve(ok(gzip.compress(b"0123456789" * 30_000), "Content-Encoding: gzip"))
        with pytest.raises(FetchFailed, match="expands to more than 100000 bytes"):
            fetch(server.origin, allow_private=True, limits=Limits(expanded_bytes=100_000, ratio=100_000))

    @pytest.mark.parametrize(
        ("body", "problem"),
        [
            pytest.param(gzip.compress(b"hello" * 100)[:-12], "cut short", id="cut"),
            pytest.param(gzip.compress(b"hello") + b"more", "bytes follow", id="trailing"),
            pytest.param(b"not gzip at all", "damaged", id="damaged"),
        ],
    )
    def test_a_broken_coding_is_an_error(self, serve: Start, body: bytes, problem: str) -> None:
        """A coded body must be whole and alone."""
        server = serve(ok(body, "Content-Encoding: gzip"))
        with pytest.raises(FetchFailed, match=problem):
            fetch(server.origin, allow_private=True)

    @pytest.mark.parametrize("coding", ["br", "gzip, gzip", "compress"])
    def test_a_coding_that_was_not_asked_for_is_refused(self, serve: Start, coding: str) -> None:
        """Only gzip, deflate and none are undone."""
        with pytest.raises(FetchFailed, match="not asked for"):
            fetch(serve(ok(b"x", f"Content-Encoding: {coding}")).origin, allow_private=True)

    def test_a_truncated_body_is_an_error(self, serve: Start) -> None:
        """Fewer bytes than Content-Length promised are no body."""
        server = serve(ok(b"x" * 100)[:-50])
        with pytest.raises(FetchFailed, match="did not answer"):
            fetch(server.origin, allow_private=True)

    def test_a_truncated_chunked_body_is_an_error(self, serve: Start) -> None:
        """Chunks must end with the last chunk."""
        head = b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nTransfer-Encoding: chunked\r\n\r\n"
        server = serve(head + b"5\r\n[1,2,\r\n")
        with pytest.raises(FetchFailed, match="did not answer"):
            fetch(server.origin, allow_private=True)

    def test_a_body_that_ends_with_the_connection_is_marked(self, serve: Start) -> None:
        """Nothing says that such a body is whole: `length_known` is False."""
        server = serve(b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nConnection: close\r\n\r\n[1]")
        response = fetch(server.origin, allow_private=True)
        assert (response.body, response.length_known) == (b"[1]", False)

    @pytest.mark.parametrize("size", [b"-5", b"zz", b"1" * 5000, b"", b"\xff", b"-", b"5;" + b"x" * 70_000])
    def test_a_chunk_of_no_size_is_an_error_of_ours(self, serve: Start, size: bytes) -> None:
        """The parsers below say it in errors of every kind; none of them is a traceback."""
        head = b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nTransfer-Encoding: chunked\r\n\r\n"
        server = serve(head + size + b"\r\nhello\r\n0\r\n\r\n")
        with pytest.raises(FetchFailed):
            fetch(server.origin, allow_private=True)

    @pytest.mark.parametrize("location", ["http://[::1", "http://[", "//[", "https://x:999999/"])
    def test_a_redirect_to_no_address_is_an_error_of_ours(self, serve: Start, location: str) -> None:
        """Whatever a server writes there."""
        with pytest.raises(FetchFailed):
            fetch(serve(moved(location)).origin, allow_private=True)

    def test_a_redirect_may_be_held_to_the_origin(self, serve: Start) -> None:
        """For who reads one site: the other one is not asked."""
        other = serve(ok(b"{}"))
        with pytest.raises(FetchFailed, match="another origin"):
            fetch(serve(moved(f"{other.origin}/")).origin, allow_private=True, limits=Limits(same_origin=True))

    def test_a_chunked_body_is_whole(self, serve: Start) -> None:
        """The last chunk says so."""
        head = b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nTransfer-Encoding: chunked\r\n\r\n"
        response = fetch(serve(head + b"3\r\n[1]\r\n0\r\n\r\n").origin, allow_private=True)
        assert (response.body, response.length_known) == (b"[1]", True)

    def test_huge_headers_are_given_up(self, serve: Start) -> None:
        """All header lines together are limited."""
        server = serve(ok(b"{}", *(f"X-{number}: {'y' * 900}" for number in range(90))))
        with pytest.raises(FetchFailed, match="headers are larger"):
            fetch(server.origin, allow_private=True)

    def test_a_dripping_body_ends_at_the_deadline(self, serve: Start) -> None:
        """One byte every 50 ms keeps a socket timeout happy, but not the deadline."""
        head = b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: 9999\r\n\r\n"
        with pytest.raises(FetchFailed, match=r"took longer than 0.5 seconds"):
            fetch(serve(dripping(head)).origin, allow_private=True, limits=Limits(seconds=0.5))

    def test_dripping_headers_end_at_the_deadline(self, serve: Start) -> None:
        """The status line may not be drawn out either."""
        with pytest.raises(FetchFailed, match=r"took longer than 0.5 seconds"):
            fetch(serve(dripping(b"")).origin, allow_private=True, limits=Limits(seconds=0.5))

    def test_a_drip_without_a_length_does_not_pass_for_a_body(self, serve: Start) -> None:
        """A connection that we close at the deadline is not a body that ended."""
        head = b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\n\r\n"
        with pytest.raises(FetchFailed, match="took longer"):
            fetch(serve(dripping(head)).origin, allow_private=True, limits=Limits(seconds=0.5))

    def test_a_slow_name_server_ends_at_the_deadline(self) -> None:
        """Resolving counts too, though the system's resolver knows no time limit."""
        given_up = threading.Event()

        def slow(_host: str, _port: int) -> Sequence[str]:
            given_up.wait(LIMIT)
            return ("93.184.216.34",)

        with pytest.raises(FetchFailed, match=r"looking up example.com took too long"):
            fetch("http://example.com/", network=Network(resolver=slow), limits=Limits(seconds=0.2))
        given_up.set()

    def test_a_server_that_says_nothing_sensible_is_an_error(self, serve: Start) -> None:
        """Bytes that are not HTTP are a FetchFailed."""
        with pytest.raises(FetchFailed, match="did not answer"):
            fetch(serve(b"SSH-2.0-OpenSSH_9.2\r\n").origin, allow_private=True)

    def test_nobody_listening_is_said(self) -> None:
        """A refused connection names the URL."""
        with socket.socket() as unused:
            unused.bind(("127.0.0.1", 0))
            port = unused.getsockname()[1]
            with pytest.raises(FetchFailed, match="cannot connect to"):
                fetch(f"http://127.0.0.1:{port}/", allow_private=True)


class TestPost:
    """JSON-RPC goes out by the same way out."""

    def test_the_body_is_sent_as_json(self, serve: Start) -> None:
        """Method, type and body arrive; the answer comes back."""
        server = serve(ok(b'{"result":"0x1"}'))
        response = post(f"{server.origin}/rpc", b'{"id":1}', allow_private=True)
        assert response.body == b'{"result":"0x1"}'
        assert server.requests[0].startswith(b"POST /rpc HTTP/1.1\r\n")
        assert b"content-type: application/json\r\n" in server.requests[0].lower()
        assert b'{"id":1}' in server.requests[0]

    def test_a_redirect_is_an_error(self, serve: Start) -> None:
        """A body is not sent on to where a server points."""
        with pytest.raises(FetchFailed, match="redirects a POST"):
            post(serve(moved("/x")).origin, b"{}", allow_private=True)

    def test_a_private_address_is_refused(self) -> None:
        """An RPC address is judged like any other."""
        with pytest.raises(AddressRefused, match="loopback"):
            post("http://localhost/", b"{}")


def test_a_status_without_a_body_is_an_answer(serve: Start) -> None:
    """204 closes the stream with the headers; as a document it is refused, for it has no media type."""
    server = serve(b"HTTP/1.1 204 No Content\r\n\r\n")
    with pytest.raises(FetchFailed, match="nothing in particular"):
        fetch(server.origin, allow_private=True)
    assert fetch(serve(b"HTTP/1.1 304 Not Modified\r\n\r\n").origin, allow_private=True).body == b""


def test_html_is_read_when_asked_for(serve: Start) -> None:
    """`accept` names the media types a success may have, and the request says them."""
    server = serve(ok(b"<p>hi", content_type="text/html; charset=utf-8"))
    assert fetch(server.origin, allow_private=True, accept=HTML).body == b"<p>hi"
    assert b"accept: text/html, application/xhtml+xml\r\n" in server.requests[0].lower()
