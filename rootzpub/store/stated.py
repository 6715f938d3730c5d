"""Statements of pages as rows: what is equal over many pages is one of them."""

import hashlib
import sqlite3
from collections.abc import Iterator, Mapping
from typing import Any

import orjson

from rootzpub.site import GATHERED, VISIBLE, Stated, Statement, statements
from rootzpub.store.schema import STATED

Row = tuple[str, int, str, bytes, str]
"""Name, position, what it is sorted by, digest, JSON."""
_SELECT = (
    "SELECT s.statement, s.path, e.url, min(s.path) FROM stated s JOIN entries e ON e.id = s.entry_id WHERE s.name = ? "
    "GROUP BY s.key ORDER BY s.sort DESC, s.path, s.position LIMIT ? OFFSET ?"
)
"""With `min` alone SQLite gives the other columns of that row (its documentation, \"bare columns\")."""
_INSERT = "INSERT INTO stated (entry_id, name, position, sort, key, path, statement) VALUES (?, ?, ?, ?, ?, ?, ?)"


def put(connection: sqlite3.Connection, entry_id: int, *, path: str, facts: Mapping[str, Any]) -> None:
    """Keep what the page of an entry states; its rows go with the entry."""
    rows = [(entry_id, *row[:4], path, row[4]) for row in rows_of(facts)]
    if rows:
        for statement in STATED:
            connection.execute(statement)
        connection.executemany(_INSERT, rows)


def read(connection: sqlite3.Connection, name: str, *, limit: int, offset: int) -> tuple[Stated, ...]:
    """What pages state under a name, each once, with the first entry that states it."""
    # No page of a site states anything: there is no table.
    if connection.execute("SELECT 1 FROM sqlite_master WHERE name = 'stated'").fetchone() is None:
        return ()
    return tuple(map(_stated_of_row, connection.execute(_SELECT, (name, limit, offset))))


def rows_of(facts: Mapping[str, Any]) -> Iterator[Row]:
    """The rows of one entry."""
    for name in GATHERED:
        for position, statement in enumerate(statements(facts, name)):
            text = orjson.dumps(statement, option=orjson.OPT_SORT_KEYS).decode()
            yield name, position, str(statement.get("startDate", "")), key_of(statement), text


def key_of(statement: Statement) -> bytes:
    """Equal for equal statements, whatever of them is seen where."""
    said = {name: value for name, value in statement.items() if name != VISIBLE}
    return hashlib.sha256(orjson.dumps(said, option=orjson.OPT_SORT_KEYS)).digest()


def _stated_of_row(row: tuple[str, str, str, str]) -> Stated:
    """A row of `_SELECT` as a value."""
    return Stated(statement=orjson.loads(row[0]), path=row[1], url=row[2])
