"""A site in tables as a `Source`: fingerprint, snapshots, and when something changes by itself.

Law: an unchanged site costs a few sums; what a change costs is in proportion to what changed.
"""

import hashlib
from collections.abc import Callable, Iterator, Mapping
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime

from sqlalchemy import func, select

from rootzpub.site import Author, Change, Gone, SiteFacts, Term
from rootzpub.sources.moments import moment
from rootzpub.sources.plugin import SIGNING_ADDRESS, SIGNING_KEY, PluginWallet
from rootzpub.sources.source import Snapshot, SourceOptions
from rootzpub.sources.wordpress_tables.checksums import table_state
from rootzpub.sources.wordpress_tables.context import Setup, SiteContext, read_context
from rootzpub.sources.wordpress_tables.database import Reader
from rootzpub.sources.wordpress_tables.entries import read_entries
from rootzpub.sources.wordpress_tables.facts import authors, site_facts
from rootzpub.sources.wordpress_tables.options import read_options
from rootzpub.sources.wordpress_tables.render_site import table_site
from rootzpub.sources.wordpress_tables.revisions import Revisions
from rootzpub.sources.wordpress_tables.values import as_number, as_text

WATCHED = ("posts", "postmeta", "term_relationships", "terms", "term_taxonomy", "users", "aioseo_posts")
"""Tables whose state makes the fingerprint, options aside: of those only what we read counts."""


@dataclass(frozen=True, slots=True)
class _Look:
    """The last look: as long as the quick state is the same and no post falls due, so is the fingerprint."""

    quick: str
    until: datetime | None
    fingerprint: str


@dataclass(slots=True, kw_only=True)
class TableSource:
    """A site in a database of any kind; `open_reader` begins one consistent look."""

    url: str
    open_reader: Callable[[], AbstractContextManager[Reader]]
    setup: Setup
    options: SourceOptions
    default_refresh_seconds: int = 5
    quick_state: Callable[[Reader], str] | None = None
    """A cheaper sign of change, where the database has one: equal = no table has changed."""
    salts: Mapping[str, str] = field(default_factory=dict, repr=False)
    _last: _Look = field(default_factory=lambda: _Look("", None, ""))

    def fingerprint(self) -> str:
        """Sums over everything we read; equal when nothing changed."""
        with self.open_reader() as reader:
            now, quick = self.options.clock(), self.quick_state(reader) if self.quick_state else ""
            if not quick or quick != self._last.quick or (self._last.until is not None and now >= self._last.until):
                until = next_due(reader, now)
                self._last = _Look(quick, until, fingerprint_of(reader, due_posts(reader, now)))
            return self._last.fingerprint

    @contextmanager
    def snapshot(self) -> Iterator[Snapshot]:
        """One transaction: what is read in it belongs to one moment."""
        now = self.options.clock()
        with self.open_reader() as reader:
            yield TableSnapshot(site=read_context(reader, self.setup, now), due=due_posts(reader, now))

    def next_change_at(self) -> datetime | None:
        """The next moment at which a post is due."""
        with self.open_reader() as reader:
            return next_due(reader, self.options.clock())

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
    due: str
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


def fingerprint_of(reader: Reader, due: str, known: Mapping[str, str] | None = None) -> str:
    """A digest over the sums of every table and the options that we read; `known`: states already taken."""
    options = sorted(read_options(reader).values.items())
    states = [(known or {}).get(name) or table_state(reader, name) for name in WATCHED]
    text = "\n".join([due, *states, *(f"{name}={value}" for name, value in options)])
    return hashlib.blake2b(text.encode("utf-8", "surrogatepass"), digest_size=16).hexdigest()


def next_due(reader: Reader, now: datetime) -> datetime | None:
    """The next moment at which a scheduled or published post has its date."""
    posts = reader.schema.table("posts").c
    waiting = posts.post_status.in_(("future", "publish")), posts.post_date_gmt > _text_of(now)
    line = reader.one(select(func.min(posts.post_date_gmt)).where(*waiting))
    return moment(as_text(line[0]), "", UTC) if line else None


def due_posts(reader: Reader, now: datetime) -> str:
    """How many published posts have a date in the future: time alone changes that."""
    posts = reader.schema.table("posts").c
    statement = select(func.count()).where(posts.post_status == "publish", posts.post_date_gmt > _text_of(now))
    line = reader.one(statement)
    return str(as_number(line[0]) if line else 0)


def _text_of(now: datetime) -> str:
    return now.astimezone(UTC).strftime("%Y-%m-%d %H:%M:%S")
