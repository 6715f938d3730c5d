"""What an owner tells search engines about an entry: Yoast, Rank Math, All in One SEO, SEOPress.

Invariants: only words of the owner's own count; a description with template variables (`%%excerpt%%`, `%title%`,
`#post_title`) is a recipe, not a description.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass

from sqlalchemy import select

from rootzpub.sources.wordpress_tables.database import Reader
from rootzpub.sources.wordpress_tables.rows import Meta, first
from rootzpub.sources.wordpress_tables.values import as_number, as_text
from rootzpub.wordpress.plain_text import plain_text

_VARIABLE = re.compile(r"%%[a-z_]+%%|%[a-z_]++(?:\([^)]{0,200}+\))?%|#[a-z]++_[a-z_]++\b")
_DESCRIPTIONS = (
    *("_yoast_wpseo_metadesc", "rank_math_description", "_seopress_titles_desc"),
    *("_aioseo_description", "_aioseop_description"),
)
_CANONICALS = (
    *("_yoast_wpseo_canonical", "rank_math_canonical_url", "_seopress_robots_canonical", "_aioseop_custom_link"),
)


@dataclass(frozen=True, slots=True)
class Seo:
    """Description and canonical address, empty when not given."""

    description: str = ""
    canonical: str = ""


def seo_of(meta: Meta, table: Seo, url: str) -> Seo:
    """From post meta, else from All in One SEO's table; a canonical that is the entry's own address says nothing."""
    description = next((text for text in (_own(meta, _DESCRIPTIONS), _plain(table.description)) if text), "")
    canonical = first(meta, *_CANONICALS) or table.canonical
    return Seo(description, "" if canonical.rstrip("/") == url.rstrip("/") else canonical)


def seo_table(reader: Reader, ids: Iterable[int]) -> dict[int, Seo]:
    """What All in One SEO keeps in its own table of these entries."""
    wanted = sorted(set(ids))
    if not wanted or not reader.has("aioseo_posts"):
        return {}
    seo = reader.schema.table("aioseo_posts").c
    statement = select(seo.post_id, seo.description, seo.canonical_url).where(seo.post_id.in_(wanted))
    return {as_number(line[0]): Seo(as_text(line[1]), as_text(line[2])) for line in reader.rows(statement)}


def _own(meta: Meta, keys: Iterable[str]) -> str:
    return next((text for key in keys if (text := _plain(first(meta, key)))), "")


def _plain(text: str) -> str:
    return "" if _VARIABLE.search(text) else plain_text(text)
