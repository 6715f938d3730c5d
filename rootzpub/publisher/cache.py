"""LRU cache by request; cleared when the epoch (site version, clock step) changes.

Invariants: at most so many bytes, the least recently used go first; a value is built once, however many ask for it at
the same time.
"""

import threading
from collections import OrderedDict
from collections.abc import Callable, Hashable
from typing import Generic, TypeVar

DEFAULT_BYTES = 64 * 1024 * 1024
_OVERHEAD = 1024
"""What a cached value costs besides its bytes: key, headers, codings made later."""
# Locks for building, shared by key: one for each key would have to be cleaned away, one for all would make builds wait
# for each other.
_STRIPES = 64

T = TypeVar("T")


class Cache(Generic[T]):
    """Values by request. Threads may share it."""

    def __init__(self, size: Callable[[T], int], *, most_bytes: int = DEFAULT_BYTES) -> None:
        """`size` tells the bytes of a value; more than `most_bytes` are never cached."""
        self._size = size
        self._most = most_bytes
        self._bytes = 0
        self._epoch: Hashable = None
        self._values: OrderedDict[Hashable, T] = OrderedDict()
        self._lock = threading.Lock()
        # Re-entrant: who builds one value may ask for another one of the same stripe.
        self._building = tuple(threading.RLock() for _ in range(_STRIPES))

    def get(self, epoch: Hashable, key: Hashable, make: Callable[[], T]) -> T:
        """What is cached, or what `make` gives now. A new `epoch` clears everything else."""
        found = self.cached(epoch, key)
        if found is not None:
            return found
        with self._building[hash(key) % _STRIPES]:
            # Again under the lock: whoever had it before may have built the same.
            found = self.cached(epoch, key)
            if found is None:
                found = make()
                self._put(epoch, key, found)
            return found

    def cached(self, epoch: Hashable, key: Hashable) -> T | None:
        """What is cached for a key, or None."""
        with self._lock:
            # Everything goes at once: an answer of another version or step is of no use to anybody.
            if self._epoch != epoch:
                self._values.clear()
                self._bytes, self._epoch = 0, epoch
                return None
            found = self._values.get(key)
            if found is not None:
                self._values.move_to_end(key)
            return found

    def _put(self, epoch: Hashable, key: Hashable, made: T) -> None:
        with self._lock:
            cost = self._size(made) + _OVERHEAD
            # A sync or a step may have come while it was built; and one value larger than the cache would push out all
            # others.
            if self._epoch != epoch or key in self._values or cost > self._most:
                return
            self._values[key] = made
            self._bytes += cost
            while self._bytes > self._most:
                _, oldest = self._values.popitem(last=False)
                self._bytes -= self._size(oldest) + _OVERHEAD
