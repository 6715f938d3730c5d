"""Single values of site.db: version, publication, facts, where the last sync left off."""

import hashlib
import sqlite3
from typing import Any


def read(connection: sqlite3.Connection, key: str) -> Any:
    """The value, or None."""
    row = connection.execute("SELECT value FROM meta WHERE key = ?", (key,)).fetchone()
    return row[0] if row else None


def write(connection: sqlite3.Connection, key: str, value: int | str) -> None:
    """Set it."""
    # The column has no type, so numbers come back as numbers.
    connection.execute("INSERT OR REPLACE INTO meta VALUES (?, ?)", (key, value))


def check_of(*values: str) -> str:
    """What is kept beside values that are served, so that a damaged one is noticed: 32 hex digits."""
    return hashlib.sha256("\0".join(values).encode()).hexdigest()[:32]


def check_of_joined(connection: sqlite3.Connection) -> str:
    """The same over what entries are joined with when they are read: terms with their counts, and authors."""
    rows = (row for table in ("terms", "authors") for row in connection.execute(f"SELECT * FROM {table} ORDER BY id"))
    return check_of(*map(repr, rows))


def is_whole(connection: sqlite3.Connection) -> bool:
    """Whether what documents take from here, and what entries are joined with, is as it was written.

    Where there is no digest, because an earlier version wrote the store, nothing is known to be wrong.
    """
    kept = dict(connection.execute("SELECT key, value FROM meta WHERE typeof(value) = 'text'"))
    served, joined = check_of(kept["facts"], kept["hosts"]), check_of_joined(connection)
    return (kept.get("served_check", served), kept.get("joined_check", joined)) == (served, joined)


def remove(connection: sqlite3.Connection, key: str) -> None:
    """Unset it."""
    connection.execute("DELETE FROM meta WHERE key = ?", (key,))
