"""Who the site is, from `/wp-json/` (or the `index.json` of a folder)."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import tzinfo
from typing import Any

from rootzpub.site import SiteFacts
from rootzpub.sources.rest.answers import integer, member, text
from rootzpub.sources.rest.catalog import Collection, type_infos
from rootzpub.sources.rest.languages import NAMESPACES
from rootzpub.sources.url import parts_of
from rootzpub.wordpress.dates import site_zone
from rootzpub.wordpress.plain_text import plain_text


@dataclass(frozen=True, slots=True, kw_only=True)
class Index:
    """What the API's index says."""

    home: str
    """Home URL without trailing slash."""
    name: str
    tagline: str
    timezone: str
    zone: tzinfo
    icon_url: str
    logo_id: int
    site_url: str = ""
    """Where WordPress itself is (`siteurl`), which may be another host than its pages have."""
    front_page_id: int = 0
    posts_page_id: int = 0
    multilingual: bool = False
    """Whether Polylang or WPML is among the API's parts."""

    @property
    def home_path(self) -> str:
        """Path of the home page, with its slash."""
        return parts_of(self.home).path.rstrip("/") + "/"


def read_index(answer: Any, *, fallback_home: str) -> Index:
    """The index; members that it lacks are empty, and its home is `fallback_home`."""
    named = (text(answer, "home"), text(answer, "url"))
    home = next((url for url in named if parts_of(url).netloc), fallback_home).rstrip("/")
    name, zone = site_zone(text(answer, "timezone_string"), member(answer, "gmt_offset"))
    return Index(
        home=home,
        name=plain_text(text(answer, "name")),
        tagline=plain_text(text(answer, "description")),
        timezone=name,
        zone=zone,
        icon_url=text(answer, "site_icon_url"),
        logo_id=integer(answer, "site_logo"),
        site_url=text(answer, "url"),
        front_page_id=integer(answer, "page_on_front"),
        posts_page_id=integer(answer, "page_for_posts"),
        multilingual=_is_multilingual(member(answer, "namespaces")),
    )


def _is_multilingual(namespaces: Any) -> bool:
    return isinstance(namespaces, list) and any(name in NAMESPACES for name in namespaces)


def site_facts(index: Index, types: Iterable[Collection], *, pretty: bool, logo_url: str = "") -> SiteFacts:
    """The index as facts. `pretty`: whether permalinks are paths, which decides the feed's address."""
    # Lessons of courses are closed until their owner names the type.
    types = tuple(types)
    shown = [kind for kind in types if kind.gates.closed_by_type(0, kind.name, {}) is None]
    return SiteFacts(
        name=index.name,
        url=index.home,
        tagline=index.tagline,
        timezone=index.timezone,
        icon_url=index.icon_url,
        logo_url=logo_url,
        front_page_id=index.front_page_id,
        posts_page_id=index.posts_page_id,
        feed_url=f"{index.home}/feed/" if pretty else f"{index.home}/?feed=rss2",
        types=type_infos(shown, index.home),
        unknown_types=tuple(sorted(kind.name for kind in types if kind not in shown)),
    )
