"""A `RenderSite` over plain values: the double for everything that renders."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from rootzpub.site import Author, Term
from rootzpub.wordpress.rendering.collation import collated
from rootzpub.wordpress.rendering.context import (
    Archive,
    Attachment,
    Link,
    Period,
    PostQuery,
    RawEntry,
    RenderSettings,
)
from rootzpub.wordpress.rendering.database_order import most_used


@dataclass(frozen=True, slots=True, kw_only=True)
class MemoryRenderSite:
    """Everything a rendering may ask, given at once; only what is public may be put in.

    `hidden_ids` are published entries that a visitor sees only in part (behind a password): they count where WordPress
    counts them, and are left out where they would be shown.
    """

    settings: RenderSettings = field(default_factory=RenderSettings)
    entries: Sequence[RawEntry] = ()
    attachments: Sequence[Attachment] = ()
    terms_by_taxonomy: Mapping[str, Sequence[Term]] = field(default_factory=dict)
    """In the order of the table `term_taxonomy`."""
    terms_by_post: Mapping[int, Sequence[Term]] = field(default_factory=dict)
    authors: Sequence[Author] = ()
    blocks: Mapping[int, str] = field(default_factory=dict)
    library: Mapping[int, RawEntry] = field(default_factory=dict)
    """By id: what page builders show inside other entries."""
    trees: Mapping[tuple[int, str], str] = field(default_factory=dict)
    """By entry and meta key."""
    patterns: Mapping[str, str] = field(default_factory=dict)
    navigations: Mapping[int, str] = field(default_factory=dict)
    menus: Mapping[str, Sequence[Link]] = field(default_factory=dict)
    sticky_ids: frozenset[int] = frozenset()
    hidden_ids: frozenset[int] = frozenset()
    archive_url: Callable[[datetime, Period], str] = lambda _start, _period: ""
    _entry_by_id: dict[int, RawEntry] = field(init=False, repr=False, default_factory=dict)
    _attachment_by_id: dict[int, Attachment] = field(init=False, repr=False, default_factory=dict)
    _attachments_by_parent: dict[int, list[Attachment]] = field(init=False, repr=False, default_factory=dict)

    def __post_init__(self) -> None:
        self._entry_by_id.update((entry.id, entry) for entry in self.entries)
        self._attachment_by_id.update((item.id, item) for item in self.attachments)
        for item in self.attachments:
            self._attachments_by_parent.setdefault(item.parent_id, []).append(item)

    def attachment(self, attachment_id: int) -> Attachment | None:
        """One media item."""
        return self._attachment_by_id.get(attachment_id)

    def attachments_of(self, parent_id: int) -> Sequence[Attachment]:
        """The media attached to an entry, by menu order, then id."""
        return sorted(self._attachments_by_parent.get(parent_id, ()), key=lambda item: (item.menu_order, item.id))

    def post(self, post_id: int) -> RawEntry | None:
        """One published entry."""
        entry = self._entry_by_id.get(post_id)
        return entry if entry and self._shown(entry) else None

    def posts(self, query: PostQuery) -> Sequence[RawEntry]:
        """The published entries the query selects, in its order."""
        found = [entry for entry in self.entries if self._selected(entry, query)]
        found.sort(key=_ORDERS[query.order_by], reverse=not query.ascending)
        end = query.offset + query.limit if query.limit else None
        return [entry for entry in found[query.offset : end] if self._shown(entry)]

    def count(self, query: PostQuery) -> int:
        """How many entries the query selects without its offset and limit."""
        return sum(self._selected(entry, query) for entry in self.entries)

    def neighbour(self, entry: RawEntry, *, newer: bool) -> RawEntry | None:
        """The published entry of the same type before or after this one in time."""
        if entry.date is None:
            return None
        others = [
            other
            for other in self.entries
            if other.type == entry.type and other.id != entry.id and other.date and self._shown(other)
        ]
        if newer:
            later = [other for other in others if _time(other) > _time(entry)]
            return min(later, key=_time, default=None)
        return max((other for other in others if _time(other) < _time(entry)), key=_time, default=None)

    def archives(self, period: Period, post_type: str) -> Sequence[Archive]:
        """The spans of time that hold posts, newest first."""
        counts: dict[datetime, int] = {}
        for entry in self.entries:
            if entry.type == post_type and entry.date:
                start = _start(entry.date, period, self.settings.start_of_week)
                counts[start] = counts.get(start, 0) + 1
        newest_first = sorted(counts, reverse=True)
        return [
            Archive(start=start, count=counts[start], url=self.archive_url(start, period)) for start in newest_first
        ]

    def terms(self, taxonomy: str, *, used: bool = False) -> Sequence[Term]:
        """The terms of a taxonomy by name."""
        found = [term for term in self.terms_by_taxonomy.get(taxonomy, ()) if term.count or not used]
        return sorted(found, key=lambda term: collated(term.name))

    def most_used_terms(self, taxonomy: str, limit: int) -> Sequence[Term]:
        """The terms with the most entries, equals as MariaDB orders them."""
        return most_used(self.terms_by_taxonomy.get(taxonomy, ()), limit)

    def post_terms(self, post_id: int, taxonomy: str) -> Sequence[Term]:
        """The terms of one entry, by name."""
        found = (term for term in self.terms_by_post.get(post_id, ()) if term.taxonomy == taxonomy)
        return sorted(found, key=lambda term: collated(term.name))

    def author(self, author_id: int) -> Author | None:
        """Someone who published."""
        return next((author for author in self.authors if author.id == author_id), None)

    def reusable_block(self, block_id: int) -> str | None:
        """The markup of a published synced pattern."""
        return self.blocks.get(block_id)

    def library_entry(self, entry_id: int) -> RawEntry | None:
        """A published entry of a page builder's library."""
        return self.library.get(entry_id)

    def stored_tree(self, entry_id: int, key: str) -> str:
        """The meta in which a page builder keeps the words of an entry."""
        return self.trees.get((entry_id, key), "")

    def pattern(self, slug: str) -> str | None:
        """The markup of a registered pattern."""
        return self.patterns.get(slug)

    def navigation(self, navigation_id: int) -> str | None:
        """The markup of a navigation; 0 = the newest."""
        return self.navigations.get(navigation_id or max(self.navigations, default=0))

    def menu(self, location_or_id: str) -> Sequence[Link]:
        """A classic menu."""
        return self.menus.get(location_or_id, ())

    def _shown(self, entry: RawEntry) -> bool:
        return entry.id not in self.hidden_ids

    def _selected(self, entry: RawEntry, query: PostQuery) -> bool:
        sticky = entry.id in self.sticky_ids
        return (
            entry.type in query.types
            and (not query.include or entry.id in query.include)
            and entry.id not in query.exclude
            and (not query.parents or entry.parent_id in query.parents)
            and (not query.author_ids or entry.author_id in query.author_ids)
            and (query.search.casefold() in f"{entry.title}\n{entry.excerpt}\n{entry.content}".casefold())
            and (sticky or query.sticky != "only")
            and not (sticky and query.sticky == "exclude")
            and all(self._has_term(entry, taxonomy, ids) for taxonomy, ids in query.terms.items())
        )

    def _has_term(self, entry: RawEntry, taxonomy: str, ids: Sequence[int]) -> bool:
        """Whether an entry has one of the terms or one below it."""
        parents = {term.id: term.parent_id for term in self.terms_by_taxonomy.get(taxonomy, ())}
        for term in self.post_terms(entry.id, taxonomy):
            above, passed = term.id, set[int]()
            while above and above not in passed:
                if above in ids:
                    return True
                passed.add(above)
                above = parents.get(above, 0)
        return False


def _time(entry: RawEntry) -> tuple[float, int]:
    return (entry.date.timestamp() if entry.date else 0.0, entry.id)


_ORDERS: Mapping[str, Callable[[RawEntry], tuple[object, ...]]] = {
    "date": _time,
    "title": lambda entry: (entry.title.casefold(), entry.id),
    "modified": lambda entry: (entry.modified.timestamp() if entry.modified else 0.0, entry.id),
    "menu_order": lambda entry: (entry.menu_order, entry.id),
    "id": lambda entry: (entry.id,),
}


def _start(moment: datetime, period: Period, start_of_week: int) -> datetime:
    day = moment.replace(hour=0, minute=0, second=0, microsecond=0)
    if period == "daily":
        return day
    if period == "weekly":
        return day - timedelta(days=(day.isoweekday() - start_of_week) % 7)
    return day.replace(day=1) if period == "monthly" else day.replace(month=1, day=1)
