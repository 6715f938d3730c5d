"""How questions that were asked before read: so that a repeated one is answered without being parsed.

Invariants: only short questions that were answered with 200; all of them together take at most `MOST_BYTES`.
"""

import sys
from typing import Final

LONGEST: Final = 512
"""Characters of path and query of a question that is remembered."""
MOST_BYTES: Final = 8 * 1024 * 1024
_OVERHEAD: Final = 300
"""Bytes of a tuple, a list, and their places in a dictionary."""

Pairs = list[tuple[str, str]]


class AskedQuestions:
    """By path and query. Threads may share it: each operation is one of a dictionary."""

    def __init__(self, most_bytes: int = MOST_BYTES) -> None:
        self._most = most_bytes
        self._bytes = 0
        self._read: dict[tuple[str, str], Pairs] = {}

    def read(self, path: str, query: str) -> Pairs | None:
        """The parameters of a question; None where it was not asked."""
        return self._read.get((path, query))

    def remember(self, path: str, query: str, pairs: Pairs) -> None:
        """Remember how it reads; all are forgotten when they take too much, which costs one reading each."""
        if len(path) + len(query) > LONGEST:
            return
        if self._bytes >= self._most:
            self._read.clear()
            self._bytes = 0
        if (path, query) not in self._read:
            self._bytes += _cost(path, query, pairs)
            self._read[path, query] = pairs


def _cost(path: str, query: str, pairs: Pairs) -> int:
    texts = sum(sys.getsizeof(text) for pair in pairs for text in pair)
    return _OVERHEAD + sys.getsizeof(path) + sys.getsizeof(query) + texts + 64 * len(pairs)
