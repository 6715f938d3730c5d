"""Whole rows of wp_posts and the meta that belongs to them, fetched by id in batches."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, tzinfo
from typing import Any

from sqlalchemy import case, select

from rootzpub.sources.wordpress_tables.checksums import wanted_meta
from rootzpub.sources.wordpress_tables.database import Reader
from rootzpub.sources.wordpress_tables.values import as_number, as_text, has_password
from rootzpub.wordpress.dates import moment
from rootzpub.wordpress.one_language import languages_in
from rootzpub.wordpress.rendering.builders import TREE_KEYS

Meta = Mapping[str, tuple[str, ...]]
"""All values of each key, in the order in which they were stored."""


@dataclass(frozen=True, slots=True)
class PostRow:
    """One row of wp_posts, the password left out."""

    id: int
    author: int
    date: str
    date_gmt: str
    content: str
    title: str
    excerpt: str
    status: str
    protected: bool
    slug: str
    modified: str
    modified_gmt: str
    parent: int
    guid: str
    menu_order: int
    type: str
    mime: str
    other_languages: tuple[str, ...] = ()
    """Languages in which the body is stored as well, and which are not taken."""

    def published(self, zone: tzinfo) -> datetime | None:
        """When it was published, UTC."""
        return moment(self.date_gmt, self.date, zone)

    def changed(self, zone: tzinfo) -> datetime | None:
        """When it was last changed, UTC."""
        return moment(self.modified_gmt, self.modified, zone)


def post_columns(reader: Reader, *, with_content: bool = True) -> list[Any]:
    """The columns that `post_row` takes, in its order."""
    c = reader.schema.table("posts").c
    # A short column in the body's place: `post_row` finds all others by their position.
    body = c.post_content if with_content else c.post_mime_type.label("no_content")
    return [
        *(c.ID, c.post_author, c.post_date, c.post_date_gmt, body, c.post_title, c.post_excerpt),
        *(c.post_status, has_password(c).label("locked"), c.post_name, c.post_modified, c.post_modified_gmt),
        *(c.post_parent, c.guid, c.menu_order, c.post_type, c.post_mime_type),
    ]


def post_row(reader: Reader, line: Any, *, with_content: bool = True) -> PostRow:
    """One row from the columns of `post_columns`."""
    return PostRow(
        id=as_number(line[0]),
        author=as_number(line[1]),
        date=as_text(line[2]),
        date_gmt=as_text(line[3]),
        content=reader.words(line[4]) if with_content else "",
        title=reader.words(line[5]),
        excerpt=reader.words(line[6]),
        status=as_text(line[7]),
        protected=bool(line[8]),
        slug=as_text(line[9]),
        modified=as_text(line[10]),
        modified_gmt=as_text(line[11]),
        parent=as_number(line[12]),
        guid=as_text(line[13]),
        menu_order=as_number(line[14]),
        type=as_text(line[15]),
        mime=as_text(line[16]),
        other_languages=_not_taken(reader, line[4]) if with_content else (),
    )


def _not_taken(reader: Reader, content: object) -> tuple[str, ...]:
    taken = reader.one_language
    if taken is None or not taken.holds_several(as_text(content)):
        return ()
    return tuple(code for code in languages_in(as_text(content)) if code != taken.code)


def rows_by_id(reader: Reader, ids: Iterable[int], *, with_content: bool = True) -> dict[int, PostRow]:
    """The rows with these ids."""
    wanted = sorted(set(ids))
    if not wanted:
        return {}
    posts = reader.schema.table("posts")
    statement = select(*post_columns(reader, with_content=with_content)).where(posts.c.ID.in_(wanted))
    lines = reader.rows(statement.order_by(posts.c.ID))
    return {row.id: row for row in (post_row(reader, line, with_content=with_content) for line in lines)}


def meta_by_id(reader: Reader, ids: Iterable[int]) -> dict[int, Meta]:
    """The meta that we read of these entries."""
    wanted = sorted(set(ids))
    found: dict[int, dict[str, tuple[str, ...]]] = defaultdict(dict)
    if wanted and reader.has("postmeta"):
        meta = reader.schema.table("postmeta")
        # Trees of page builders have megabytes: here only that they are there (`TableSite.stored_tree` reads one).
        value = case((meta.c.meta_key.in_(sorted(TREE_KEYS)), ""), else_=meta.c.meta_value)
        statement = select(meta.c.post_id, meta.c.meta_key, value)
        # In the order of storing: of an embed's answers the last counts (`rendering.embeds`).
        statement = statement.where(meta.c.post_id.in_(wanted), wanted_meta(meta)).order_by(meta.c.meta_id)
        for line in reader.rows(statement):
            values, key = found[as_number(line[0])], as_text(line[1])
            values[key] = (*values.get(key, ()), reader.words(line[2]))
    return dict(found)


def first(meta: Meta, *keys: str) -> str:
    """The first non-empty value under any of these keys."""
    return next((value for key in keys for value in meta.get(key, ()) if value), "")
