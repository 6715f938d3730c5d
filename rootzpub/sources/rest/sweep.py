"""A sweep over every id of a live site: what is there, what is hidden, and a token that changes when an entry does.

Invariants: a sweep asks for light members only, so WordPress renders nothing for it; it is how deletions are noticed.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime, tzinfo

from rootzpub.pages.robots import ALLOW_ALL, RobotsRules
from rootzpub.site import Facts, Hidden, KnownRevisions
from rootzpub.sources.rest.answers import Json, integer, integers, member, text
from rootzpub.sources.rest.catalog import Collection
from rootzpub.sources.rest.reading import (
    address_of,
    cause_of,
    is_protected,
    kept_back,
    leads_elsewhere,
    parent_of,
    path_of,
    read_standing,
    revision_of,
)
from rootzpub.sources.rest.traces import HiddenTraces
from rootzpub.sources.source import OwnersRules
from rootzpub.wordpress.visibility import Lineage, closes_below, hidden_by_relatives, hidden_reason

_DYNAMIC = "~"


@dataclass(frozen=True, slots=True)
class Swept:
    """One entry as the sweep saw it."""

    kind: Collection
    token: str
    parent_id: int
    featured_id: int
    reason: str
    """Why it is hidden by itself, or empty."""
    until: datetime | None
    cause: str = ""
    """The plugin that hides it."""


@dataclass(slots=True, kw_only=True)
class Sweep:
    """All entries of a site by id."""

    zone: tzinfo
    now: datetime
    taxonomy_bases: tuple[str, ...]
    show_protected_titles: bool
    homes: tuple[str, ...] = ()
    """Addresses that are the site's own; without any every link is."""
    robots: RobotsRules = ALLOW_ALL
    """What the site leaves to a program of our name."""
    rules: OwnersRules | None = None
    """What the owner keeps back: its traces go from other entries as those of hidden ones do."""
    seen: dict[int, Swept] = field(default_factory=dict)
    lineage: Lineage = field(default_factory=lambda: Lineage(orphans_visible=False))
    traces: HiddenTraces = field(default_factory=HiddenTraces)
    facts: Mapping[int, Facts] = field(default_factory=dict)
    """What a shop states of its products, by id."""

    def add(self, item: Json, kind: Collection) -> None:
        """Take one light object in."""
        entry_id, parent = integer(item, "id"), parent_of(item, kind)
        standing = read_standing(item, kind, self.zone, titles=self.show_protected_titles)
        reason = hidden_reason(standing, now=self.now) or self._reason_of_address(item)
        until = standing.published if reason == "future" else None
        self.seen[entry_id] = Swept(
            kind,
            self.token(item, kind),
            parent,
            integer(item, "featured_media"),
            reason,
            until,
            cause_of(item, kind, reason),
        )
        self.lineage.add(entry_id, parent, visible=not reason, closes=closes_below(reason))
        if is_protected(item) or kept_back(item, kind, self.taxonomy_bases, self.rules):
            self.traces.add(entry_id, text(item, "link"), text(item, "title", "rendered"))

    def _reason_of_address(self, item: Json) -> str:
        if leads_elsewhere(item, self.homes):
            return "redirect"
        address = address_of(item)
        return "" if not address or self.robots.allows(path_of(address)) else "robots-disallow"

    def token(self, item: Json, kind: Collection) -> str:
        """What changes when this object does."""
        # Only what light and whole objects both have: `Freshness.holds` compares the one with the other.
        names = ("id", "date_gmt", "modified_gmt", "slug", "status", "link", "author", "featured_media", "menu_order")
        # WordPress gives terms by name, and those of equal names in whatever order the database likes this time.
        terms = [sorted(integers(item, base)) for base in self.taxonomy_bases]
        facts = [text(item, name) for name in names]
        flags = [parent_of(item, kind), member(item, "sticky") is True, is_protected(item)]
        return revision_of([facts, terms, flags, text(item, "title", "rendered")])

    def revision(self, entry_id: int) -> str:
        """An entry's token together with that of its featured image, and with what a shop states of it."""
        swept = self.seen[entry_id]
        image, facts = self.seen.get(swept.featured_id), self.facts.get(entry_id)
        stated = f".{revision_of(facts)[:6]}" if facts else ""
        return swept.token + (f".{image.token[:6]}" if image else "") + stated

    def hidden(self) -> Iterator[Hidden]:
        """Every hidden entry, by itself or by what stands above it."""
        for entry_id, swept in self.seen.items():
            reason = swept.reason or hidden_by_relatives(
                entry_type=swept.kind.name, parent_id=swept.parent_id, lineage=self.lineage
            )
            if reason:
                yield Hidden(id=entry_id, reason=reason, cause=swept.cause, until=swept.until)


def with_lists(revision: str, html: str) -> str:
    """The revision of an entry whose HTML lists other entries: its words may change while it does not."""
    return f"{revision}{_DYNAMIC}{revision_of(html)}"


def listing_ids(known: KnownRevisions) -> set[int]:
    """Entries whose stored revision says that they list others."""
    return {entry_id for entry_id, _ in known.holding(_DYNAMIC)}
