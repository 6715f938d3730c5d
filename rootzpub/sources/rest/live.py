"""`https:` and `http:`: a live site, read through its public REST API.

Whether anything changed is asked with one small request for each type and taxonomy. Then a sweep over all ids (light
members only) tells what is there; entries are read whole by `modified_after` after the first time, and whatever the
sweep shows as different beyond that is read by id. The first time all pages are fetched into a journal before the
sweep: a read that breaks off goes on behind the last of them, and the sweep shows which entries must be read again.
"""

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from itertools import islice
from pathlib import Path
from urllib.parse import urlsplit

import orjson

from rootzpub.errors import MalformedInput, SourceUnavailable
from rootzpub.fetch import Network, OwnerSite, Proxy, SiteReader
from rootzpub.pages.robots import ALLOW_ALL, RobotsRules
from rootzpub.site import Author, Change, Entry, Gone, Hidden, Image, KnownRevisions, SiteFacts, Term
from rootzpub.sources.rest.answers import Json, integer, is_error, objects, parse, text
from rootzpub.sources.rest.catalog import Collection, post_types, taxonomies
from rootzpub.sources.rest.client import Client
from rootzpub.sources.rest.closed import ClosedByRobots, read_site_robots, refuse_unless_closed
from rootzpub.sources.rest.discovery import Api, find_api
from rootzpub.sources.rest.facts import Index, read_index, site_facts
from rootzpub.sources.rest.journal import Journal
from rootzpub.sources.rest.kept import Freshness, KeptPages, lists_others
from rootzpub.sources.rest.listing import Lister, Page, fields_for
from rootzpub.sources.rest.paging import PAGE_SIZE, Audit
from rootzpub.sources.rest.reading import Reading, path_of, read_author, read_entry, read_image, read_term, revision_of
from rootzpub.sources.rest.store_api import STORE, store_facts
from rootzpub.sources.rest.sweep import Sweep, listing_ids, with_lists
from rootzpub.sources.source import OwnersRules, Resumed, Snapshot, SourceOptions, Trace
from rootzpub.sources.url import user_and_url, without_types
from rootzpub.state import MemoryScratch
from rootzpub.wordpress.dates import parse_utc
from rootzpub.wordpress.visibility import INTERNAL_TYPES

_INDEX_FIELDS = (
    *("name", "description", "url", "home", "gmt_offset", "timezone_string", "site_logo", "site_icon_url"),
    *("page_on_front", "page_for_posts"),
)
_MEDIA_FIELDS = "id,source_url,alt_text,media_details.width,media_details.height"
_TERM_FIELDS = "id,name,slug,description,link,parent,count,taxonomy"
_BY_ID = {"orderby": "id", "order": "asc"}
_USERS = Collection(name="user", base="users")
_OVERLAP = timedelta(seconds=2)
"""`modified_after` looks back this much further: two edits may fall into one second."""
_PAGES_LOOKED_AT = 500
"""Pages among which the front page is searched; a site with more says `page_on_front` or does without."""


def open_live(url: str, options: SourceOptions) -> "LiveRest":
    """The source behind `https://example.com`.

    Raises:
        SourceUnavailable: no REST API answers there.
    """
    named, url = without_types(url)
    site = owner_site(url, options)
    client = Client(session=SiteReader(site=site, network=_network(options), timeout=options.timeout))
    api, long_read = find_api(site.url, client), options.long_read
    journal = Journal(
        scratch=long_read.journal or MemoryScratch(),
        # A journal belongs to one site as one visitor sees it: what a login shows is not resumed without it.
        site=f"{url} {api.root} {site.user}",
        clock=options.clock,
        anew=not long_read.resume,
    )
    return LiveRest(url=url, api=api, client=client, options=options, journal=journal, named_types=named)


def owner_site(url: str, options: SourceOptions) -> OwnerSite:
    """The site at `url` as the owner declared it: user (in the URL or `[source] user`), password, proxy."""
    settings = options.settings or {}
    named, plain = user_and_url(url)
    user = named or settings.get("user", "")
    proxy_user, proxy_url = user_and_url(settings.get("proxy", ""))
    proxy = Proxy(url=proxy_url, user=proxy_user, password=options.proxy_password) if proxy_url else None
    return OwnerSite(url=plain, user=user, password=options.password, proxy=proxy)


def _network(options: SourceOptions) -> Network:
    ca_file = (options.settings or {}).get("tls_ca", "")
    return Network(ca_file=str(options.base_dir / Path(ca_file).expanduser()) if ca_file else "")


@dataclass(slots=True, kw_only=True)
class LiveRest:
    """A site that answers."""

    url: str
    api: Api
    client: Client
    options: SourceOptions
    journal: Journal
    default_refresh_seconds: int = 60
    _sizes: dict[str, int] = field(default_factory=dict)
    """What the site showed of its largest pages, by route."""
    named_types: frozenset[str] = frozenset()
    """Types that the owner named as public (`?types=lesson`)."""

    def fingerprint(self) -> str:
        """A digest over the index and, for each type and taxonomy, the total and the newest change; `@` the newest."""
        return self._look(read_site_robots(self.client, self.api.root))[0]

    def _look(self, robots: RobotsRules) -> tuple[str, int]:
        """The fingerprint, and how many entries the site says it has."""
        if not robots.allows(self._listing_path):
            # Nothing is asked there: that it is so is all that can be said.
            return f"{revision_of(['robots', repr(robots)])}@", 0
        lister = self._lister()
        index = self._index()
        types, sorts, _ = self._catalog()
        states = [(kind.name, lister.newest(kind)) for kind in types]
        terms = [(kind.name, lister.terms_state(kind)) for kind in sorts]
        newest = max((state[1].partition("|")[0] for _, state in states if state), default="")
        total = sum(state[0] for _, state in states if state)
        return f"{revision_of([index, states, terms, self._unsettled(newest), repr(robots)])}@{newest}", total

    @contextmanager
    def snapshot(self) -> Iterator[Snapshot]:
        """One look; what changes while we read is found at the next, for the fingerprint is taken first.

        The journal goes when the block ends well after a whole read: whoever reads us has kept it all by then.
        """
        robots = read_site_robots(self.client, self.api.root)
        if not robots.allows(self._listing_path):
            refuse_unless_closed(robots, self._listing_path)
            yield ClosedByRobots(fingerprint=self._look(robots)[0], home=_home_of(self.api.root))
            return
        fingerprint, total = self._look(robots)
        types, sorts, closed_types = self._catalog()
        index = self._index()
        snapshot = _LiveSnapshot(
            fingerprint=fingerprint,
            total=total,
            index=read_index(index, fallback_home=_home_of(self.api.root)),
            types=types,
            taxonomies=sorts,
            closed_types=closed_types,
            robots=robots,
            lister=self._lister(),
            options=self.options,
            journal=self.journal,
        )
        try:
            yield snapshot
            # Not before: until the reader has committed, a crash would have to read everything again.
            self.journal.forget_if_through()
        except SourceUnavailable as error:
            kept = ("what was read is kept, and the next sync goes on from there",) if self.journal.names() else ()
            raise SourceUnavailable(error.message, hint="; ".join(filter(None, (error.hint, *kept)))) from None
        finally:
            self.journal.close()

    def next_change_at(self) -> datetime | None:
        """The API does not show visitors what is scheduled."""
        return None

    def _index(self) -> Json:
        """What we read of the API's index."""
        index = self.client.get(self.api.url("/", _fields=",".join(_INDEX_FIELDS))).value()
        # PHP writes an object without members as an empty list.
        if index and not isinstance(index, dict):
            raise MalformedInput(
                f"{self.api.root}/: expected the index of WordPress's REST API, got something else",
                hint="a plugin or a cache may answer in its place; open the address in a browser",
            )
        # Where `_fields` is ignored the index holds much more (every route), which must not look like a change.
        return {name: value for name, value in index.items() if name in _INDEX_FIELDS} if index else {}

    @property
    def _listing_path(self) -> str:
        return path_of(self.api.url("/wp/v2/posts"))

    def _lister(self) -> Lister:
        return Lister(api=self.api, client=self.client, sizes=self._sizes)

    def _catalog(self) -> tuple[tuple[Collection, ...], tuple[Collection, ...], frozenset[str] | None]:
        """Types, taxonomies, and the types that the site names and we leave out; None where it names none."""
        answer = self.client.get(self.api.url("/wp/v2/types")).value()
        sorts = self.client.get(self.api.url("/wp/v2/taxonomies"))
        types = post_types(answer, named=self.named_types)
        named = frozenset(answer) if isinstance(answer, dict) and not is_error(answer) else None
        return types, taxonomies(sorts.value()), named and named - {kind.name for kind in types}

    def _unsettled(self, newest: str) -> str:
        """A changing mark while the newest change is so fresh that another may bear the same second."""
        moment, now = parse_utc(newest), self.options.clock()
        return now.isoformat() if moment is not None and abs(now - moment) <= _OVERLAP else ""


@dataclass(slots=True, kw_only=True)
class _LiveSnapshot:
    """One look at a live site."""

    fingerprint: str
    total: int
    index: Index
    types: tuple[Collection, ...]
    taxonomies: tuple[Collection, ...]
    closed_types: frozenset[str] | None
    """Types that the site names and we leave out; None where it does not name its types."""
    lister: Lister
    options: SourceOptions
    journal: Journal
    robots: RobotsRules = ALLOW_ALL
    rules: OwnersRules | None = None
    contradictions: tuple[str, ...] = ()
    """What the listings said that cannot be true at once."""

    def site_facts(self) -> SiteFacts:
        """Facts of the index; language from the home page; the front page is the page whose link is the home URL."""
        logo_id = self.index.logo_id
        logo = next((read_image(item) for item in self._media([logo_id] if logo_id else [])), None)
        facts = site_facts(
            self.index,
            self.types,
            # WordPress gives its API a path where addresses are paths, and a parameter where they are not.
            pretty="rest_route=" not in self.lister.api.root,
            logo_url=logo.url if logo else "",
        )
        front = facts.front_page_id or self._front_page()
        return replace(facts, language=self.lister.api.language, front_page_id=front)

    def terms(self) -> Iterator[Term]:
        """Every term of every public taxonomy that visitors may list."""
        for taxonomy in self.taxonomies:
            for item in self.lister.if_allowed(taxonomy, {"_fields": _TERM_FIELDS}):
                if (term := read_term(item, taxonomy)) is not None:
                    yield term

    def authors(self) -> Iterator[Author]:
        """Display names, where the site lists its authors."""
        listed = self.lister.if_allowed(_USERS, {"_fields": "id,name"})
        return (author for item in listed if (author := read_author(item)) is not None)

    def changes(self, since: str | None, known: KnownRevisions) -> Iterator[Change]:
        """Entries that are new or differ, everything hidden, and what is gone."""
        # 1. Since when: the newest change that the last fingerprint knew, a little earlier (`_OVERLAP`).
        moment = parse_utc((since or "").rpartition("@")[2]) if known else None
        after = (moment - _OVERLAP).strftime("%Y-%m-%dT%H:%M:%SZ") if moment else ""
        kinds = [kind for kind in self.types if kind.name == "post" or self.lister.is_open(kind)]
        # 2. All pages into the journal, if this is a first read: what takes long comes first, so that it is resumed.
        resumes = self._begin(after)
        if not after and self.journal.keeps:
            self._fetch(kinds)
        # 3. Then the sweep: it is younger than every page, so it shows which of them are out of date.
        sweep = self._sweep(kinds)
        if self.robots.allows(path_of(self.lister.api.url(STORE.route))):
            sweep.facts = store_facts(self.lister, kinds)
        hidden = list(sweep.hidden())
        yield from hidden
        visible = sweep.seen.keys() - {change.id for change in hidden}
        fresh = Freshness(sweep=sweep)
        if resumes:
            for kind in kinds:
                fresh.learn(KeptPages(journal=self.journal, route=kind.route).all(), visible.__contains__)
        # 4. Entries that are new, differ, or list others (whose words change without their own date).
        lists = listing_ids(known)
        waiting = {id_ for id_ in visible if id_ in lists or known.get(id_, "") != sweep.revision(id_)}
        if waiting:
            for kind in kinds:
                yield from self._read(kind, fresh, known, waiting, after=after)
        # 5. Whatever the sweep did not see is gone: a sweep that breaks off raises, so it never looks like deletions.
        yield from (Gone(id=entry_id) for entry_id in known if entry_id not in sweep.seen)
        self.journal.through()

    def exclude(self, rules: OwnersRules) -> None:
        """What these rules keep back is taken out of the lists in other entries."""
        self.rules = rules

    def hides(self, entry_id: int, entry_type: str) -> bool:
        """Whether the entry is of a type that is no content to us."""
        del entry_id
        return entry_type in INTERNAL_TYPES or entry_type in (self.closed_types or ())

    def trace(self, entry_id: int, entry_type: str) -> Trace:
        """Ask for the entry at its own address; of a type that the site does not name any more there is none."""
        kind = next((kind for kind in self.types if kind.name == entry_type), None)
        if kind is None:
            return "unknown" if self.closed_types is None else "absent"
        return self.lister.trace(kind, entry_id, logged_in=bool((self.options.settings or {}).get("user")))

    def _begin(self, after: str) -> bool:
        """Open the journal; whether an earlier run left something there."""
        earlier = self.journal.begin(after)
        if earlier.last is None:
            return False
        if earlier.entries:
            of = 0 if after else max(self.total, earlier.entries)
            self.options.long_read.on_resumed(Resumed(entries=earlier.entries, of=of, moment=earlier.last))
        return True

    def _fetch(self, kinds: Iterable[Collection]) -> None:
        """All pages into the journal, those that are not there yet."""
        fetched = 0
        for kind in kinds:
            for page in self._pages(kind, after=""):
                fetched += len(page.items)
                self.options.long_read.on_fetched(fetched)
                if not self.journal.keeps:  # the disk is full: read them when they are needed
                    return

    def _sweep(self, kinds: Iterable[Collection]) -> Sweep:
        sweep = Sweep(
            zone=self.index.zone,
            now=self.options.clock(),
            taxonomy_bases=self._bases,
            show_protected_titles=self.options.show_protected_titles,
            homes=self._homes,
            rules=self.rules,
            robots=self.robots,
        )
        for kind in kinds:
            # What contradicts itself may have changed while it was read: once more. What either read holds is there.
            said = self._list(kind, sweep)
            self.contradictions += tuple(said and self._list(kind, sweep))
        return sweep

    def _list(self, kind: Collection, sweep: Sweep) -> list[str]:
        """Take in what a listing holds; what in it cannot be true at once."""
        audit = Audit(name=kind.base)
        for item in self.lister.every(kind, {**_BY_ID, "_fields": fields_for(kind, self._bases).light}, audit=audit):
            sweep.add(item, kind)
        return audit.contradictions

    def _read(
        self, kind: Collection, fresh: Freshness, known: KnownRevisions, waiting: set[int], *, after: str
    ) -> Iterator[Entry | Hidden]:
        """Entries of a type that are waited for: from its pages, and by id what those do not hold, or not any more."""
        sweep = fresh.sweep
        for page in self._pages(kind, after=after):
            asked = [item for item in page.items if integer(item, "id") in waiting]
            # What is not certain stays in `waiting` and is read by id below.
            wanted = [item for item in asked if fresh.holds(item, kind, page)]
            waiting.difference_update(integer(item, "id") for item in wanted)
            yield from self._entries(sweep, kind, wanted, known)
        rest = sorted(entry_id for entry_id in waiting if sweep.seen[entry_id].kind == kind)
        for start in range(0, len(rest), PAGE_SIZE):
            ids = rest[start : start + PAGE_SIZE]
            whole = list(self.lister.some(kind, ids, fields_for(kind, self._bases).whole))
            yield from self._entries(sweep, kind, whole, known)

    def _pages(self, kind: Collection, *, after: str) -> Iterator[Page]:
        """Whole objects of a type: all of them, or those modified `after` a moment."""
        query = {**_BY_ID, "_fields": fields_for(kind, self._bases).whole}
        keeper = KeptPages(journal=self.journal, route=kind.route)
        return self.lister.pages(kind, query | ({"modified_after": after} if after else {}), keeper=keeper)

    def _entries(
        self, sweep: Sweep, kind: Collection, items: list[Json], known: KnownRevisions
    ) -> Iterator[Entry | Hidden]:
        images = self._featured(sweep, items)
        reading = Reading(
            home=self.index.home,
            homes=self._homes,
            zone=self.index.zone,
            now=sweep.now,
            taxonomy_bases=self._bases,
            image=images.get,
            lineage=sweep.lineage,
            traces=sweep.traces,
            language=self.lister.api.language,
            multilingual=self.index.multilingual,
            show_protected_titles=self.options.show_protected_titles,
        )
        for item in items:
            change = read_entry(item, kind, reading)
            if isinstance(change, Entry):
                revision = sweep.revision(change.id)
                lists = lists_others(change.html)
                revision = with_lists(revision, change.html) if lists else revision
                change = replace(change, revision=revision, facts=sweep.facts.get(change.id, {}))
                if known.get(change.id, "") == change.revision:
                    continue
            yield change

    def _featured(self, sweep: Sweep, items: Iterable[Json]) -> dict[int, Image | None]:
        """Featured images; kept under a name that changes when one of them does."""
        ids = sorted({integer(item, "featured_media") for item in items} & sweep.seen.keys())
        if not ids:
            return {}
        name = f"images {revision_of([[entry_id, sweep.seen[entry_id].token] for entry_id in ids])}"
        record = self.journal.kept(name)
        if record is not None:
            found = objects(parse(record.body, where=name), where=name)
        else:
            found = list(self._media(ids))
            self.journal.keep(name, orjson.dumps(found))
        return {integer(item, "id"): read_image(item) for item in found}

    def _media(self, ids: list[int]) -> Iterator[Json]:
        for kind in self.types:
            if kind.name == "attachment":
                yield from self.lister.some(kind, ids, _MEDIA_FIELDS)

    def _front_page(self) -> int:
        pages = [kind for kind in self.types if kind.name == "page"]
        listed = (item for kind in pages for item in self.lister.if_allowed(kind, {"_fields": "id,link"}))
        home = self.index.home_path
        found = (item for item in islice(listed, _PAGES_LOOKED_AT) if path_of(text(item, "link")) == home)
        return next((integer(item, "id") for item in found), 0)

    @property
    def _homes(self) -> tuple[str, ...]:
        return (self.index.home, self.index.site_url, self.lister.api.root)

    @property
    def _bases(self) -> tuple[str, ...]:
        return tuple(taxonomy.base for taxonomy in self.taxonomies)


def _home_of(root: str) -> str:
    parts = urlsplit(root)
    if not parts.netloc:
        raise SourceUnavailable("the REST API's address has no host", hint="give the site's address as source")
    return f"{parts.scheme}://{parts.netloc}{parts.path.removesuffix('/wp-json').rstrip('/')}"
