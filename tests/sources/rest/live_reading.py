"""Reading a fake site as a sync would, for the tests of the live source."""

from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from pathlib import Path

from rootzpub.clock import Clock, fixed_clock
from rootzpub.fetch import OwnerSite, SiteReader
from rootzpub.site import Change, Entry, RevisionsById
from rootzpub.sources import LongRead, Resumed, SourceOptions
from rootzpub.sources.rest.client import Client
from rootzpub.sources.rest.discovery import find_api
from rootzpub.sources.rest.journal import Journal
from rootzpub.sources.rest.live import LiveRest
from rootzpub.state import FileScratch, MemoryScratch
from tests.waiting import LIMIT

from .server import FakeSite

NOW = datetime(2026, 6, 1, tzinfo=UTC)
CLOCK = fixed_clock(NOW)


def client_of(url: str, *, timeout: float = LIMIT, sleep: Callable[[float], None] = lambda _: None) -> Client:
    """A client of the site at `url` whose waits take no time."""
    return Client(session=SiteReader(site=OwnerSite(url=url), timeout=timeout, sleep=sleep))


def patient(
    site: FakeSite,
    journal: Path | None = None,
    *,
    clock: Clock = CLOCK,
    anew: bool = False,
    on_resumed: Callable[[Resumed], None] = lambda _: None,
) -> LiveRest:
    """A source whose waits take no time."""
    client = client_of(site.home)
    scratch = FileScratch(journal) if journal else MemoryScratch()
    long_read = LongRead(journal=scratch, resume=not anew, on_resumed=on_resumed)
    options = SourceOptions(timeout=LIMIT, clock=clock, long_read=long_read)
    kept = Journal(scratch=scratch, site=site.home, clock=clock, anew=anew)
    return LiveRest(url=site.home, api=find_api(site.home, client), client=client, options=options, journal=kept)


def sync(
    source: LiveRest, since: str | None = None, known: Mapping[int, str] | None = None
) -> tuple[str, list[Change]]:
    """One whole read: the fingerprint it stands for, and the changes."""
    with source.snapshot() as snapshot:
        return snapshot.fingerprint, list(snapshot.changes(since, RevisionsById(known or {})))


def entries(changes: list[Change]) -> dict[int, Entry]:
    """The visible ones by id."""
    return {change.id: change for change in changes if isinstance(change, Entry)}


def revisions(changes: list[Change]) -> dict[int, str]:
    """What a store would know afterwards."""
    return {entry.id: entry.revision for entry in entries(changes).values()}
