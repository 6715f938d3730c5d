"""The store in SQLite: `site.db` (can be derived again) and `publications.db` (cannot), in a private folder.

Invariants: readers never wait for the writer and never see half of its work; one writer at a time, over all processes.
"""

import contextlib
import os
import sqlite3
from collections.abc import Collection, Iterator, Sequence
from pathlib import Path

import orjson

from rootzpub.errors import NotReady, StoreUnavailable
from rootzpub.site import Publication
from rootzpub.state import FileLock, Lock
from rootzpub.state.file_state import LOCK_FILE
from rootzpub.state.folder import prepare_folder
from rootzpub.store import database, history, meta, nodes, words
from rootzpub.store.confirmations import Confirmations
from rootzpub.store.rows import StoredHtml, facts_of_json, html_of, moment, publication_of_json
from rootzpub.store.schema import HISTORY_MIGRATIONS, SITE_MIGRATIONS
from rootzpub.store.store import SyncState
from rootzpub.store.update import SqliteUpdate, read_state
from rootzpub.store.view import Frame, SqliteSite
from rootzpub.wire.tree import Tree

FILE_NAME = "site.db"
# A reader in the way is not waited for: the next update empties the log, or `checkpoint_if_idle` does.
_TRUNCATE_WAIT_MS = 500


class SqliteStore:
    """A site as kept in a folder. Safe to share between threads; each process opens its own after a fork."""

    def __init__(self, folder: Path, *, lock: Lock | None = None) -> None:
        """`lock` is who may write; by default the lock file of this folder."""
        self.folder = folder
        self._lock = lock or FileLock(folder / LOCK_FILE)
        self.path = folder / FILE_NAME
        self._idle: list[sqlite3.Connection] = []
        self._process = os.getpid()
        self._frame: Frame | None = None
        self._confirmations: Confirmations | None = None
        self._process_of_confirmations = 0

    @classmethod
    def open(cls, folder: Path, *, lock: Lock | None = None) -> "SqliteStore":
        """The store in `folder`, made when it is not there, brought to the newest schema when it is.

        Neither file is touched where one of them is newer than this program.

        Raises:
            StoreUnavailable: it cannot be made, read or written, is damaged, or a newer rootzpub wrote it.
        """
        store = cls(folder, lock=lock)
        prepare_folder(folder)
        history_path = folder / history.FILE_NAME
        with (
            contextlib.closing(database.connect(history_path, writing=True)) as past,
            contextlib.closing(database.connect(store.path, writing=True)) as site,
        ):
            # Both are looked at before either is migrated: a folder of a newer program stays as it is, not half of it.
            database.refuse_newer(past, HISTORY_MIGRATIONS, path=history_path)
            database.refuse_newer(site, SITE_MIGRATIONS, path=store.path)
            database.migrate(past, HISTORY_MIGRATIONS, path=history_path)
            database.migrate(site, SITE_MIGRATIONS, path=store.path)
        return store

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
        try:
            with self._reading() as connection:
                return tuple(_problems(connection))
        except StoreUnavailable as error:
            return (error.message,)

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
        try:
            with database.our_errors(self.path):
                connection.execute("BEGIN")
                yield connection
        finally:
            with contextlib.suppress(sqlite3.Error):
                connection.rollback()
            self._idle.append(connection)

    def _borrow(self) -> sqlite3.Connection:
        """An idle connection, or a new one. A child process must not use its parent's: it forgets them."""
        if self._process != os.getpid():
            self._idle, self._process = [], os.getpid()
        try:
            return self._idle.pop()
        except IndexError:
            connection = database.connect(self.path, writing=False)
        with database.our_errors(self.path):
            connection.execute("ATTACH DATABASE ? AS history", (str(self.folder / history.FILE_NAME),))
        return connection

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
    kept = dict(connection.execute("SELECT key, value FROM meta"))
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
    )


def _end(site: sqlite3.Connection, past: sqlite3.Connection) -> None:
    """After commit or failure: nothing half done stays, and nothing deleted lingers in the logs."""
    for connection in (site, past):
        # 1. What was not committed goes.
        if connection.in_transaction:
            connection.execute("ROLLBACK")
    # 2. What this or an earlier update withdrew, also one that died before it came to this.
    words.optimize_index(site)
    for connection in (site, past):
        # 3. The logs: a withdrawn word would stand in them until somebody writes over it.
        connection.execute(f"PRAGMA busy_timeout={_TRUNCATE_WAIT_MS}")
        database.truncate_log(connection)


def _problems(connection: sqlite3.Connection) -> Iterator[str]:
    for (line,) in connection.execute("PRAGMA main.integrity_check(20)"):
        if line != "ok":
            yield f"{FILE_NAME}: {line}"
    for (line,) in connection.execute("PRAGMA history.integrity_check(20)"):
        if line != "ok":
            yield f"{history.FILE_NAME}: {line}"
    kept = meta.read(connection, "publication")
    if kept:
        yield from _publication_problems(connection, publication_of_json(kept))


def _publication_problems(connection: sqlite3.Connection, publication: Publication) -> Iterator[str]:
    """Whether entries, kept tree and history all lead to the root that is published."""
    leaves = [row[0] for row in connection.execute("SELECT leaf FROM entries ORDER BY path")]
    if (Tree.of(leaves).root, len(leaves)) != (publication.root, publication.size):
        yield f"{FILE_NAME}: the entries do not give the published root; run `rootzpub sync --full`"
    if leaves and nodes.kept_root(connection) != publication.root:
        yield f"{FILE_NAME}: the kept tree does not give the published root; run `rootzpub sync --full`"
    if Tree.of(history.leaves_of(connection, publication.sequence)).root != publication.root:
        yield f"{history.FILE_NAME}: publication {publication.sequence} is not in the history"
