"""The policy for the owner's source: one site, one session, patient."""

import gzip
import selectors
import socket
import threading
from collections.abc import Callable
from datetime import UTC, datetime

import pytest

from rootzpub.errors import AddressRefused, FetchFailed
from rootzpub.fetch import AnswerTooLarge, Network, OwnerSite, Proxy, Response, RetryRule, SiteReader

from .conftest import RawServer, SecureServer, Start, moved, ok

LARGEST = 10_000


def reader(
    url: str, *, network: Network | None = None, pauses: list[float] | None = None, **site: object
) -> SiteReader:
    """A reader of the site at `url` that notes its pauses and does not wait."""
    noted = pauses if pauses is not None else []
    return SiteReader(site=OwnerSite(url=url, **site), network=network or Network(), timeout=5, sleep=noted.append)  # type: ignore[arg-type]


def get(reading: SiteReader, path: str = "/", **headers: str) -> Response:
    """One answer of the site."""
    return reading.get(reading.site.url + path, headers=headers, largest=LARGEST)


def lying_at(server: RawServer | SecureServer, **addresses: str) -> Network:
    """A network of names (dots as _), where every connection reaches `server`."""
    known = {name.replace("_", "."): address for name, address in addresses.items()}
    return Network(
        resolver=lambda host, _port: (known[host],),
        connector=lambda _address, _port, seconds: socket.create_connection(("127.0.0.1", server.port), seconds),
        ca_file=str(server.certificate) if isinstance(server, SecureServer) else "",
    )


def in_turn(*answers: bytes) -> Callable[[socket.socket, bytes], None]:
    """A script that gives these answers, one for each request, the last one for ever."""
    waiting = list(answers)
    return lambda connection, _head: connection.sendall(waiting.pop(0) if len(waiting) > 1 else waiting[0])


BUSY = ok(b"busy", status="503 Service Unavailable")


class TestRetries:
    """What passes is asked again."""

    @pytest.mark.parametrize(
        "failure",
        [
            pytest.param(BUSY, id="busy"),
            pytest.param(ok(b"", status="522 "), id="cdn"),
            pytest.param(b"", id="hung-up"),
            pytest.param(b"SSH-2.0-OpenSSH_9.2\r\n", id="not-http"),
            pytest.param(ok(b"x" * 100)[:-50], id="cut-short"),
            pytest.param(ok(gzip.compress(b"x" * 999)[:-9], "Content-Encoding: gzip"), id="cut-gzip"),
        ],
    )
    def test_a_failure_that_passes_costs_a_pause(self, serve: Start, failure: bytes) -> None:
        """Twice nothing, then the answer: three requests, two pauses."""
        pauses: list[float] = []
        server = serve(in_turn(failure, failure, ok(b"{}")))
        assert get(reader(server.origin, pauses=pauses)).body == b"{}"
        assert (len(server.requests), pauses) == (3, [0.5, 1.0])

    def test_attempts_end(self, serve: Start) -> None:
        """Five requests, and the error says what the last one met; parameters are not repeated."""
        server = serve(BUSY)
        with pytest.raises(FetchFailed, match=r"127\.0\.0\.1:\d+/x: the site answered 503, 5 attempts$"):
            get(reader(server.origin), "/x?token=secret")
        assert len(server.requests) == 5

    def test_retry_after_is_honoured(self, serve: Start) -> None:
        """The pause is at least what the server asks for, as seconds or date."""
        later = f"{datetime.now(UTC).replace(year=2999):%a, %d %b %Y %H:%M:%S} GMT"
        seconds, date = (ok(b"", f"Retry-After: {value}", status="429 Too Many Requests") for value in ("7", later))
        pauses: list[float] = []
        get(reader(serve(in_turn(seconds, date, ok(b"{}"))).origin, pauses=pauses))
        assert pauses == [7.0, 120.0]

    def test_nobody_listening_is_said(self) -> None:
        """After all attempts."""
        with socket.socket() as unused:
            unused.bind(("127.0.0.1", 0))
            with pytest.raises(FetchFailed, match="no connection, 5 attempts"):
                get(reader(f"http://127.0.0.1:{unused.getsockname()[1]}"))

    def test_a_certificate_is_not_asked_for_twice(self, secure: SecureServer) -> None:
        """Another attempt would meet the same one."""
        pauses: list[float] = []
        network = lying_at(secure, other_example="93.184.216.34")
        with pytest.raises(FetchFailed, match=r"https://other\.example/: its TLS certificate is not valid"):
            get(reader("https://other.example", network=network, pauses=pauses))
        assert pauses == []

    @pytest.mark.parametrize("status", ["200 OK", "204 No Content", "401 Unauthorized", "404 Not Found", "418 Teapot"])
    def test_other_statuses_are_answers(self, serve: Start, status: str) -> None:
        """What they mean is the caller's business."""
        answer = f"HTTP/1.1 {status}\r\nContent-Length: 0\r\n\r\n".encode()
        server = serve(answer)
        assert get(reader(server.origin)).status == int(status[:3])
        assert len(server.requests) == 1


class TestRedirects:
    """They stay within the site."""

    @pytest.mark.parametrize("status", ["301 Moved", "302 Found", "303 See Other", "307 Temporary", "308 Permanent"])
    def test_one_within_the_host_is_followed(self, serve: Start, status: str) -> None:
        """Every kind of them, also with a blank in it."""
        server = serve(in_turn(moved("/new place", status), ok(b"{}")))
        assert get(reader(server.origin), "/old").url == f"{server.origin}/new%20place"

    def test_the_www_form_is_the_same_site(self, serve: Start) -> None:
        """It gets the credentials too, where it is at a public address."""
        server = serve(in_turn(moved("http://www.example.com/x"), ok(b"{}")))
        network = lying_at(server, example_com="10.1.1.1", www_example_com="93.184.216.34")
        found = get(reader("http://example.com", network=network, user="me", password="test only"))
        assert (found.url, found.address) == ("http://www.example.com/x", "93.184.216.34")
        assert [b"authorization: basic" in request.lower() for request in server.requests] == [True, True]

    def test_the_www_form_may_not_be_private(self, serve: Start) -> None:
        """Nobody named it: a forgotten DNS entry could lead inside."""
        server = serve(moved("http://www.example.com/x"))
        network = lying_at(server, example_com="10.1.1.1", www_example_com="10.1.1.2")
        with pytest.raises(AddressRefused, match=r"www.example.com is at 10.1.1.2, which is private") as caught:
            get(reader("http://example.com", network=network))
        assert len(server.requests) == 1
        assert "give www.example.com as the source" in caught.value.hint

    @pytest.mark.parametrize(
        ("location", "problem"),
        [
            ("https://elsewhere.test/x", r"redirected to another host, elsewhere\.test"),
            ("//elsewhere.test/x", r"redirected to another host, elsewhere\.test"),
            ("http://127.0.0.1:9/x", r"redirected to another host, 127\.0\.0\.1"),
            ("http://169.254.169.254/latest", "redirected to another host"),
            ("http://me@127.0.0.1/", "not an address that can be asked"),
            ("javascript:x", "redirected to nowhere"),
            ("http://[x/", "redirected to nowhere"),
        ],
    )
    def test_others_are_refused(self, serve: Start, location: str, problem: str) -> None:
        """Another host or port, and what is no address; nothing is asked again."""
        server = serve(moved(location))
        with pytest.raises(FetchFailed, match=problem):
            get(reader(server.origin))
        assert len(server.requests) == 1

    def test_a_circle_ends(self, serve: Start) -> None:
        """After five requests."""
        server = serve(moved("/again"))
        with pytest.raises(FetchFailed, match="redirected in a circle"):
            get(reader(server.origin))
        assert len(server.requests) == 5


class TestLimits:
    """What an answer may cost."""

    @pytest.mark.parametrize(
        "answer",
        [
            pytest.param(ok(b"x" * (LARGEST + 1)), id="sent"),
            pytest.param(ok(gzip.compress(b"x" * (LARGEST + 1)), "Content-Encoding: gzip"), id="expanded"),
            pytest.param(ok(b"{}", *(f"X-{number}: {'y' * 900}" for number in range(90))), id="headers"),
        ],
    )
    def test_an_answer_beyond_them_is_a_named_error(self, serve: Start, answer: bytes) -> None:
        """And not asked for again."""
        server = serve(answer)
        with pytest.raises(AnswerTooLarge):
            get(reader(server.origin))
        assert len(server.requests) == 1

    def test_a_page_of_like_posts_is_no_bomb(self, serve: Start) -> None:
        """The ratio that a foreign body may not have is fine within the size."""
        body = b"[" + b"0" * 9_000_000 + b"]"
        server = serve(ok(gzip.compress(body), "Content-Encoding: gzip"))
        found = reader(server.origin).get(server.origin, headers={}, largest=len(body))
        assert found.body == body

    def test_a_drip_ends_at_the_deadline(self, serve: Start) -> None:
        """One byte after the other keeps a socket timeout happy, but not the deadline."""
        over = threading.Event()

        def drip(connection: socket.socket, _head: bytes) -> None:
            connection.sendall(b"HTTP/1.1 200 OK\r\nContent-Length: 9999\r\n\r\n")
            while not over.wait(0.02):
                connection.sendall(b" ")  # an OSError ends the script when the reader hangs up

        reading = SiteReader(site=OwnerSite(url=serve(drip).origin), timeout=0.3, retry=RetryRule(attempts=1))
        with pytest.raises(FetchFailed, match="no answer, 1 attempts"):
            get(reading)
        over.set()


class TestSession:
    """What is kept between requests."""

    def test_a_cookie_of_the_site_is_sent_back_to_it(self, serve: Start) -> None:
        """Some hosts let in only who kept the cookie of their first redirect."""
        server = serve(in_turn(moved("/", "302 Found\r\nSet-Cookie: pass=1; Path=/"), ok(b"{}")))
        get(reader(server.origin))
        assert [b"cookie: pass=1" in request.lower() for request in server.requests] == [False, True]

    def test_the_host_is_looked_up_once_for_a_kept_connection(self, serve: Start) -> None:
        """Three requests, one connection, whose deadline is each time its own."""

        def answer(connection: socket.socket, _head: bytes) -> None:
            for _ in range(3):
                connection.sendall(ok(b"{}"))
                connection.recv(65536)

        asked: list[str] = []
        server = serve(answer)

        def resolver(host: str, _port: int) -> tuple[str]:
            asked.append(host)
            return ("127.0.0.1",)

        reading = reader(server.origin, network=Network(resolver=resolver))
        assert [get(reading).status for _ in range(3)] == [200, 200, 200]
        assert (asked, len(server.requests)) == (["127.0.0.1"], 1)
        reading.close()

    def test_the_callers_headers_are_sent(self, serve: Start) -> None:
        """Beside those of every request."""
        server = serve(ok(b"{}"))
        get(reader(server.origin), accept="text/html")
        head = server.requests[0].lower()
        assert b"accept: text/html\r\n" in head
        assert b"accept-encoding: gzip\r\n" in head
        assert b"user-agent: rootzpub/" in head

    def test_a_url_elsewhere_is_not_asked(self, serve: Start) -> None:
        """A session has one site."""
        other = serve(ok(b"{}"))
        with pytest.raises(FetchFailed, match="not on"):
            reader(serve(ok(b"{}")).origin).get(other.origin, headers={}, largest=LARGEST)
        assert other.requests == []


class TestProxy:
    """Only a declared one."""

    def test_http_is_asked_through_it(self, serve: Start) -> None:
        """The whole address, and the proxy's own password; the site's name is the proxy's to resolve."""
        proxy = serve(ok(b"{}"))
        declared = Proxy(url=proxy.origin, user="me", password="test only")
        assert get(reader("http://intranet.invalid", proxy=declared), "/x").body == b"{}"
        assert proxy.requests[0].startswith(b"GET http://intranet.invalid/x HTTP/1.1\r\n")
        assert b"proxy-authorization: basic bwu6dgvzdcbvbmx5" in proxy.requests[0].lower()

    def test_https_goes_through_a_tunnel(self, serve: Start, secure: SecureServer) -> None:
        """The proxy gets a name and its own password; the certificate is the site's, the site's password inside."""

        def tunnel(connection: socket.socket, _head: bytes) -> None:
            with socket.create_connection(("127.0.0.1", secure.port)) as inner:
                connection.sendall(b"HTTP/1.1 200 Connection established\r\n\r\n")
                _relay(connection, inner)

        proxy = serve(tunnel)
        declared = Proxy(url=proxy.origin, user="me", password="test only")
        network = Network(ca_file=str(secure.certificate))
        reading = reader("https://example.com", network=network, proxy=declared, user="reader", password="inside")
        assert get(reading).body == b'{"secure":true}'
        assert proxy.requests[0].startswith(b"CONNECT example.com:443 HTTP/1.")
        assert b"\r\nauthorization" not in proxy.requests[0].lower()
        assert b"proxy-authorization: basic" in proxy.requests[0].lower()

    def test_one_that_refuses_is_said(self, serve: Start) -> None:
        """Asked again like any connection that fails."""
        proxy = serve(b"HTTP/1.1 407 Proxy Authentication Required\r\nContent-Length: 0\r\n\r\n")
        with pytest.raises(FetchFailed, match="no connection, 5 attempts"):
            get(reader("https://example.com", proxy=Proxy(url=proxy.origin)))


def _relay(one: socket.socket, other: socket.socket) -> None:
    """Bytes both ways until one side ends."""
    with selectors.DefaultSelector() as ready:
        ready.register(one, selectors.EVENT_READ, other)
        ready.register(other, selectors.EVENT_READ, one)
        while True:
            for key, _ in ready.select():
                data = key.fileobj.recv(65536)  # type: ignore[union-attr]
                if not data:
                    return
                key.data.sendall(data)
