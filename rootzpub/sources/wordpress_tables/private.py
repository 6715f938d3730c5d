"""A private SQLite database for what a dump or an export holds: tables as in WordPress, only what we read.

Invariants: the file is an anonymous temporary file (unlinked as soon as it is open), so nothing remains of it, however
the process ends; bodies and excerpts of hidden entries are not written at all (titles of protected ones are: lists
sorted by title count them), and what their meta holds of their words is erased before anything is read. Decision 0005.
"""

import os
import sqlite3
import tempfile
from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path

from rootzpub.errors import SourceUnavailable
from rootzpub.sources.wordpress_tables.checksums import WORD_KEYS, is_wanted_meta
from rootzpub.sources.wordpress_tables.database import Reader, reading
from rootzpub.sources.wordpress_tables.engines import engine_over, prepared
from rootzpub.sources.wordpress_tables.options import NETWORK_PLUGINS, is_wanted_option
from rootzpub.sources.wordpress_tables.schema import COLUMNS, Schema
from rootzpub.sources.wordpress_tables.values import as_number
from rootzpub.wordpress.gates import TERM_KEYS

_ROWS_AT_ONCE = 500
_BYTES_AT_ONCE = 4 << 20
_UNSAVED = "auto-draft"
_SHOWN_STATUSES = frozenset({"publish", "inherit"})
_TEXTS = ("post_content", "post_excerpt", "post_title")
_KEYS = {
    "posts": ("ID",),
    "postmeta": ("post_id", "meta_key"),
    "term_relationships": ("object_id", "term_taxonomy_id"),
    "term_taxonomy": ("term_id", "taxonomy"),
    "terms": ("term_id",),
    "users": ("ID",),
    "termmeta": ("term_id",),
    "icl_translations": ("element_id", "trid"),
    "rootzpub_links": ("post_id",),
}
_OF_ENTRIES = (
    ("posts", "ID"),
    ("postmeta", "post_id"),
    ("term_relationships", "object_id"),
    ("rootzpub_links", "post_id"),
)
"""The tables that hold an entry, and where its id stands."""
_NUMBERS = frozenset(
    {
        *("ID", "post_author", "post_parent", "menu_order", "meta_id", "post_id", "option_id", "term_id"),
        *("element_id", "trid"),
        *("term_taxonomy_id", "object_id", "term_order", "parent", "count", "robots_default", "robots_noindex"),
        *("membership_id", "page_id", "category_id"),
    }
)
"""Columns that hold numbers in MySQL, however an export writes them; all others stay text."""

Row = Mapping[str, str | int | None]


@dataclass(slots=True)
class PrivateDatabase:
    """An open database in an anonymous temporary file, being filled or read."""

    schema: Schema
    connection: sqlite3.Connection
    _waiting: dict[str, list[Sequence[object]]] = field(default_factory=lambda: defaultdict(list))
    _bytes: int = 0
    _tables: set[str] = field(default_factory=set)
    _unsaved: set[int] = field(default_factory=set)
    """Ids of entries that were never saved: no row is kept of them."""

    def create(self, table_name: str) -> None:
        """Make a table, empty; a second time changes nothing."""
        if table_name in self._tables:
            return
        self._tables.add(table_name)
        columns = ", ".join(f'"{name}"' for name in COLUMNS[table_name])
        self.connection.execute(f'CREATE TABLE "{self.schema.name(table_name)}" ({columns})')

    def add(self, table_name: str, record: Row) -> None:
        """Add a row by column names, unless nobody will ever read it."""
        self.create(table_name)
        if table_name == "posts" and record.get("post_status") == _UNSAVED:
            self._unsaved.add(_number(record.get("ID")))
        kept = _kept(table_name, record)
        if kept is None:
            return
        row = [_number(kept.get(name)) if name in _NUMBERS else kept.get(name) for name in COLUMNS[table_name]]
        self._waiting[table_name].append(row)
        self._bytes += sum(len(value) for value in row if isinstance(value, str))
        if self._bytes > _BYTES_AT_ONCE or len(self._waiting[table_name]) >= _ROWS_AT_ONCE:
            self.flush()

    def remove_entry(self, entry_id: int) -> None:
        """Take out an entry with all that belongs to it.

        Raises:
            SourceUnavailable: the disk is full.
        """
        self.flush()
        for table_name, column in _OF_ENTRIES:
            name = self.schema.name(table_name)
            self.connection.execute(f'CREATE INDEX IF NOT EXISTS "{name}-removing" ON "{name}" ("{column}")')
            self.connection.execute(f'DELETE FROM "{name}" WHERE "{column}"=?', (entry_id,))  # noqa: S608 names of ours, a checked prefix

    def finish(self) -> None:
        """Write what waits, and make it quick to read."""
        self.flush()
        self._forget_hidden_words()
        self._hide_unsaved_files()
        for table_name in sorted(self._tables):
            for column in _KEYS.get(table_name, ()):
                name = self.schema.name(table_name)
                self.connection.execute(f'CREATE INDEX "{name}-{column}" ON "{name}" ("{column}")')
        if "posts" in self._tables:
            name = self.schema.name("posts")
            self.connection.execute(f'CREATE INDEX "{name}-list" ON "{name}" (post_type, post_status, post_date, "ID")')
            self.connection.execute(f'CREATE INDEX "{name}-parent" ON "{name}" (post_parent)')
        self.connection.execute("ANALYZE")

    def _forget_hidden_words(self) -> None:
        """Erase what meta says of entries that are not published: in a dump it stands before the entries."""
        if not {"posts", "postmeta"} <= self._tables:
            return
        posts, meta = self.schema.name("posts"), self.schema.name("postmeta")
        marks = ", ".join("?" * len(WORD_KEYS))
        shown = f"SELECT \"ID\" FROM \"{posts}\" WHERE post_status IN ('publish', 'inherit') AND post_password = ''"  # noqa: S608 names of ours, a checked prefix
        self.connection.execute("PRAGMA secure_delete=ON")
        self.connection.execute(
            f'DELETE FROM "{meta}" WHERE meta_key IN ({marks}) AND post_id NOT IN ({shown})',  # noqa: S608 the same
            sorted(WORD_KEYS),
        )

    def _hide_unsaved_files(self) -> None:
        """Files of an entry that was never saved are not shown; without its row they would seem to have no parent."""
        for entry_id in sorted(self._unsaved):
            self.connection.execute(
                f"UPDATE \"{self.schema.name('posts')}\" SET post_status=?, post_content='', post_excerpt='' "  # noqa: S608 a checked prefix
                "WHERE post_type='attachment' AND post_parent=?",
                ("draft", entry_id),
            )

    @contextmanager
    def reader(self) -> Iterator[Reader]:
        """One look at it."""
        with reading(engine_over(self.connection), self.schema) as reader:
            yield reader

    def close(self) -> None:
        """Let go of it; the file is gone with that."""
        with suppress(sqlite3.Error):
            self.connection.close()

    def flush(self) -> None:
        """Write what waits.

        Raises:
            SourceUnavailable: the disk is full.
        """
        try:
            for table_name, rows in self._waiting.items():
                marks = ", ".join("?" * len(COLUMNS[table_name]))
                self.connection.executemany(f'INSERT INTO "{self.schema.name(table_name)}" VALUES ({marks})', rows)  # noqa: S608 names of ours, a checked prefix
        except sqlite3.Error as error:
            raise SourceUnavailable(
                f"cannot keep the site while reading it ({type(error).__name__})",
                hint="is the disk full? TMPDIR names the folder for such files",
            ) from None
        self._waiting.clear()
        self._bytes = 0


def new_private_database(schema: Schema) -> PrivateDatabase:
    """An empty one.

    Raises:
        SourceUnavailable: no temporary file can be made.
    """
    try:
        handle, name = tempfile.mkstemp(prefix="rootzpub-", suffix=".db")
        os.close(handle)
        connection = sqlite3.connect(name, isolation_level=None, check_same_thread=False)
        connection.executescript(
            # Nobody reads the file after a crash, so neither journal nor flushing is worth its time.
            "PRAGMA journal_mode=OFF; PRAGMA synchronous=OFF; PRAGMA locking_mode=EXCLUSIVE; PRAGMA cache_size=-16000;"
            "CREATE TABLE rootzpub_open (x); "
        )
        # After a first table: SQLite opens the file when it is first used, and would make it again under its name.
        Path(name).unlink()
    except (OSError, sqlite3.Error) as error:
        raise SourceUnavailable(
            f"cannot make a temporary file ({type(error).__name__})", hint="is the disk full? TMPDIR names the folder"
        ) from None
    return PrivateDatabase(schema, prepared(connection))


_WANTED: Mapping[str, Callable[[Row], bool]] = {
    "options": lambda record: is_wanted_option(str(record.get("option_name"))),
    "sitemeta": lambda record: record.get("meta_key") == NETWORK_PLUGINS,
    "postmeta": lambda record: is_wanted_meta(str(record.get("meta_key"))),
    "termmeta": lambda record: record.get("meta_key") in TERM_KEYS,
}
"""Which rows of a table are read at some time; of others all are."""


def _kept(table_name: str, record: Row) -> Row | None:
    """The part of a row that may be kept, or None."""
    if table_name != "posts":
        return record if table_name not in _WANTED or _WANTED[table_name](record) else None
    if record.get("post_type") == "revision" or record.get("post_status") == _UNSAVED:
        return None
    # Defence in depth: the visibility check hides such an entry anyway.
    locked = "1" if record.get("post_password") else ""
    published = record.get("post_status") in _SHOWN_STATUSES
    unwritten = (_TEXTS if not published else _TEXTS[:2]) if locked or not published else ()
    return {**record, "post_password": locked, **dict.fromkeys(unwritten, "")}


def _number(value: str | int | None) -> int:
    """Numbers as numbers, so that they compare as in MySQL."""
    # SQLite's integers are signed, MySQL's ids are not; what does not fit is no id that anybody has.
    return as_number(value) if abs(as_number(value)) < 1 << 63 else 0
