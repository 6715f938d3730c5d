"""`PostQuery` as SQL: which published entries a list in a text shows.

Invariants: WordPress counts password-protected entries in a list before it hides what they say; so does the statement,
and whoever runs it leaves the hidden ones out afterwards.
"""

from collections.abc import Iterator
from typing import Any

from sqlalchemy import ColumnElement, Select, case, or_, select

from rootzpub.sources.wordpress_tables.context import SiteContext
from rootzpub.sources.wordpress_tables.rows import post_columns
from rootzpub.wordpress.rendering import PostQuery

_MOST_ENTRIES = 5_000
_LIKE_SPECIAL = str.maketrans({"\\": "\\\\", "%": "\\%", "_": "\\_"})
# An id that no entry has: an empty IN () is no SQL everywhere.
_NOTHING = (-1,)


def selected(site: SiteContext, query: PostQuery) -> Select[Any]:
    """The rows (columns of `post_row`) that a query selects, in its order, with offset and limit."""
    statement = select(*post_columns(site.reader, with_content=query.with_content)).where(*_conditions(site, query))
    limit = min(query.limit, _MOST_ENTRIES) if query.limit else _MOST_ENTRIES
    return statement.order_by(*_order(site, query)).limit(limit).offset(query.offset)


def counted(site: SiteContext, query: PostQuery) -> list[Any]:
    """The conditions alone, for counting."""
    return list(_conditions(site, query))


def _conditions(site: SiteContext, query: PostQuery) -> Iterator[Any]:
    posts = site.reader.schema.table("posts").c
    yield posts.post_status.in_(("publish", "inherit") if "attachment" in query.types else ("publish",))
    yield posts.post_type.in_([name for name in query.types if name in site.types] or ["-"])
    if query.include:
        yield posts.ID.in_(query.include)
    if query.exclude:
        yield posts.ID.not_in(query.exclude)
    if query.parents:
        yield posts.post_parent.in_(query.parents)
    if query.author_ids:
        yield posts.post_author.in_(query.author_ids)
    yield from _sticky_conditions(site, query)
    yield from _term_conditions(site, query)
    # Every word must be there, each in any of the three, as WordPress searches.
    for word in query.search.split():
        pattern = f"%{word.translate(_LIKE_SPECIAL)}%"
        fields = (posts.post_title, posts.post_excerpt, posts.post_content)
        yield or_(*(field.like(pattern, escape="\\") for field in fields))


def _sticky_conditions(site: SiteContext, query: PostQuery) -> Iterator[Any]:
    posts = site.reader.schema.table("posts").c
    if query.sticky == "only":
        yield posts.ID.in_(sorted(site.sticky) or _NOTHING)
    elif query.sticky == "exclude" and site.sticky:
        yield posts.ID.not_in(sorted(site.sticky))


def _term_conditions(site: SiteContext, query: PostQuery) -> Iterator[Any]:
    reader = site.reader
    posts = reader.schema.table("posts").c
    for taxonomy, term_ids in query.terms.items():
        if not (reader.has("term_relationships") and reader.has("term_taxonomy")):
            yield posts.ID.in_(_NOTHING)
            continue
        relations, sorts = reader.schema.table("term_relationships"), reader.schema.table("term_taxonomy")
        wanted = site.terms.with_children(taxonomy, term_ids) or set(_NOTHING)
        having = (
            select(relations.c.object_id)
            .join_from(relations, sorts, relations.c.term_taxonomy_id == sorts.c.term_taxonomy_id)
            .where(sorts.c.taxonomy == taxonomy, sorts.c.term_id.in_(sorted(wanted)))
        )
        yield posts.ID.in_(having)


def _order(site: SiteContext, query: PostQuery) -> Iterator[Any]:
    posts = site.reader.schema.table("posts").c
    if query.sticky == "first" and site.sticky:
        yield case((posts.ID.in_(sorted(site.sticky)), 0), else_=1)
    title = site.reader.by_name(posts.post_title)
    columns: dict[str, tuple[ColumnElement[Any], ...]] = {
        "date": (posts.post_date, posts.ID),
        "title": (title, posts.ID),
        "modified": (posts.post_modified, posts.ID),
        "menu_order": (posts.menu_order, title, posts.ID),
        "id": (posts.ID,),
    }
    for column in columns[query.order_by]:
        yield column.asc() if query.ascending else column.desc()
