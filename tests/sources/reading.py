"""Read a source once, with a fixed clock, and sort what was got."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime

from rootzpub.site import (
    NOTHING_KNOWN,
    Author,
    Change,
    Entry,
    Gone,
    Hidden,
    KnownRevisions,
    RevisionsById,
    SiteFacts,
    Term,
)
from rootzpub.sources import Source, SourceOptions, open_source

NOW = datetime(2026, 6, 1, tzinfo=UTC)
LATER = datetime(2035, 1, 1, tzinfo=UTC)
"""After everything that a real site under test publishes today."""


@dataclass(frozen=True)
class Seen:
    """One snapshot."""

    fingerprint: str
    facts: SiteFacts
    changes: list[Change]
    terms: list[Term]
    authors: list[Author]
    entries: dict[int, Entry] = field(init=False)
    hidden: dict[int, str] = field(init=False)
    gone: list[int] = field(init=False)

    def __post_init__(self) -> None:
        """Sort the changes."""
        found = {
            "entries": {change.id: change for change in self.changes if isinstance(change, Entry)},
            "hidden": {change.id: change.reason for change in self.changes if isinstance(change, Hidden)},
            "gone": [change.id for change in self.changes if isinstance(change, Gone)],
        }
        for name, value in found.items():
            object.__setattr__(self, name, value)

    @property
    def revisions(self) -> dict[int, str]:
        """What a store would know afterwards."""
        return {entry.id: entry.revision for entry in self.entries.values()}


def opened(url: str, *, now: datetime = NOW, **options: object) -> Source:
    """A source with a fixed clock."""
    return open_source(url, SourceOptions(clock=lambda: now, **options))  # type: ignore[arg-type]


def look(source: Source, since: str | None = None, known: Mapping[int, str] | KnownRevisions = NOTHING_KNOWN) -> Seen:
    """Everything in one snapshot."""
    with source.snapshot() as snapshot:
        return Seen(
            snapshot.fingerprint,
            snapshot.site_facts(),
            list(snapshot.changes(since, RevisionsById(known) if isinstance(known, Mapping) else known)),
            list(snapshot.terms()),
            list(snapshot.authors()),
        )


def read(url: str, **options: object) -> Seen:
    """Open, look once."""
    return look(opened(url, **options))
