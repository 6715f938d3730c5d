"""A scratch file that only its owner may read and one process has at a time."""

import fcntl
import os
from contextlib import suppress
from pathlib import Path
from typing import IO


class FileScratch:
    """A named file (0600); a symbolic link in its place is refused."""

    def __init__(self, path: Path) -> None:
        self._path = path

    def open_alone(self) -> IO[bytes] | None:
        """The file, for this process alone until it is closed; None when another has it or there can be none."""
        try:
            # O_NOFOLLOW: pages of the source go in here, and a link would write them to where somebody else chose.
            handle = os.open(self._path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC | os.O_NOFOLLOW, 0o600)
        except OSError:
            return None
        try:
            # The mode above holds only for a file that is made now.
            os.fchmod(handle, 0o600)
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
            return os.fdopen(handle, "r+b")
        except OSError:
            os.close(handle)
            return None

    def remove(self) -> None:
        """Drop it with what is in it; nothing happens where there is none."""
        with suppress(OSError):
            self._path.unlink(missing_ok=True)
