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
from datetime import UTC, datetime
from pathlib import Path
from typing import Final

from rootzpub.clock import Clock, system_clock
from rootzpub.documents import Traffic
from rootzpub.errors import StoreUnavailable
from rootzpub.files import reserve
from rootzpub.wire import names
from rootzpub.wire.blocks import format_time

KINDS: Final = (
    *names.DOCUMENT_KINDS,
    names.TOOL_SEARCH,
    names.TOOL_PAGE,
    names.TOOL_VERIFY,
    names.TOOL_STATUS,
    names.TOOL_CONTEXT,
    "other",
)
_STRIPES: Final = 128
"""Processes that may count at once; twice the workers there can be, for those that end while others begin."""
_NUMBER: Final = struct.Struct("<Q")
_STRIPE: Final = len(KINDS) * _NUMBER.size
_SIZE: Final = _NUMBER.size + _STRIPES * _STRIPE
"""Bytes: the moment of the first count, then the stripes."""
_LAYOUT: Final = hashlib.sha256("\n".join(KINDS).encode()).hexdigest()[:8]
"""Stands in the file's name: another list of kinds counts in another file."""


class Counters:
    """Counts of one data folder. Threads may share it; after a fork a process needs its own."""

    def __init__(self, folder: Path, *, clock: Clock = system_clock) -> None:
        """Raises StoreUnavailable when the file cannot be made or mapped."""
        path = folder / f"traffic-{_LAYOUT}"
        try:
            folder.mkdir(mode=0o700, parents=True, exist_ok=True)
            self._file = os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
            weakref.finalize(self, os.close, self._file)
            reserve(self._file, _SIZE)
            self._map = mmap.mmap(self._file, _SIZE)
        except OSError as error:
            raise StoreUnavailable(
                f"{path} cannot be written: {error.strerror or error}", hint="Check the data folder."
            ) from error
        if not self._since():
            _NUMBER.pack_into(self._map, 0, int(clock().timestamp()))
        self._offsets = {kind: index * _NUMBER.size for index, kind in enumerate(KINDS)}
        self._stripe: int | None = None
        self._turn = threading.Lock()

    def count(self, kind: str) -> None:
        """One more answer of this kind."""
        offset = self._offsets.get(kind, self._offsets["other"])
        with self._turn:  # between the threads of this process; about a tenth of a microsecond
            if self._stripe is None:
                self._stripe = self._claim()
            place = self._stripe + offset
            _NUMBER.pack_into(self._map, place, _NUMBER.unpack_from(self._map, place)[0] + 1)

    def read(self) -> Traffic:
        """The sum over all processes, those that ended included."""
        sums = dict.fromkeys(KINDS, 0)
        for stripe in range(_STRIPES):
            for kind, offset in self._offsets.items():
                sums[kind] += _NUMBER.unpack_from(self._map, _NUMBER.size + stripe * _STRIPE + offset)[0]
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
            begin = _NUMBER.size + stripe * _STRIPE
            try:
                fcntl.lockf(self._file, fcntl.LOCK_EX | fcntl.LOCK_NB, _STRIPE, begin)
            except OSError:
                continue
            return begin
        return _NUMBER.size + (_STRIPES - 1) * _STRIPE
