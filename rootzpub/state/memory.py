"""State in memory: for one process, gone with it. What tests use, and a site that keeps nothing beside its store."""

import os
import tempfile
import threading
import time
import weakref
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from typing import IO

from rootzpub.clock import Clock, system_clock
from rootzpub.errors import StoreUnavailable
from rootzpub.state.state import LimitName, NoteName, Totals


@dataclass(slots=True)
class MemoryNote:
    """Bytes."""

    where: str = "memory"
    _data: bytes | None = None
    _mark: int = 0

    def read(self) -> bytes | None:
        """The bytes that were written last; None before the first time."""
        return self._data

    def write(self, data: bytes) -> None:
        """Replace it."""
        # As FileNote: another mark after each write, also where the clock stands still or goes back.
        self._mark = max(time.time_ns(), self._mark + 1)
        self._data = data

    def mark(self) -> int:
        """Nanoseconds since 1970 of the last write; 0 before the first."""
        return self._mark


class MemoryCounts:
    """Numbers by name."""

    def __init__(self, clock: Clock) -> None:
        # Whole seconds, as in the file.
        self._since = clock().replace(microsecond=0)
        self._numbers: Counter[str] = Counter()
        self._turn = threading.Lock()

    def add(self, name: str) -> bool:
        """Count one more."""
        with self._turn:
            self._numbers[name] += 1
        return True

    def totals(self) -> Totals:
        """All counts."""
        return Totals(since=self._since, by_name=dict(self._numbers))


class MemoryWindows:
    """The last window of each client."""

    def __init__(self) -> None:
        self._windows: dict[int, tuple[int, int]] = {}

    def count(self, client: int, window: int) -> int:
        """One more for a client in a window; gives the count."""
        counted_window, count = self._windows.get(client, (window, 0))
        count = count + 1 if counted_window == window else 1
        self._windows[client] = (window, count)
        return count


class MemoryScratch:
    """An anonymous temporary file: the same one each time, until it is dropped or this object goes."""

    def __init__(self) -> None:
        self._file: IO[bytes] | None = None
        self._opened: list[IO[bytes]] = []
        weakref.finalize(self, _close_all, self._opened)

    def open_alone(self) -> IO[bytes] | None:
        """The file, from its beginning; closing what is given leaves the file for the next time."""
        if self._file is None:
            try:
                self._file = tempfile.TemporaryFile()  # noqa: SIM115 - closed by `remove`, or with this object
            except OSError:
                return None
        self._file.seek(0)
        # A handle of its own: whoever gets it closes it, and what was written must be there for the next one.
        given = os.fdopen(os.dup(self._file.fileno()), "r+b")
        # In place: the finalizer holds this list and not the object, which it would keep alive.
        self._opened[:] = [self._file, given]
        return given

    def remove(self) -> None:
        """Drop it with what is in it."""
        if self._file is not None:
            self._file.close()
        self._file = None


def _close_all(files: list[IO[bytes]]) -> None:
    """Close what is still open."""
    for file in files:
        with suppress(OSError):
            file.close()


class MemoryLock:
    """One holder at a time in this process."""

    def __init__(self) -> None:
        self._lock = threading.Lock()

    @contextmanager
    def held(self, *, wait: bool) -> Iterator[None]:
        """Hold it. Raises StoreUnavailable: another holds it (and `wait` is false)."""
        if not self._lock.acquire(blocking=wait):
            raise StoreUnavailable("another thread is syncing", hint="Wait until it has ended.")
        try:
            yield
        finally:
            self._lock.release()

    def is_held(self) -> bool:
        """Whether anybody holds it now."""
        return self._lock.locked()


@dataclass(slots=True)
class MemoryState:
    """State of one process."""

    clock: Clock = system_clock
    _notes: dict[NoteName, MemoryNote] = field(default_factory=dict)
    _counts: MemoryCounts | None = None
    _windows: dict[LimitName, MemoryWindows] = field(
        default_factory=lambda: {"tools": MemoryWindows(), "documents": MemoryWindows()}
    )
    _scratch: MemoryScratch = field(default_factory=MemoryScratch)
    _lock: MemoryLock = field(default_factory=MemoryLock)

    def note(self, name: NoteName) -> MemoryNote:
        """One of the notes."""
        return self._notes.setdefault(name, MemoryNote(where=f"memory:{name}"))

    def counts(self) -> MemoryCounts:
        """How often each kind of answer was given."""
        self._counts = self._counts or MemoryCounts(self.clock)
        return self._counts

    def windows(self, limit: LimitName = "tools") -> MemoryWindows:
        """What a rate limit counts."""
        return self._windows[limit]

    def scratch(self) -> MemoryScratch:
        """The journal of a long read."""
        return self._scratch

    def lock(self) -> MemoryLock:
        """Who may write the store."""
        return self._lock
