"""Checksums that the database computes: how a change is noticed without reading any text.

Invariants: every column that can change an entry goes into one of these sums; text enters by a CRC32 of its own (so
columns of different character sets never meet in one expression), and a sum does not depend on the order of rows.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, FromClause, and_, func, or_, select

from rootzpub.sources.wordpress_tables.database import Reader
from rootzpub.sources.wordpress_tables.schema import Schema
from rootzpub.sources.wordpress_tables.values import as_number, has_password
from rootzpub.wordpress.chosen_addresses import CUSTOM_PERMALINK
from rootzpub.wordpress.event_dates import CALENDAR_KEYS
from rootzpub.wordpress.gates import META_KEYS as GATE_KEYS
from rootzpub.wordpress.gates import TERM_KEYS
from rootzpub.wordpress.rendering.builders import MARK_KEYS, TREE_KEYS

SHOP_KEYS = (
    *("_price", "_regular_price", "_sale_price", "_sku", "_stock_status", "_virtual", "_product_attributes"),
    *("_weight", "_length", "_width", "_height", "_global_unique_id"),
)
"""What WooCommerce keeps of a product."""
EVENT_KEYS = (
    *CALENDAR_KEYS,
    *("_EventVenueID", "_EventCurrencySymbol", "_VenueAddress", "_VenueZip", "_VenueCity", "_VenueCountry"),
)
"""What calendars keep of an event, and The Events Calendar of a venue."""
WORD_KEYS = frozenset((*TREE_KEYS, *SHOP_KEYS, *EVENT_KEYS))
"""Meta that holds words of the entry itself: not to be kept of a hidden one."""

SMARTCRAWL_INDEX = "_wds_meta-robots-index"
"""By which SmartCrawl exempts an entry of a type that is not indexed."""

# What rendering or reading begins to use must be added here: the change of any other key is never noticed.
META_KEYS = (
    *("_thumbnail_id", "_wp_attached_file", "_wp_attachment_metadata", "_wp_attachment_image_alt", "_wp_old_slug"),
    *("_wp_old_date", "footnotes", "_rootz_exclude", "_cover_hash"),
    *("_yoast_wpseo_metadesc", "_yoast_wpseo_canonical", "_yoast_wpseo_meta-robots-noindex"),
    *("_yoast_wpseo_primary_category", "rank_math_primary_category"),
    *("rank_math_description", "rank_math_canonical_url", "rank_math_robots"),
    *("_aioseo_description", "_aioseop_description", "_aioseop_noindex", "_aioseop_custom_link"),
    *("_tablepress_table_options", "_tablepress_table_visibility"),
    *(CUSTOM_PERMALINK, SMARTCRAWL_INDEX),
    *("_seopress_titles_desc", "_seopress_robots_canonical", "_seopress_robots_index"),
    *sorted(MARK_KEYS),
    *sorted(WORD_KEYS),
    *GATE_KEYS,
)
"""Post meta that we read, embeds (`_oembed_…`) and menu items aside."""
MENU_KEYS = (
    *("_menu_item_type", "_menu_item_object", "_menu_item_object_id", "_menu_item_url", "_menu_item_menu_item_parent"),
)
_READ_KEYS = frozenset((*META_KEYS, *MENU_KEYS))
_EMBEDS = "\\_oembed\\_%"
# When WordPress asked for an embed: written again and again, and shown nowhere.
_EMBED_TIMES = "\\_oembed\\_time\\_%"
_PRIME = 4_294_967_291
"""The largest below 2³²."""


BESIDE_POSTS = ("postmeta", "term_relationships", "aioseo_posts", "icl_translations")
"""The tables that hold something about one entry in each row."""

Selection = Callable[[ColumnElement[Any]], tuple[ColumnElement[bool], ...]]
"""Which rows, as conditions on the column that holds an entry's id."""


@dataclass(frozen=True, slots=True)
class TableChecksum:
    """How the checksums of a table's rows are added up by entry."""

    entry_id: ColumnElement[Any]
    checksum: ColumnElement[Any]
    wanted: tuple[ColumnElement[bool], ...] = ()
    """The rows that we read; empty = all."""


def everything(entry_id: ColumnElement[Any]) -> tuple[ColumnElement[bool], ...]:
    """The selection that leaves nothing out."""
    del entry_id
    return ()


def checksum_by_entry(schema: Schema, table_name: str) -> TableChecksum:
    """For wp_posts or one of the tables beside it."""
    table = schema.table(table_name)
    if table_name == "posts":
        return TableChecksum(table.c.ID, post_sum(table), (counted_posts(table),))
    if table_name == "postmeta":
        return TableChecksum(table.c.post_id, meta_sum(table), (wanted_meta(table),))
    if table_name == "term_relationships":
        return TableChecksum(table.c.object_id, relation_sum(table))
    if table_name == "icl_translations":
        return TableChecksum(table.c.element_id, sum_of(*table.c), (entry_translations(table),))
    return TableChecksum(table.c.post_id, sum_of(*table.c))


def sum_of(*columns: ColumnElement[Any]) -> ColumnElement[Any]:
    """One CRC32 over several columns of a row."""
    # CONCAT_WS leaves NULL out; `_crc` makes it empty first, so that no value slips into the place of its neighbour.
    return func.crc32(func.concat_ws("-", *(_crc(column) for column in columns)))


def post_sum(posts: FromClause) -> ColumnElement[Any]:
    """The checksum of one row of wp_posts, never 0; of the password only whether there is one.

    A product, so that two rows which swap their texts do not add up to what they were. It stays below 2⁶³, beyond which
    SQLite would go on in floating point.
    """
    c = posts.c
    texts = sum_of(c.post_content, c.post_title, c.post_excerpt, c.post_name, c.guid)
    facts = func.crc32(
        func.concat_ws(
            "-",
            *(c.ID, c.post_author, c.post_date, c.post_date_gmt, c.post_modified, c.post_modified_gmt),
            *(has_password(c), c.post_parent, c.menu_order),
            *(_crc(c.post_status), _crc(c.post_type), _crc(c.post_mime_type)),
        )
    )
    return 1 + texts * (1 + facts.op(">>")(1)) % _PRIME


def counted_posts(posts: FromClause) -> ColumnElement[bool]:
    """The rows of wp_posts that can matter to anybody: no revisions, and nothing that was never saved."""
    return and_(posts.c.post_type != "revision", posts.c.post_status != "auto-draft")


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


def entry_translations(translations: FromClause) -> ColumnElement[bool]:
    """The rows of WPML's table that tell the language of entries: the id there is one of wp_posts."""
    c = translations.c
    return and_(c.element_type.like("post\\_%", escape="\\"), c.element_id.is_not(None))


def meta_sum(meta: FromClause) -> ColumnElement[Any]:
    """The checksum of one row of wp_postmeta."""
    return sum_of(meta.c.post_id, meta.c.meta_key, meta.c.meta_value)


def relation_sum(relations: FromClause) -> ColumnElement[Any]:
    """The checksum of one row of wp_term_relationships: numbers alone."""
    return func.crc32(func.concat_ws("-", relations.c.object_id, relations.c.term_taxonomy_id, relations.c.term_order))


def table_state(reader: Reader, table_name: str) -> str:
    """Number of rows and sum of their checksums, of a small table; `-` where it does not exist.

    What changes without showing (how many entries a term has) stays out.
    """
    if not reader.has(table_name):
        return "-"
    table = reader.schema.table(table_name)
    columns = [column for column in table.c if column.name != "count"]
    # Of the terms' meta as of the posts' only what we read: shops count their products there.
    wanted = (table.c.meta_key.in_(TERM_KEYS),) if table_name == "termmeta" else ()
    row = reader.one(select(func.count(), func.sum(sum_of(*columns))).where(*wanted))
    return f"{as_number(row[0])}.{as_number(row[1])}" if row else "-"


def _crc(column: ColumnElement[Any]) -> ColumnElement[Any]:
    return func.crc32(func.coalesce(column, ""))
