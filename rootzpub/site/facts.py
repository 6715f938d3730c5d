"""Facts about the site itself, as its source tells them."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final

PAGE: Final = "page"
POST: Final = "post"
ATTACHMENT: Final = "attachment"
BUILT_IN_TYPES: Final = frozenset({PAGE, POST, ATTACHMENT})
"""The post types that every WordPress publishes; all others are custom types."""


@dataclass(frozen=True, slots=True, kw_only=True)
class TypeInfo:
    """A public post type."""

    name: str
    """WordPress's name, e.g. `post`, `event`."""
    label: str
    """Plural label for people."""
    hierarchical: bool = False
    archive_url: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class MenuItem:
    """One line of the main menu."""

    title: str
    url: str
    entry_id: int = 0
    """The entry it leads to, or 0."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ClosedSite:
    """A switch by which a site is closed to visitors, or asks search engines to stay away."""

    cause: str
    """The plugin, or WordPress."""
    kind: str
    switch: str
    """What is switched on, as the site's owner finds it."""
    setting: str
    """The key of `[content]` that publishes all the same."""
    reason: str = "closed-site"
    shop_only: bool = False
    """Only products and the shop's pages are closed."""
    overruled: bool = False
    """The owner set that key."""

    def __str__(self) -> str:
        """For the owner, in one sentence."""
        what = "the shop is closed to visitors" if self.shop_only else "the site is closed to visitors"
        what = what if self.reason == "closed-site" else "the site asks not to be indexed"
        return f"{what} by {self.cause} ({self.switch})"


@dataclass(frozen=True, slots=True, kw_only=True)
class DecidingPlugin:
    """An active plugin that decides who may read what."""

    name: str
    folder: str
    followed: bool
    """Whether all that it decides is applied here."""
    missing: str = ""
    """What is not, in words."""


@dataclass(frozen=True, slots=True, kw_only=True)
class SiteFacts:
    """Who the site says it is. Everything is plain text; empty = the source does not tell."""

    name: str
    url: str
    """Home URL without trailing slash."""
    tagline: str = ""
    # WordPress says `en_US` or nothing at all for English; sources hand over the tag of BCP 47.
    language: str = ""
    """BCP 47, e.g. `en-US`."""
    timezone: str = "UTC"
    """IANA name, or an offset such as `+02:00`."""
    icon_url: str = ""
    logo_url: str = ""
    front_page_id: int = 0
    """The page shown at `/`, or 0 when the front page lists posts."""
    posts_page_id: int = 0
    # The one page of its kind that somebody chose: it outranks every slug and title (documents.discovered).
    privacy_page_id: int = 0
    """WordPress's privacy policy setting, or 0."""
    feed_url: str = ""
    pages_first: bool = True
    """Whether a page wins over a post of its path, as where posts stand right below the home."""
    types: tuple[TypeInfo, ...] = ()
    menu: tuple[MenuItem, ...] = ()
    closed: tuple[ClosedSite, ...] = ()
    """The switches that close the site."""
    plugins: tuple[DecidingPlugin, ...] = ()
    """The active plugins that decide about visibility, as far as the source can tell."""
    unknown_types: tuple[str, ...] = ()
    """Types that have published entries and are not known to be public: `?types=` opens them."""
    # For `rootzpub init`, which takes over by name what the owner had set in the plugin [wire §8].
    settings: Mapping[str, str] = field(default_factory=dict)
    """`rootz_*` options of the plugin, where the source can read them; never a key."""
    # Not published: it decides when pages are looked at again [visibility §visitor.6].
    visibility_digest: str = ""
    """Digest of what decides visibility (active plugins, gate options and tables, theme, permalinks); empty where the
    source cannot tell, as REST cannot."""
    builders: tuple[tuple[str, int], ...] = ()
    """How many published entries each page builder prints, by its name; as far as the source can tell."""
