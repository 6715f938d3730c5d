"""A note as a file of its own."""

import os
from pathlib import Path

from rootzpub.errors import StoreUnavailable
from rootzpub.files import write_atomic


class FileNote:
    """One small file, replaced atomically."""

    def __init__(self, path: Path, *, mode: int = 0o600) -> None:
        """`mode` holds from the first byte on."""
        self.where = str(path)
        self._path = path
        self._mode = mode

    def read(self) -> bytes | None:
        """The bytes that were written last; None before the first time. Raises StoreUnavailable."""
        try:
            return self._path.read_bytes()
        except (FileNotFoundError, NotADirectoryError):
            return None
        except OSError as error:
            raise StoreUnavailable(
                f"{self._path} cannot be read: {error.strerror or error}", hint="Check that this user may read it."
            ) from error

    def write(self, data: bytes) -> None:
        """Replace it in one step, durably. Raises StoreUnavailable: it is as it was."""
        before = self.mark()
        try:
            write_atomic(self._path, data, mode=self._mode)
            if self.mark() <= before:  # file systems tell times in steps; who follows the mark must see each write
                os.utime(self._path, ns=(before + 1, before + 1))
        except OSError as error:
            raise StoreUnavailable(
                f"{self._path} cannot be written: {error.strerror or error}", hint="Check the data folder."
            ) from error

    def mark(self) -> int:
        """The time of the file in nanoseconds; 0 when it is not there."""
        try:
            return self._path.stat().st_mtime_ns
        except OSError:
            return 0
