"""Checksums that the database computes: how a change is noticed without reading any text.

Law: every column that can change an entry goes into one of these sums, each column by its own CRC32 (so columns of
different character sets never meet in one expression), and a sum does not depend on the order of rows.
"""

from typing import Any

from sqlalchemy import ColumnElement, Executable, FromClause, and_, func, or_, select

from rootzpub.sources.wordpress_tables.database import Reader
from rootzpub.sources.wordpress_tables.values import as_number

META_KEYS = (
    *("_thumbnail_id", "_wp_attached_file", "_wp_attachment_metadata", "_wp_attachment_image_alt", "_wp_old_slug"),
    *("_wp_old_date", "footnotes", "_rootz_exclude", "_cover_hash"),
    *("_yoast_wpseo_metadesc", "_yoast_wpseo_canonical", "_yoast_wpseo_meta-robots-noindex"),
    *("_yoast_wpseo_primary_category", "rank_math_primary_category"),
    *("rank_math_description", "rank_math_canonical_url", "rank_math_robots"),
    *("_aioseo_description", "_aioseop_description", "_aioseop_noindex", "_aioseop_custom_link"),
    *("_seopress_titles_desc", "_seopress_robots_canonical", "_seopress_robots_index"),
)
"""Post meta that we read, embeds (`_oembed_…`) and menu items aside."""
MENU_KEYS = (
    *("_menu_item_type", "_menu_item_object", "_menu_item_object_id", "_menu_item_url", "_menu_item_menu_item_parent"),
)
_READ_KEYS = frozenset((*META_KEYS, *MENU_KEYS))
_EMBEDS = "\\_oembed\\_%"
_EMBED_TIMES = "\\_oembed\\_time\\_%"


def sum_of(*columns: ColumnElement[Any]) -> ColumnElement[Any]:
    """One CRC32 over several columns of a row."""
    return func.crc32(func.concat_ws("-", *(func.crc32(func.coalesce(column, "")) for column in columns)))


def post_sum(posts: FromClause) -> ColumnElement[Any]:
    """The checksum of one row of wp_posts, never 0; of the password only whether there is one."""
    c = posts.c
    return 1 + sum_of(
        *(c.ID, c.post_author, c.post_date, c.post_date_gmt, c.post_content, c.post_title, c.post_excerpt),
        *(c.post_status, c.post_password != "", c.post_name, c.post_modified, c.post_modified_gmt),
        *(c.post_parent, c.menu_order, c.post_type, c.post_mime_type, c.guid),
    )


def wanted_meta(meta: FromClause) -> ColumnElement[bool]:
    """The rows of wp_postmeta that we read."""
    keys = meta.c.meta_key
    embeds = and_(keys.like(_EMBEDS, escape="\\"), ~keys.like(_EMBED_TIMES, escape="\\"))
    return or_(keys.in_((*META_KEYS, *MENU_KEYS)), embeds)


def is_wanted_meta(key: str) -> bool:
    """The same for one key."""
    if key.startswith("_oembed_"):
        return not key.startswith("_oembed_time_")
    return key in _READ_KEYS


def meta_sum(meta: FromClause) -> ColumnElement[Any]:
    """The checksum of one row of wp_postmeta."""
    return sum_of(meta.c.post_id, meta.c.meta_key, meta.c.meta_value)


def relation_sum(relations: FromClause) -> ColumnElement[Any]:
    """The checksum of one row of wp_term_relationships."""
    return sum_of(relations.c.object_id, relations.c.term_taxonomy_id, relations.c.term_order)


def table_state(reader: Reader, table_name: str) -> str:
    """Number and summed checksums of the rows of a table, as far as we read it; `-` where it does not exist."""
    if not reader.has(table_name):
        return "-"
    table = reader.schema.table(table_name)
    row = reader.one(_totals(table_name, table))
    return state_of(as_number(row[0]), as_number(row[1])) if row else "-"


def state_of(count: int, total: int) -> str:
    """The same from a number of rows and the sum of their checksums, however they were counted."""
    return f"{count}.{total}"


def _totals(table_name: str, table: FromClause) -> Executable:
    """Count and sum; what changes without showing (revisions, term counts) stays out."""
    c = table.c
    if table_name == "posts":
        return select(func.count(), func.sum(post_sum(table))).where(
            c.post_type != "revision", c.post_status != "auto-draft"
        )
    if table_name == "postmeta":
        return select(func.count(), func.sum(meta_sum(table))).where(wanted_meta(table))
    columns = [column for column in c if column.name != "count"]
    return select(func.count(), func.sum(sum_of(*columns)))
