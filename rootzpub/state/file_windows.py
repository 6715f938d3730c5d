"""Windows of a rate limit in a file that all workers map.

A client has a set of eight slots, chosen by its fingerprint, and takes one that is free or whose window is over. Where
all eight are in use, the newcomer takes that of the client that asked least, with its count: nobody is ever counted
below what they asked, however many strangers ask (Metwally and others, 2005: "space saving"). That bounds the file at
one megabyte whatever addresses ask (a table that grew could be filled by a stranger).
"""

import mmap
import os
import struct
from pathlib import Path

from rootzpub.files import reserve

# 16 bytes, so 65,536 slots are one megabyte.
_SLOT = struct.Struct("<QII")  # fingerprint of the client, window, count
_WAYS = 8
_SET = struct.Struct("<" + "QII" * _WAYS)
_SETS = 8192
_SIZE = _SETS * _SET.size
_MOST = 2**32 - 1


class MappedWindows:
    """8,192 sets of eight slots in a map."""

    def __init__(self, slots: mmap.mmap) -> None:
        self._slots = slots

    @classmethod
    def open(cls, path: Path) -> "MappedWindows":
        """The file at `path`; a map of this process alone where there can be no file: it still has to serve."""
        try:
            path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
            # Nothing is cut off: a worker that is started again counts on.
            handle = os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
            try:
                # Older versions made it as the umask said.
                os.fchmod(handle, 0o600)
                reserve(handle, _SIZE)
                return cls(mmap.mmap(handle, _SIZE))
            finally:
                os.close(handle)
        except OSError:
            return cls(mmap.mmap(-1, _SIZE))

    def count(self, client: int, window: int) -> int:
        """One more for a client in a window; gives the count."""
        # No lock in the way of a request: in a race a client gets one or two more, which is fine for a limit
        # (decision 0010).
        window %= 2**32  # cut to its field; what matters is only that the next one differs
        begin = (client % _SETS) * _SET.size
        found = _SET.unpack_from(self._slots, begin)
        way, count = _way_of(found, client, window)
        count = min(count + 1, _MOST)
        _SLOT.pack_into(self._slots, begin + way * _SLOT.size, client, window, count)
        return count


def _way_of(found: tuple[int, ...], client: int, window: int) -> tuple[int, int]:
    """The slot of a client in its set, and the count that it goes on from."""
    # Its own slot, whatever window it is of; else one that nobody counts in now; else the one with the least count.
    holders, windows, counts = found[::3], found[1::3], found[2::3]
    if client in holders:
        way = holders.index(client)
        return way, counts[way] if windows[way] == window else 0
    for way, counted in enumerate(windows):
        if counted != window or not counts[way]:
            return way, 0
    least = min(counts)
    return counts.index(least), least
