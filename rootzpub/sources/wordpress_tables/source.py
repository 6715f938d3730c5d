"""A site in tables as a `Source`: fingerprint, snapshots, and when something changes by itself.

Law: an unchanged site costs a few sums; what a change costs is in proportion to what changed.
"""

from collections.abc import Callable, Iterator, Mapping
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass, field
from datetime import datetime

from sqlalchemy import select

from rootzpub.site import Author, Change, Gone, SiteFacts, Term
from rootzpub.sources.plugin import SIGNING_ADDRESS, SIGNING_KEY, PluginWallet
from rootzpub.sources.source import Snapshot, SourceOptions
from rootzpub.sources.wordpress_tables.context import Setup, SiteContext, read_context
from rootzpub.sources.wordpress_tables.database import Reader
from rootzpub.sources.wordpress_tables.entries import read_entries
from rootzpub.sources.wordpress_tables.facts import authors, site_facts
from rootzpub.sources.wordpress_tables.render_site import table_site
from rootzpub.sources.wordpress_tables.revisions import Revisions
from rootzpub.sources.wordpress_tables.values import as_text
from rootzpub.sources.wordpress_tables.watching import Due, Watch, due_at, fingerprint_of


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

    def fingerprint(self) -> str:
        """Sums over everything we read; equal when nothing changed."""
        with self.open_reader() as reader:
            return self.watch.fingerprint(reader, self.options.clock())

    @contextmanager
    def snapshot(self) -> Iterator[Snapshot]:
        """One transaction: what is read in it belongs to one moment."""
        now = self.options.clock()
        with self.open_reader() as reader:
            yield TableSnapshot(site=read_context(reader, self.setup, now), due=due_at(reader, now))

    def next_change_at(self) -> datetime | None:
        """The next moment at which a post is due."""
        with self.open_reader() as reader:
            return self.watch.next_change_at(reader, self.options.clock())

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


@dataclass(slots=True, kw_only=True)
class TableSnapshot:
    """One moment of a site in tables."""

    site: SiteContext
    due: Due
    given_fingerprint: str = ""
    """Where the source knows better than the tables (files: by their times)."""

    @property
    def fingerprint(self) -> str:
        """The state of the source at this moment, from the listing (which `changes` needs anyway)."""
        return self.given_fingerprint or fingerprint_of(self.site.reader, self.due, self.site.listing.totals)

    def site_facts(self) -> SiteFacts:
        """Who the site is."""
        return site_facts(self.site)

    def terms(self) -> Iterator[Term]:
        """Every term of every public taxonomy."""
        return self.site.terms.all()

    def authors(self) -> Iterator[Author]:
        """Display names of all who published."""
        return iter(authors(self.site))

    def changes(self, since: str | None, known: Mapping[int, str]) -> Iterator[Change]:
        """Entries that are new or differ, everything hidden, and what is gone."""
        if since == self.fingerprint and known:
            return
        listing = self.site.listing
        yield from listing.hidden_entries()
        revisions = Revisions(self.site)
        for entry in read_entries(self.site, revisions.outdated(known), table_site(self.site), revisions):
            if known.get(entry.id) != entry.revision:
                yield entry
        yield from (Gone(id=entry_id) for entry_id in known if self._is_gone(entry_id))

    def _is_gone(self, entry_id: int) -> bool:
        """Deleted, or become something that is no content at all (a revision, furniture)."""
        return not self.site.listing.posts.of(entry_id) or self.site.listing.reason(entry_id) == ""
