"""How often each kind of answer was asked for: counted in a file that all workers map, read for the owner's status.

Invariants: every process counts in a stripe of its own, so that counting waits for no other one and loses nothing; a
stripe is free again when its process ends, and its counts stay. No address, no question and no time of a request is
kept. Decision 0010.
"""

import fcntl
import hashlib
import mmap
import os
import struct
import threading
import weakref
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Final

from rootzpub.clock import Clock, system_clock
from rootzpub.documents import Traffic
from rootzpub.errors import StoreUnavailable
from rootzpub.files import reserve
from rootzpub.publisher.endpoints import ENDPOINTS, counted_names
from rootzpub.wire.blocks import format_time

COUNTED: Final = counted_names(ENDPOINTS)
"""The names under which answers are counted; the last one takes what has no name of its own."""
_STRIPES: Final = 128
"""Processes that may count at once; twice the workers there can be, for those that end while others begin."""
_NUMBER: Final = struct.Struct("<Q")


class Counters:
    """Counts of one data folder. Threads may share it; after a fork a process needs its own."""

    def __init__(self, folder: Path, *, names: Sequence[str] = COUNTED, clock: Clock = system_clock) -> None:
        """`names` are what may be counted, the last one for all else.

        Raises:
            StoreUnavailable: the file cannot be made or mapped.
        """
        self._offsets = {name: index * _NUMBER.size for index, name in enumerate(names)}
        self._other = self._offsets[names[-1]]
        self._stripe_size = len(names) * _NUMBER.size
        size = _NUMBER.size + _STRIPES * self._stripe_size  # the moment of the first count, then the stripes
        # Another list of names counts in another file: offsets mean something else there.
        layout = hashlib.sha256("\n".join(names).encode()).hexdigest()[:8]
        path = folder / f"traffic-{layout}"
        try:
            folder.mkdir(mode=0o700, parents=True, exist_ok=True)
            self._file = os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
            weakref.finalize(self, os.close, self._file)
            reserve(self._file, size)
            self._map = mmap.mmap(self._file, size)
        except OSError as error:
            raise StoreUnavailable(
                f"{path} cannot be written: {error.strerror or error}", hint="Check the data folder."
            ) from error
        if not self._since():
            _NUMBER.pack_into(self._map, 0, int(clock().timestamp()))
        self._stripe: int | None = None
        self._turn = threading.Lock()

    def count(self, kind: str) -> None:
        """One more answer of this kind."""
        offset = self._offsets.get(kind, self._other)
        with self._turn:  # between the threads of this process; about a tenth of a microsecond
            if self._stripe is None:
                self._stripe = self._claim()
            place = self._stripe + offset
            _NUMBER.pack_into(self._map, place, _NUMBER.unpack_from(self._map, place)[0] + 1)

    def read(self) -> Traffic:
        """The sum over all processes, those that ended included."""
        sums = dict.fromkeys(self._offsets, 0)
        for stripe in range(_STRIPES):
            for kind, offset in self._offsets.items():
                sums[kind] += _NUMBER.unpack_from(self._map, _NUMBER.size + stripe * self._stripe_size + offset)[0]
        asked = sorted(((kind, count) for kind, count in sums.items() if count), key=lambda pair: (-pair[1], pair[0]))
        return Traffic(
            since=format_time(datetime.fromtimestamp(self._since(), UTC)),
            total=sum(sums.values()),
            by_kind=tuple(asked),
        )

    def _since(self) -> int:
        return int(_NUMBER.unpack_from(self._map, 0)[0])

    def _claim(self) -> int:
        """Where a stripe begins that no living process counts in; with none free the last one is shared."""
        for stripe in range(_STRIPES):
            begin = _NUMBER.size + stripe * self._stripe_size
            try:
                fcntl.lockf(self._file, fcntl.LOCK_EX | fcntl.LOCK_NB, self._stripe_size, begin)
            except OSError:
                continue
            return begin
        return _NUMBER.size + (_STRIPES - 1) * self._stripe_size
