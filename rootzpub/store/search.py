"""Which entries a search may find: its filters as SQL.

Invariants: values are bound, never written into SQL.
"""

import sqlite3
from collections.abc import Collection
from typing import Any

from rootzpub.site import CATEGORY_TAXONOMIES, TAG_TAXONOMIES, Query
from rootzpub.store.rows import seconds

_HAS_TERM = (
    "EXISTS (SELECT 1 FROM entry_terms l JOIN terms t ON t.id = l.term_id WHERE l.entry_id = e.id "
    "AND t.taxonomy IN ({}) AND (t.slug = ? OR t.name = ? COLLATE NOCASE))"
)


def allowed(connection: sqlite3.Connection, query: Query, *, site_language: str) -> Collection[int] | None:
    """Ids that pass the filters; None where there is no filter."""
    conditions, values = _filters(query, site_language)
    if not conditions:
        return None
    rows = connection.execute(f"SELECT e.id FROM entries e WHERE {' AND '.join(conditions)}", values)
    return [row[0] for row in rows]


def in_category(category: str) -> tuple[str, list[Any]]:
    """The condition that an entry `e` has this category, by slug or name, and its values."""
    return _HAS_TERM.format(", ".join("?" * len(CATEGORY_TAXONOMIES))), [*CATEGORY_TAXONOMIES, category, category]


def _filters(query: Query, site_language: str) -> tuple[list[str], list[Any]]:
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
    if query.language:
        # An entry without a language of its own has the site's; `de` means every kind of German.
        language = "lower(coalesce(json_extract(e.details, '$.language'), ?))"
        wanted = query.language.lower()
        conditions.append(f"({language} = ? OR {language} LIKE ? || '-%')")
        values += [site_language, wanted, site_language, wanted]
    return conditions, values
