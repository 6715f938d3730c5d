"""What looks at the site's pages gave, by entry: `confirmations.db` beside the store (docs/decisions/0019).

Invariants: a file of its own, so that looking never waits for a sync nor a sync for it; it can be derived again by
looking again; of words it holds the first few that were not seen, for the owner, and HTML that visitors see. What is
forgotten is overwritten.
"""

import contextlib
import sqlite3
import threading
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass, fields
from operator import attrgetter
from pathlib import Path
from typing import Any

from rootzpub.store import database

FILE_NAME = "confirmations.db"


@dataclass(frozen=True, slots=True, kw_only=True)
class Confirmation:
    """What is known of one entry from its page. Times are Unix seconds, 0 = never."""

    id: int
    wanted: str = ""
    """The revision that the source has."""
    marked: int = 0
    """1 where the entry is published only when it was seen."""
    plugins: int = 0
    """1 where only plugins print its words."""
    kind: str = ""
    """Its class: type, first category and mark."""
    revision: str = ""
    """The revision that was looked for."""
    basis: str = ""
    """Digest of what decided visibility then."""
    looked: int = 0
    decision: str = ""
    """`seen`, `not-seen`, or empty while nothing was decided."""
    reason: str = ""
    html: str = ""
    """What is published in the place of ours, where `words_by` or `partly` says so."""
    words_by: str = ""
    """`rootzpub`, `wordpress` or empty."""
    missing: str = ""
    moved: str = ""
    """Where its page is now."""
    pending: int = 0
    """When it was first not seen by words; 0 = it was."""
    trouble: str = ""
    """Why the last look gave nothing; empty when it did."""
    applied: int = 1
    """0 where a sync has to apply the decision."""
    facts: str = ""
    """What the page states of itself, as JSON; empty where it states nothing. Before anything was decided
    what the source states."""

    @property
    def partly(self) -> bool:
        """Whether only some of its words are seen."""
        return self.decision == "seen" and self.reason == "partly"

    @property
    def adds(self) -> bool:
        """Whether ours is seen, and words besides."""
        return self.decision == "seen" and self.reason == "added"

    @property
    def replaces(self) -> bool:
        """Whether other words than ours are published."""
        return self.decision == "seen" and (self.partly or self.words_by == "wordpress")


_NAMES = tuple(field.name for field in fields(Confirmation))
_ROW = attrgetter(*_NAMES)
_MIGRATIONS = (
    """
CREATE TABLE confirmations (
    id INTEGER PRIMARY KEY,
    wanted TEXT NOT NULL, marked INTEGER NOT NULL, plugins INTEGER NOT NULL, kind TEXT NOT NULL,
    revision TEXT NOT NULL, basis TEXT NOT NULL, looked INTEGER NOT NULL, decision TEXT NOT NULL,
    reason TEXT NOT NULL, html TEXT NOT NULL, words_by TEXT NOT NULL, missing TEXT NOT NULL, moved TEXT NOT NULL,
    pending INTEGER NOT NULL, trouble TEXT NOT NULL, applied INTEGER NOT NULL, facts TEXT NOT NULL
);
CREATE INDEX confirmations_due ON confirmations (marked DESC, looked);
CREATE INDEX confirmations_kind ON confirmations (kind, decision);
CREATE INDEX confirmations_unapplied ON confirmations (applied) WHERE applied = 0;
CREATE TABLE notes (name TEXT PRIMARY KEY, value INTEGER NOT NULL) WITHOUT ROWID;
""",
)
_OF_THE_SYNC = frozenset({"id", "wanted", "marked", "plugins", "kind"})
_LOOKED = tuple(name for name in _NAMES if name not in _OF_THE_SYNC)
# Never a new row: what was forgotten while its page was looked at stays forgotten.
_PUT = f"UPDATE confirmations SET {', '.join(f'{name} = ?' for name in _LOOKED)} WHERE id = ?"
_WANT = (
    "INSERT INTO confirmations ({names}) VALUES ({marks}) ON CONFLICT (id) DO UPDATE SET "
    "wanted = excluded.wanted, marked = excluded.marked, plugins = excluded.plugins, kind = excluded.kind"
).format(names=", ".join(_NAMES), marks=", ".join("?" * len(_NAMES)))
_SAMPLES = (
    "SELECT id FROM (SELECT id, row_number() OVER (PARTITION BY kind ORDER BY looked = 0, id) AS place "
    "FROM confirmations) WHERE place <= ?"
)
_SECOND_LOOK = 600
"""Seconds between the look that misses words and the one that is believed."""
_TROUBLE = 1_800
"""Seconds after which an entry is asked again that could not be looked at."""


class Confirmations:
    """The confirmations of one store. Safe to share between threads; a process opens its own."""

    def __init__(self, connection: sqlite3.Connection, path: Path) -> None:
        self._connection = connection
        self._path = path
        self._lock = threading.RLock()

    @classmethod
    def open(cls, folder: Path) -> "Confirmations":
        """Those in a folder that is there. Raises StoreUnavailable."""
        path = folder / FILE_NAME
        connection = database.connect(path, writing=True)
        try:
            database.refuse_newer(connection, _MIGRATIONS, path=path)
            database.migrate(connection, _MIGRATIONS, path=path)
        except BaseException:
            connection.close()
            raise
        return cls(connection, path)

    @classmethod
    def in_memory(cls) -> "Confirmations":
        """For one process, gone with it."""
        connection = sqlite3.connect(":memory:", isolation_level=None, check_same_thread=False)
        database.migrate(connection, _MIGRATIONS, path=Path(":memory:"))
        return cls(connection, Path(":memory:"))

    def get(self, entry_id: int) -> Confirmation | None:
        """What is known of one entry."""
        return next(iter(self._rows("WHERE id = ?", (entry_id,))), None)

    def is_empty(self) -> bool:
        """Whether nothing is known of any entry."""
        return not self._value("SELECT EXISTS (SELECT 1 FROM confirmations)")

    def of(self, ids: Collection[int]) -> list[Confirmation]:
        """What is known of these entries."""
        return [found for entry_id in ids if (found := self.get(entry_id)) is not None]

    def all(self) -> list[Confirmation]:
        """Everything, by id."""
        return self._rows("ORDER BY id")

    def put(self, confirmations: Iterable[Confirmation]) -> None:
        """Keep what was found of entries that are wanted, in one step."""
        rows = ((*(getattr(found, name) for name in _LOOKED), found.id) for found in confirmations)
        with self._writing() as connection:
            connection.executemany(_PUT, rows)

    def want(self, confirmations: Iterable[Confirmation]) -> None:
        """The source has these entries: what was found before stays, what is wanted is new."""
        with self._writing() as connection:
            connection.executemany(_WANT, map(_ROW, confirmations))

    def forget(self, ids: Iterable[int]) -> None:
        """Every word of these entries goes."""
        with self._writing() as connection:
            connection.executemany("DELETE FROM confirmations WHERE id = ?", ((entry_id,) for entry_id in ids))

    def forget_all(self) -> None:
        """Every word of all entries goes."""
        with self._writing() as connection:
            connection.execute("DELETE FROM confirmations")

    def due(self, *, now: int, oldest: int, basis: str, samples: int = 0, limit: int = 50) -> list[Confirmation]:
        """Entries to look at: so many `samples` of each class first, then marked ones, then those looked at long ago.

        `oldest` is what a look holds from.
        """
        changed = "(revision <> wanted OR basis <> ? OR looked < ?)"
        second = "(pending > 0 AND looked <= ?)"
        rested = "(trouble = '' OR looked <= ?)"
        waits = "(pending = 0 OR looked <= ?)"
        values = (basis, oldest, now - _SECOND_LOOK, now - _TROUBLE, now - _SECOND_LOOK, samples, limit)
        return self._rows(
            f"WHERE ({changed} OR {second}) AND {rested} AND {waits} "
            f"ORDER BY id IN ({_SAMPLES}) DESC, marked DESC, looked, id LIMIT ?",
            values,
        )

    def waiting(self, *, oldest: int, basis: str) -> int:
        """How many entries are to be looked at, now or later."""
        condition = "revision <> wanted OR basis <> ? OR looked < ? OR pending > 0"
        return int(self._value(f"SELECT count(*) FROM confirmations WHERE {condition}", (basis, oldest)))

    def unapplied(self) -> list[int]:
        """Entries whose decision no sync has applied."""
        return [found.id for found in self._rows("WHERE applied = 0")]

    def mark_applied(self, ids: Iterable[int]) -> None:
        """A sync has applied these decisions."""
        with self._writing() as connection:
            connection.executemany("UPDATE confirmations SET applied = 1 WHERE id = ?", ((found,) for found in ids))

    def hold_to_apply(self, *, kind: str) -> None:
        """A class may be published now: a sync has to decide about its entries again."""
        with self._writing() as connection:
            connection.execute("UPDATE confirmations SET applied = 0 WHERE kind = ? AND decision = ''", (kind,))

    def by_decision(self, *, since: int = 0) -> dict[tuple[str, str, str], int]:
        """How many entries have (decision, reason, trouble), of those looked at since then."""
        rows = self._fetch(
            "SELECT decision, reason, trouble, count(*) FROM confirmations WHERE looked >= ? AND looked > 0 "
            "GROUP BY 1, 2, 3",
            (since,),
        )
        return {(decision, reason, trouble): count for decision, reason, trouble, count in rows}

    def pending_since(self, since: int) -> int:
        """Entries that are missing words now, of those looked at since then."""
        return int(self._value("SELECT count(*) FROM confirmations WHERE pending > 0 AND looked >= ?", (since,)))

    def looked_since(self, since: int) -> int:
        """Entries that could be looked at since then."""
        condition = "looked >= ? AND looked > 0 AND trouble = ''"
        return int(self._value(f"SELECT count(*) FROM confirmations WHERE {condition}", (since,)))

    def kinds(self) -> dict[str, tuple[int, int, int]]:
        """For each class how many entries it has, how many were seen, and how many were not."""
        rows = self._fetch(
            "SELECT kind, count(*), sum(decision = 'seen' AND reason = ''), sum(decision = 'not-seen' OR pending > 0 "
            "OR reason = 'partly') FROM confirmations GROUP BY kind"
        )
        return {kind: (count, seen, gated) for kind, count, seen, gated in rows}

    def note(self, name: str) -> int:
        """A number that was kept; 0 where there is none."""
        rows = self._fetch("SELECT value FROM notes WHERE name = ?", (name,))
        return int(rows[0][0]) if rows else 0

    def keep_note(self, name: str, value: int) -> None:
        """Keep a number."""
        with self._writing() as connection:
            connection.execute("INSERT OR REPLACE INTO notes VALUES (?, ?)", (name, value))

    def close(self) -> None:
        """Let go of the file."""
        with self._lock:
            self._connection.close()

    def _rows(self, condition: str, values: Sequence[Any] = ()) -> list[Confirmation]:
        rows = self._fetch(f"SELECT {', '.join(_NAMES)} FROM confirmations {condition}", values)
        return [Confirmation(**dict(zip(_NAMES, row, strict=True))) for row in rows]

    def _value(self, statement: str, values: Sequence[Any] = ()) -> Any:
        return self._fetch(statement, values)[0][0]

    def _fetch(self, statement: str, values: Sequence[Any] = ()) -> list[Any]:
        with self._lock, database.our_errors(self._path):
            return self._connection.execute(statement, values).fetchall()

    @contextlib.contextmanager
    def _writing(self) -> Iterator[sqlite3.Connection]:
        with self._lock, database.our_errors(self._path):
            self._connection.execute("BEGIN IMMEDIATE")
            try:
                yield self._connection
            except BaseException:
                self._connection.execute("ROLLBACK")
                raise
            self._connection.execute("COMMIT")
            # What was forgotten or replaced would stand in the log until somebody writes over it.
            if self._path.name == FILE_NAME:
                database.truncate_log(self._connection)


class ConfirmationsInMemory:
    """A store whose confirmations are gone with its process."""

    _confirmations: Confirmations | None = None

    @property
    def confirmations(self) -> Confirmations:
        """What looks at the site's pages gave."""
        if self._confirmations is None:
            self._confirmations = Confirmations.in_memory()
        return self._confirmations

    def close(self) -> None:
        """Nothing of the site is open."""
        if self._confirmations is not None:
            self._confirmations.close()
            self._confirmations = None
