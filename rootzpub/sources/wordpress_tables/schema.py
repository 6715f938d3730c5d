"""WordPress's tables as far as we read them: names by prefix, columns without types.

Invariants: columns have no SQL types on purpose. Dates come as text (WordPress stores `0000-00-00`), numbers as the
driver gives them, and reading decides. Ids alone are bound with care: a text may name one that no column can hold.
"""

import math
import re
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from typing import Any

from sqlalchemy import Dialect, TableClause, column, table
from sqlalchemy.types import UserDefinedType

from rootzpub.errors import ConfigError
from rootzpub.sources.wordpress_tables.values import SIGNED_64_BIT

POST_COLUMNS = (
    *("ID", "post_author", "post_date", "post_date_gmt", "post_content", "post_title", "post_excerpt", "post_status"),
    *("post_password", "post_name", "post_modified", "post_modified_gmt", "post_parent", "guid", "menu_order"),
    *("post_type", "post_mime_type"),
)
COLUMNS = {
    "posts": POST_COLUMNS,
    "postmeta": ("meta_id", "post_id", "meta_key", "meta_value"),
    "options": ("option_id", "option_name", "option_value"),
    "terms": ("term_id", "name", "slug"),
    "term_taxonomy": ("term_taxonomy_id", "term_id", "taxonomy", "description", "parent", "count"),
    "term_relationships": ("object_id", "term_taxonomy_id", "term_order"),
    "users": ("ID", "user_nicename", "display_name"),
    "aioseo_posts": ("post_id", "description", "canonical_url", "robots_default", "robots_noindex"),
    "sitemeta": ("meta_id", "site_id", "meta_key", "meta_value"),
    "termmeta": ("meta_id", "term_id", "meta_key", "meta_value"),
    "pmpro_memberships_pages": ("membership_id", "page_id", "modified"),
    "pmpro_memberships_categories": ("membership_id", "category_id", "modified"),
    "icl_translations": ("element_type", "element_id", "trid", "language_code"),
    "icl_languages": ("code", "default_locale"),
    "icl_locale_map": ("code", "locale"),
    "rootzpub_links": ("post_id", "url"),
}
"""What we read of each table: no mail addresses, no logins. `rootzpub_links` is ours: an export's permalinks."""

_IDS = frozenset(
    {
        "ID",
        "post_id",
        "post_author",
        "post_parent",
        "object_id",
        "term_id",
        "term_taxonomy_id",
        "page_id",
        "category_id",
        "element_id",
    }
)

# No statement can bind a table's name, so a prefix may hold nothing that would end one.
_NAME = re.compile(r"[A-Za-z0-9_$]*")
# The sites of a network have these in common, without a site's number in the name.
_SHARED = frozenset({"users", "sitemeta"})


@dataclass(frozen=True, slots=True)
class Schema:
    """The tables of one site in a database."""

    prefix: str
    """Of this site: `wp_`, or `wp_2_` for the second site of a network."""
    base_prefix: str
    """Of what all sites of a network share."""

    def name(self, table_name: str) -> str:
        """The full name of a table."""
        return (self.base_prefix if table_name in _SHARED else self.prefix) + table_name

    def table(self, table_name: str) -> TableClause:
        """A table to select from."""
        return _table(self.name(table_name), COLUMNS[table_name])


class _RowId(UserDefinedType[int]):
    """An id as a condition holds it: any integer, also one beyond 64 bits, which is the id of nothing."""

    cache_ok = True

    def bind_processor(self, dialect: Dialect) -> Callable[[Any], Any] | None:
        """SQLite's driver alone raises for an integer beyond 64 bits; MySQL compares it as the decimal that it is."""
        return _bindable if dialect.name == "sqlite" else None


def _bindable(number: Any) -> Any:
    if not isinstance(number, int) or number in SIGNED_64_BIT:
        return number
    # SQLite compares integers and floats exactly: no id equals infinity, and each is on its right side.
    return math.inf if number > 0 else -math.inf


@cache
def _table(name: str, columns: tuple[str, ...]) -> TableClause:
    """One object for one table: two would be two tables to SQLAlchemy."""
    return table(name, *(column(each, _RowId() if each in _IDS else None) for each in columns))


def schema_for(prefix: str, blog: str = "") -> Schema:
    """The tables behind a prefix and, in a network, the number of a site (`?blog=2`).

    Raises:
        ConfigError: a prefix or number that no table name could have.
    """
    if not _NAME.fullmatch(prefix):
        raise ConfigError("the table prefix holds characters that no table name has", hint="the default is wp_")
    if blog and not (blog.isascii() and blog.isdigit()):
        raise ConfigError(f"blog={blog[:20]} is no number", hint="use the site's number in the network, e.g. ?blog=2")
    own = prefix if blog in {"", "0", "1"} else f"{prefix}{int(blog)}_"
    return Schema(own, prefix)
