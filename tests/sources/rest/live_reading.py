"""Reading a fake site as a sync would, for the tests of the live source."""

from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from pathlib import Path

from rootzpub.clock import Clock, fixed_clock
from rootzpub.site import Change, Entry
from rootzpub.sources import LongRead, Resumed, SourceOptions
from rootzpub.sources.rest.client import Client
from rootzpub.sources.rest.discovery import find_api
from rootzpub.sources.rest.journal import Journal
from rootzpub.sources.rest.live import LiveRest
from tests.waiting import LIMIT

from .server import FakeSite

NOW = datetime(2026, 6, 1, tzinfo=UTC)
CLOCK = fixed_clock(NOW)


def patient(
    site: FakeSite,
    journal: Path | None = None,
    *,
    clock: Clock = CLOCK,
    anew: bool = False,
    on_resumed: Callable[[Resumed], None] = lambda _: None,
) -> LiveRest:
    """A source whose waits take no time."""
    client = Client(timeout=LIMIT, sleep=lambda seconds: None)
    long_read = LongRead(journal=journal, resume=not anew, on_resumed=on_resumed)
    options = SourceOptions(timeout=LIMIT, clock=clock, long_read=long_read)
    kept = Journal(path=journal, site=site.home, clock=clock, anew=anew)
    return LiveRest(url=site.home, api=find_api(site.home, client), client=client, options=options, journal=kept)


def sync(
    source: LiveRest, since: str | None = None, known: Mapping[int, str] | None = None
) -> tuple[str, list[Change]]:
    """One whole read: the fingerprint it stands for, and the changes."""
    with source.snapshot() as snapshot:
        return snapshot.fingerprint, list(snapshot.changes(since, known or {}))


def entries(changes: list[Change]) -> dict[int, Entry]:
    """The visible ones by id."""
    return {change.id: change for change in changes if isinstance(change, Entry)}


def revisions(changes: list[Change]) -> dict[int, str]:
    """What a store would know afterwards."""
    return {entry.id: entry.revision for entry in entries(changes).values()}
