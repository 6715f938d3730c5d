"""A lock over processes: an empty file that the operating system unlocks when its holder ends."""

import contextlib
import fcntl
import os
from collections.abc import Iterator
from pathlib import Path

from rootzpub.errors import StoreUnavailable


class FileLock:
    """`flock` on a file of its own, which stays."""

    def __init__(self, path: Path) -> None:
        self._path = path

    @contextlib.contextmanager
    def held(self, *, wait: bool) -> Iterator[None]:
        """Hold it. Raises StoreUnavailable: another holds it (and `wait` is false), or it cannot be made."""
        try:
            handle = os.open(self._path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
        except OSError as error:
            raise StoreUnavailable(
                f"the store {self._path} cannot be used: {error.strerror or error}",
                hint="Check the disk's room and that this user may read and write the folder.",
            ) from error
        try:
            try:
                # flock and not lockf: a POSIX lock shuts out no other thread of this process, and closing any handle of
                # the file would drop it.
                fcntl.flock(handle, fcntl.LOCK_EX | (0 if wait else fcntl.LOCK_NB))
            except BlockingIOError:
                raise StoreUnavailable(
                    f"another process is syncing into {self._path.parent}",
                    hint="Wait until it has ended; `rootzpub serve` syncs by itself.",
                ) from None
            yield
        finally:
            # Closing unlocks; the file stays, because removing it would let two processes lock two files of one name.
            os.close(handle)

    def is_held(self) -> bool:
        """Whether anybody holds it now."""
        try:
            # Without O_CREAT: who only asks makes no file.
            handle = os.open(self._path, os.O_RDWR | os.O_CLOEXEC)
        except OSError:
            return False
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            return True
        finally:
            os.close(handle)
        return False
