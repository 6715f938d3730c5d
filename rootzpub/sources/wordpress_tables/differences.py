"""Which entries differ from what a store knows: all compared one by one, or only where the site changed.

Invariants: the second way finds what the first would find. A change of one entry is looked for in its range of ids,
then in its dependents (what stands below it, what was rendered from it), and nowhere else. Why not every entry is
compared: docs/decisions/0005.
"""

from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, field

from rootzpub.site import Change, Gone, Hidden, KnownRevisions
from rootzpub.sources.wordpress_tables.context import SiteContext
from rootzpub.sources.wordpress_tables.listing import Listing
from rootzpub.sources.wordpress_tables.revisions import MARK, Revisions, made_from, named_ids, named_parents, uses_of
from rootzpub.sources.wordpress_tables.watching import SiteState

_MOST_RANGES = 64
"""More than these, and everything is listed: that is quicker then, and takes less memory."""
_AT_ONCE = 500


@dataclass(slots=True)
class Differences:
    """What a comparison found."""

    outdated: list[int] = field(default_factory=list)
    """Visible entries to be read."""
    hidden: list[Hidden] = field(default_factory=list)
    gone: list[Gone] = field(default_factory=list)

    def ended(self) -> Iterator[Change]:
        """What is no longer published."""
        yield from self.hidden
        yield from self.gone


def is_gone(listing: Listing, entry_id: int) -> bool:
    """Deleted, or become something that is no content at all (a revision, an internal type)."""
    return not listing.posts.of(entry_id) or listing.reason(entry_id) == ""


def changed_ranges(old: SiteState | None, new: SiteState) -> list[range] | None:
    """Where entries changed; None = anywhere."""
    # Another rule of a plugin may hide or show any entry; none of them is read for it that stays as it was.
    if old is None or old.context != new.context or old.gates != new.gates or old.ranges.shift != new.ranges.shift:
        return None
    found = new.ranges.differing(old.ranges)
    return found if len(found) <= _MOST_RANGES else None


def differences(
    site: SiteContext, revisions: Revisions, ranges: Collection[range], known: KnownRevisions
) -> Differences:
    """What differs, if entries changed only in these ranges of ids (and what many share may have changed)."""
    # 1. What the changed ranges hold now and held then. A parent that is gone is in neither: its children name it.
    there, old = _in_ranges(site, ranges, known)
    touched = _touched(revisions, there, old).union(*map(site.part.missing_parents, ranges))
    # A translation that is added or moved is named by those that it joins.
    site.languages.prepare(touched)
    touched |= {other for entry_id in touched for other in site.languages.translations_of(entry_id).values()}
    # 2. The dependents: addresses contain the slugs of all ancestors, HTML is rendered from other entries.
    below = site.part.children_of(touched)
    dependent = dict(made_from(known.holding(MARK), touched | below))
    # 3. Sticky posts depend on an option, and those the store wants again on nothing that a checksum shows.
    candidates = sorted({*there, *old, *below, *dependent, *site.sticky, *known.without})
    # 4. Compare each, some hundreds at once, so that the states their revisions name are fetched together.
    found = Differences()
    for start in range(0, len(candidates), _AT_ONCE):
        ids = candidates[start : start + _AT_ONCE]
        uses = {use for entry_id in ids for use in uses_of(dependent.get(entry_id, ""))}
        site.part.need({*ids, *named_ids(uses)})
        site.languages.prepare(ids)
        site.part.need_attached(named_parents(uses))
        for entry_id in ids:
            revision = old.get(entry_id) or dependent.get(entry_id) or known.get(entry_id, "")
            _sort(found, revisions, entry_id, revision)
    return found


def _sort(found: Differences, revisions: Revisions, entry_id: int, revision: str) -> None:
    listing = revisions.site.listing
    if is_gone(listing, entry_id):
        found.gone += [Gone(id=entry_id)] if revision else []
    elif listing.reason(entry_id):
        found.hidden += listing.hidden_entries((entry_id,))
    elif not revisions.is_current(entry_id, revision):
        found.outdated.append(entry_id)


def _in_ranges(site: SiteContext, ranges: Iterable[range], known: KnownRevisions) -> tuple[list[int], dict[int, str]]:
    """The entries that there are, and those that were known."""
    there: list[int] = []
    old: dict[int, str] = {}
    for id_range in ranges:
        there += site.part.need_range(id_range)
        old |= known.within(id_range)
    return there, old


def _touched(revisions: Revisions, there: Iterable[int], old: Mapping[int, str]) -> set[int]:
    """Of these entries all that may differ; of one that was not published and is not, nobody can tell."""
    listing = revisions.site.listing
    return {
        entry_id
        for entry_id in (*there, *old)
        if entry_id not in old
        or not listing.posts.of(entry_id)
        or listing.reason(entry_id) is not None
        or revisions.token(entry_id) != old[entry_id].partition(MARK)[0]
    }
