"""`Site`: one consistent view of everything a site publishes at one moment; what documents and tools are built from.

The store implements it over a read transaction; tests implement it in memory. Lists are paged by the caller: nothing
here loads a whole site.
"""

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Literal, Protocol

from rootzpub.site.entry import EntryHead, PublishedEntry, Spoken, Term
from rootzpub.site.facts import SiteFacts
from rootzpub.site.held import Held
from rootzpub.site.stated import Stated
from rootzpub.wire.publication import Proof, Publication, Record

# Each ends in the id or in the path, which is unique: pages of one list never overlap.
Order = Literal["newest", "path", "menu"]
"""newest: published, newest first, then id · path: code points · menu: menu_order, then title."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Query:
    """A full-text question. `text` is what a person typed: words, "phrases", `-words`, a trailing * for a prefix."""

    text: str
    limit: int = 10
    offset: int = 0
    type: str = ""
    category: str = ""
    """Slug or name."""
    tag: str = ""
    after: datetime | None = None
    """Published at or after."""
    before: datetime | None = None
    """Published before."""
    language: str = ""
    """BCP 47; `de` means `de-AT` too."""


Found = Literal["all", "forms", "some"]
"""all: every word as typed · forms: every word, some in another form · some: not every word."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Passage:
    """The part of an entry that answers best."""

    heading: str
    """Of the innermost section; empty before the first heading."""
    anchor: str
    start: int
    """Offset in the markdown, in code points."""
    end: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Hit:
    """One found entry, best first."""

    entry: PublishedEntry
    excerpt: str
    """Plain text around the first hit, ending at words."""
    score: float = 0.0
    """0 to 1: how much of the question it answers; comparable between questions."""
    matched: Found = "all"
    words: tuple[str, ...] = ()
    """Those of the question that it has in some form."""
    passage: Passage | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Hits:
    """One page of results."""

    hits: tuple[Hit, ...]
    total: int
    words: tuple[str, ...] = ()
    """Those of the question that the site has in some form."""
    did_you_mean: str = ""
    """The question with the site's words for those that it does not know; empty where it knows them."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Omission:
    """How many entries were left out for one reason, by one cause (owner only)."""

    reason: str
    count: int
    cause: str = ""
    """The plugin or setting that decided; empty where the reason says it."""


@dataclass(frozen=True, slots=True)
class LeftOut:
    """All that was left out for one reason."""

    reason: str
    count: int
    causes: str
    """For a person, in brackets with a blank before: ` (Members 8, MemberPress 4)`; empty where nothing is known."""

    def __str__(self) -> str:
        """For a list: `12 restricted (Members 8, MemberPress 4)`."""
        return f"{self.count} {self.reason}{self.causes}"


def left_out(omissions: Iterable[Omission]) -> list[LeftOut]:
    """Omissions by reason, most frequent first, each with its causes."""
    by_reason: dict[str, list[Omission]] = {}
    for omission in omissions:
        by_reason.setdefault(omission.reason, []).append(omission)
    found = [_left_out(reason, parts) for reason, parts in by_reason.items()]
    return sorted(found, key=lambda left: (-left.count, left.reason))


def _left_out(reason: str, omissions: Sequence[Omission]) -> LeftOut:
    named = ", ".join(f"{omission.cause} {omission.count}" for omission in omissions if omission.cause)
    return LeftOut(reason, sum(omission.count for omission in omissions), f" ({named})" if named else "")


class Site(Protocol):
    """One consistent view of a published site."""

    @property
    def facts(self) -> SiteFacts:
        """Who the site is."""

    @property
    def publication(self) -> Publication:
        """The publication this view shows."""

    @property
    def version(self) -> int:
        """Changes whenever anything in this view could differ from an earlier one (facts and terms included)."""

    @property
    # The age of the content, for `_freshness`. A withdrawal does not raise it, so `Last-Modified` needs `changed_at`
    # too.
    def last_modified(self) -> datetime:
        """The newest `modified` of all entries; the publication's moment for an empty site."""

    @property
    # A client that asks `If-Modified-Since` must not keep what was withdrawn, renamed or edited within the same second.
    def changed_at(self) -> datetime:
        """When anything in this view last changed, withdrawals, terms and facts included; never the same for two."""

    def count(self, *types: str) -> int:
        """How many entries of these types are published (of all, without an argument)."""

    def types(self) -> tuple[tuple[str, int], ...]:
        """Every type that has published entries, with their number, by name."""

    def languages(self) -> tuple[tuple[str, int], ...]:
        """The languages that entries have of their own (BCP 47), with their number, most first."""

    def entries(
        self, *types: str, order: Order = "newest", limit: int = 20, offset: int = 0, languages: Collection[str] = ()
    ) -> Sequence[PublishedEntry]:
        """A page of entries of these types (all, without one); `languages`: of these alone, `""` = none of its own."""

    def filed(self, category: str, *types: str, limit: int, offset: int = 0) -> tuple[Sequence[PublishedEntry], int]:
        """A page of the entries of these types in a category (by slug or name), newest first, and their number."""

    # For the page manifest: without bodies, and only of entries that tell a language.
    def spoken(self, paths: Sequence[str]) -> Mapping[str, Spoken]:
        """Language and translations by exact path, of those of these entries that have a language of their own."""

    def heads(self, paths: Sequence[str]) -> Mapping[str, EntryHead]:
        """What decides which kind of statement these entries are, by exact path; for lists of records."""

    # Streamed: a site of any size costs the memory of one batch.
    def every(self, *types: str) -> Iterator[PublishedEntry]:
        """All entries of these types in order of path, streamed."""

    def by_id(self, entry_id: int) -> PublishedEntry | None:
        """The published entry with this id."""

    # Paths given to tools mean one entry in every spelling [wire §3b.2]; `proof` takes the exact one alone.
    def by_path(self, path: str) -> PublishedEntry | None:
        """The entry a path means: trailing slash, host, scheme and percent-encoding variants resolve to one."""

    def moved(self, path: str) -> str | None:
        """The present path of an entry that formerly had this one."""

    def by_slugs(self, slugs: Sequence[str], *types: str) -> Sequence[PublishedEntry]:
        """Entries that have one of these slugs, in the order of `slugs`."""

    def search(self, query: Query) -> Hits:
        """Full-text search; any text is safe."""

    def stated(self, name: str, *, limit: int, offset: int = 0) -> Sequence[Stated]:
        """What pages state under a name of `GATHERED`, each once, with the first entry that states it.

        Events by their start, the latest first; all others in order of path.
        """

    def terms(self, taxonomy: str, *, described: bool = False, limit: int = 100, offset: int = 0) -> Sequence[Term]:
        """Terms of a taxonomy that have published entries, most used first; `described`: with a description."""

    def records(self, *, limit: int, offset: int = 0) -> Sequence[Record]:
        """Records of the publication in order of path."""

    def newest_records(self, *, limit: int) -> Sequence[Record]:
        """Records for the discovery document: pages before posts before other types, newest first."""

    def publications(self, *, limit: int, offset: int = 0) -> Sequence[Publication]:
        """The publications up to this one, newest first."""

    def publication_count(self) -> int:
        """How many these are."""

    def proof(self, path: str) -> Proof | None:
        """That the entry at this exact path stands in the publication."""

    # Out of the history, which only grows: an old quotation can be checked after any number of edits (decision 0007).
    def had_hash(self, path: str, content_hash: str) -> bool:
        """Whether this hash is, or ever was, the hash of the entry at this path."""

    def omissions(self) -> Sequence[Omission]:
        """What was left out and why (owner only)."""

    def held(self) -> Held | None:
        """What the last sync did not remove, and why (owner only)."""

    def loss_totals(self) -> Sequence[tuple[str, int]]:
        """Losses of the whole site by kind, most frequent first."""
