"""A lock over processes: an empty file that the operating system unlocks when its holder ends."""

import contextlib
import fcntl
import os
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Final

from rootzpub.errors import StoreUnavailable

_TRIES: Final = 20
_PAUSE: Final = 0.01
"""Seconds: whoever only asks whether the lock is held has it for a moment, and must not send a writer away."""


class FileLock:
    """`flock` on a file of its own, which stays."""

    def __init__(self, path: Path, *, what: str = "syncing into", hint: str = "") -> None:
        """`what` its holder is doing in the folder, and what to do when another does, for messages."""
        self._path = path
        self._what = what
        self._hint = hint or "Wait until it has ended; `rootzpub serve` syncs by itself."

    @contextlib.contextmanager
    def held(self, *, wait: bool) -> Iterator[None]:
        """Hold it. Raises StoreUnavailable: another holds it (and `wait` is false), or it cannot be made."""
        try:
            handle = os.open(self._path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
        except OSError as error:
            raise StoreUnavailable(
                f"{self._path} cannot be used: {error.strerror or error}",
                hint="Check the disk's room and that this user may read and write the folder.",
            ) from error
        try:
            if not _locked(handle, wait=wait):
                raise StoreUnavailable(f"another process is {self._what} {self._path.parent}", hint=self._hint)
            yield
        finally:
            # Closing unlocks; the file stays, because removing it would let two processes lock two files of one name.
            os.close(handle)

    def is_held(self) -> bool:
        """Whether anybody holds it now."""
        try:
            # Without O_CREAT: who only asks makes no file.
            handle = os.open(self._path, os.O_RDONLY | os.O_CLOEXEC)
        except OSError:
            return False
        try:
            # Shared: two who ask at once do not take each other for the holder.
            fcntl.flock(handle, fcntl.LOCK_SH | fcntl.LOCK_NB)
        except BlockingIOError:
            return True
        finally:
            os.close(handle)
        return False


def _locked(handle: int, *, wait: bool) -> bool:
    """Whether the lock was got; flock and not lockf, whose locks shut out no other thread of this process."""
    if wait:
        fcntl.flock(handle, fcntl.LOCK_EX)
        return True
    for _ in range(_TRIES):
        with contextlib.suppress(BlockingIOError):
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
            return True
        time.sleep(_PAUSE)
    return False
