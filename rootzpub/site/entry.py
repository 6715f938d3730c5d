"""An entry: one thing a site publishes (a post, a page, a media item, anything of a public custom type).

`Entry` is what a source hands over, with HTML; `PublishedEntry` is what the store keeps and everything after it reads,
with markdown, text and hash. Only visible entries ever become either [visibility §6]: what is hidden is a `Hidden`.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime

from rootzpub.site.article import Loss, Section
from rootzpub.site.stated import Facts

NO_DATE = datetime(1970, 1, 1, tzinfo=UTC)
"""What stands for the date of an entry that has none (`0000-00-00`); documents leave it out."""

MARKS = {
    "access": "an active access plugin decides, and its rules are not read",
    "builder": "a page builder prints the words",
    "unknown-shortcode": "a shortcode that only its plugin prints",
    "unknown-block": "a block that only its plugin prints",
    "empty": "no text of its own",
    "ancestor": "it stands below an entry that is not public; WordPress shows it at its own address all the same",
}
"""What an entry can be marked with, and why it then needs a look at the page [visibility §1]. `access` withholds the
entry until it is confirmed or the owner overrules, `ancestor` until it is confirmed; the others concern its words."""


CATEGORY_TAXONOMIES = ("category", "product_cat", "tribe_events_cat")
"""What documents call categories: WordPress's own, a shop's, a calendar's."""
TAG_TAXONOMIES = ("post_tag", "product_tag")
"""What documents call tags."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Image:
    """A picture as an entry shows it."""

    url: str
    alt: str = ""
    width: int = 0
    """Pixels; 0 = not known."""
    height: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Media:
    """What an attachment adds to its entry."""

    url: str
    """Where the file itself is."""
    mime: str = ""
    caption: str = ""
    """Plain text."""
    description: str = ""
    alt: str = ""
    width: int = 0
    height: int = 0
    size: int = 0
    """Bytes; 0 = not known."""
    exif: Mapping[str, str] = field(default_factory=dict)
    """Non-empty facts of the file, by WordPress's names (camera, aperture, iso, created_timestamp, …), as strings."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """One visible entry as the source has it."""

    id: int
    """WordPress's id: unique over all types of one site."""
    type: str
    """WordPress's post type: post, page, attachment, or a custom one."""
    # A token and no date: WordPress's `post_modified` has seconds and is not touched by direct SQL (decision 0005).
    revision: str
    """Opaque token of the source that changes whenever anything of this entry changes."""
    slug: str
    path: str
    """Path of the permalink, percent-encoded as WordPress does, with its query when the site has plain permalinks."""
    url: str
    """The permalink, absolute."""
    title: str
    """Plain text: no tags, entities decoded."""
    # Rendered by the source: the published text must be the same whichever way the site is read (decision 0004).
    html: str
    """What an anonymous visitor sees as its content."""
    published: datetime
    """UTC."""
    modified: datetime
    """UTC; never before `published` by more than the source says."""
    excerpt: str = ""
    """The owner's own excerpt as plain text, or empty."""
    author_id: int = 0
    parent_id: int = 0
    """Hierarchical parent, or what an attachment is attached to; 0 = none."""
    menu_order: int = 0
    sticky: bool = False
    term_ids: tuple[int, ...] = ()
    """Ids of `Term`s (term_taxonomy-independent term ids), in WordPress's order."""
    featured_image: Image | None = None
    media: Media | None = None
    """Only for attachments."""
    description: str = ""
    """Meta description the owner wrote for search engines, plain text."""
    canonical: str = ""
    """Another URL the owner declares canonical, or empty."""
    # Kept because links outlive addresses: getPage answers them with `movedTo` (decision 0008).
    former_paths: tuple[str, ...] = ()
    """Paths it had before (old slugs)."""
    # Added to those of the conversion: what only a plugin renders is lost before there is HTML [markdown §5.3].
    losses: tuple[Loss, ...] = ()
    """What the source itself could not render."""
    marks: frozenset[str] = frozenset()
    """Why only a look at the page can tell what visitors read: names of `MARKS`."""
    language: str = ""
    """BCP 47, where the entry has a language of its own; empty = the site's."""
    translations: Mapping[str, str] = field(default_factory=dict)
    """The same entry in other languages: absolute URL by BCP 47 tag."""
    words_by: str = ""
    """`wordpress` where the words are its own rendering, as visitors see it [visibility §visitor.3]; empty = ours."""
    facts: Facts = field(default_factory=dict)
    """What its page states of itself [visibility §visitor.7]."""
    too_costly: bool = False
    """Whether its text needs more work than its size justifies: then it has none, and is left out [visibility §1]."""


@dataclass(frozen=True, slots=True, kw_only=True)
# Without title, path or text, so that nobody behind the source can publish or store any of it [visibility §6.1].
class Hidden:
    """An entry that exists and must not be published; carries nothing of its content."""

    id: int
    reason: str
    """draft, pending, private, future, trash, password, noindex, excluded, ancestor-hidden, parent-hidden,
    type-not-public, double-id, restricted, redirect, hidden-product, private-file, closed-site, robots-disallow
    [visibility §1]."""
    cause: str = ""
    """The plugin or setting that decided it, for the owner; empty where WordPress itself did."""
    # An entry with status `publish` and a later date appears without any row of the source being written
    # [visibility §1].
    until: datetime | None = None
    """When it becomes visible by itself (future posts), UTC."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Gone:
    """An entry the source no longer has."""

    id: int


Change = Entry | Hidden | Gone


@dataclass(frozen=True, slots=True, kw_only=True)
class Term:
    """A category, a tag, or a term of a custom taxonomy."""

    id: int
    taxonomy: str
    """`category`, `post_tag`, or a custom one."""
    slug: str
    name: str
    """Plain text."""
    description: str = ""
    """Plain text."""
    url: str = ""
    parent_id: int = 0
    count: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
# A WordPress user's login, mail address and URL have no place here [wire §7.2].
class Author:
    """Who wrote: the public display name and nothing else."""

    id: int
    name: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Spoken:
    """In which language an entry is written, and where it stands in others."""

    language: str
    """BCP 47."""
    translations: Mapping[str, str]
    """Absolute URL by BCP 47 tag."""


@dataclass(frozen=True, slots=True, kw_only=True)
class EntryHead:
    """What decides which kind of statement an entry is, without its body."""

    id: int
    type: str
    path: str
    title: str
    facts: Facts
    """As in `PublishedEntry`."""
    losses: tuple[Loss, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class PublishedEntry:
    """One published entry as the store keeps it: converted, hashed, its terms and author resolved."""

    id: int
    type: str
    slug: str
    path: str
    url: str
    title: str
    published: datetime
    modified: datetime
    markdown: str
    text: str
    content_hash: str
    """`sha256:` + hex over the UTF-8 bytes of `markdown`."""
    excerpt: str
    """One line of plain text ending at a sentence or word: the owner's, else the meta description, else the start."""
    word_count: int
    reading_minutes: int = 0
    token_estimate: int = 0
    losses: tuple[Loss, ...] = ()
    sections: tuple[Section, ...] = ()
    author: str = ""
    parent_id: int = 0
    parent_path: str = ""
    """Path of the published parent, or empty."""
    menu_order: int = 0
    sticky: bool = False
    terms: tuple[Term, ...] = ()
    featured_image: Image | None = None
    media: Media | None = None
    description: str = ""
    canonical: str = ""
    words_by: str = ""
    """`wordpress` where the words are its own rendering; empty = ours."""
    language: str = ""
    """BCP 47, where the entry has a language of its own; empty = the site's."""
    translations: Mapping[str, str] = field(default_factory=dict)
    """The same entry in other languages: absolute URL by BCP 47 tag."""

    @property
    def published_at(self) -> datetime | None:
        """When it was published; None where its source has no date."""
        return None if self.published == NO_DATE else self.published

    facts: Facts = field(default_factory=dict)
    """What its page states of itself."""

    @property
    def categories(self) -> tuple[Term, ...]:
        """Its terms of the taxonomies that are categories."""
        return tuple(term for term in self.terms if term.taxonomy in CATEGORY_TAXONOMIES)

    @property
    def tags(self) -> tuple[Term, ...]:
        """Its terms of the taxonomies that are tags."""
        return tuple(term for term in self.terms if term.taxonomy in TAG_TAXONOMIES)
