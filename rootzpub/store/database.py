"""SQLite files as the store needs them: private, in WAL mode, wiped on delete, every error in our own words.

Invariants: nothing above this module sees a `sqlite3.Error`; a file is made with mode 0600 before a byte is written to
it. Decision 0007.
"""

import contextlib
import errno
import os
import sqlite3
from collections.abc import Iterator, Sequence
from pathlib import Path

from rootzpub.errors import StoreUnavailable

# `open` migrates without the writer's lock: two that open a new store at once wait here for each other.
_BUSY_SECONDS = 10.0
_CACHE_KIB = 16 * 1024

_DAMAGED = (
    "The file is damaged or no store: `rootzpub store check` says which. If it is site.db, `rootzpub store rebuild` "
    "makes it anew; if it is publications.db, `rootzpub store restore` puts a backup back; without one move it away "
    "and sync: the count goes on from site.db."
)
_HINTS = {
    "SQLITE_FULL": "The disk is full. Make room and sync again; what was published stays published.",
    "SQLITE_BUSY": "Another process holds the store. Wait for its sync to end, or stop it.",
    "SQLITE_LOCKED": "Another process holds the store. Wait for its sync to end, or stop it.",
    "SQLITE_CORRUPT": _DAMAGED,
    "SQLITE_NOTADB": _DAMAGED,
    "SQLITE_CANTOPEN": "Check that the folder exists and that this user may read and write it.",
    "SQLITE_PERM": "Check that this user may read and write the folder and the file.",
    "SQLITE_READONLY": "Check that this user may write the folder and the file, and that the disk is not read-only.",
    # A full disk is not always SQLITE_FULL: where the log cannot grow it may be an I/O error.
    "SQLITE_IOERR": "The disk is full or faulty: make room, or check it. What was published stays published.",
}


@contextlib.contextmanager
def our_errors(path: Path) -> Iterator[None]:
    """What SQLite raises inside becomes StoreUnavailable, with what a person can do about it."""
    try:
        yield
    except UnicodeDecodeError as error:
        # Damaged text: of a definition Python's module decodes it before SQLite has a say.
        raise StoreUnavailable(f"the store {path} cannot be used: damaged text", hint=_DAMAGED) from error
    except sqlite3.Error as error:
        # By prefix, for SQLite names the particular fault (SQLITE_IOERR_WRITE); errors of Python's module itself have
        # no name.
        name = getattr(error, "sqlite_errorname", "")
        hint = next((text for prefix, text in _HINTS.items() if name.startswith(prefix)), "Run `rootzpub doctor`.")
        raise StoreUnavailable(f"the store {path} cannot be used: {error}", hint=hint) from error


@contextlib.contextmanager
def _file_errors(path: Path) -> Iterator[None]:
    """The same for what the operating system says."""
    try:
        yield
    except OSError as error:
        raise StoreUnavailable(
            f"the store {path} cannot be used: {error.strerror or error}",
            hint="Check the disk's room and that this user may read and write the folder.",
        ) from error


def connect(path: Path, *, writing: bool) -> sqlite3.Connection:
    """A connection in autocommit mode (transactions are ours to begin); any thread may use it, one at a time.

    A reader sees only whole commits and never blocks the one writer (WAL). The writer is durable: it waits for the
    disk at each commit (`synchronous=FULL`), and what it deletes is overwritten (`secure_delete`).
    """
    with _file_errors(path), our_errors(path):
        _make_private(path)
        connection = sqlite3.connect(
            path, timeout=_BUSY_SECONDS, isolation_level=None, check_same_thread=False, cached_statements=256
        )
        try:
            _configure(connection, writing=writing)
        except BaseException:
            connection.close()
            raise
    return connection


def _make_private(path: Path) -> None:
    """Make the file, readable by its owner only from the first moment; raises OSError where it may not be used.

    One that is there is never opened here: closing it again would drop the locks (POSIX) that SQLite holds on it for
    the other connections of this process, and another process could then remove the log that they read from.
    """
    try:
        os.close(os.open(path, os.O_RDWR | os.O_CREAT | os.O_EXCL | os.O_CLOEXEC, 0o600))
    except FileExistsError:
        if not os.access(path, os.R_OK | os.W_OK):
            raise PermissionError(errno.EACCES, os.strerror(errno.EACCES)) from None


def _configure(connection: sqlite3.Connection, *, writing: bool) -> None:
    connection.execute("PRAGMA journal_mode=WAL")
    connection.execute(f"PRAGMA cache_size=-{_CACHE_KIB}")
    connection.execute("PRAGMA temp_store=MEMORY")
    if writing:
        # In WAL mode the usual NORMAL may lose the last commit on a power cut, and with it a number that was already
        # shown.
        connection.execute("PRAGMA synchronous=FULL")
        connection.execute("PRAGMA secure_delete=ON")
        # Off by default, for each connection anew: without it a deleted entry would leave its body and terms (ON DELETE
        # CASCADE).
        connection.execute("PRAGMA foreign_keys=ON")
    else:
        connection.execute("PRAGMA query_only=ON")


def refuse_newer(connection: sqlite3.Connection, migrations: Sequence[str], *, path: Path) -> int:
    """The schema of the file. Raises StoreUnavailable where a newer rootzpub wrote it."""
    with our_errors(path):
        present = int(connection.execute("PRAGMA user_version").fetchone()[0])
    if present > len(migrations):
        raise StoreUnavailable(
            f"the store {path} has schema {present}, this rootzpub knows up to {len(migrations)}",
            hint="A newer rootzpub wrote it: install that version again, or move the file away and sync.",
        )
    return present


def migrate(connection: sqlite3.Connection, migrations: Sequence[str], *, path: Path) -> None:
    """Bring the file to the newest schema, each step in its own transaction.

    Raises:
        StoreUnavailable: a newer rootzpub wrote it, or it cannot be written.
    """
    with our_errors(path):
        present = refuse_newer(connection, migrations, path=path)
        while present < len(migrations):
            present = _step(connection, migrations)


def _step(connection: sqlite3.Connection, migrations: Sequence[str]) -> int:
    """Run the next migration; two processes that open a new store at once do it one after the other."""
    connection.execute("BEGIN IMMEDIATE")
    try:
        # Read again inside the transaction: another process may have taken the step while we waited for the lock.
        present = int(connection.execute("PRAGMA user_version").fetchone()[0])
        if present < len(migrations):
            for statement in statements(migrations[present]):
                connection.execute(statement)
            present += 1
            connection.execute(f"PRAGMA user_version={present}")
    except BaseException:
        connection.execute("ROLLBACK")
        raise
    connection.execute("COMMIT")
    return present


def statements(script: str) -> Iterator[str]:
    """The SQL statements of a script (`executescript` would commit on its own)."""
    pending = ""
    for line in script.splitlines():
        pending += line + "\n"
        if sqlite3.complete_statement(pending):
            yield pending
            pending = ""


def truncate_log(connection: sqlite3.Connection) -> bool:
    """Move the write-ahead log into the file and empty it, so that nothing deleted lingers there.

    False when a reader still needs it; the next sync tries again.
    """
    busy, _, _ = connection.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()
    return not busy


def size(path: Path) -> int:
    """Bytes of a file; 0 where there is none."""
    try:
        return path.stat().st_size
    except OSError:
        return 0
