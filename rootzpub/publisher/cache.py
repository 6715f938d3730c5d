"""LRU cache by request, cleared when the epoch changes: the version of the site, and for answers the step of the clock.

Invariants: at most so many bytes, the least recently asked go first; a thing is made once, however many ask for it.
"""

import threading
from collections import OrderedDict
from collections.abc import Callable, Hashable
from typing import Generic, TypeVar

DEFAULT_BYTES = 64 * 1024 * 1024
_OVERHEAD = 1024
"""What a cached value costs besides its bytes: key, headers, codings made later."""
_STRIPES = 64

T = TypeVar("T")


class Cache(Generic[T]):
    """Things by question. Threads may share it."""

    def __init__(self, size: Callable[[T], int], *, most_bytes: int = DEFAULT_BYTES) -> None:
        """`size` tells the bytes of a thing; more than `most_bytes` are never kept."""
        self._size = size
        self._most = most_bytes
        self._bytes = 0
        self._epoch: Hashable = None
        self._things: OrderedDict[Hashable, T] = OrderedDict()
        self._lock = threading.Lock()
        self._building = tuple(threading.RLock() for _ in range(_STRIPES))

    def get(self, epoch: Hashable, question: Hashable, make: Callable[[], T]) -> T:
        """What is kept, or what `make` gives now. A new `epoch` forgets everything else."""
        found = self.kept(epoch, question)
        if found is not None:
            return found
        with self._building[hash(question) % _STRIPES]:
            found = self.kept(epoch, question)
            if found is None:
                found = make()
                self._keep(epoch, question, found)
            return found

    def kept(self, epoch: Hashable, question: Hashable) -> T | None:
        """What is kept for a question, or None."""
        with self._lock:
            if self._epoch != epoch:
                self._things.clear()
                self._bytes, self._epoch = 0, epoch
                return None
            found = self._things.get(question)
            if found is not None:
                self._things.move_to_end(question)
            return found

    def _keep(self, epoch: Hashable, question: Hashable, made: T) -> None:
        with self._lock:
            cost = self._size(made) + _OVERHEAD
            if self._epoch != epoch or question in self._things or cost > self._most:
                return
            self._things[question] = made
            self._bytes += cost
            while self._bytes > self._most:
                _, oldest = self._things.popitem(last=False)
                self._bytes -= self._size(oldest) + _OVERHEAD
