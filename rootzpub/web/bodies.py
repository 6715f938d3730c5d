"""Bodies of requests, read here and nowhere else: with a deadline and a minimum rate, and few who wait for them.

Invariants: a serving thread waits for a client only here, at most `BodyLimits.waiting` of them at once, and none
for longer than the body's deadline; whoever comes while they wait is answered at once. No more is read than is taken.
"""

import threading
import time
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Final
from urllib.parse import parse_qsl

from rootzpub.errors import BadParameter, Busy, TooLarge, TooSlow
from rootzpub.web.request_parsing import Clients, network_of

_PIECE: Final = 16 * 1024
"""Bytes read at once: servers give a piece when it is whole, so progress is seen in steps of this."""
MOST_FIELDS: Final = 20
"""Fields of a form; no form of ours has more than three."""
_FORM: Final = "application/x-www-form-urlencoded"
_COME_BACK: Final = 2


@dataclass(frozen=True, slots=True, kw_only=True)
class BodyLimits:
    """What waiting for bodies may cost one process."""

    patience: float = 3.0
    """Seconds that any body has."""
    bytes_per_second: int = 32 * 1024
    """What a body that takes longer must bring."""
    waiting: int = 2
    """Serving threads that wait at once: half of a worker's."""
    unfinished: int = 64
    """Bodies that were given up and whose connection is still open: a server cannot be asked to end it."""
    unfinished_of_client: int = 4


class Bodies:
    """Reads bodies for all routes of a process."""

    def __init__(self, clients: Clients, limits: BodyLimits | None = None) -> None:
        self._clients = clients
        self._limits = limits or BodyLimits()
        self._waiting = threading.BoundedSemaphore(self._limits.waiting)
        self._unfinished: Counter[str] = Counter()
        self._lock = threading.Lock()

    def read(self, environ: Mapping[str, Any], longest: int) -> bytes:
        """The body of a request.

        Raises:
            TooLarge: it says that it is longer than `longest` bytes; nothing was read.
            TooSlow: it did not arrive in its time.
            Busy: as many bodies are waited for as may be.
            BadParameter: its length is not declared, or it ended early.
        """
        length = _declared(environ)
        if length > longest:
            raise TooLarge(f"expected a body of at most {longest} bytes, got {length}", hint="Send less at once.")
        if length == 0:
            return b""
        client = network_of(self._clients.address(environ))
        if not self._waiting.acquire(blocking=False):
            raise _busy()
        try:
            return self._wait_for(self._begin(environ["wsgi.input"], length, client))
        finally:
            self._waiting.release()

    def form(self, environ: Mapping[str, Any], longest: int) -> dict[str, str]:
        """The fields of a form, the first of each name. Raises as `read`, and BadParameter for what is no form."""
        if environ.get("CONTENT_TYPE", "").partition(";")[0].strip().lower() not in {_FORM, ""}:
            raise BadParameter(f"expected a form as {_FORM}, got another media type")
        body = self.read(environ, longest)
        try:
            pairs = parse_qsl(body.decode(), keep_blank_values=True, errors="strict", max_num_fields=MOST_FIELDS)
        # Before ValueError, of which it is a kind.
        except UnicodeDecodeError:
            raise BadParameter("expected a form in UTF-8, got other bytes") from None
        except ValueError:
            raise BadParameter(f"expected a form of at most {MOST_FIELDS} fields, got more") from None
        return dict(reversed(pairs))

    def _begin(self, stream: Any, length: int, client: str) -> "_Reading":
        limits = self._limits
        with self._lock:
            if self._unfinished.total() >= limits.unfinished or self._unfinished[client] >= limits.unfinished_of_client:
                raise _busy()
            self._unfinished[client] += 1
        reading = _Reading(stream=stream, length=length)
        # A thread of its own, because reading a body knows no time limit: given up, the serving thread goes on, and
        # this one ends with its connection. A daemon, so that none of them keeps the process from ending.
        try:
            threading.Thread(target=self._run, args=(reading, client), daemon=True).start()
        except RuntimeError:
            # No room for one more thread (memory, or the system's limit): that passes.
            self._finished(client)
            raise _busy() from None
        return reading

    def _run(self, reading: "_Reading", client: str) -> None:
        try:
            reading.run()
        finally:
            self._finished(client)
            reading.done.set()

    def _finished(self, client: str) -> None:
        with self._lock:
            self._unfinished[client] -= 1
            if not self._unfinished[client]:
                del self._unfinished[client]

    def _wait_for(self, reading: "_Reading") -> bytes:
        limits, began = self._limits, time.monotonic()
        while True:
            left = began + limits.patience + reading.received / limits.bytes_per_second - time.monotonic()
            if reading.done.wait(max(0.0, left)):
                return reading.body()
            if left <= 0:
                raise TooSlow(
                    f"expected a body of {reading.length} bytes, got {reading.received} of them in time",
                    hint=f"Send it at once, or at {limits.bytes_per_second} bytes a second at least.",
                )


@dataclass(slots=True, kw_only=True)
class _Reading:
    """One body on its way."""

    stream: Any
    length: int
    received: int = 0
    done: threading.Event = field(default_factory=threading.Event)
    _pieces: list[bytes] = field(default_factory=list)

    def run(self) -> None:
        """Read until the declared length, the end, or an error of the connection."""
        try:
            while self.received < self.length:
                piece = self.stream.read(min(_PIECE, self.length - self.received))
                if not piece:
                    return
                self._pieces.append(piece)
                self.received += len(piece)
        except Exception:  # noqa: BLE001 - each server has errors of its own for a connection that ends
            return

    def body(self) -> bytes:
        """What was read. Raises BadParameter when it ended early."""
        if self.received < self.length:
            raise BadParameter(f"expected a body of {self.length} bytes, got {self.received}")
        return b"".join(self._pieces)


def _declared(environ: Mapping[str, Any]) -> int:
    """The body's length as declared; 0 where there is none. Raises BadParameter."""
    text = environ.get("CONTENT_LENGTH") or ""
    if not text and environ.get("HTTP_TRANSFER_ENCODING"):
        raise BadParameter("expected a body whose length is declared, got none", hint="Send Content-Length.")
    if text and not (text.isascii() and text.isdecimal() and len(text) <= 12):  # noqa: PLR2004 - a terabyte
        raise BadParameter("expected the length of the body as a number of bytes")
    return int(text or 0)


def _busy() -> Busy:
    return Busy(
        "other requests are still being received",
        hint=f"Try again in {_COME_BACK} seconds.",
        retry_after=_COME_BACK,
    )
