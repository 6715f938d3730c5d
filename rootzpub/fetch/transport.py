"""HTTP exchanges over requests, with what it leaves open closed: the only module that imports requests and urllib3.

Invariants: sockets go to addresses that the policy gave while Host, SNI and the certificate are those of the name; no
redirect, no retry, no cookie; nothing of the environment (SSLKEYLOGFILE and SSL_CERT_FILE included); a deadline ends
all. Decision 0016.
"""

import http.client
import io
import socket
import ssl
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache, partial
from typing import Any, Self, cast

import certifi
import requests
import urllib3
from requests.adapters import HTTPAdapter
from urllib3.connection import HTTPConnection, HTTPSConnection
from urllib3.connectionpool import HTTPConnectionPool, HTTPSConnectionPool
from urllib3.poolmanager import PoolKey

from rootzpub.errors import FetchFailed
from rootzpub.fetch.body import expand, sent_chunks
from rootzpub.fetch.deadline import Deadline
from rootzpub.fetch.failures import AnswerTooLarge, Failure, NoAnswer
from rootzpub.fetch.hop import Answer, Hop
from rootzpub.fetch.limits import Limits
from rootzpub.fetch.network import Network

Locate = Callable[[str, int, float], Sequence[str]]
"""Host, port and seconds left to the addresses that may be connected to; raises FetchFailed."""


@dataclass(slots=True, kw_only=True)
class _Dialer:
    """Opens the sockets of one transport; the exchange that runs just now sets `deadline` and `limits`."""

    locate: Locate
    network: Network
    deadline: Deadline
    limits: Limits
    address: str = ""
    """What was connected to last."""
    sent: bool = False
    """Whether a request began to go out in this exchange."""

    def open(self, host: str, port: int) -> socket.socket:
        refused: OSError | None = None
        # Each address in turn, as browsers do: the first may be IPv6 on a machine without a route.
        for address in self.locate(host, port, self.deadline.left):
            seconds = min(self.limits.connect_seconds, self.deadline.left)
            try:
                sock = self.network.connector(address, port, seconds)
            except OSError as error:
                refused = error
                continue
            self.address = address
            # Before the handshake of TLS: a server that never answers it must not outlive the deadline.
            self.deadline.watch(sock)
            return sock
        kind = Failure.TOO_SLOW if isinstance(refused, TimeoutError) else Failure.UNREACHABLE
        raise NoAnswer(f"cannot connect to {host}:{port}: {refused}", hint="is the server up?", kind=kind, sent=False)


class _HeadReader:
    """Stands in for the stream while status line and headers are read, counting their bytes.

    Not an `io` class: those close what they hold when they are collected.
    """

    def __init__(self, stream: io.BufferedIOBase, limit: int) -> None:
        self._stream = stream
        self._left = limit

    # http.client reads status line and headers by lines only.
    def readline(self, size: int = -1, /) -> bytes:
        line = self._stream.readline(size)
        self._left -= len(line)
        if self._left < 0:
            raise AnswerTooLarge("the headers are larger than allowed")
        return line

    def flush(self) -> None:
        """Asked for when a response is closed early; there is nothing to write."""

    def close(self) -> None:
        self._stream.close()


class _CappedResponse(http.client.HTTPResponse):
    """A response whose head has a limit of its own: http.client limits each line, and their number, not their sum."""

    def __init__(self, *args: Any, dialer: _Dialer, **kwargs: Any) -> None:
        self._dialer = dialer
        super().__init__(*args, **kwargs)

    def begin(self) -> None:
        stream = self.fp
        reader = _HeadReader(stream, self._dialer.limits.header_bytes)
        self.fp = cast("io.BufferedReader", reader)  # no more is asked of it
        super().begin()
        self.fp = stream


class _Plain(HTTPConnection):
    dialer: _Dialer

    def _new_conn(self) -> socket.socket:
        return self.dialer.open(self.host, self.port)

    def request(self, *args: Any, **kwargs: Any) -> None:
        _begin_request(self.dialer, self.sock)
        super().request(*args, **kwargs)


class _Secure(HTTPSConnection):
    dialer: _Dialer

    def _new_conn(self) -> socket.socket:
        return self.dialer.open(self.host, self.port)

    def request(self, *args: Any, **kwargs: Any) -> None:
        _begin_request(self.dialer, self.sock)
        super().request(*args, **kwargs)


def _begin_request(dialer: _Dialer, sock: Any) -> None:
    """A kept connection comes with a socket that this exchange's deadline does not know; a TLS one is a new object."""
    if sock is not None:
        dialer.deadline.watch(sock)
    dialer.sent = True


class _PlainPool(HTTPConnectionPool):
    ConnectionCls = _Plain
    dialer: _Dialer

    def _new_conn(self) -> Any:
        return _equipped(super()._new_conn(), self.dialer)


class _SecurePool(HTTPSConnectionPool):
    ConnectionCls = _Secure
    dialer: _Dialer

    def _new_conn(self) -> Any:
        return _equipped(super()._new_conn(), self.dialer)


def _equipped(connection: Any, dialer: _Dialer) -> Any:
    connection.dialer = dialer
    connection.response_class = partial(_CappedResponse, dialer=dialer)
    return connection


_POOLS = {"http": _PlainPool, "https": _SecurePool}


class _Pools(urllib3.PoolManager):
    """urllib3's pools by origin, made of our connections."""

    dialer: _Dialer

    def connection_from_pool_key(self, pool_key: PoolKey, request_context: dict[str, Any]) -> HTTPConnectionPool:
        pool = super().connection_from_pool_key(pool_key, request_context)
        cast("_PlainPool", pool).dialer = self.dialer
        return pool


class _ProxiedPools(urllib3.ProxyManager, _Pools):
    """The same through a proxy."""


class _Adapter(HTTPAdapter):
    """requests' adapter over our pools; it needs no `Session`, which reads netrc, proxies and bundles by itself."""

    def __init__(self, pools: _Pools) -> None:
        self._pools = pools
        # The policies repeat, by what is known of a request; urllib3 would do it silently.
        super().__init__(max_retries=0)

    def init_poolmanager(self, *_args: Any, **_options: Any) -> None:
        self.poolmanager = self._pools

    def get_connection_with_tls_context(
        self,
        request: requests.PreparedRequest,
        verify: bool | str | None,  # noqa: FBT001 - requests' signature
        proxies: Mapping[str, str] | None = None,
        cert: Any = None,
    ) -> HTTPConnectionPool:
        """A pool whose TLS context is the policy's: requests would make one of `verify` for each connection."""
        del verify, proxies, cert
        return self._pools.connection_from_url(str(request.url))

    def cert_verify(self, conn: Any, url: str, verify: bool | str, cert: Any) -> None:  # noqa: FBT001 - requests' own
        """Nothing: it would add requests' authorities to those of the pools' context."""


class Transport:
    """Connections kept open between exchanges, one exchange at a time. Close it, or use it as a context manager."""

    def __init__(
        self,
        locate: Locate,
        network: Network,
        *,
        proxy_url: str = "",
        proxy_headers: Mapping[str, str] | None = None,
    ) -> None:
        self._dialer = _Dialer(locate=locate, network=network, deadline=Deadline(0.0), limits=Limits())
        context = _trust_in(network.ca_file) if network.ca_file else _default_trust()
        self._proxy_url, self._proxy_headers = proxy_url, dict(proxy_headers or {})
        if proxy_url:
            pools: _Pools = _ProxiedPools(proxy_url, ssl_context=context, proxy_headers=self._proxy_headers)
        else:
            pools = _Pools(ssl_context=context)
        pools.pool_classes_by_scheme = _POOLS
        pools.dialer = self._dialer
        self._adapter = _Adapter(pools)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        """Hang up; a later exchange connects anew."""
        self._adapter.close()

    def exchange(self, hop: Hop, deadline: Deadline) -> Answer:
        """The answer to `hop`, within its limits.

        Raises:
            AnswerTooLarge: it is larger than `hop.limits`.
            NoAnswer: none arrived whole, or not in time.
            FetchFailed: what arrived cannot be read (another content coding, damaged).
        """
        # Not handed through: urllib3 makes connections in its own time, without arguments of ours.
        self._dialer.deadline, self._dialer.limits, self._dialer.sent = deadline, hop.limits, False
        raw: urllib3.BaseHTTPResponse | None = None
        try:
            # (1) ask, (2) read within the limits; whatever fails on the way is judged by the deadline first, for a
            # socket that the timer shut looks like a server that hung up.
            raw = self._open(hop, deadline)
            return self._read(raw, hop, deadline)
        except FetchFailed:
            if deadline.expired and raw is not None:  # the body was cut by the deadline, not by the server
                raise self._too_slow(hop) from None
            raise
        # The parsers below have errors of every kind for what a server sends (a chunk of size -5 is a ValueError), and
        # none of them may end as a traceback: this is the one place where they are wrapped.
        except Exception as error:  # noqa: BLE001
            raise self._no_answer(hop, deadline, error, begun=raw is not None) from None
        finally:
            if raw is not None:
                raw.close()  # a body that was read whole has given its connection back already

    def _open(self, hop: Hop, deadline: Deadline) -> urllib3.BaseHTTPResponse:
        # Through a proxy, plain http is asked of the proxy itself: the headers meant for it go along. For https they
        # stand in the request for the tunnel only, which urllib3 makes.
        direct = hop.url.startswith("https:") or not self._proxy_url
        headers = {**hop.headers} if direct else {**hop.headers, **self._proxy_headers}
        request = requests.Request(hop.method, hop.url, headers=headers, data=hop.body).prepare()
        # The timeout of a read is what is left of everything; the timer ends what drips below it.
        seconds = (min(hop.limits.connect_seconds, deadline.left), deadline.left)
        # requests chooses between path and whole URL in the request line by this; the pools do the tunnel.
        proxies = dict.fromkeys(("http", "https"), self._proxy_url) if self._proxy_url else None
        return self._adapter.send(request, stream=True, timeout=seconds, proxies=proxies).raw

    def _read(self, raw: urllib3.BaseHTTPResponse, hop: Hop, deadline: Deadline) -> Answer:
        headers = {name.lower(): raw.headers[name] for name in raw.headers}
        body = b""
        if raw.status not in hop.unread:
            # Undone by `expand`, within limits: urllib3 would expand a bomb before anybody counts.
            coding = headers.get("content-encoding", "").strip().lower()
            body = expand(
                sent_chunks(lambda size: raw.read(size, decode_content=False), hop.limits), coding, hop.limits
            )
        if deadline.expired:  # a body without a length ends as well when we shut its socket
            raise self._too_slow(hop)
        return Answer(
            status=raw.status,
            headers=headers,
            cookies=tuple(raw.headers.getlist("set-cookie")),
            body=body,
            address=self._dialer.address,
            length_known="content-length" in headers or "chunked" in headers.get("transfer-encoding", "").lower(),
        )

    def _no_answer(self, hop: Hop, deadline: Deadline, error: Exception, *, begun: bool) -> NoAnswer:
        if deadline.expired:
            return self._too_slow(hop)
        reasons = _reasons(error)
        return NoAnswer(
            f"{hop.url} did not answer: {_reason_text(reasons[-1])}",
            hint="try again later",
            kind=_kind_of(reasons, begun=begun, sent=self._dialer.sent),
            sent=self._dialer.sent,
        )

    def _too_slow(self, hop: Hop) -> NoAnswer:
        return NoAnswer(
            f"{hop.url} took longer than {self._dialer.deadline.seconds:g} seconds",
            hint="try again later",
            kind=Failure.TOO_SLOW,
            sent=self._dialer.sent,
        )


def _kind_of(reasons: Sequence[BaseException], *, begun: bool, sent: bool) -> Failure:
    # Above the other kinds: urllib3 wraps it in a connection error, and asking again cannot help.
    if any(isinstance(reason, ssl.SSLCertVerificationError) for reason in reasons):
        return Failure.CERTIFICATE
    if any(isinstance(reason, TimeoutError | urllib3.exceptions.TimeoutError) for reason in reasons):
        return Failure.TOO_SLOW
    if begun:
        return Failure.CUT_SHORT
    return Failure.LOST if sent else Failure.UNREACHABLE


def _reasons(error: BaseException) -> list[BaseException]:
    """An error and what is inside, outermost first: requests and urllib3 wrap several times."""
    reasons = [error]
    # `reason` is urllib3's, `__context__` what was being handled.
    while isinstance(inner := getattr(reasons[-1], "reason", None) or reasons[-1].__context__, BaseException):
        reasons.append(inner)
    return reasons


def _reason_text(reason: BaseException) -> str:
    return " ".join(str(reason).split()) or type(reason).__name__


@lru_cache(maxsize=1)
def _default_trust() -> ssl.SSLContext:
    """The authorities that come with certifi; parsing them takes longer than a handshake, so it is done once."""
    return _trust_in(certifi.where())


def _trust_in(ca_file: str) -> ssl.SSLContext:
    """TLS 1.2 or newer, certificate and host name checked against the authorities in `ca_file`, and no others.

    Made by hand, because `ssl.create_default_context` and urllib3's own obey SSLKEYLOGFILE, SSL_CERT_FILE and
    SSL_CERT_DIR. Raises FetchFailed when the file is none.
    """
    # PROTOCOL_TLS_CLIENT checks certificate and host name by default, from TLS 1.2 on.
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    try:
        context.load_verify_locations(ca_file)
    except (OSError, ssl.SSLError) as error:
        reason = error.strerror or error
        raise FetchFailed(
            f"cannot read certificate authorities from {ca_file}: {reason}", hint="name a file in PEM form"
        ) from None
    return context
