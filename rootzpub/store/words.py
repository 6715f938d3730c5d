"""The two full-text indexes as tables: words added, deleted, and erased from the file.

Invariants: both are contentless, so an entry's words are taken out by handing in exactly what was put in. Whenever that
would be cut otherwise (another `fulltext`, another Unicode), the indexes are made anew before anything is taken out.
"""

import sqlite3
import unicodedata
from typing import Final

from rootzpub.store import meta
from rootzpub.store.fulltext import runs, spaced

_VERSION: Final = f"1 {unicodedata.unidata_version}"
"""Count up the first part whenever `spaced` or `runs` gives something else for a text."""
_DIRTY: Final = "words_to_forget"
"""The name on disk is older than the constant."""
_MADE_BY: Final = "words_version"
_INDEXES: Final = (("words", spaced), ("runs", runs))


def put(connection: sqlite3.Connection, entry_id: int, *, title: str, text: str) -> None:
    """Add an entry's words."""
    for table, indexed in _INDEXES:
        values = (entry_id, indexed(title), indexed(text))
        # No row without words (most texts have no unspaced script). `take_out` decides alike: FTS5 cannot check what it
        # holds, and deleting a row that was never there damages a contentless index.
        if any(values[1:]):
            connection.execute(f"INSERT INTO {table} (rowid, title, text) VALUES (?, ?, ?)", values)


def take_out(connection: sqlite3.Connection, entry_id: int, *, title: str, text: str) -> None:
    """Take exactly these words out again."""
    for table, indexed in _INDEXES:
        values = (entry_id, indexed(title), indexed(text))
        if any(values[1:]):
            connection.execute(f"INSERT INTO {table} ({table}, rowid, title, text) VALUES ('delete', ?, ?, ?)", values)


def mark_index_dirty(connection: sqlite3.Connection) -> None:
    """Something was withdrawn: its words must be erased after the commit."""
    meta.write(connection, _DIRTY, 1)


def optimize_index(connection: sqlite3.Connection) -> None:
    """Rewrite the indexes without the words of withdrawn entries, which FTS5 keeps until some later merge.

    In a transaction of its own, after the commit that withdrew them: nobody waits for it, and if the process dies
    before, the next update does it.
    """
    if not meta.read(connection, _DIRTY):
        return
    connection.execute("BEGIN IMMEDIATE")
    for table, _ in _INDEXES:
        # FTS5's own `secure-delete` would do it row by row, but needs SQLite 3.42 (decision 0007).
        connection.execute(f"INSERT INTO {table} ({table}) VALUES ('optimize')")
    meta.remove(connection, _DIRTY)
    connection.execute("COMMIT")


def bring_up_to_date(connection: sqlite3.Connection) -> bool:
    """Make the indexes anew if they were cut otherwise; whether that was needed. Inside the update's transaction."""
    if meta.read(connection, _MADE_BY) == _VERSION:
        return False
    for table, _ in _INDEXES:
        connection.execute(f"INSERT INTO {table} ({table}) VALUES ('delete-all')")
    for entry_id, title, text in connection.execute("SELECT id, title, text FROM entries JOIN bodies USING (id)"):
        put(connection, entry_id, title=title, text=text)
    meta.write(connection, _MADE_BY, _VERSION)
    return True
