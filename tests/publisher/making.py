"""A source that is a list, and publishers over it, for the tests of the publisher."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from rootzpub.clock import Clock, fixed_clock
from rootzpub.config import Config
from rootzpub.errors import SourceUnavailable
from rootzpub.proof import Signer, open_signer
from rootzpub.publisher import ENDPOINT_TABLE, Identity, Publisher, ServerFacts, SyncOptions, SyncSummary, sync
from rootzpub.site import Author, Change, Entry, Gone, Hidden, KnownRevisions, SiteFacts, Term
from rootzpub.state import MemoryState, State
from rootzpub.store import Store
from tests.store.making import FACTS, an_entry

MORNING = datetime(2026, 5, 6, 9, 30, 15, tzinfo=UTC)
CLOCK = fixed_clock(MORNING)
TEST_KEY_ONLY = "11" * 32


@dataclass
class ListSource:
    """A site in memory. `entries` holds what is visible, `hidden` the rest."""

    entries: dict[int, Entry] = field(default_factory=dict)
    hidden: dict[int, Hidden] = field(default_factory=dict)
    terms: list[Term] = field(default_factory=list)
    authors: list[Author] = field(default_factory=list)
    facts: SiteFacts = FACTS
    state: int = 1
    due: datetime | None = None
    breaks_after: int | None = None
    """Entries until it goes away, or None."""
    url: str = "list:"
    default_refresh_seconds: int = 5
    told: list[int] = field(default_factory=list)
    """Ids of all entries it ever gave."""

    @classmethod
    def of(cls, *entries: Entry, **more: Any) -> "ListSource":
        """A source with these entries."""
        return cls(entries={entry.id: entry for entry in entries}, **more)

    def put(self, entry: Entry) -> None:
        """Publish or change an entry."""
        self.hidden.pop(entry.id, None)
        self.state += 1
        self.entries[entry.id] = replace(entry, revision=f"{entry.revision}.{self.state}")

    def hide(self, entry_id: int, reason: str = "draft") -> None:
        """Make an entry a draft."""
        self.state += 1
        self.entries.pop(entry_id, None)
        self.hidden[entry_id] = Hidden(id=entry_id, reason=reason)

    def drop(self, entry_id: int) -> None:
        """Delete an entry."""
        self.state += 1
        self.entries.pop(entry_id, None)

    def fingerprint(self) -> str:
        """The state."""
        if self.breaks_after == 0:
            raise SourceUnavailable("the list is away", hint="Bring it back.")
        return str(self.state)

    def next_change_at(self) -> datetime | None:
        """When something is due."""
        return self.due

    @contextmanager
    def snapshot(self) -> "Iterator[ListSnapshot]":
        """The list as it is."""
        self.fingerprint()
        yield ListSnapshot(self)


class ListSnapshot:
    """One moment of a list."""

    def __init__(self, source: ListSource) -> None:
        self.source = source
        self.fingerprint = str(source.state)

    def site_facts(self) -> SiteFacts:
        """Facts."""
        return self.source.facts

    def terms(self) -> Iterator[Term]:
        """Terms."""
        return iter(self.source.terms)

    def authors(self) -> Iterator[Author]:
        """Authors."""
        return iter(self.source.authors)

    def changes(self, since: str | None, known: KnownRevisions) -> Iterator[Change]:
        """As the interface says: changed entries, hidden ones, gone ones."""
        for count, entry in enumerate(tuple(self.source.entries.values())):
            if self.source.breaks_after is not None and count >= self.source.breaks_after:
                raise SourceUnavailable("the list went away")
            if known.get(entry.id, "") != entry.revision:
                self.source.told.append(entry.id)
                yield entry
        yield from tuple(self.source.hidden.values())
        for entry_id in tuple(known):
            if entry_id not in self.source.entries and entry_id not in self.source.hidden:
                yield Gone(id=entry_id)


def a_page(number: int, parent: int = 0, **changes: Any) -> Entry:
    """A page, below `parent` when given."""
    return an_entry(number, type="page", parent_id=parent, **changes)


def an_attachment(number: int, parent: int = 0, **changes: Any) -> Entry:
    """A media item."""
    return an_entry(number, type="attachment", parent_id=parent, **changes)


def a_config(folder: Path, **tables: Any) -> Config:
    """A configuration whose data lie in `folder`."""
    return Config(directory=folder, **tables)


def a_signer(folder: Path) -> Signer:
    """A signer with a TEST KEY ONLY."""
    path = folder / "test.key"
    path.write_text(TEST_KEY_ONLY)
    path.chmod(0o600)
    return open_signer(f"file:{path}")


@dataclass
class Bench:
    """A source, a store and what is made of them."""

    folder: Path
    source: ListSource
    store: Store
    config: Config
    state: State = field(default_factory=MemoryState)

    def sync(self, **options: Any) -> SyncSummary:
        """One sync."""
        clock = options.pop("clock", CLOCK)
        return sync(self.source, self.store, config=self.config, clock=clock, options=SyncOptions(**options))

    def publisher(self, clock: Clock = CLOCK, **parts: Any) -> Publisher:
        """A publisher that signs."""
        signer = parts.pop("signer") if "signer" in parts else a_signer(self.folder)
        identity = Identity.of(self.config.identity, signer, parts.pop("delegation", None))
        table = parts.pop("endpoints", ENDPOINT_TABLE)
        facts = ServerFacts(
            **{
                "config_changed": clock(),
                "released": self.state.note("approved"),
                "released_settings": self.state.note("approved-settings"),
                **parts,
            }
        )
        return Publisher(self.store, self.config, identity=identity, facts=facts, clock=clock, endpoints=table)

    def paths(self) -> list[str]:
        """Paths of all published entries."""
        with self.store.site() as site:
            return [record.path for record in site.records(limit=10_000)]

    def omissions(self) -> dict[str, int]:
        """What is left out."""
        with self.store.site() as site:
            return {omission.reason: omission.count for omission in site.omissions()}
