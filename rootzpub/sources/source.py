"""The interface of every way to read WordPress.

A `Source` is opened from a URL (`SOURCES[scheme]`), answers cheaply whether anything changed, and opens a `Snapshot`:
one consistent look at the site. Sources apply the rules of [visibility §1] as far as a single entry can tell
(status, password, date, public type, noindex, opt-out); what depends on other entries (ancestors, an attachment's
parent) and on the owner's configuration is applied again by the publisher. A hidden entry's text never leaves here.
"""

from collections import Counter
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Literal, Protocol, runtime_checkable

from rootzpub.clock import Clock, system_clock
from rootzpub.site import Author, Change, Hidden, KnownRevisions, Omission, SiteFacts, Term
from rootzpub.state import Scratch


@dataclass(frozen=True, slots=True, kw_only=True)
class Resumed:
    """What of a read was there already, because an earlier run of it broke off."""

    entries: int
    of: int
    """Entries that the site says it has, hidden ones included; 0 = not known."""
    moment: datetime
    """When the last of them was read."""

    def __str__(self) -> str:
        """For a person: `3,100 of 10,412 entries were already read on 2026-11-20 11:03 UTC`."""
        share = f"{self.entries:,} of {self.of:,}" if self.of else f"{self.entries:,}"
        return f"{share} entries were already read on {self.moment.astimezone(UTC):%Y-%m-%d %H:%M} UTC"


def _ignore(_: object) -> None:
    """No-op callback."""


@dataclass(frozen=True, slots=True, kw_only=True)
class LongRead:
    """For sources that fetch for minutes or hours: what a broken-off read leaves, and whom to report progress to."""

    journal: Scratch | None = None
    """Where what was fetched is kept until the end of the read. None: an anonymous file, so that only the same source
    object can go on."""
    resume: bool = True
    """Whether to go on from what an earlier run left there."""
    on_resumed: Callable[[Resumed], None] = _ignore
    on_fetched: Callable[[int], None] = _ignore
    """Gets how many entries were fetched so far, where all are fetched before the first is given."""

    def forget(self) -> None:
        """Remove what a read that broke off has left."""
        if self.journal is not None:
            self.journal.remove()


@dataclass(frozen=True, slots=True, kw_only=True)
class SourceOptions:
    """Options of a source besides its URL."""

    timeout: float = 30.0
    """Seconds for one request or statement."""
    password: str = ""
    """Resolved from a reference; never part of a URL, never printed."""
    proxy_password: str = ""
    """Of the proxy that `settings` names; the same holds for it."""
    prefix: str = "wp_"
    base_dir: Path = Path()
    """What relative paths in a source URL are relative to."""
    show_protected_titles: bool = False
    overruled: frozenset[str] = frozenset()
    """Kinds of closed sites (`wordpress.gates.sites.SETTINGS`) that the owner publishes all the same."""
    asks_pages: bool = False
    """Whether the publisher looks at the site's pages, so that what only a page can tell may be handed over, marked."""
    clock: Clock = system_clock
    settings: Mapping[str, str] | None = None
    """Further options of one source (TLS files, user names, a proxy), by name."""
    long_read: LongRead = LongRead()


class OwnersRules(Protocol):
    """What the owner keeps back, as a source may ask it [visibility §5]."""

    def keeps_back(self, *, entry_type: str, path: str, term_ids: Collection[int]) -> bool:
        """Whether an entry is kept back for what it is itself."""

    def keeps_back_term(self, term_id: int) -> bool:
        """Whether all entries of a term are kept back."""

    def depends_on_parent(self, entry_type: str) -> bool:
        """Whether an entry of this type is seen only with its parent."""


@runtime_checkable
class Excluding(Protocol):
    """A snapshot whose entries show others, and which leaves out those that the owner keeps back [visibility §9.5]."""

    def exclude(self, rules: OwnersRules) -> None:
        """From now on nothing of what these rules keep back comes into another entry."""


class Snapshot(Protocol):
    """One moment of the site."""

    @property
    def fingerprint(self) -> str:
        """Opaque state of the source at this moment; what a later `changes(since)` starts from."""

    def site_facts(self) -> SiteFacts:
        """Who the site is."""

    def terms(self) -> Iterator[Term]:
        """Every term of every public taxonomy."""

    def authors(self) -> Iterator[Author]:
        """Display names of all who published."""

    def changes(self, since: str | None, known: KnownRevisions) -> Iterator[Change]:
        """What differs from the state `since` (None: from nothing), where `known` is what the store has.

        Every visible entry whose id is not in `known` or whose revision differs; `Hidden` for every entry that must not
        be published (also unchanged ones when `since` is None); `Gone` for known ids that no longer exist.

        Raises:
            SourceUnavailable: the source went away; earlier changes are valid but the sync must not be committed.
            MalformedInput: what the source holds cannot be read.
        """


Trace = Literal["absent", "there", "unknown"]
"""What the source says of one entry when asked for it alone: it has none, it has one, it cannot tell now."""


@runtime_checkable
class Witness(Protocol):
    """A snapshot that says more of entries that it did not report [visibility §plausibility]."""

    @property
    def contradictions(self) -> Sequence[str]:
        """What of that which was read so far cannot be true at once, one short text each."""

    def hides(self, entry_id: int, entry_type: str) -> bool:
        """Whether the source has the entry and leaves it out by a rule of ours, without saying so. Asks nobody."""

    def trace(self, entry_id: int, entry_type: str) -> Trace:
        """Ask for the entry at its own address. Raises nothing: what cannot be asked is `unknown`."""


@runtime_checkable
class Counting(Protocol):
    """A snapshot that can say what it hides without reading any entry."""

    def left_out(self) -> Sequence[Omission]:
        """How many entries the source hides, by reason and cause."""


class Source(Protocol):
    """A way to read one WordPress site."""

    url: str
    """What it was opened with, without secrets."""
    default_refresh_seconds: int
    """How often to look when the owner does not say: 5 for files and databases, 60 for a live REST API."""

    def fingerprint(self) -> str:
        """Cheap: equal to the last snapshot's fingerprint when nothing changed."""

    def snapshot(self) -> AbstractContextManager[Snapshot]:
        """Open one consistent look at the site."""

    def next_change_at(self) -> datetime | None:
        """When something will change by itself (the next scheduled post), or None."""


def counted(hidden: Iterable[Hidden]) -> list[Omission]:
    """Hidden entries by reason and cause, most frequent first."""
    counts = Counter((entry.reason, entry.cause) for entry in hidden)
    return [Omission(reason=reason, cause=cause, count=count) for (reason, cause), count in counts.most_common()]


@runtime_checkable
class Remembering(Protocol):
    """A source that knows from a look what a sync right after it would find out once more, and dearly."""

    def after_look(self) -> Source:
        """The same source for that sync: its snapshot has the state that the look saw, a moment ago.

        What the site holds is read as it is. Where it changed between look and sync, the next look finds it.
        """
