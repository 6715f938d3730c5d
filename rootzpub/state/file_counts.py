"""Counters in a file that all workers map, with the names inside: what is counted may change between versions.

The file: the moment of the first count, 64 names, then 128 stripes of 64 numbers. Invariants: every process counts in a
stripe of its own, so that counting waits for no other one and loses nothing; a stripe is free again when its process
ends, and its counts stay; a name that stands in the file stays at its place.
"""

import fcntl
import mmap
import os
import struct
import threading
import weakref
from collections.abc import Mapping
from datetime import UTC, datetime
from pathlib import Path
from typing import Final

from rootzpub.clock import Clock
from rootzpub.errors import StoreUnavailable
from rootzpub.files import reserve, write_atomic
from rootzpub.state.state import Totals

_NUMBER: Final = struct.Struct("<Q")
_FLOCK: Final = struct.Struct("hhqqi0q")
"""`struct flock`: type, whence, start, length, process (0 for a lock of the open file)."""
# Sizes stand in every file that is there: another number here reads other bytes, and needs a step in `state.folder`.
_NAMES: Final = 64
"""How many names there can be; the documents and tools of today are 18."""
_NAME_SIZE: Final = 56
"""Bytes of UTF-8, filled up with zeros."""
_STRIPES: Final = 128
"""Processes that may count at once; twice the workers there can be, for those that end while others begin."""
_STRIPE: Final = _NAMES * _NUMBER.size
_HEAD: Final = _NUMBER.size + _NAMES * _NAME_SIZE
_SIZE: Final = _HEAD + _STRIPES * _STRIPE
_naming = threading.Lock()


class FileCounts:
    """The counters of one data folder."""

    def __init__(self, path: Path, *, clock: Clock) -> None:
        """Raises StoreUnavailable when the file cannot be made or mapped."""
        try:
            path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
            self._file = os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
            # Open as long as this object: the lock that claims the stripe belongs to the process and its open file.
            weakref.finalize(self, os.close, self._file)
            # Before it is mapped: who writes into a hole of a mapped file on a full disk is killed (decision 0010).
            reserve(self._file, _SIZE)
            self._map = mmap.mmap(self._file, _SIZE)
        except OSError as error:
            raise StoreUnavailable(
                f"{path} cannot be written: {error.strerror or error}", hint="Check the data folder."
            ) from error
        if not self._since():
            _NUMBER.pack_into(self._map, 0, int(clock().timestamp()))
        self._places: dict[str, int] = {}
        self._stripe: int | None = None
        self._turn = threading.Lock()

    def add(self, name: str) -> bool:
        """Count one more; False when there is no room for another name."""
        with self._turn:  # between the threads of this process; about a tenth of a microsecond
            place = self._places.get(name)
            if place is None:
                place = self._place(name)
                if place is None:
                    return False
            if self._stripe is None:
                self._stripe = self._claim()
            offset = self._stripe + place * _NUMBER.size
            # Read and written without a lock over processes: nobody else writes this stripe.
            _NUMBER.pack_into(self._map, offset, _NUMBER.unpack_from(self._map, offset)[0] + 1)
            return True

    def totals(self) -> Totals:
        """All counts, by name in the order in which the names came."""
        counted = {}
        for place, name in enumerate(self._names()):
            offset = _HEAD + place * _NUMBER.size
            counted[name] = sum(
                _NUMBER.unpack_from(self._map, offset + stripe * _STRIPE)[0] for stripe in range(_STRIPES)
            )
        return Totals(
            since=datetime.fromtimestamp(self._since(), UTC),
            by_name={name: count for name, count in counted.items() if count},
        )

    def _since(self) -> int:
        return int(_NUMBER.unpack_from(self._map, 0)[0])

    def _names(self) -> list[str]:
        """The names there are, in their places."""
        found = []
        for place in range(_NAMES):
            begin = _NUMBER.size + place * _NAME_SIZE
            # Names stand without a gap, so the first empty place is the end.
            if not self._map[begin]:
                break
            packed = self._map[begin : begin + _NAME_SIZE].rstrip(b"\0")
            found.append(packed.decode("utf-8", "replace"))
        return found

    def _place(self, name: str) -> int | None:
        """Where a name stands; it is added, by one process at a time, where it is new and there is room."""
        packed = name.encode()
        if not packed or len(packed) > _NAME_SIZE:
            return None
        with _naming:  # a lock on a range of the file is the whole process's
            # lockf and not flock, which knows no ranges: a new name must not wait for those who hold a stripe all their
            # life.
            fcntl.lockf(self._file, fcntl.LOCK_EX, _HEAD, 0)
            try:
                # Read again under the lock: another process may have added it meanwhile.
                names = self._names()
                if name not in names:
                    if len(names) == _NAMES:
                        return None
                    begin = _NUMBER.size + len(names) * _NAME_SIZE
                    # The first byte last: until then the name is not there, also when this process ends in between.
                    self._map[begin + 1 : begin + len(packed)] = packed[1:]
                    self._map[begin : begin + 1] = packed[:1]
                    names.append(name)
            finally:
                fcntl.lockf(self._file, fcntl.LOCK_UN, _HEAD, 0)
        self._places = {known: place for place, known in enumerate(names)}
        return self._places[name]

    def _claim(self) -> int:
        """Where a stripe begins that no living process counts in; with none free the last one is shared."""
        for stripe in range(_STRIPES):
            begin = _HEAD + stripe * _STRIPE
            try:
                # Never let go by us: the system does it when the process ends, however it ends. The counts stay in the
                # stripe.
                _claim_range(self._file, begin, _STRIPE)
            except OSError:
                continue
            return begin
        return _HEAD + (_STRIPES - 1) * _STRIPE


def _claim_range(file: int, begin: int, size: int) -> None:
    """Lock a part of an open file until it is closed. Raises OSError where another has it."""
    # A lock of the open file (fcntl(2), Linux) and not of the process, where there is one: else two objects of one
    # process would hold the same stripe, and the end of one of them would let go of the other's.
    if hasattr(fcntl, "F_OFD_SETLK"):
        fcntl.fcntl(file, fcntl.F_OFD_SETLK, _FLOCK.pack(fcntl.F_WRLCK, os.SEEK_SET, begin, size, 0))
    else:
        fcntl.lockf(file, fcntl.LOCK_EX | fcntl.LOCK_NB, size, begin)


def write_counts(path: Path, since: int, counted: Mapping[str, int]) -> None:
    """Make the file with these counts in it (Unix seconds, counts by name). Raises OSError."""
    data = bytearray(_SIZE)
    _NUMBER.pack_into(data, 0, since)
    for place, (name, count) in enumerate(counted.items()):
        packed = name.encode()
        begin = _NUMBER.size + place * _NAME_SIZE
        data[begin : begin + len(packed)] = packed
        _NUMBER.pack_into(data, _HEAD + place * _NUMBER.size, count)
    write_atomic(path, bytes(data), mode=0o600)
