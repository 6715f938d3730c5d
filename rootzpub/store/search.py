"""Finding entries by their words: both full-text indexes, filters, ranking. Titles weigh ten times the text.

Invariants: values are bound, never written into SQL; the same question gives the same order (rank, then newest, then
id).
"""

import sqlite3
from typing import Any

from rootzpub.site import CATEGORY_TAXONOMIES, TAG_TAXONOMIES, Query
from rootzpub.store.fulltext import Question
from rootzpub.store.rows import seconds

_TITLE_WEIGHT, _TEXT_WEIGHT = 10.0, 1.0
_HAS_TERM = (
    "EXISTS (SELECT 1 FROM entry_terms l JOIN terms t ON t.id = l.term_id WHERE l.entry_id = e.id "
    "AND t.taxonomy IN ({}) AND (t.slug = ? OR t.name = ? COLLATE NOCASE))"
)


def find(connection: sqlite3.Connection, asked: Question, query: Query) -> tuple[list[int], int]:
    """(ids of one page of results, how many there are in all)."""
    # One index is searched and ranked by, since bm25 knows a single table; the other, where both are asked, only
    # filters.
    index = "words" if asked.words else "runs"
    conditions, values = _filters(query)
    matches: list[Any] = [asked.words or asked.runs]
    if asked.words and asked.runs:
        conditions.append("f.rowid IN (SELECT rowid FROM runs WHERE runs MATCH ?)")
        values.append(asked.runs)
    where = f"{index} MATCH ?" + "".join(f" AND {condition}" for condition in conditions)
    # Without a filter the index alone is counted: a word that stands in every post is the slow case (decision 0007).
    joined = f"{index} f JOIN entries e ON e.id = f.rowid" if conditions else f"{index} f"
    total = connection.execute(f"SELECT count(*) FROM {joined} WHERE {where}", (*matches, *values)).fetchone()[0]
    rows = connection.execute(
        f"SELECT f.rowid FROM {index} f JOIN entries e ON e.id = f.rowid WHERE {where} "
        f"ORDER BY bm25({index}, {_TITLE_WEIGHT}, {_TEXT_WEIGHT}), e.published DESC, e.id LIMIT ? OFFSET ?",
        (*matches, *values, query.limit, query.offset),
    )
    return [row[0] for row in rows], int(total)


def in_category(category: str) -> tuple[str, list[Any]]:
    """The condition that an entry `e` has this category, by slug or name, and its values."""
    return _HAS_TERM.format(", ".join("?" * len(CATEGORY_TAXONOMIES))), [*CATEGORY_TAXONOMIES, category, category]


def _filters(query: Query) -> tuple[list[str], list[Any]]:
    conditions: list[str] = []
    values: list[Any] = []
    if query.type:
        conditions.append("e.type = ?")
        values.append(query.type)
    for taxonomies, term in ((CATEGORY_TAXONOMIES, query.category), (TAG_TAXONOMIES, query.tag)):
        if term:
            conditions.append(_HAS_TERM.format(", ".join("?" * len(taxonomies))))
            values += [*taxonomies, term, term]
    if query.after is not None:
        conditions.append("e.published >= ?")
        values.append(seconds(query.after))
    if query.before is not None:
        conditions.append("e.published < ?")
        values.append(seconds(query.before))
    return conditions, values
