"""Writing files so that a crash leaves either the old or the new one, whole."""

import os
import tempfile
from pathlib import Path


def write_atomic(path: Path, data: bytes, *, mode: int = 0o644) -> None:
    """Replace `path` by `data` in one step, flushed to the disk; a missing folder is made, as private as the file.

    `mode` holds from the first byte on, so a secret is never readable by others. Raises OSError: `path` is as it was.
    """
    # A folder that is made for a private file is private too; one that is there keeps its mode.
    path.parent.mkdir(mode=0o777 if mode & 0o077 else 0o700, parents=True, exist_ok=True)
    # 1. Beside the old one: a rename is one step only within one file system. mkstemp makes it 0600.
    handle, beside = tempfile.mkstemp(prefix=f".{path.name}.", dir=path.parent)
    try:
        with os.fdopen(handle, "wb") as file:
            os.fchmod(file.fileno(), mode)
            file.write(data)
            file.flush()
            # 2. On the disk before it has the name: else a power cut may leave the name with nothing behind it.
            os.fsync(file.fileno())
        Path(beside).replace(path)
    except BaseException:
        Path(beside).unlink(missing_ok=True)
        raise
    # 3. The rename itself is an entry of the folder.
    sync_folder(path.parent)


def reserve(handle: int, size: int) -> None:
    """Make a file at least this long, with room on the disk for all of it. Raises OSError where there is none.

    Who writes into a hole of a mapped file on a full disk is killed (SIGBUS), and no `except` helps.
    """
    if hasattr(os, "posix_fallocate"):
        os.posix_fallocate(handle, 0, size)
    else:  # macOS
        os.ftruncate(handle, size)


def sync_folder(folder: Path) -> None:
    """Flush a folder's entries to the disk, so that a rename or a new file survives a power cut."""
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
