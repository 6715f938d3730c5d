"""LRU cache by request; cleared when the epoch (site version, clock step) changes.

Invariants: at most so many bytes, keys and what is made of a value later included, the least recently used go first; a
value is built once, however many ask for it at the same time; what is not admitted is built each time.
"""

import sys
import threading
from collections import OrderedDict
from collections.abc import Callable, Hashable
from typing import Generic, TypeVar

DEFAULT_BYTES = 40 * 1024 * 1024
"""Two of these, and what else a worker remembers, stay below what it may grow by (docs/deployment.md)."""
_OVERHEAD = 2048
"""What a cached value costs besides its bytes and its key: its objects, and its place in the dictionary.

Measured over 20,000 answers (`python -m bench memory`)."""
LONGEST_KEY = 1024
"""Characters of a key; a longer question is answered, and not remembered."""
# Locks for building, shared by key: one for each key would have to be cleaned away, one for all would make builds wait
# for each other.
_STRIPES = 64

T = TypeVar("T")


class Cache(Generic[T]):
    """Values by request. Threads may share it."""

    def __init__(
        self,
        size: Callable[[T], int],
        *,
        most_bytes: int = DEFAULT_BYTES,
        admits: Callable[[T], bool] = lambda _: True,
    ) -> None:
        """`size` tells the bytes of a value, `admits` whether it is cached; at most `most_bytes` are."""
        self._size = size
        self._admits = admits
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
            texts, key_bytes = _measured(key)
            if texts > LONGEST_KEY or not self._admits(made):
                return
            cost = self._size(made) + key_bytes + _OVERHEAD
            # A sync or a step may have come while it was built; and one value larger than the cache would push out all
            # others.
            if self._epoch != epoch or key in self._values or cost > self._most:
                return
            self._values[key] = made
            self._bytes += cost
            while self._bytes > self._most:
                gone, oldest = self._values.popitem(last=False)
                self._bytes -= self._size(oldest) + _measured(gone)[1] + _OVERHEAD


def _measured(key: Hashable) -> tuple[int, int]:
    """Characters of the texts in a key, and the bytes that it takes."""
    if isinstance(key, tuple):
        parts = [_measured(part) for part in key]
        return sum(texts for texts, _ in parts), sys.getsizeof(key) + sum(size for _, size in parts)
    return len(key) if isinstance(key, str) else 0, sys.getsizeof(key)
