"""What can be found, as tables: words with their forms, phrases, scripts without spaces; added, deleted, erased.

Invariants: two of the tables are contentless, so an entry's words are taken out by handing in exactly what was put in.
Whenever that would be cut otherwise (another `fulltext`, another Unicode, another language of the site), all of them
are made anew before anything is taken out.
"""

import sqlite3
import unicodedata
from typing import Final
from urllib.parse import unquote

import orjson

from rootzpub.logs import package_logger
from rootzpub.store import meta
from rootzpub.store.finding.languages import primary
from rootzpub.store.finding.vocabulary import Indexed, Writer, levels
from rootzpub.store.fulltext import runs, spaced

_VERSION: Final = f"2 {unicodedata.unidata_version}"
"""Count up the first part whenever `spaced`, `runs` or `levels` gives something else for a text."""
_DIRTY: Final = "words_to_forget"
"""The name on disk is older than the constant."""
_MADE_BY: Final = "words_version"
_LANGUAGE: Final = "words_language"
_INDEXES: Final = (("words", spaced), ("runs", runs))
_TOLD_EVERY: Final = 5_000
_logger = package_logger(__name__)


class Index:
    """The tables inside one transaction of the writer; `flush` before its commit."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        self._connection = connection
        self._writer = Writer(connection)
        self._language = str(meta.read(connection, _LANGUAGE) or "")

    def put(self, entry_id: int, indexed: Indexed) -> None:
        """Add an entry's words."""
        for table, cut in _INDEXES:
            values = (entry_id, cut(indexed.title), cut(indexed.text))
            # No row without words (most texts have no unspaced script). `take_out` decides alike: FTS5 cannot check
            # what it holds, and deleting a row that was never there damages a contentless index.
            if any(values[1:]):
                self._connection.execute(f"INSERT INTO {table} (rowid, title, text) VALUES (?, ?, ?)", values)
        self._writer.put(entry_id, levels(indexed, site_language=self._language))

    def take_out(self, entry_id: int, indexed: Indexed) -> None:
        """Take exactly these words out again."""
        for table, cut in _INDEXES:
            values = (entry_id, cut(indexed.title), cut(indexed.text))
            if any(values[1:]):
                statement = f"INSERT INTO {table} ({table}, rowid, title, text) VALUES ('delete', ?, ?, ?)"
                self._connection.execute(statement, values)
        self._writer.take_out(entry_id, levels(indexed, site_language=self._language))

    def keep_language(self, tag: str) -> None:
        """The site's language: of every entry that has none of its own. Another one makes the tables anew."""
        if primary(tag) != self._language:
            self.flush()
            self._language = primary(tag)
            meta.write(self._connection, _LANGUAGE, self._language)
            self.make_anew()

    def flush(self) -> None:
        """Write what is pending."""
        self._writer.flush()

    def make_anew(self) -> None:
        """Out of the entries."""
        for table, _ in _INDEXES:
            self._connection.execute(f"INSERT INTO {table} ({table}) VALUES ('delete-all')")
        self._connection.execute("DELETE FROM postings")
        self._connection.execute("DELETE FROM vocabulary")
        rows = self._connection.execute("SELECT id, title, text, slug, details FROM entries JOIN bodies USING (id)")
        for number, (entry_id, title, text, slug, details) in enumerate(rows, start=1):
            self.put(entry_id, indexed_of(title=title, text=text, slug=slug, details=details))
            if number % _TOLD_EVERY == 0:
                _logger.info("indexing for search: %d entries", number)
        self.flush()


def indexed_of(*, title: str, text: str, slug: str, details: str) -> Indexed:
    """What of an entry can be found, out of its rows."""
    known = orjson.loads(details)
    headings = tuple(section[1] for section in known.get("sections", ()))
    return Indexed(title=title, text=text, headings=headings, slug=unquote(slug), language=known.get("language", ""))


def mark_index_dirty(connection: sqlite3.Connection) -> None:
    """Something was withdrawn: its words must be erased after the commit."""
    meta.write(connection, _DIRTY, 1)


def optimize_index(connection: sqlite3.Connection) -> None:
    """Rewrite the phrase indexes without the words of withdrawn entries, which FTS5 keeps until some later merge.

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


def is_up_to_date(connection: sqlite3.Connection) -> bool:
    """Whether the tables are cut as this program cuts."""
    return bool(meta.read(connection, _MADE_BY) == _VERSION)


def bring_up_to_date(connection: sqlite3.Connection) -> bool:
    """Make the tables anew if they were cut otherwise; whether that was needed. Inside a transaction."""
    if is_up_to_date(connection):
        return False
    known = meta.read(connection, "facts")
    meta.write(connection, _LANGUAGE, primary(orjson.loads(known).get("language", "")) if known else "")
    Index(connection).make_anew()
    meta.write(connection, _MADE_BY, _VERSION)
    return True
