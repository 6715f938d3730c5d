"""The store in SQLite: `site.db` (can be derived again) and `publications.db` (cannot), in a private folder.

Invariants: readers never wait for the writer and never see half of its work; one writer at a time, over all processes.
"""

import contextlib
import os
import sqlite3
import time
from collections.abc import Collection, Iterator, Sequence
from pathlib import Path

import orjson

from rootzpub.errors import NotReady, StoreUnavailable
from rootzpub.logs import package_logger
from rootzpub.site import Publication
from rootzpub.state import FileLock, Lock
from rootzpub.state.file_state import LOCK_FILE
from rootzpub.state.folder import prepare_folder
from rootzpub.store import check, database, history, meta, reading, words
from rootzpub.store.confirmations import Confirmations
from rootzpub.store.rows import StoredHtml, facts_of_json, html_of, moment, publication_of_json, whole
from rootzpub.store.schema import HISTORY_MIGRATIONS, SITE_MIGRATIONS
from rootzpub.store.store import SyncState
from rootzpub.store.update import SqliteUpdate, read_state
from rootzpub.store.view import Frame, SqliteSite

FILE_NAME = "site.db"
# A reader in the way is not waited for: the next update empties the log, or `checkpoint_if_idle` does.
_TRUNCATE_WAIT_MS = 500
_RETRY_SECONDS = 5.0
"""How often a store that could not be written is tried again."""
_logger = package_logger(__name__)


class SqliteStore:
    """A site as kept in a folder. Safe to share between threads; each process opens its own after a fork."""

    def __init__(self, folder: Path, *, lock: Lock | None = None) -> None:
        """`lock` is who may write; by default the lock file of this folder."""
        self.folder = folder
        self._lock = lock or FileLock(folder / LOCK_FILE)
        self.path = folder / FILE_NAME
        self._idle: list[sqlite3.Connection] = []
        self._process = os.getpid()
        self._inherited: list[sqlite3.Connection] = []
        self._frame: Frame | None = None
        self._confirmations: Confirmations | None = None
        self._process_of_confirmations = 0
        self._files = reading.Files(site=self.path, past=folder / history.FILE_NAME)
        self._numbers: tuple[int, ...] = ()
        self._unwritable = ""
        self._stamp: reading.Stamp = ()
        self._tried = 0.0

    @classmethod
    def open(cls, folder: Path, *, lock: Lock | None = None) -> "SqliteStore":
        """The store in `folder`, made when it is not there, brought to the newest schema when it is.

        Neither file is touched where one of them is newer than this program.

        Raises:
            StoreUnavailable: it cannot be made, read or written, is damaged, or a newer rootzpub wrote it.
        """
        store = cls(folder, lock=lock)
        prepare_folder(folder)
        try:
            store._bring_up_to_date()
        except StoreUnavailable as error:
            if not reading.is_unwritable(error) or not store.path.exists():
                raise
            store._read_only(error)
        return store

    @property
    def unwritable(self) -> str:
        """Why the store can only be read now; empty where it can be written."""
        return self._unwritable

    def _bring_up_to_date(self) -> None:
        history_path = self._files.past
        with (
            contextlib.closing(database.connect(history_path, writing=True)) as past,
            contextlib.closing(database.connect(self.path, writing=True)) as site,
        ):
            # Both are looked at before either is migrated: a folder of a newer program stays as it is, not half of it.
            database.refuse_newer(past, HISTORY_MIGRATIONS, path=history_path)
            database.refuse_newer(site, SITE_MIGRATIONS, path=self.path)
            database.migrate(past, HISTORY_MIGRATIONS, path=history_path)
            database.migrate(site, SITE_MIGRATIONS, path=self.path)
            _index_anew(site)

    def _read_only(self, error: StoreUnavailable) -> None:
        """Go on without writing. Raises StoreUnavailable where not even reading is possible, or an upgrade is due."""
        self._unwritable, self._stamp = error.message, self._files.stamp()
        with contextlib.closing(reading.connect_unwritable(self._files)) as connection:
            for name, migrations in (("main", SITE_MIGRATIONS), ("history", HISTORY_MIGRATIONS)):
                present = int(connection.execute(f"PRAGMA {name}.user_version").fetchone()[0])
                if present != len(migrations):
                    raise error
        _logger.warning("%s; the last publication is served, and nothing newer until it can be written", error.message)

    @contextlib.contextmanager
    def site(self) -> Iterator[SqliteSite]:
        """One consistent view, valid inside the `with`."""
        with self._reading() as connection:
            yield SqliteSite(connection, self._current_frame(connection))

    @property
    def confirmations(self) -> Confirmations:
        """What looks at the site's pages gave; a process opens its own after a fork."""
        if self._confirmations is None or self._process_of_confirmations != os.getpid():
            self._confirmations, self._process_of_confirmations = Confirmations.open(self.folder), os.getpid()
        return self._confirmations

    def html_of(self, ids: Collection[int]) -> Sequence[StoredHtml]:
        """Those of these entries that are published."""
        with self._reading() as connection:
            return [found for entry_id in ids if (found := html_of(connection, entry_id)) is not None]

    def version(self) -> int:
        """Cheap: `Site.version` of what `site()` would give now; 0 before the first sync."""
        # No transaction: one value is of one moment anyhow, and this is asked with every request.
        connection = self._borrow()
        try:
            with database.our_errors(self.path):
                return _version(connection)
        finally:
            self._idle.append(connection)

    def state(self) -> SyncState | None:
        """Where the last update left off; None before the first."""
        with self._reading() as connection:
            return read_state(connection)

    @contextlib.contextmanager
    def update(self, *, wait: bool = False) -> Iterator[SqliteUpdate]:
        """Become the one writer."""
        with contextlib.ExitStack() as stack:
            # Left in the opposite order, which matters: the reader first (it would keep the log from being emptied),
            # then `_end`, then the two connections, and the lock last.
            stack.enter_context(self._lock.held(wait=wait))
            site = stack.enter_context(contextlib.closing(database.connect(self.path, writing=True)))
            past = stack.enter_context(contextlib.closing(history.open_history(self.folder)))
            stack.enter_context(database.our_errors(self.path))
            stack.callback(_end, site, past)
            # A connection of its own, because this one sees what the update writes: a source that asks what was known
            # while it is read must get one answer.
            reader = stack.enter_context(self._reading())
            site.execute("BEGIN IMMEDIATE")
            words.bring_up_to_date(site)
            yield SqliteUpdate(site, past, reader=reader)

    def is_syncing(self) -> bool:
        """Whether some process is the writer now."""
        return self._lock.is_held()

    def checkpoint_if_idle(self) -> bool:
        """Empty the logs if a reader was in the way at the end of the last update; cheap when they are empty."""
        if not self._has_logs():
            return True
        if not self.is_syncing():
            # An update that does nothing: how it ends is what empties the logs. A writer who came first does it
            # himself.
            with contextlib.suppress(StoreUnavailable), self.update():
                pass
        return not self._has_logs()

    def _has_logs(self) -> bool:
        logs = (self.folder / f"{name}-wal" for name in (FILE_NAME, history.FILE_NAME))
        return any(database.size(log) for log in logs)

    def publications(self, *, limit: int = 100, before: int = 0) -> Sequence[Publication]:
        """Past publications, newest first."""
        with self._reading() as connection:
            rows = connection.execute(
                "SELECT sequence, root, size, published FROM history.publications "
                "WHERE sequence < ? OR ? = 0 ORDER BY sequence DESC LIMIT ?",
                (before, before, limit),
            )
            return tuple(map(history.publication_of_row, rows))

    def check(self) -> Sequence[str]:
        """What is wrong with the store, one line for each thing; empty when all is well."""
        return check.problems(self._files)

    def close(self) -> None:
        """Close idle connections; open views keep theirs."""
        while self._idle:
            self._idle.pop().close()
        if self._confirmations is not None and self._process_of_confirmations == os.getpid():
            self._confirmations.close()
        self._confirmations = None

    @contextlib.contextmanager
    def _reading(self) -> Iterator[sqlite3.Connection]:
        """A connection inside a read transaction."""
        connection = self._borrow()
        stamp = self._stamp
        try:
            with database.our_errors(self.path):
                connection.execute("BEGIN")
                yield connection
        finally:
            with contextlib.suppress(sqlite3.Error):
                connection.rollback()
            self._idle.append(connection)
        if stamp and stamp != self._files.stamp():
            # No lock holds a writer off such a reader: what was read may be of two moments.
            raise StoreUnavailable("the store changed while it was read", hint="Ask again.")

    def _borrow(self) -> sqlite3.Connection:
        """An idle connection, or a new one. A child process must not use its parent's: it forgets them."""
        if self._process != os.getpid():
            # Never closed here either: closing would drop the locks (POSIX) that the parent holds through them.
            self._inherited, self._idle, self._process = self._idle, [], os.getpid()
        found = self._files.numbers()
        if found != self._numbers:
            # Another file has the name: a rebuilt or restored one.
            self.close()
            self._numbers = found
        if self._unwritable:
            self._look_again()
        try:
            return self._idle.pop()
        except IndexError:
            pass
        if self._unwritable:
            return reading.connect_unwritable(self._files)
        try:
            return reading.connect(self._files)
        except StoreUnavailable as error:
            if not reading.is_unwritable(error):
                raise
            self._read_only(error)
            return reading.connect_unwritable(self._files)

    def _look_again(self) -> None:
        """Whether the files changed, which such readers do not notice; now and then, whether they can be written."""
        stamp = self._files.stamp()
        if stamp != self._stamp:
            self.close()
            self._stamp = stamp
        if time.monotonic() - self._tried > _RETRY_SECONDS:
            self._tried = time.monotonic()
            with contextlib.suppress(StoreUnavailable):
                self._bring_up_to_date()
                self.close()
                self._unwritable, self._stamp = "", ()
                _logger.warning("the store %s can be written again", self.path)

    def _current_frame(self, connection: sqlite3.Connection) -> Frame:
        """The frame of the version that this transaction sees, read anew only when it changed."""
        version, frame = _version(connection), self._frame
        # Threads may both read it: the two are equal, and cheaper than a lock for every view.
        if frame is None or frame.version != version:
            frame = self._frame = _read_frame(connection, version)
        return frame


def _version(connection: sqlite3.Connection) -> int:
    return int(meta.read(connection, "version") or 0)


def _read_frame(connection: sqlite3.Connection, version: int) -> Frame:
    if not version:
        raise NotReady("no site was read yet", hint="Ask again when the first `rootzpub sync` has ended.")
    with whole("what the site is known by"):
        return _frame_of(connection, version)


def _frame_of(connection: sqlite3.Connection, version: int) -> Frame:
    kept = dict(connection.execute("SELECT key, value FROM meta"))
    if not meta.is_whole(connection):
        raise ValueError("its digest is another one")
    counts = connection.execute("SELECT type, count(*) FROM entries GROUP BY type ORDER BY type").fetchall()
    publication, newest = publication_of_json(kept["publication"]), moment(kept["last_modified"])
    return Frame(
        version=version,
        facts=facts_of_json(kept["facts"]),
        publication=publication,
        last_modified=newest,
        # a store from before this was kept knows of its publication only
        changed_at=moment(kept["changed_at"]) if "changed_at" in kept else max(newest, publication.published_at),
        counts=tuple((name, number) for name, number in counts),
        hosts=frozenset(orjson.loads(kept["hosts"])),
        languages=_languages(connection),
    )


def _languages(connection: sqlite3.Connection) -> tuple[tuple[str, int], ...]:
    """Languages of entries, most first; the index is there as soon as one has a language of its own."""
    if not connection.execute("SELECT 1 FROM sqlite_master WHERE name = 'entries_by_language'").fetchone():
        return ()
    rows = connection.execute(
        "SELECT json_extract(details, '$.language') AS tag, count(*) AS number FROM entries "
        "WHERE json_extract(details, '$.language') IS NOT NULL GROUP BY tag ORDER BY number DESC, tag"
    )
    return tuple((str(tag), int(number)) for tag, number in rows)


def _index_anew(site: sqlite3.Connection) -> None:
    """What an older program kept can be found before the next sync too."""
    try:
        if words.is_up_to_date(site) or site.execute("SELECT 1 FROM entries LIMIT 1").fetchone() is None:
            return
        _logger.info("making the search index anew, once")
        site.execute("BEGIN IMMEDIATE")
        words.bring_up_to_date(site)
        site.execute("COMMIT")
    except sqlite3.Error as error:
        # A damaged file is examined by whoever reads it, a full disk keeps nobody from reading: only searches wait.
        if site.in_transaction:
            site.execute("ROLLBACK")
        _logger.warning("the search index could not be made anew; the next start tries again: %s", error)


def _end(site: sqlite3.Connection, past: sqlite3.Connection) -> None:
    """After commit or failure: nothing half done stays, and nothing deleted lingers in the logs."""
    for connection in (site, past):
        # 1. What was not committed goes.
        if connection.in_transaction:
            connection.execute("ROLLBACK")
    try:
        # 2. What this or an earlier update withdrew, also one that died before it came to this.
        words.optimize_index(site)
        for connection in (site, past):
            # 3. The logs: a withdrawn word would stand in them until somebody writes over it.
            connection.execute(f"PRAGMA busy_timeout={_TRUNCATE_WAIT_MS}")
            database.truncate_log(connection)
    except sqlite3.Error as error:
        # What was committed is published: that is what the command says. The next update comes to this again.
        _logger.warning("published; what was withdrawn is wiped from the disk by the next sync: %s", error)
