"""Answering a question: which entries, how many, in which order (decision 0025).

First all entries are scored at once by what each word says of them (`bits`), then the first ones are looked at with
their texts: whether the words stand together, below which heading, in the title.
Invariants: the order is a function of the publication and the question; a page of results continues the one before it.
"""

import math
import sqlite3
from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Final

from rootzpub.site import Hits, PublishedEntry, Query
from rootzpub.store.finding import bits
from rootzpub.store.finding.asking import Part, parts_of
from rootzpub.store.finding.languages import language_of_question, stop_words
from rootzpub.store.finding.matching import Vocabulary, Wanted
from rootzpub.store.finding.ranking import Asked, Scored, ranked

_LITTLE: Final = 5
"""Where fewer entries have all the words, those that have some are given too."""
_PHRASE_LEVELS: Final = (13, 7)
"""Of a phrase or run in a title, in the text."""
_FINEST: Final = 2.0
"""Steps of weight for each unit of BM25's inverse document frequency."""
_MOST_PAIRS: Final = 8
_WINDOW: Final = 24
"""Entries whose texts are looked at; the order behind them is that of the index."""


@dataclass(slots=True, kw_only=True)
class Postings:
    """Where one part of the question stands: planes of levels by chunk."""

    wanted: Wanted
    planes: dict[int, bits.Planes] = field(default_factory=dict)
    exact: dict[int, int] = field(default_factory=dict)
    """Places of the word itself, by chunk."""
    has: dict[int, int] = field(default_factory=dict)
    count: int = 0
    idf: float = 0.0

    @property
    def weight(self) -> int:
        """In steps, for whole numbers."""
        return max(1, round(_FINEST * self.idf))


@dataclass(frozen=True, slots=True, kw_only=True)
class Room:
    """Among what is searched: `allowed` are ids by chunk that pass the filters, None: all."""

    connection: sqlite3.Connection
    size: int
    """Entries of the publication."""
    published_at: datetime
    allowed: Collection[int] | None
    load: Callable[[Sequence[int]], Sequence[PublishedEntry]]
    language: str = ""
    """The site's."""


def search(room: Room, query: Query) -> Hits:
    """One page of what is found."""
    parts = parts_of(query.text)
    vocabulary = Vocabulary.open(room.connection)
    asked = _subject([part for part in parts if not part.excluded], vocabulary, room.language)
    if not asked:
        return Hits(hits=(), total=0)
    found = _postings(room, asked, vocabulary)
    without = [_read(room, Wanted(part=part), vocabulary) for part in parts if part.excluded]
    allowed = _places(room.allowed) if room.allowed is not None else None
    width = (bits.HIGHEST * sum(one.weight for one in found)).bit_length()
    order, total = _score(found, without, allowed, width=width)
    question = Asked(
        parts=tuple(one.wanted for one in found),
        weights=tuple(one.idf for one in found),
        highest=bits.HIGHEST * sum(one.weight for one in found),
        has=lambda entry_id: _held(found, entry_id),
        published_at=room.published_at,
        typed=query.text,
    )
    return question.hits(_page(room, question, order, query, width=width), total)


def _page(room: Room, question: Asked, order: bits.Ranked, query: Query, *, width: int) -> list[Scored]:
    """The asked page: of the first entries by their texts too, behind them by the index alone."""
    start, stop = query.offset, query.offset + query.limit
    first = 0 if start < _WINDOW else start
    scores = {entry_id: score & ((1 << width) - 1) for entry_id, score in order.read(first, max(stop, _WINDOW))}
    ids = list(scores)
    looked_at = ids[: max(_WINDOW - first, 0)]
    found = ranked(question, room.load(looked_at), scores)
    wanted = ids[len(looked_at) : stop - first]
    found += ranked(question, room.load(wanted), scores, again=False)
    return found[start - first : stop - first]


def _subject(parts: Sequence[Part], vocabulary: Vocabulary, language: str) -> list[Part]:
    """The parts without the words that only ask; all of them where there is nothing else."""
    words = [part.folded for part in parts if part.kind == "word"]
    known = sorted(vocabulary.languages, key=lambda name: (name != language, name))
    stops = stop_words(language_of_question(words, known))
    return [part for part in parts if part.kind != "word" or part.is_prefix or part.folded not in stops] or list(parts)


def _postings(room: Room, asked: Sequence[Part], vocabulary: Vocabulary) -> list[Postings]:
    """Where each part stands, with what it weighs."""
    found: list[Postings] = []
    for place, part in enumerate(asked):
        last, alone = place == len(asked) - 1, len(asked) == 1
        wanted = vocabulary.find(part, begins=last, alone=alone) if part.kind == "word" else Wanted(part=part)
        one = _read(room, wanted, vocabulary)
        found += _pairs(room, part, vocabulary) if not one.count and part.kind == "run" else [one]
    for one in found:
        one.idf = math.log(1 + (room.size - one.count + 0.5) / (one.count + 0.5)) if room.size else 0.0
    return found


def _pairs(room: Room, part: Part, vocabulary: Vocabulary) -> list[Postings]:
    """A run that stands nowhere as a whole, by its pairs of characters."""
    pairs = dict.fromkeys(part.typed[at : at + 2] for at in range(len(part.typed) - 1))
    kept = list(pairs)[:_MOST_PAIRS] or [part.typed]
    return [_read(room, Wanted(part=Part(kind="run", typed=pair)), vocabulary) for pair in kept]


def _read(room: Room, wanted: Wanted, vocabulary: Vocabulary) -> Postings:
    if wanted.part.kind == "word" and not wanted.is_known:
        # An excluded word comes unlooked for: it and its forms, and no more.
        wanted = vocabulary.find(wanted.part, begins=False, alone=False) if wanted.part.excluded else wanted
    found = Postings(wanted=wanted)
    if wanted.part.kind == "word":
        _read_words(room.connection, found)
    else:
        _read_phrase(room.connection, found)
    found.has = {chunk: bits.union(planes) for chunk, planes in found.planes.items()}
    found.count = sum(places.bit_count() for places in found.has.values())
    return found


def _read_words(connection: sqlite3.Connection, found: Postings) -> None:
    exact, forms, parts = found.wanted.exact, found.wanted.forms, found.wanted.parts
    for ids, is_exact, is_whole in ((exact, True, True), (forms, False, True), (parts, False, False)):
        for term in ids:
            rows = connection.execute("SELECT chunk, data FROM postings WHERE term = ? ORDER BY chunk", (term,))
            for chunk, data in rows:
                planes = bits.decode(data)
                if is_exact:
                    found.exact[chunk] = found.exact.get(chunk, 0) | bits.union(planes)
                if not is_whole:
                    planes = _halved(planes)
                present = found.planes.get(chunk)
                found.planes[chunk] = tuple(map(int.__or__, present, planes)) if present else planes


def _halved(planes: bits.Planes) -> bits.Planes:
    """Half of each level, at least one: what only begins with a word says less."""
    low, *high = planes
    upper = bits.union(high)
    return (high[0] | (low & ~upper), *high[1:], 0)


def _read_phrase(connection: sqlite3.Connection, found: Postings) -> None:
    part = found.wanted.part
    table = "runs" if part.is_trigram else "words"
    anywhere = _rows_of(connection, table, part.expression)
    titled = _rows_of(connection, table, f"{{title}} : ({part.expression})") if anywhere else {}
    for chunk, places in anywhere.items():
        high = titled.get(chunk, 0)
        found.planes[chunk] = tuple(
            (high if _PHRASE_LEVELS[0] >> digit & 1 else 0) | (places & ~high if _PHRASE_LEVELS[1] >> digit & 1 else 0)
            for digit in range(bits.PLANES)
        )
        found.exact[chunk] = places


def _rows_of(connection: sqlite3.Connection, table: str, expression: str) -> dict[int, int]:
    rows = connection.execute(f"SELECT rowid FROM {table} WHERE {table} MATCH ?", (expression,))
    return _places([row[0] for row in rows])


def _places(ids: Collection[int]) -> dict[int, int]:
    """Ids as sets by chunk."""
    by_chunk: dict[int, list[int]] = {}
    for entry_id in ids:
        chunk, place = bits.chunk_of(entry_id)
        by_chunk.setdefault(chunk, []).append(place)
    return {chunk: bits.bitmap(places) for chunk, places in by_chunk.items()}


def _score(
    found: Sequence[Postings], without: Sequence[Postings], allowed: dict[int, int] | None, *, width: int
) -> tuple[bits.Ranked, int]:
    """(order of what is found, how many): those with all words, and where they are few those with some."""
    chunks = sorted({chunk for one in found for chunk in one.planes})
    every: dict[int, int] = {}
    some: dict[int, int] = {}
    for chunk in chunks:
        sets = [one.has.get(chunk, 0) for one in found]
        passed = _passed(chunk, found, without, allowed)
        every[chunk] = some[chunk] = 0
        if passed:
            every[chunk] = passed & _intersection(sets)
            some[chunk] = passed & bits.union(sets)
    few = sum(places.bit_count() for places in every.values()) < _LITTLE
    kept = some if few else every
    order = bits.Ranked()
    for chunk in chunks:
        if kept[chunk]:
            order.put(chunk, kept[chunk], _totals(found, chunk, every=every[chunk] if few else 0, width=width))
    return order, sum(places.bit_count() for places in kept.values())


def _totals(found: Sequence[Postings], chunk: int, *, every: int, width: int) -> list[int]:
    """Scores of a chunk, and above them who has all words: those come before all that have some."""
    total: list[int] = []
    for one in found:
        if chunk in one.planes:
            bits.add(total, one.planes[chunk], times=one.weight)
    return [*total[:width], *[0] * (width - len(total)), every]


def _passed(chunk: int, found: Sequence[Postings], without: Sequence[Postings], allowed: dict[int, int] | None) -> int:
    """Places that pass the filters, have every phrase, and nothing that is excluded."""
    passed = bits.EVERY if allowed is None else allowed.get(chunk, 0)
    for one in without:
        passed &= ~one.has.get(chunk, 0)
    for one in found:
        if one.wanted.part.kind == "phrase":
            passed &= one.has.get(chunk, 0)
    return passed


def _intersection(sets: Sequence[int]) -> int:
    found = sets[0]
    for one in sets[1:]:
        found &= one
    return found


def _held(found: Sequence[Postings], entry_id: int) -> tuple[frozenset[int], frozenset[int]]:
    """(parts that an entry has exactly as typed, parts that it has in some form)."""
    chunk, place = bits.chunk_of(entry_id)
    exact = (number for number, one in enumerate(found) if one.exact.get(chunk, 0) >> place & 1)
    forms = (number for number, one in enumerate(found) if one.has.get(chunk, 0) >> place & 1)
    return frozenset(exact), frozenset(forms)
