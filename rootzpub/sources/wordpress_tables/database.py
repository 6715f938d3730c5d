"""One connection to a database: read only, one moment, streamed, with errors in our words.

Invariants: nothing is ever written; no message repeats a password, a statement or a value.
"""

import sqlite3
import zlib
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

import pymysql
from sqlalchemy import ColumnElement, Connection, Engine, Executable, inspect, select, text
from sqlalchemy.exc import DBAPIError, SQLAlchemyError

from rootzpub.errors import MalformedInput, SourceUnavailable
from rootzpub.sources.wordpress_tables.schema import Schema
from rootzpub.sources.wordpress_tables.values import as_text
from rootzpub.wordpress.one_language import OneLanguage

WORDPRESS_ORDER = "wordpress"
"""Our collation in SQLite, whose own order is by bytes."""
_ROWS_AT_ONCE = 500

_MESSAGES: dict[int, tuple[str, str]] = {
    1040: ("the database has too many connections", "try again later, or raise max_connections"),
    1044: ("this account may not read the database", "GRANT SELECT on it to the account"),
    1045: ("the database refused user or password", "check [source] user and the reference in [source] password"),
    1049: ("there is no database of that name", "check DB_NAME in wp-config.php"),
    1054: ("a table lacks a column that WordPress has", "run WordPress's own database upgrade (wp-admin/upgrade.php)"),
    1130: ("the database does not let this host in", "allow the account for this host"),
    1142: ("this account may not read a table", "GRANT SELECT on all tables of the site to the account"),
    1146: ("a table is missing", "check the prefix"),
    1205: ("a table stayed locked", "wait for the backup or upgrade that locks it"),
    1698: ("the database refused user or password", "check [source] user and the reference in [source] password"),
    1969: ("a statement took longer than [source] timeout", "raise the timeout, or look why the database is slow"),
    2003: ("the database does not answer", "is it running, and are host and port right?"),
    2006: ("the database went away", "it may be restarting; the next sync tries again"),
    2013: ("the connection to the database broke off", "it may be restarting or slow; the next sync tries again"),
    3024: ("a statement took longer than [source] timeout", "raise the timeout, or look why the database is slow"),
}


_SQLITE_MESSAGES: dict[str, tuple[str, str]] = {
    "locked": ("the database file stayed locked", "something holds it open for writing; the next sync tries again"),
    "malformed": ("the database file is damaged", "copy it again, or repair it with sqlite3 and .recover"),
    "unable to open": ("the database file cannot be opened", "may this user read the file and its folder?"),
    "no such column": ("a table lacks a column that WordPress has", "is this WordPress's database?"),
}
"""By what SQLite's own message holds."""


@dataclass(slots=True)
class Reader:
    """Selects within one transaction."""

    connection: Connection
    schema: Schema
    tables: frozenset[str] = field(default=frozenset())
    """Full names of the tables that exist."""
    one_language: OneLanguage | None = None
    """Where texts may hold several languages: the one that is taken."""

    def words(self, value: object) -> str:
        """A column that people read, in the site's language."""
        text = as_text(value)
        return self.one_language.of(text) if self.one_language else text

    def has(self, table_name: str) -> bool:
        """Whether a table of this site exists."""
        return self.schema.name(table_name) in self.tables

    def by_name(self, column: ColumnElement[Any]) -> ColumnElement[Any]:
        """A text column to sort by, in the order WordPress's collations have."""
        return column.collate(WORDPRESS_ORDER) if self.connection.dialect.name == "sqlite" else column

    def rows(self, statement: Executable) -> Sequence[Any]:
        """All rows of a small result."""
        with translate_errors():
            return self.connection.execute(statement).all()

    def stream(self, statement: Executable) -> Iterator[Any]:
        """Rows of a large result; no other statement may run until the last is taken."""
        with translate_errors():
            result = self.connection.execution_options(stream_results=True, max_row_buffer=_ROWS_AT_ONCE)
            yield from result.execute(statement).yield_per(_ROWS_AT_ONCE)

    def one(self, statement: Executable) -> Any:
        """The first row, or None."""
        with translate_errors():
            return self.connection.execute(statement).first()


@contextmanager
def reading(engine: Engine, schema: Schema) -> Iterator[Reader]:
    """A reader over one consistent snapshot.

    Raises:
        SourceUnavailable: the database cannot be reached, or holds no WordPress under this prefix.
    """
    with translate_errors():
        connection = engine.connect()
    try:
        with translate_errors():
            _begin_snapshot(connection)
            reader = Reader(connection, schema, _tables(connection))
        _check_tables(reader)
        yield reader
    finally:
        with translate_errors(quiet=True):
            connection.rollback()
            connection.close()


@contextmanager
def translate_errors(*, quiet: bool = False) -> Iterator[None]:
    """Turn what the driver raises into our errors; `quiet`: swallow it (nothing more to save)."""
    try:
        yield
    except UnicodeDecodeError:
        raise MalformedInput(
            "the database sent text in another character set than it says",
            hint="take charset= out of the source URL: wrongly encoded text is set right anyway",
        ) from None
    except (SQLAlchemyError, pymysql.err.Error, sqlite3.Error, OSError) as error:
        if not quiet:
            # Without its cause: SQLAlchemy's errors quote the statement and its values [house §5.5].
            raise _translated(error) from None
    except RuntimeError as error:  # PyMySQL's own, without a class
        if "LOAD_LOCAL" in str(error):
            raise SourceUnavailable(
                "the database asked for a file of this machine", hint="that is no honest server: check host and TLS"
            ) from None
        if "cryptography" not in str(error):  # the package that the server's way of logging in needs
            raise
        raise SourceUnavailable(
            "the database's way of logging in needs the package cryptography", hint="pip install cryptography"
        ) from None


def _translated(error: Exception) -> SourceUnavailable:
    cause = error.orig if isinstance(error, DBAPIError) else error
    if isinstance(cause, sqlite3.Error):
        text_of_error = str(cause)
        found = next((words for mark, words in _SQLITE_MESSAGES.items() if mark in text_of_error), None)
        if found is not None:
            return SourceUnavailable(found[0], hint=found[1])
    code = cause.args[0] if cause is not None and cause.args else None
    message, hint = _MESSAGES.get(code if isinstance(code, int) else 0, ("", ""))
    # An error we do not know is named by type and number alone, for its text may hold anything.
    if not message:
        name = type(cause).__name__
        number = f" {code}" if isinstance(code, int) else ""
        message = f"the database cannot be read ({name}{number})"
        hint = "`rootzpub doctor` looks closer"
    return SourceUnavailable(message, hint=hint)


def _begin_snapshot(connection: Connection) -> None:
    if connection.dialect.name == "mysql":
        # One moment for all tables: sums, rows and relatives are compared with each other (decision 0005).
        connection.execute(text("SET SESSION TRANSACTION ISOLATION LEVEL REPEATABLE READ"))
        connection.execute(text("START TRANSACTION WITH CONSISTENT SNAPSHOT, READ ONLY"))
    else:
        connection.exec_driver_sql("BEGIN")
        connection.exec_driver_sql("SELECT count(*) FROM sqlite_master")  # the snapshot begins with the first read


def _tables(connection: Connection) -> frozenset[str]:
    if connection.dialect.name == "mysql":
        return frozenset(str(row[0]) for row in connection.execute(text("SHOW TABLES")))
    return frozenset(inspect(connection).get_table_names())


def _check_tables(reader: Reader) -> None:
    if reader.has("posts"):
        with translate_errors():
            reader.connection.execute(select(reader.schema.table("posts").c.ID).limit(1))
        return
    found = sorted(name.removesuffix("posts") for name in reader.tables if name.endswith("posts"))
    prefixes = [
        prefix for prefix in found if f"{prefix}postmeta" in reader.tables or f"{prefix}options" in reader.tables
    ]
    hint = (
        f"tables with the prefix {', '.join(prefixes[:5])} are there" if prefixes else "is this WordPress's database?"
    )
    raise SourceUnavailable(f"no table {reader.schema.name('posts')} in the database", hint=f"check the prefix: {hint}")


def crc32(value: object) -> int:
    """MySQL's CRC32() for SQLite."""
    return zlib.crc32(value if isinstance(value, bytes) else str(value).encode("utf-8", "surrogatepass"))


def concat_ws(separator: str, *values: object) -> str:
    """MySQL's CONCAT_WS() for SQLite."""
    return separator.join(str(value) for value in values if value is not None)
