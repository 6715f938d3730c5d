"""Connections for readers: as usual where the folder can be written, else without writing anything.

SQLite's log needs a file beside the database even to read. Where the disk is full, failing or read-only there are three
ways left, in this order: what is there of these files; the database alone, where its log is empty (SQLite then takes no
locks, so the store looks before and after each view whether the files changed); a copy in the temporary folder.

Invariants: what a reader gets is the last publication, whole. Decision 0007.
"""

import contextlib
import shutil
import sqlite3
import tempfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import quote

from rootzpub.errors import StoreUnavailable
from rootzpub.store import database

_UNWRITABLE = ("SQLITE_READONLY", "SQLITE_CANTOPEN", "SQLITE_IOERR", "SQLITE_FULL", "SQLITE_PERM")
Stamp = tuple[tuple[int, int, int], ...]
"""Inode, size and time of each file."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Files:
    """The two databases of a folder."""

    site: Path
    past: Path

    def stamp(self) -> Stamp:
        """Changes when anything in them may have changed."""
        return tuple(_stamp_of(path) for base in (self.site, self.past) for path in (base, _log_of(base)))

    def numbers(self) -> tuple[int, ...]:
        """The inodes: others when one of the files was replaced."""
        return tuple(_stamp_of(base)[0] for base in (self.site, self.past))

    @property
    def logs_are_empty(self) -> bool:
        """Whether everything that was committed stands in the databases themselves."""
        return not any(database.size(_log_of(base)) for base in (self.site, self.past))


def is_unwritable(error: StoreUnavailable) -> bool:
    """Whether this says that the disk is full, failing or read-only, and not that what is on it is wrong."""
    cause = error.__cause__
    if isinstance(cause, sqlite3.Error):
        return getattr(cause, "sqlite_errorname", "").startswith(_UNWRITABLE)
    return isinstance(cause, OSError)


def connect(files: Files) -> sqlite3.Connection:
    """A reader with the history attached, as usual. Raises StoreUnavailable."""
    connection = database.connect(files.site, writing=False)
    return _attached(connection, files.site, str(files.past))


def connect_unwritable(files: Files) -> sqlite3.Connection:
    """The same where nothing can be written. Raises StoreUnavailable with the last reason."""
    ways: list[Callable[[Files], sqlite3.Connection]] = [_as_they_are]
    ways.append(_alone if files.logs_are_empty else _copied)
    reason: StoreUnavailable | None = None
    for way in ways:
        try:
            return way(files)
        except StoreUnavailable as error:
            reason = error
    assert reason is not None
    raise reason


def _as_they_are(files: Files) -> sqlite3.Connection:
    return _opened(files, "mode=ro")


def _alone(files: Files) -> sqlite3.Connection:
    return _opened(files, "mode=ro&immutable=1")


def _copied(files: Files) -> sqlite3.Connection:
    """The last resort: the log holds what the database does not, and nothing can be made beside it."""
    with _copies(files) as copies:
        # Whoever has the files open keeps them when their names are gone.
        return connect(copies)


@contextlib.contextmanager
def _copies(files: Files) -> Iterator[Files]:
    try:
        with tempfile.TemporaryDirectory(prefix="rootzpub-", ignore_cleanup_errors=True) as folder:
            for base in (files.site, files.past):
                for path in filter(Path.exists, (base, _log_of(base))):
                    shutil.copyfile(path, Path(folder, path.name))
            yield Files(site=Path(folder, files.site.name), past=Path(folder, files.past.name))
    except OSError as error:
        raise StoreUnavailable(
            f"the store {files.site} can be neither opened nor copied: {error.strerror or error}",
            hint="Make room on the disk, or in the temporary folder (TMPDIR).",
        ) from error


def _opened(files: Files, how: str) -> sqlite3.Connection:
    with database.our_errors(files.site):
        connection = sqlite3.connect(
            f"file:{quote(str(files.site))}?{how}", uri=True, isolation_level=None, check_same_thread=False
        )
    return _attached(connection, files.site, f"file:{quote(str(files.past))}?{how}")


def _attached(connection: sqlite3.Connection, path: Path, past: str) -> sqlite3.Connection:
    """With the history; looked at once, for SQLite opens files only when they are read."""
    try:
        with database.our_errors(path):
            connection.execute("PRAGMA query_only=ON")
            connection.execute("ATTACH DATABASE ? AS history", (past,))
            for name in ("main", "history"):
                connection.execute(f"SELECT count(*) FROM {name}.sqlite_schema").fetchone()
    except StoreUnavailable:
        connection.close()
        raise
    return connection


def _log_of(path: Path) -> Path:
    return path.with_name(f"{path.name}-wal")


def _stamp_of(path: Path) -> tuple[int, int, int]:
    try:
        found = path.stat()
    except OSError:
        return (0, 0, 0)
    return (found.st_ino, found.st_size, found.st_mtime_ns)
