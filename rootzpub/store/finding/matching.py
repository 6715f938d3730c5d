"""From a word of a question to the site's words that answer it: itself, its forms, what it begins, near misses.

Invariants: what is tried costs at most a fixed number of rows of the vocabulary, whatever was typed.
"""

import sqlite3
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, field, replace
from typing import Final

from rootzpub.store.finding.asking import Part
from rootzpub.store.finding.languages import stem
from rootzpub.store.finding.spelling import is_near
from rootzpub.store.fulltext import folded_word

_MOST_WORDS: Final = 200
"""Words of the vocabulary that one word of a question stands for."""
_MOST_LOOKED_AT: Final = 20_000
_SHORTEST_BEGINNING: Final = 3
_SHORTEST_PART: Final = 4
_SHORTEST_MISSPELT: Final = 4
_LAST: Final = "\U0010ffff"
_COMPOUNDING: Final = frozenset({"de", "nl", "sv", "da", "nb", "nn", "no", "fi", "hu"})
_LINKS: Final = ("", "s", "es", "n", "en", "er", "e")
"""What stands between the parts of a compound."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """One word of a question, and which words of the site answer it."""

    part: Part
    exact: tuple[int, ...] = ()
    """Ids of the word itself (one for each language and stem)."""
    forms: tuple[int, ...] = ()
    """Other forms of it."""
    parts: tuple[int, ...] = ()
    """Words that begin with it, hold it, or that it is composed of; or that are spelt nearly so."""
    words: frozenset[str] = frozenset()
    """All of them, folded."""
    spelt: str = ""
    """The word that was probably meant, where the site does not know what was typed."""

    @property
    def is_known(self) -> bool:
        """Whether the site has the word in some form."""
        return bool(self.exact or self.forms or self.parts)


@dataclass(slots=True)
class Vocabulary:
    """The words of a site, asked for one question: each costly way at most a few times."""

    connection: sqlite3.Connection
    languages: tuple[str, ...]
    _costly: int = field(default=6)

    @classmethod
    def open(cls, connection: sqlite3.Connection) -> "Vocabulary":
        """With the languages of its words."""
        found: list[str] = []
        while True:
            last = found[-1] if found else ""
            row = connection.execute("SELECT min(language) FROM vocabulary WHERE language > ?", (last,)).fetchone()
            if row[0] is None:
                return cls(connection, tuple(found))
            found.append(str(row[0]))

    def find(self, part: Part, *, begins: bool, alone: bool) -> Wanted:
        """What answers a word; `begins`: also what begins with it; `alone`: also what holds it."""
        rows = self.connection.execute(
            "SELECT id, word, stem, language FROM vocabulary WHERE word = ? ORDER BY id", (part.folded,)
        ).fetchall()
        exact = [row[0] for row in rows]
        stems = {(row[3], row[2]) for row in rows}
        stems |= {(language, folded_word(stem(part.typed, language))) for language in self.languages}
        kin = [row for language, root in sorted(stems) for row in self._of_stem(language, root) if row[0] not in exact]
        wanted = Wanted(
            part=part,
            exact=tuple(exact),
            forms=tuple(row[0] for row in kin),
            words=frozenset([part.folded, *(row[1] for row in kin)] if exact else [row[1] for row in kin]),
        )
        if part.is_prefix or (begins and len(part.folded) >= _SHORTEST_BEGINNING):
            wanted = _with(wanted, self._beginning(part.folded))
        if alone and len(part.folded) >= _SHORTEST_BEGINNING:
            wanted = _with(wanted, self._holding(part.folded))
        return wanted if wanted.is_known else self._otherwise(wanted)

    def _otherwise(self, wanted: Wanted) -> Wanted:
        """Ways that cost more, in order, for a word that the site does not know."""
        word = wanted.part.folded
        if len(word) < _SHORTEST_MISSPELT or self._costly <= 0:
            return wanted
        self._costly -= 1
        found = _with(wanted, self._beginning(word) or self._composing(word) or self._participle(word))
        found = found if found.is_known else _with(found, self._holding(word))
        return found if found.is_known else self._near(wanted)

    def _of_stem(self, language: str, root: str) -> list[tuple[int, str]]:
        return self._rows(
            f"SELECT id, word FROM vocabulary WHERE language = ? AND stem = ? ORDER BY word LIMIT {_MOST_WORDS}",
            language,
            root,
        )

    def _beginning(self, word: str) -> list[tuple[int, str]]:
        return self._rows(
            f"SELECT id, word FROM vocabulary WHERE word >= ? AND word < ? ORDER BY word LIMIT {_MOST_WORDS}",
            word,
            word + _LAST,
        )

    def _holding(self, word: str) -> list[tuple[int, str]]:
        return self._rows(
            f"SELECT id, word FROM vocabulary WHERE instr(word, ?) ORDER BY word LIMIT {_MOST_WORDS}", word
        )

    def _composing(self, word: str) -> list[tuple[int, str]]:
        """Words of which this one is composed: `saal` and `miete` of `saalmiete`, else the longest at its beginning."""
        if not _COMPOUNDING.intersection(self.languages):
            return []
        for cut in range(len(word) - _SHORTEST_PART, _SHORTEST_PART - 1, -1):
            first, second = self._any_form([word[:cut]], links=True), self._any_form([word[cut:]])
            if first and second:
                return first + second
        beginnings = (self._any_form([word[:cut]], links=True) for cut in range(len(word) - 1, _SHORTEST_PART, -1))
        return next((found for found in beginnings if found), [])

    def _participle(self, word: str) -> list[tuple[int, str]]:
        """`grillen` for `gegrillt`: Snowball leaves the syllable before the verb."""
        begins = word.startswith("ge") and {"de", "nl"}.intersection(self.languages)
        return self._forms(word[2:]) if begins and len(word) - 2 > _SHORTEST_PART else []

    def _any_form(self, words: Iterable[str], *, links: bool = False) -> list[tuple[int, str]]:
        """Words that are one of these in any form, without what links compounds at their ends."""
        plain = {word[: len(word) - len(link)] for word in words for link in _LINKS if links or not link}
        return [row for word in sorted(plain) if len(word) >= _SHORTEST_PART for row in self._forms(word)]

    def _forms(self, word: str) -> list[tuple[int, str]]:
        rows: list[tuple[int, str]] = self._rows("SELECT id, word FROM vocabulary WHERE word = ?", word)
        for language in self.languages:
            rows += self._of_stem(language, folded_word(stem(word, language)))
        return rows

    def _near(self, wanted: Wanted) -> Wanted:
        """The word that was probably meant: nearest, then in most entries, then by letters."""
        word = wanted.part.folded
        rows = self.connection.execute(
            "SELECT word, sum(entries) FROM vocabulary WHERE word >= ? AND word < ? AND length(word) BETWEEN ? AND ? "
            f"GROUP BY word ORDER BY word LIMIT {_MOST_LOOKED_AT}",
            (word[0], word[0] + _LAST, len(word) - 2, len(word) + 2),
        )
        near = [(distance, -entries, other) for other, entries in rows if (distance := is_near(word, other))]
        if not near:
            return wanted
        best = min(near)[2]
        found = self.find(replace(wanted.part, typed=best, is_prefix=False), begins=False, alone=False)
        return Wanted(part=wanted.part, parts=found.exact + found.forms, words=found.words, spelt=best)

    def _rows(self, statement: str, *values: str | int) -> list[tuple[int, str]]:
        return self.connection.execute(statement, values).fetchall()


def _with(wanted: Wanted, rows: Sequence[tuple[int, str]]) -> Wanted:
    known: Collection[int] = {*wanted.exact, *wanted.forms, *wanted.parts}
    more = dict(row for row in rows if row[0] not in known)
    return replace(wanted, parts=(*wanted.parts, *more), words=wanted.words | set(more.values()))
