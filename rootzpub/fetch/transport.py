"""One request to one address that was already resolved and judged: requests, as far as it is strict.

Invariants: no `requests.Session` (that is where proxies, netrc and cookies come from), no redirects, no retries; the
socket goes to the given address while Host, SNI and the certificate are those of the name; a timer ends all at the
deadline. Decision 0006.
"""

import contextlib
import http.client
import io
import socket
import threading
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any, Self, cast

import requests
import urllib3
from requests.adapters import HTTPAdapter
from urllib3.connection import HTTPConnection, HTTPSConnection
from urllib3.connectionpool import HTTPConnectionPool, HTTPSConnectionPool

from rootzpub.errors import FetchFailed
from rootzpub.fetch.body import expand, sent_chunks
from rootzpub.fetch.limits import Limits

Connector = Callable[[str, int, float], socket.socket]
"""Address, port, seconds to a connected socket; raises OSError."""


def system_connector(address: str, port: int, seconds: float) -> socket.socket:
    """A TCP connection to `address`."""
    return socket.create_connection((address, port), timeout=seconds)


@dataclass(slots=True)
class Deadline:
    """Shuts the sockets it was given when time is up, so that no read, however slow its drip, outlives it."""

    seconds: float
    begun: float = field(default_factory=time.monotonic)
    expired: bool = False
    _sockets: list[socket.socket] = field(default_factory=list)
    _timer: threading.Timer = field(init=False)

    def __enter__(self) -> Self:
        self._timer = threading.Timer(self.seconds, self._expire)
        self._timer.daemon = True
        self._timer.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._timer.cancel()
        for held in self._sockets:
            held.close()

    @property
    def left(self) -> float:
        """Seconds until the end, never less than a millisecond."""
        return max(0.001, self.begun + self.seconds - time.monotonic())

    def hold(self, sock: socket.socket) -> None:
        """Shut `sock` when time is up."""
        self._sockets.append(sock)

    def _expire(self) -> None:
        self.expired = True
        for held in self._sockets:
            with contextlib.suppress(OSError):  # never connected, or closed by the other side
                held.shutdown(socket.SHUT_RDWR)


@dataclass(frozen=True, slots=True, kw_only=True)
class Hop:
    """One request, resolved: everything the transport needs to know."""

    url: str
    addresses: tuple[str, ...]
    headers: Mapping[str, str]
    body: bytes | None
    limits: Limits
    connector: Connector
    authorities: str | bool
    """A file of certificate authorities, or True for those that come with requests."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """What one hop gave; `body` is empty for a redirect."""

    status: int
    headers: Mapping[str, str]
    body: bytes
    address: str
    length_known: bool


class _HeadReader:
    """Stands in for the stream while status line and headers are read, counting their bytes.

    Not an `io` class: those close what they hold when they are collected.
    """

    def __init__(self, stream: io.BufferedIOBase, limit: int) -> None:
        self._stream = stream
        self._left = limit

    def readline(self, size: int = -1, /) -> bytes:
        line = self._stream.readline(size)
        self._left -= len(line)
        if self._left < 0:
            raise FetchFailed("the headers are larger than allowed")
        return line

    def flush(self) -> None:
        """Asked for when a response is closed early; there is nothing to write."""

    def close(self) -> None:
        self._stream.close()


class _Pinned:
    """What both kinds of connection share: the socket goes to an address of the hop, whatever the host is called."""

    hop: Hop
    deadline: Deadline
    reached: list[str]

    def open_socket(self, port: int) -> socket.socket:
        refused: OSError | None = None
        for address in self.hop.addresses:
            seconds = min(self.hop.limits.connect_seconds, self.deadline.left)
            try:
                sock = self.hop.connector(address, port, seconds)
            except OSError as error:
                refused = error
                continue
            self.reached.append(address)
            self.deadline.hold(sock)
            return sock
        raise FetchFailed(f"cannot connect to {self.hop.url}: {refused}", hint="is the server up?")


def _response_class(limit: int) -> type[http.client.HTTPResponse]:
    class CappedHead(http.client.HTTPResponse):
        def begin(self) -> None:
            stream = self.fp
            self.fp = cast("io.BufferedReader", _HeadReader(stream, limit))  # no more is asked of it
            super().begin()
            self.fp = stream

    return CappedHead


def _pools(hop: Hop, deadline: Deadline, reached: list[str]) -> dict[str, type[HTTPConnectionPool]]:
    """Connection pools of urllib3 whose connections are pinned to `hop` and watched by `deadline`."""

    class Pinned(_Pinned):
        pass

    Pinned.hop, Pinned.deadline, Pinned.reached = hop, deadline, reached

    class PlainConnection(Pinned, HTTPConnection):
        response_class = _response_class(hop.limits.header_bytes)

        def _new_conn(self) -> socket.socket:
            return self.open_socket(self.port)

    class SecureConnection(Pinned, HTTPSConnection):
        response_class = _response_class(hop.limits.header_bytes)

        def _new_conn(self) -> socket.socket:
            return self.open_socket(self.port)

        def connect(self) -> None:
            super().connect()
            self.deadline.hold(cast("socket.socket", self.sock))

    class PlainPool(HTTPConnectionPool):
        ConnectionCls = PlainConnection

    class SecurePool(HTTPSConnectionPool):
        ConnectionCls = SecureConnection

    return {"http": PlainPool, "https": SecurePool}


class _PinnedAdapter(HTTPAdapter):
    """requests' adapter over pools of our own."""

    def __init__(self, pools: Mapping[str, type[HTTPConnectionPool]]) -> None:
        self._pools = dict(pools)
        super().__init__(max_retries=0)

    def init_poolmanager(self, connections: int, maxsize: int, block: bool = False, **kwargs: Any) -> None:  # noqa: FBT001, FBT002 - requests' signature
        super().init_poolmanager(connections, maxsize, block, **kwargs)
        self.poolmanager.pool_classes_by_scheme = self._pools


def send(hop: Hop, deadline: Deadline) -> Answer:
    """The answer to `hop`; raises FetchFailed for whatever goes wrong on the way."""
    reached: list[str] = []
    adapter = _PinnedAdapter(_pools(hop, deadline, reached))
    try:
        return _exchange(hop, adapter, deadline, reached)
    except (requests.RequestException, urllib3.exceptions.HTTPError, http.client.HTTPException, OSError) as error:
        if deadline.expired:
            raise _too_slow(hop) from None
        raise FetchFailed(f"{hop.url} did not answer: {_root(error)}", hint="try again later") from None
    finally:
        adapter.close()


def _exchange(hop: Hop, adapter: HTTPAdapter, deadline: Deadline, reached: list[str]) -> Answer:
    method = "GET" if hop.body is None else "POST"
    request = requests.Request(method, hop.url, headers=dict(hop.headers), data=hop.body).prepare()
    seconds = (min(hop.limits.connect_seconds, deadline.left), deadline.left)
    received = adapter.send(request, stream=True, timeout=seconds, verify=hop.authorities)
    raw = received.raw
    headers = {name.lower(): raw.headers[name] for name in raw.headers}
    coding = headers.get("content-encoding", "").strip().lower()
    body = b""
    if not 300 <= received.status_code < 400:  # noqa: PLR2004 - the class of redirects
        body = expand(sent_chunks(lambda size: _read(raw, size), hop.limits), coding, hop.limits)
    if deadline.expired:
        raise _too_slow(hop)
    return Answer(
        status=received.status_code,
        headers=headers,
        body=body,
        address=reached[-1],
        length_known="content-length" in headers or "chunked" in headers.get("transfer-encoding", "").lower(),
    )


def _read(raw: urllib3.HTTPResponse, size: int) -> bytes:
    return raw.read(size, decode_content=False)


def _too_slow(hop: Hop) -> FetchFailed:
    return FetchFailed(f"{hop.url} took longer than {hop.limits.seconds:g} seconds", hint="try again later")


def _root(error: BaseException) -> str:
    """The innermost reason in one line: requests and urllib3 wrap theirs several times."""
    reason = error
    while (inner := getattr(reason, "reason", None) or reason.__context__) is not None and isinstance(
        inner, BaseException
    ):
        reason = inner
    return " ".join(str(reason).split()) or type(reason).__name__
