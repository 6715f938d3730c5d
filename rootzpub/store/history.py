"""The publication history: every root that was ever published and how its records came about (publications.db).

Invariants: it only grows, and it is written to the disk before the site that shows it; so a sequence is never used
twice, whatever happens to site.db. The one thing taken back are titles of entries that the owner withdrew.
Decision 0007.
"""

import sqlite3
from collections.abc import Collection, Iterator
from pathlib import Path
from typing import Any

from rootzpub.site import Publication
from rootzpub.store import database
from rootzpub.store.rows import moment, seconds
from rootzpub.store.schema import HISTORY_MIGRATIONS

FILE_NAME = "publications.db"

_LAST = "SELECT sequence, root, size, published FROM publications ORDER BY sequence DESC LIMIT 1"


def open_history(folder: Path) -> sqlite3.Connection:
    """The history for writing, made when it is not there yet."""
    path = folder / FILE_NAME
    connection = database.connect(path, writing=True)
    database.migrate(connection, HISTORY_MIGRATIONS, path=path)
    return connection


def last_publication(connection: sqlite3.Connection) -> Publication | None:
    """The newest publication, or None before the first."""
    row = connection.execute(_LAST).fetchone()
    return publication_of_row(row) if row else None


def publication_of_row(row: tuple[Any, ...]) -> Publication:
    """(sequence, root, size, published) as a value."""
    return Publication(sequence=row[0], root=row[1], size=row[2], published_at=moment(row[3]))


def append(
    history: sqlite3.Connection,
    site: sqlite3.Connection,
    publication: Publication,
    *,
    touched: Collection[str] | None = None,
) -> None:
    """Keep a new publication and what it changed, durably. `site` is the uncommitted state that it shows.

    Only `touched` paths can differ from the last publication; None: any may.
    """
    # Both generators read this table while `executemany` writes to it: they ask for earlier sequences or for one path
    # each, so no row of ours comes back.
    sequence = publication.sequence
    changed = _differences(history, site, sequence) if touched is None else _touched(history, site, touched)
    history.execute("BEGIN IMMEDIATE")
    try:
        history.execute(
            "INSERT INTO publications VALUES (?, ?, ?, ?)",
            (sequence, publication.root, publication.size, seconds(publication.published_at)),
        )
        history.executemany(
            "INSERT INTO records (path, sequence, leaf, type, content_hash, modified, title, entry_id) "
            f"VALUES (?, {sequence:d}, ?, ?, ?, ?, ?, ?)",
            changed,
        )
        _withdraw_titles(history, sequence)
    except BaseException:
        history.execute("ROLLBACK")
        raise
    # Durable before the site is committed: dying in between leaves a number that was never shown (decision 0007).
    history.execute("COMMIT")


_FORMER = (
    "SELECT path, leaf FROM (SELECT path, leaf, max(sequence) FROM records WHERE sequence < ? GROUP BY path) "
    "WHERE leaf IS NOT NULL ORDER BY path"
)
"""Of the rows of one path SQLite gives the leaf of the one with the greatest sequence (its rule for a lone max)."""


def _differences(history: sqlite3.Connection, site: sqlite3.Connection, sequence: int) -> Iterator[tuple[Any, ...]]:
    """Rows that lead from the records before `sequence` to those of `site`: both walked once, in order of path."""
    former = history.execute(_FORMER, (sequence,))
    old = next(former, None)
    # The index holds path and leaf, so no row is read. SQLite's order of UTF-8 bytes is Python's order of code points:
    # otherwise the two walks would miss each other.
    for path, leaf in site.execute("SELECT path, leaf FROM entries INDEXED BY entries_by_path ORDER BY path"):
        while old is not None and old[0] < path:
            yield (old[0], *_LEFT)
            old = next(former, None)
        if old is None or old[0] != path or old[1] != leaf:
            yield (path, leaf, *_record(site, path))
        if old is not None and old[0] == path:
            old = next(former, None)
    while old is not None:
        yield (old[0], *_LEFT)
        old = next(former, None)


_LEFT = (None, "", "", 0, None, 0)
"""What stands behind the path in the row of an entry that left."""


def _touched(
    history: sqlite3.Connection, site: sqlite3.Connection, touched: Collection[str]
) -> Iterator[tuple[Any, ...]]:
    """The same for these paths only."""
    # Where the last row of a path has no leaf the entry had left before: nothing to say again.
    for path in sorted(touched):
        old = history.execute(
            "SELECT leaf FROM records WHERE path = ? ORDER BY sequence DESC LIMIT 1", (path,)
        ).fetchone()
        new = site.execute("SELECT leaf FROM entries WHERE path = ?", (path,)).fetchone()
        if new is not None and (old is None or old[0] != new[0]):
            yield (path, new[0], *_record(site, path))
        elif new is None and old is not None and old[0] is not None:
            yield (path, *_LEFT)


def _record(site: sqlite3.Connection, path: str) -> tuple[Any, ...]:
    row = site.execute("SELECT type, content_hash, modified, title, id FROM entries WHERE path = ?", (path,)).fetchone()
    return tuple(row)


def _withdraw_titles(history: sqlite3.Connection, sequence: int) -> None:
    """Erase every title at the paths that left with this publication: their words are the owner's to take back."""
    history.execute(
        "UPDATE records SET title = NULL WHERE title IS NOT NULL "
        "AND path IN (SELECT path FROM records WHERE sequence = ? AND leaf IS NULL)",
        (sequence,),
    )


def had_hash(connection: sqlite3.Connection, path: str, content_hash: str) -> bool:
    """Whether the entry at this path, there or at an earlier path, or another one at this path ever had this hash.

    `connection` reads site.db and has the history attached as `history`.
    """
    # By path, and by entry where its path has changed. Rows of the first schema have entry 0, which no entry is.
    found = connection.execute(
        "SELECT 1 FROM history.records WHERE path = ?1 AND content_hash = ?2 UNION ALL "
        "SELECT 1 FROM entries e JOIN history.records r ON r.entry_id = e.id AND r.content_hash = ?2 "
        "WHERE e.path = ?1 LIMIT 1",
        (path, content_hash),
    ).fetchone()
    return found is not None


def leaves_of(connection: sqlite3.Connection, sequence: int) -> Iterator[bytes]:
    """The leaf hashes of a past publication, in order; the history is attached as `history`."""
    for (leaf,) in connection.execute(
        "SELECT leaf FROM (SELECT path, leaf, max(sequence) FROM history.records WHERE sequence <= ? GROUP BY path) "
        "WHERE leaf IS NOT NULL ORDER BY path",
        (sequence,),
    ):
        yield leaf


def publications_until(
    connection: sqlite3.Connection, sequence: int, *, limit: int, offset: int
) -> tuple[Publication, ...]:
    """Publications up to `sequence`, newest first; `connection` as for `had_hash`."""
    rows = connection.execute(
        "SELECT sequence, root, size, published FROM history.publications WHERE sequence <= ? "
        "ORDER BY sequence DESC LIMIT ? OFFSET ?",
        (sequence, limit, offset),
    )
    return tuple(map(publication_of_row, rows))


def count_until(connection: sqlite3.Connection, sequence: int) -> int:
    """How many publications there are up to `sequence`; `connection` as for `had_hash`."""
    counted = connection.execute("SELECT count(*) FROM history.publications WHERE sequence <= ?", (sequence,))
    return int(counted.fetchone()[0])
