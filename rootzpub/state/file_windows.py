"""Windows of the rate limit in a file that all workers map.

A client is a slot chosen by its fingerprint; two clients that fall into one slot do not share a count, the newer takes
it over. That bounds the file at one megabyte whatever addresses ask (a table that grew could be filled by a stranger).
"""

import mmap
import struct
from pathlib import Path

from rootzpub.files import reserve

# 16 bytes, so 65,536 slots are one megabyte.
_SLOT = struct.Struct("<QII")  # fingerprint of the client, window, count
_SLOTS = 65536
_SIZE = _SLOTS * _SLOT.size
_MOST = 2**32 - 1


class MappedWindows:
    """65,536 slots in a map."""

    def __init__(self, slots: mmap.mmap) -> None:
        self._slots = slots

    @classmethod
    def open(cls, path: Path) -> "MappedWindows":
        """The file at `path`; a map of this process alone where there can be no file: it still has to serve."""
        try:
            path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
            # Appending mode makes the file where it is missing and cuts nothing off: a worker that is started again
            # counts on.
            with path.open("a+b") as file:
                reserve(file.fileno(), _SIZE)
                return cls(mmap.mmap(file.fileno(), _SIZE))
        except OSError:
            return cls(mmap.mmap(-1, _SIZE))

    def count(self, client: int, window: int) -> int:
        """One more for a client in a window; gives the count."""
        # No lock in the way of a request: in a race a client gets one or two more, which is fine for a limit
        # (decision 0010).
        offset = (client % _SLOTS) * _SLOT.size
        holder, counted_window, count = _SLOT.unpack_from(self._slots, offset)
        # The number of a window is cut to its field; what matters is only that the next one differs.
        if holder != client or counted_window != window % 2**32:
            count = 0
        count = min(count + 1, _MOST)
        _SLOT.pack_into(self._slots, offset, client, window % 2**32, count)
        return int(count)
