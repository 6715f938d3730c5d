"""A window that moves over a stream of bytes: regular expressions see whole tokens, memory holds one.

Invariants: what lies behind the window is forgotten; a token that never ends is refused, not collected.
"""

import re
from dataclasses import dataclass, field
from typing import BinaryIO

from rootzpub.errors import MalformedInput

_CHUNK = 1 << 20
_LONGEST_TOKEN = 1 << 28


@dataclass(slots=True)
class Window:
    """Bytes from `at` on."""

    stream: BinaryIO
    data: bytearray = field(default_factory=bytearray)
    at: int = 0
    passed: int = 0
    """Bytes forgotten so far."""
    over: bool = False
    """Whether the stream has ended."""
    _without: tuple[int, int] | None = None
    """Between which positions of the stream `find` saw no mark the last time; it is always asked for the same one."""

    @property
    def position(self) -> int:
        """Where we are in the stream."""
        return self.passed + self.at

    @property
    def at_end(self) -> bool:
        """Whether nothing is left."""
        while self.at >= len(self.data) and not self.over:
            self.grow()
        return self.at >= len(self.data)

    def grow(self) -> bool:
        """Read on, twice as much as is held (so that a long token costs linear time); False at the end."""
        if self.over:
            return False
        del self.data[: self.at]
        self.passed += self.at
        self.at = 0
        if len(self.data) > _LONGEST_TOKEN:
            raise MalformedInput("the dump holds a value longer than 256 MiB", hint="is this file an SQL dump?")
        more = self.stream.read(max(_CHUNK, len(self.data)))
        self.over = not more
        self.data += more
        return True

    def find(self, mark: bytes, behind: int, size: int) -> int:
        """How far from here the next `mark` ends, looked for from `behind` on and within `size` bytes; -1 without one.

        Where none was found none is looked for again: a thousand openings without an end cost one search.
        """
        while len(self.data) - self.at < size and self.grow():
            pass
        begin = self.at + behind
        if self._without is not None and self._without[0] <= self.passed + begin:
            begin = max(begin, self._without[1] - self.passed)
        found = self.data.find(mark, begin, self.at + size)
        if found >= 0:
            return found + len(mark) - self.at
        searched = min(len(self.data), self.at + size) - len(mark) + 1
        self._without = (self.passed + self.at + behind, self.passed + max(searched, 0))
        return -1

    def ahead(self, size: int) -> bytes:
        """The next bytes, at least `size` of them unless the stream ends before."""
        while len(self.data) - self.at < size and self.grow():
            pass
        return bytes(self.data[self.at : self.at + size])

    def peek(self) -> int:
        """The next byte, -1 at the end."""
        return -1 if self.at_end else self.data[self.at]

    def take(self, pattern: re.Pattern[bytes]) -> re.Match[bytes] | None:
        """A match at this place that more bytes could not make longer, taken; None when there is none.

        Only for patterns that match what is there or nothing at all: an unfinished match makes the window grow.
        """
        while True:
            match = pattern.match(self.data, self.at)
            # A match up to the last byte that is held may go on in the next ones.
            if match is not None and (match.end() < len(self.data) or self.over):
                self.at = match.end()
                return match
            if not self.grow():
                return None

    def run(self, pattern: re.Pattern[bytes]) -> int:
        """Go behind everything that `pattern` (a run of single bytes) matches from here on; how many bytes."""
        length = 0
        while not self.at_end and (match := pattern.match(self.data, self.at)) is not None:
            length += match.end() - self.at
            self.at = match.end()
            if self.at < len(self.data):
                break
        return length
