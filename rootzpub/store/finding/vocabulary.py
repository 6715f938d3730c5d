"""The site's words as tables: which words there are, in which entries, how much each says there.

Invariants: a function of the present entries alone, whatever was there before; a word that no entry has any more is in
no row. `vocabulary` is the list of all that can be found (decision 0025).
"""

import sqlite3
from collections import Counter, defaultdict
from dataclasses import dataclass, field
from typing import Final, TypeAlias

from rootzpub.store.finding import bits
from rootzpub.store.finding.languages import language_of, stem
from rootzpub.store.fulltext import folded_word, words_of

_TITLE, _HEADING = 5.0, 2.0
"""How often a word of a title or heading counts, against one of the text."""
_SATURATION = 1.2
_LENGTH_SHARE, _USUAL_LENGTH, _LEAST_LENGTH = 0.6, 200, 60
"""BM25's b; the length, in words, at which a word counts once (a constant: a mean would move every score)."""
_MOST_PENDING: Final = 300_000

Term: TypeAlias = tuple[str, str, str]
"""(folded word, stem, language)."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Indexed:
    """What of an entry can be found."""

    title: str
    text: str
    headings: tuple[str, ...] = ()
    slug: str = ""
    language: str = ""
    """BCP 47; empty: not stated."""


def levels(indexed: Indexed, *, site_language: str) -> dict[Term, int]:
    """How much each word says of an entry, 1 to 15 (BM25F with a fixed mean length)."""
    text, title = Counter(words_of(indexed.text)), Counter(words_of(indexed.title))
    headings = Counter(words_of("\n".join((*indexed.headings, indexed.slug))))
    folded: Counter[str] = Counter()
    for word, times in (*text.items(), *title.items()):
        folded[folded_word(word)] += times
    language = language_of(folded, stated=indexed.language, site=site_language)
    length = max(text.total(), _LEAST_LENGTH) / _USUAL_LENGTH
    share = 1 / (1 - _LENGTH_SHARE + _LENGTH_SHARE * length)
    found: dict[Term, int] = {}
    for word in text.keys() | title.keys() | headings.keys():
        often = _TITLE * min(title[word], 2) + share * (text[word] + _HEADING * min(headings[word], 2))
        level = round((bits.HIGHEST + 1) * often / (often + _SATURATION))
        term = (folded_word(word), folded_word(stem(word, language)), language)
        found[term] = max(found.get(term, 0), min(max(level, 1), bits.HIGHEST))
    return found


@dataclass(slots=True)
class Writer:
    """Words put in and taken out inside one transaction; `flush` before it ends."""

    connection: sqlite3.Connection
    _ids: dict[Term, int] = field(default_factory=dict)
    _pending: dict[int, dict[int, int]] = field(default_factory=lambda: defaultdict(dict))
    _size: int = 0

    def put(self, entry_id: int, found: dict[Term, int]) -> None:
        """Add an entry's words with their levels."""
        for term, level in found.items():
            self._pending[self._id(term)][entry_id] = level
        self._count(len(found))

    def take_out(self, entry_id: int, found: dict[Term, int]) -> None:
        """Take an entry's words out."""
        for term in found:
            self._pending[self._id(term)][entry_id] = 0
        self._count(len(found))

    def flush(self) -> None:
        """Write what is pending."""
        for term, changes in sorted(self._pending.items()):
            by_chunk: dict[int, dict[int, int]] = defaultdict(dict)
            for entry_id, level in changes.items():
                chunk, place = bits.chunk_of(entry_id)
                by_chunk[chunk][place] = level
            grown = sum(self._write(term, chunk, places) for chunk, places in by_chunk.items())
            self.connection.execute("UPDATE vocabulary SET entries = entries + ? WHERE id = ?", (grown, term))
            if grown <= 0:
                self.connection.execute("DELETE FROM vocabulary WHERE id = ? AND entries <= 0", (term,))
        self._pending.clear()
        self._ids.clear()
        self._size = 0

    def _write(self, term: int, chunk: int, changes: dict[int, int]) -> int:
        """Write one chunk of one word; by how many entries it grew."""
        key = (term, chunk)
        row = self.connection.execute("SELECT data FROM postings WHERE term = ? AND chunk = ?", key).fetchone()
        written, grown = bits.changed(row[0] if row else b"", changes)
        if written:
            self.connection.execute("INSERT OR REPLACE INTO postings VALUES (?, ?, ?)", (*key, written))
        elif row:
            self.connection.execute("DELETE FROM postings WHERE term = ? AND chunk = ?", key)
        return grown

    def _count(self, changes: int) -> None:
        self._size += changes
        if self._size > _MOST_PENDING:
            self.flush()

    def _id(self, term: Term) -> int:
        known = self._ids.get(term)
        if known is None:
            row = self.connection.execute(
                "SELECT id FROM vocabulary WHERE word = ? AND stem = ? AND language = ?", term
            ).fetchone()
            if row is None:
                added = self.connection.execute(
                    "INSERT INTO vocabulary (word, stem, language, entries) VALUES (?, ?, ?, 0)", term
                )
                known = int(added.lastrowid or 0)
            else:
                known = int(row[0])
            self._ids[term] = known
        return known
