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


def remove(connection: sqlite3.Connection, key: str) -> None:
    """Unset it."""
    connection.execute("DELETE FROM meta WHERE key = ?", (key,))
