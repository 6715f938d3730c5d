"""What a long read has fetched, in one scratch file: a read that breaks off goes on from there, in whatever process.

Invariants: only whole records count (length and checksum), for a day, and only for the very same read: site, visitor,
version. A damaged end is cut off. The file goes when the read is through, and a disk that cannot take it is no error:
then nothing is kept.
"""

import hashlib
import os
import zlib
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import IO, Any

import orjson

from rootzpub import __version__
from rootzpub.clock import Clock
from rootzpub.state import MemoryScratch, Scratch

_FORMAT = "rootzpub-read/1"
_KEPT_FOR = timedelta(days=1)
"""How long an answer counts (docs/sources.md)."""
_LONGEST_HEAD = 1 << 16
"""Bytes of a head line; a longer one is damage."""
_ZLIB_LEVEL = 1
"""The quickest: rendered HTML shrinks to a quarter at next to no cost, and the network is what a read waits for."""


@dataclass(frozen=True, slots=True, kw_only=True)
class JournalRecord:
    """One answer that was kept."""

    body: bytes
    answered: datetime
    """When the site gave it, by the site's own clock where it says so."""
    pages: int
    """How many pages the collection had then."""
    earlier: bool
    """Whether an earlier run kept it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Earlier:
    """What earlier runs of this read have left."""

    entries: int = 0
    last: datetime | None = None
    """When they kept the last of it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class _Head:
    """What stands before a body, as a line of JSON."""

    name: str
    kept: datetime
    answered: datetime
    pages: int
    entries: int
    size: int
    digest: str

    def line(self) -> bytes:
        return orjson.dumps({name: getattr(self, name) for name in self.__slots__}) + b"\n"


@dataclass(slots=True, kw_only=True)
class Journal:
    """The journal of one source. Between `begin` and `close` this process has it; before and after nobody does."""

    site: str
    """Who is read, and as whom."""
    clock: Clock
    scratch: Scratch = field(default_factory=MemoryScratch)
    """Where it is kept; by default an anonymous file, which goes with this object."""
    anew: bool = False
    """What is there when it is first opened does not count."""
    _file: IO[bytes] | None = None
    _places: dict[str, tuple[int, _Head]] = field(default_factory=dict)
    _begun: int = 0
    """What lies before this byte was kept by an earlier run."""
    _end: int = 0
    _is_through: bool = False

    @property
    def keeps(self) -> bool:
        """Whether what is given to `keep` is kept."""
        return self._file is not None

    def begin(self, read: str) -> Earlier:
        """Open and lock the journal for one read; `read` distinguishes what one source reads in different ways."""
        self.close()
        self._file = self.scratch.open_alone()
        if self._file is None:
            return Earlier()
        try:
            self._load(self._file, self._first_line(read))
        except OSError:
            self._give_up()
        self.anew, self._is_through, self._begun = False, False, self._end
        heads = [head for _, head in self._places.values()]
        return Earlier(
            entries=sum(head.entries for head in heads), last=max((head.kept for head in heads), default=None)
        )

    def keep(
        self, name: str, body: bytes, *, answered: datetime | None = None, pages: int = 0, entries: int = 0
    ) -> None:
        """Keep an answer under a name; `entries` is how many objects of the site it holds."""
        if self._file is None:
            return
        packed, now = zlib.compress(body, _ZLIB_LEVEL), self.clock()
        head = _Head(
            name=name,
            kept=now,
            answered=answered or now,
            pages=pages,
            entries=entries,
            size=len(packed),
            digest=_digest(packed),
        )
        line = head.line()
        try:
            # `kept` reads from anywhere in the file, so the position is not where the last record ended.
            self._file.seek(self._end)
            self._file.write(line + packed)
            self._file.flush()
        except OSError:
            self._give_up()
            return
        self._places[name] = (self._end + len(line), head)
        self._end += len(line) + len(packed)

    def names(self) -> tuple[str, ...]:
        """What answers there are."""
        return tuple(self._places)

    def kept(self, name: str) -> JournalRecord | None:
        """What was kept under a name, whole and as it was, or None."""
        if self._file is None or name not in self._places:
            return None
        start, head = self._places[name]
        try:
            self._file.seek(start)
            packed = self._file.read(head.size)
            if _digest(packed) == head.digest:
                body = zlib.decompress(packed)
                return JournalRecord(body=body, answered=head.answered, pages=head.pages, earlier=start < self._begun)
        except (OSError, zlib.error):
            pass  # as good as never kept
        del self._places[name]
        return None

    def through(self) -> None:
        """All was read: what is kept is needed only should the reader fail to keep it itself."""
        self._is_through = True

    def forget_if_through(self) -> None:
        """The reader has it all: the file goes."""
        if self._is_through:
            self._give_up()

    def close(self) -> None:
        """Close and unlock the file; what is in it stays for the next read."""
        self._places = {}
        if self._file is not None:
            with suppress(OSError):
                self._file.close()
        self._file = None

    def _give_up(self) -> None:
        """Remove the file and free its disk space."""
        if self._file is not None:
            self.scratch.remove()
        self.close()

    def _first_line(self, read: str) -> bytes:
        bound = hashlib.blake2b(orjson.dumps([self.site, read]), digest_size=16).hexdigest()
        return orjson.dumps({"format": _FORMAT, "rootzpub": __version__, "read": bound}) + b"\n"

    def _load(self, file: IO[bytes], first_line: bytes) -> None:
        """Find what counts, cut off what does not."""
        is_ours = not self.anew and not self._is_through and file.readline(_LONGEST_HEAD) == first_line
        end = self._find_records(file) if is_ours else 0
        if not self._places:
            end = len(first_line)
            file.seek(0)
            file.truncate()
            file.write(first_line)
            file.flush()
        file.truncate(end)
        self._end = end

    def _find_records(self, file: IO[bytes]) -> int:
        """Where the last whole record ends."""
        end, size, now = file.tell(), os.fstat(file.fileno()).st_size, self.clock()
        while (head := _head_of(file.readline(_LONGEST_HEAD))) is not None:
            start = file.tell()
            if start + head.size > size:
                break
            # Both ways: a clock that was set back must not make a record count for longer.
            if abs(now - head.kept) < _KEPT_FOR:
                self._places[head.name] = (start, head)
            end = file.seek(start + head.size)
        return end


def _head_of(line: bytes) -> _Head | None:
    """The head that a line holds, or None for anything else."""
    try:
        value: dict[str, Any] = orjson.loads(line) if line.endswith(b"\n") else {}
        head = _Head(
            name=str(value["name"]),
            kept=datetime.fromisoformat(value["kept"]),
            answered=datetime.fromisoformat(value["answered"]),
            pages=int(value["pages"]),
            entries=int(value["entries"]),
            size=int(value["size"]),
            digest=str(value["digest"]),
        )
    except (ValueError, KeyError, TypeError, OverflowError):
        return None
    return head if head.size >= 0 and head.kept.tzinfo and head.answered.tzinfo else None


def _digest(packed: bytes) -> str:
    return hashlib.blake2b(packed, digest_size=16).hexdigest()
