"""A site in tables as a `Source`: fingerprint, snapshots, and when something changes by itself.

Invariants: an unchanged site costs a few statements. Where a site changed the database finds out by one pass over the
tables that were written, and tells in a few hundred numbers; all that follows is in proportion to what changed.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from functools import cache

from sqlalchemy import select

from rootzpub.site import Author, Change, Entry, Gone, KnownRevisions, Omission, SiteFacts, Term
from rootzpub.sources.plugin import SIGNING_ADDRESS, SIGNING_KEY, PluginWallet
from rootzpub.sources.source import Snapshot, Source, SourceOptions, Trace, counted
from rootzpub.sources.wordpress_tables.context import Setup, SiteContext, read_context
from rootzpub.sources.wordpress_tables.database import Reader
from rootzpub.sources.wordpress_tables.differences import changed_ranges, differences, is_gone
from rootzpub.sources.wordpress_tables.entries import read_entries
from rootzpub.sources.wordpress_tables.facts import authors, site_facts
from rootzpub.sources.wordpress_tables.id_ranges import combine
from rootzpub.sources.wordpress_tables.options import read_options
from rootzpub.sources.wordpress_tables.render_site import table_site
from rootzpub.sources.wordpress_tables.revisions import Revisions, Shared, context_checksum, gates_checksum
from rootzpub.sources.wordpress_tables.values import as_text
from rootzpub.sources.wordpress_tables.watching import SiteState, Watch

_JUST_NOW = timedelta(seconds=1)


@dataclass(slots=True, kw_only=True)
class TableSource:
    """A site in a database of any kind; `open_reader` begins one consistent look."""

    url: str
    open_reader: Callable[[], AbstractContextManager[Reader]]
    setup: Setup
    options: SourceOptions
    default_refresh_seconds: int = 5
    watch: Watch = field(default_factory=Watch)
    salts: Mapping[str, str] = field(default_factory=dict, repr=False)
    seen: SiteState | None = None
    """What a look saw immediately before."""
    _last: tuple[datetime, SiteState] | None = field(default=None, init=False)

    def fingerprint(self) -> str:
        """The state of all that we read as text; equal when nothing changed."""
        now = self.options.clock()
        with self.open_reader() as reader:
            site = cache(lambda: read_context(reader, self.setup, now))
            state = self.watch.state(
                reader,
                read_options(reader),
                now,
                lambda: context_checksum(site()),
                lambda: gates_checksum(site()),
            )
        self._last = (self.options.clock(), state)
        return str(state)

    def after_look(self) -> Source:
        """This source with the state of its last look, if that was just now and no post has had its date since."""
        now, last, self._last = self.options.clock(), self._last, None
        # The state serves the sync behind it alone; what changes in between, the next look finds (decision 0005).
        if last is None or now - last[0] > _JUST_NOW or not self.watch.knows_next_change(now):
            return self
        return replace(self, seen=last[1])

    @contextmanager
    def snapshot(self) -> Iterator[Snapshot]:
        """One transaction: what is read in it belongs to one moment."""
        with self.open_reader() as reader:
            site = read_context(reader, self.setup, self.options.clock())
            yield TableSnapshot(site=site, state=self.seen or state_of(site, self.watch))

    def next_change_at(self) -> datetime | None:
        """The next moment at which a post is due, as the last look saw it."""
        if not self.watch.knows_next_change(self.options.clock()):
            self.fingerprint()
        return self.watch.next_change

    def plugin_wallet(self) -> PluginWallet | None:
        """The Rootz plugin's encrypted key and its address, for `init` only."""
        with self.open_reader() as reader:
            if not reader.has("options"):
                return None
            options = reader.schema.table("options").c
            statement = select(options.option_name, options.option_value).where(
                options.option_name.in_((SIGNING_KEY, SIGNING_ADDRESS))
            )
            found = {as_text(line[0]): as_text(line[1]) for line in reader.rows(statement)}
        if not found.get(SIGNING_KEY):
            return None
        return PluginWallet(
            encrypted=found[SIGNING_KEY], address=found.get(SIGNING_ADDRESS, ""), salts=dict(self.salts)
        )


def state_of(site: SiteContext, watch: Watch) -> SiteState:
    """The state of a site that was opened."""
    return watch.state(
        site.reader, site.options, site.now, lambda: context_checksum(site), lambda: gates_checksum(site)
    )


@dataclass(slots=True, kw_only=True)
class TableSnapshot:
    """One moment of a site in tables."""

    site: SiteContext
    state: SiteState
    given_fingerprint: str = ""
    """Where the source knows better than the tables (files: by their times)."""

    @property
    def fingerprint(self) -> str:
        """The state of the source at this moment."""
        return self.given_fingerprint or str(self.state)

    def site_facts(self) -> SiteFacts:
        """Who the site is."""
        return site_facts(self.site)

    def left_out(self) -> list[Omission]:
        """How many entries are hidden, by reason and cause: one pass over wp_posts, no text is read."""
        return counted(self.site.list_all().hidden_entries())

    def terms(self) -> Iterator[Term]:
        """Every term of every public taxonomy."""
        return self.site.terms.all()

    def authors(self) -> Iterator[Author]:
        """Display names of all who published."""
        return iter(authors(self.site))

    def changes(self, since: str | None, known: KnownRevisions) -> Iterator[Change]:
        """Entries that are new or differ, everything hidden where something changed, and what is gone."""
        # 1. Nothing changed since the commit, and the store lacks nothing.
        if since == self.fingerprint and known and not known.without:
            return
        # 2. Where something changed; None = anywhere, or in more places than are worth looking into (decision 0005).
        state = self.state
        # What lists show depends on the gates too, though no row of the entries they show was written.
        posts = combine(state.ranges.number, state.gates)
        shared = Shared(context=state.context, posts=posts, terms=state.terms, users=state.users)
        revisions = Revisions(self.site, shared)
        ranges = changed_ranges(SiteState.parse(since or ""), state)
        # 3. All of it, or those ranges with their dependents.
        if not known or ranges is None:
            yield from self._all_changes(revisions, known)
            return
        found = differences(self.site, revisions, ranges, known)
        yield from found.ended()
        yield from self._read(found.outdated, revisions, known)

    @property
    def contradictions(self) -> Sequence[str]:
        """None: what one transaction shows belongs together."""
        return ()

    def hides(self, entry_id: int, entry_type: str) -> bool:
        """Whether there is a row for it, whatever we make of it."""
        del entry_type
        self.site.listing.need((entry_id,))
        return self.site.listing.posts.of(entry_id) != 0

    def trace(self, entry_id: int, entry_type: str) -> Trace:
        """The listing is the tables themselves: nobody else could be asked."""
        return "there" if self.hides(entry_id, entry_type) else "absent"

    def _all_changes(self, revisions: Revisions, known: KnownRevisions) -> Iterator[Change]:
        listing = self.site.list_all()
        yield from listing.hidden_entries()
        yield from self._read(revisions.outdated(known), revisions, known)
        yield from (Gone(id=entry_id) for entry_id in known if is_gone(listing, entry_id))

    def _read(self, ids: Iterable[int], revisions: Revisions, known: KnownRevisions) -> Iterator[Entry]:
        for entry in read_entries(self.site, ids, table_site(self.site), revisions):
            # A candidate that was read because of what it lists may turn out to be the same.
            if known.get(entry.id, "") != entry.revision:
                yield entry
