"""A time limit that no slow drip of bytes outlives."""

import contextlib
import socket
import threading
import time
from dataclasses import dataclass, field
from typing import Self


@dataclass(slots=True)
class Deadline:
    """Shuts the sockets it was given when `seconds` are over; as a context manager it begins and ends with the block.

    Why a timer: a socket timeout counts from one byte to the next, so a server that drips keeps it happy for ever.
    """

    seconds: float
    begun: float = field(default_factory=time.monotonic)
    _fired: bool = False
    _sockets: list[socket.socket] = field(default_factory=list)
    _timer: threading.Timer = field(init=False)

    def __enter__(self) -> Self:
        self._timer = threading.Timer(self.seconds, self._expire)
        self._timer.daemon = True
        self._timer.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._timer.cancel()

    @property
    def expired(self) -> bool:
        """Whether time is up, also where the timer's thread had no turn yet."""
        return self._fired or time.monotonic() - self.begun >= self.seconds

    @property
    def left(self) -> float:
        """Seconds until the end, never less than a millisecond (0 would mean a non-blocking socket)."""
        return max(0.001, self.begun + self.seconds - time.monotonic())

    def watch(self, sock: socket.socket) -> None:
        """Shut `sock` when time is up, or now if it is. Closing it stays the business of its connection."""
        self._sockets.append(sock)
        if self.expired:  # time ran out while it connected, so nobody would shut it
            _shut(sock)

    def _expire(self) -> None:
        self._fired = True  # first, so that a socket that `watch` gets just now is shut by one of the two
        # shutdown, not close: only it wakes up a thread that waits in `recv`.
        for watched in self._sockets:
            _shut(watched)


def _shut(sock: socket.socket) -> None:
    with contextlib.suppress(OSError):  # never connected, or closed by the other side
        sock.shutdown(socket.SHUT_RDWR)
