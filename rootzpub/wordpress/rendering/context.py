"""What rendering asks of a site: the interface between the pipeline and the sources that know the tables.

Invariants: a `RenderSite` gives only what an anonymous visitor may see. Drafts, private, scheduled, trashed and
password- protected entries, unpublished reusable blocks and navigations do not exist for it; rendering trusts that and
adds no second opinion. Dates are aware and in the site's own time zone. Titles, captions and excerpts are as stored
(they may hold HTML); names of terms and authors are plain text.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Literal, Protocol

from rootzpub.site import Author, Loss, Term


@dataclass(frozen=True, slots=True, kw_only=True)
class ImageSize:
    """One scaled copy of a picture."""

    url: str
    width: int
    height: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Attachment:
    """A media item with the facts its metadata tells."""

    id: int
    url: str
    """The file itself."""
    page_url: str = ""
    """The attachment's own permalink."""
    mime: str = ""
    title: str = ""
    alt: str = ""
    caption: str = ""
    description: str = ""
    parent_id: int = 0
    menu_order: int = 0
    date: datetime | None = None
    width: int = 0
    height: int = 0
    sizes: Mapping[str, ImageSize] = field(default_factory=dict)
    """By name: thumbnail, medium, large, full names of the theme."""
    cover_id: int = 0
    """The picture shown for a sound or film, or 0."""


@dataclass(frozen=True, slots=True, kw_only=True)
class RawEntry:
    """An entry as the database holds it: what is rendered, and what lists show of others."""

    id: int
    type: str = "post"
    title: str = ""
    url: str = ""
    date: datetime | None = None
    """`post_date`: local time, and what WordPress sorts by. The GMT column may tell another moment."""
    modified: datetime | None = None
    excerpt: str = ""
    content: str = ""
    """Only needed on entries of a `PostQuery` that asks for it."""
    author_id: int = 0
    parent_id: int = 0
    menu_order: int = 0
    thumbnail_id: int = 0
    meta: Mapping[str, str] = field(default_factory=dict)
    """At least `footnotes`, every `_oembed_…`, in the order in which they were stored (by `meta_id`), and the marks of
    page builders (`builders.MARK_KEYS`; of `builders.TREE_KEYS` that they are there)."""
    attachment: Attachment | None = None
    """Set when the entry itself is a media item."""


@dataclass(frozen=True, slots=True, kw_only=True)
class RenderSettings:
    """The options of a site that change what posts look like."""

    name: str = ""
    tagline: str = ""
    home_url: str = ""
    """Without a trailing slash."""
    locale: str = "en_US"
    date_format: str = "F j, Y"
    start_of_week: int = 1
    posts_per_page: int = 10
    front_page_id: int = 0
    posts_page_id: int = 0
    """The page in whose place WordPress lists posts, or 0."""
    logo_id: int = 0
    use_smilies: bool = True
    html5_markup: bool = True
    """Whether the theme asks for `figure` instead of `div` and `dl` around captions and galleries."""
    content_width: int = 0
    """The theme's; 0 = not known. It is part of the names under which embeds are kept."""
    inactive_builders: frozenset[str] = frozenset()
    """Page builders whose plugin or theme is known to be off: their pages show `post_content`."""
    notes_in_parentheses: bool = False
    """Whether a plugin makes footnotes of `((…))`."""
    db_version: int = 0
    """The option `db_version`, which tells WordPress's own version; 0 = not known, taken for 6.1 or 6.2."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PostQuery:
    """Which published entries a list shows, and in what order."""

    types: tuple[str, ...] = ("post",)
    include: tuple[int, ...] = ()
    exclude: tuple[int, ...] = ()
    parents: tuple[int, ...] = ()
    terms: Mapping[str, tuple[int, ...]] = field(default_factory=dict)
    """By taxonomy; an entry must have one of the terms of every taxonomy named. Categories include their children."""
    author_ids: tuple[int, ...] = ()
    search: str = ""
    sticky: Literal["", "only", "exclude", "first"] = ""
    """`first`: sticky posts come before all others, as on a front page."""
    order_by: Literal["date", "title", "modified", "menu_order", "id"] = "date"
    ascending: bool = False
    offset: int = 0
    limit: int = 10
    """0 = all."""
    with_content: bool = False
    """Whether the caller reads `RawEntry.content`."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Archive:
    """A span of time in which posts were published."""

    start: datetime
    count: int
    url: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Link:
    """One line of a menu, with those below it."""

    label: str
    """May hold HTML, as stored."""
    url: str
    children: tuple["Link", ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class DataTable:
    """A table that a plugin keeps, without what its owner hides of it."""

    rows: tuple[tuple[str, ...], ...]
    """Cells may hold HTML and shortcodes."""
    head: bool = False
    """Whether the first row names the columns."""


Period = Literal["yearly", "monthly", "weekly", "daily"]


class RenderSite(Protocol):
    """Look-ups by id or by query; what is unknown or hidden is None or missing from the list."""

    @property
    def settings(self) -> RenderSettings:
        """The site's options."""

    def attachment(self, attachment_id: int) -> Attachment | None:
        """One media item."""

    def attachments_of(self, parent_id: int) -> Sequence[Attachment]:
        """The media attached to an entry, by menu order, then id."""

    def post(self, post_id: int) -> RawEntry | None:
        """One published entry of any public type, with its content."""

    def posts(self, query: PostQuery) -> Sequence[RawEntry]:
        """The published entries the query selects, in its order.

        Entries that WordPress lists but rootzpub hides (behind a password, excluded by the owner) take their places in
        offset and limit and are then left out, so that a list never shows more than WordPress would.
        """

    def count(self, query: PostQuery) -> int:
        """How many entries the query selects without its offset and limit, the hidden among them counted."""

    def neighbour(self, entry: RawEntry, *, newer: bool) -> RawEntry | None:
        """The published entry of the same type before or after this one in time."""

    def archives(self, period: Period, post_type: str) -> Sequence[Archive]:
        """The spans of time that hold posts, newest first."""

    def terms(self, taxonomy: str, *, used: bool = False) -> Sequence[Term]:
        """The terms of a taxonomy by name, each with the number of its own published entries; `used`: none without."""

    def most_used_terms(self, taxonomy: str, limit: int) -> Sequence[Term]:
        """The terms with the most published entries, among equals those the site's database would return first."""

    def post_terms(self, post_id: int, taxonomy: str) -> Sequence[Term]:
        """The terms of one entry, by name."""

    def author(self, author_id: int) -> Author | None:
        """Someone who published."""

    def reusable_block(self, block_id: int) -> str | None:
        """The markup of a published synced pattern (`wp_block`)."""

    def library_entry(self, entry_id: int) -> RawEntry | None:
        """A published entry of a page builder's library (a saved section or widget), which has no page of its own."""

    def stored_tree(self, entry_id: int, key: str) -> str:
        """The meta in which a page builder keeps the words of an entry that is shown; empty when it has none."""

    def pattern(self, slug: str) -> str | None:
        """The markup of a registered pattern, where the source can know it."""

    def navigation(self, navigation_id: int) -> str | None:
        """The markup of a published `wp_navigation`; 0 = the one WordPress would fall back to."""

    def menu(self, location_or_id: str) -> Sequence[Link]:
        """A classic menu by theme location, slug or id."""

    def table(self, table_id: str) -> DataTable | None:
        """A published table of a plugin (TablePress) by its own id."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Rendered:
    """What an anonymous visitor sees of an entry's content."""

    html: str
    losses: tuple[Loss, ...] = ()
    """What could not be rendered, by kind in order of first occurrence."""
    uses: frozenset[str] = frozenset()
    """What of the site went into it, so that a change elsewhere can be traced: `settings` (other than locale, smilies,
    markup style and content width, which concern every entry), `builders` (which are off), `attachment:7`,
    `attachments-of:7`, `post:7`, `posts`, `terms:category`, `post-terms:7`, `author:7`, `block:7`, `pattern:slug`,
    `navigation:7`, `menu:slug`, `archives`, `table:7`."""
    marks: frozenset[str] = frozenset()
    """Why only a look at the page can tell what visitors read: names of `rootzpub.site.MARKS`."""
    too_costly: bool = False
    """Whether the text needs more work than its size justifies; there is no HTML then."""
