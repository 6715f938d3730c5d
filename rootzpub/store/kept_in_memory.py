"""What the store in memory keeps, and the site that it shows of that."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any

from rootzpub.site import (
    Held,
    Hidden,
    Omission,
    Publication,
    PublishedEntry,
    Term,
)
from rootzpub.store.memory_site import MemorySite
from rootzpub.store.paths import path_key
from rootzpub.store.rows import (
    Converted,
    body_row,
    clean,
    entry_of_row,
    entry_row,
    facts_of_json,
    term_of_row,
)
from rootzpub.store.store import SyncState, Withheld


@dataclass(frozen=True, slots=True)
class KeptEntry:
    """A published entry as kept: the values of the tables that SQLite has, and what it refers to."""

    revision: str
    row: dict[str, Any]
    """Without the revision: what decides whether anything differs."""
    body: dict[str, Any]
    terms: tuple[int, ...]
    former: frozenset[str]


@dataclass(frozen=True, slots=True)
class KeptRecord:
    """What an entry became with a publication; without a leaf it left."""

    sequence: int
    leaf: bytes | None
    content_hash: str
    entry_id: int


@dataclass(slots=True)
class KeptSite:
    """Everything, at one moment."""

    entries: dict[int, KeptEntry] = field(default_factory=dict)
    hidden: dict[int, Hidden] = field(default_factory=dict)
    withheld: dict[int, Withheld] = field(default_factory=dict)
    terms: dict[int, tuple[Any, ...]] = field(default_factory=dict)
    authors: dict[int, str] = field(default_factory=dict)
    facts: str = ""
    base_url: str = ""
    state: SyncState | None = None
    version: int = 0
    changed_at: datetime | None = None
    publications: tuple[Publication, ...] = ()
    records: dict[str, tuple[KeptRecord, ...]] = field(default_factory=dict)
    """The history, by path; it only grows."""

    def copy(self) -> "KeptSite":
        """Another one to be written."""
        # Terms and authors are not copied: `keep_terms` and `keep_authors` put new ones in their place and write into
        # none.
        return replace(
            self,
            entries=dict(self.entries),
            hidden=dict(self.hidden),
            withheld=dict(self.withheld),
            records=dict(self.records),
        )

    @property
    def held(self) -> Held | None:
        """What was not removed."""
        return self.state.held if self.state else None

    def revisions(self) -> dict[int, str]:
        """Of all that is published or withheld."""
        return {
            **{entry_id: entry.revision for entry_id, entry in self.entries.items()},
            **{entry_id: withheld.revision for entry_id, withheld in self.withheld.items()},
        }

    def leaves(self) -> list[bytes]:
        """The leaf hashes in order of path."""
        return [entry.row["leaf"] for entry in sorted(self.entries.values(), key=lambda entry: str(entry.row["path"]))]


def entry_of(converted: Converted) -> KeptEntry:
    """What is kept of an entry."""
    row, entry = entry_row(converted), converted.entry
    return KeptEntry(
        revision=row.pop("revision"),
        row=row,
        body=body_row(converted),
        terms=tuple(dict.fromkeys(entry.term_ids)),
        former=frozenset(path_key(clean(path)) for path in entry.former_paths),
    )


def site_of(kept: KeptSite) -> MemorySite:
    """What is shown of all that is kept."""
    used = Counter(term_id for entry in kept.entries.values() for term_id in entry.terms)
    terms = {term_id: term_of_row((*row, used[term_id])) for term_id, row in kept.terms.items()}
    gone: tuple[Hidden | Withheld, ...] = (*kept.hidden.values(), *kept.withheld.values())
    reasons = Counter((left.reason, left.cause) for left in gone)
    publication = kept.publications[-1]
    entries = [_published(kept, entry, terms) for entry in kept.entries.values()]
    return MemorySite(
        facts=facts_of_json(kept.facts),
        published_at=publication.published_at,
        entries_=entries,
        sequence=publication.sequence,
        version=kept.version,
        changed=kept.changed_at,
        base_url=kept.base_url,
        former=_former_paths(kept, entries),
        hashes=_past_hashes(kept),
        past=kept.publications[:-1],
        held_back=kept.state.held if kept.state else None,
        omitted=tuple(Omission(reason=reason, cause=cause, count=n) for (reason, cause), n in reasons.items()),
    )


def _published(kept: KeptSite, entry: KeptEntry, terms: dict[int, Term]) -> PublishedEntry:
    row, parent = entry.row, kept.entries.get(entry.row["parent_id"])
    # In the order of `rows.ENTRY_COLUMNS`, which `entry_of_row` reads by position.
    values = (
        *(row[name] for name in ("id", "type", "slug", "path", "url", "title", "published", "modified")),
        *(entry.body[name] for name in ("markdown", "text")),
        *(row[name] for name in ("content_hash", "excerpt", "word_count", "reading_minutes", "token_estimate")),
        kept.authors.get(row["author_id"], ""),
        row["parent_id"],
        parent.row["path"] if parent else "",
        *(row[name] for name in ("menu_order", "sticky", "description", "canonical", "details")),
    )
    return entry_of_row(values, {term_id: terms.get(term_id) for term_id in entry.terms})


def _former_paths(kept: KeptSite, entries: Iterable[PublishedEntry]) -> dict[str, str]:
    """Former path key → present path; of several entries that had it the one that was modified last."""
    found: dict[str, str] = {}
    # The last one stays: the newest, and of equals the lowest id, as SqliteSite.moved orders them.
    for entry in sorted(entries, key=lambda entry: (entry.modified, -entry.id)):
        found |= dict.fromkeys(kept.entries[entry.id].former, entry.path)
    return found


def _past_hashes(kept: KeptSite) -> dict[str, set[str]]:
    """Every hash that was ever at a path, or that the entry there had at another path."""
    at_path = {path: {one.content_hash for one in records if one.leaf} for path, records in kept.records.items()}
    of_entry: dict[int, set[str]] = {}
    for record in (record for records in kept.records.values() for record in records if record.leaf):
        of_entry.setdefault(record.entry_id, set()).add(record.content_hash)
    for entry_id, entry in kept.entries.items():
        path = str(entry.row["path"])
        at_path[path] = at_path.get(path, set()) | of_entry.get(entry_id, set())
    return at_path
