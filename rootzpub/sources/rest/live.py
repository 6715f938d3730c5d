"""`https:` and `http:`: a live site, read through its public REST API.

Whether anything changed is asked with one small request for each type and taxonomy. Then a sweep over all ids (light
members only) tells what is there; entries are read whole by `modified_after` after the first time, and whatever the
sweep shows as different beyond that is read by id. A read that breaks off goes on from the pages it had.
"""

import re
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from itertools import islice
from urllib.parse import urlsplit

from rootzpub.errors import SourceUnavailable
from rootzpub.site import Author, Change, Entry, Gone, Hidden, Image, SiteFacts, Term
from rootzpub.sources.moments import parse_utc
from rootzpub.sources.rest.answers import Json, integer, text
from rootzpub.sources.rest.catalog import Collection, post_types, taxonomies
from rootzpub.sources.rest.client import Client, Login
from rootzpub.sources.rest.discovery import Api, find_api
from rootzpub.sources.rest.facts import Index, read_index, site_facts
from rootzpub.sources.rest.listing import Lister, Query, fields_for
from rootzpub.sources.rest.reading import Reading, path_of, read_author, read_entry, read_image, read_term, revision_of
from rootzpub.sources.rest.spool import KeptPages, Spool
from rootzpub.sources.rest.sweep import Sweep, listing_ids, with_lists
from rootzpub.sources.source import Snapshot, SourceOptions

_INDEX_FIELDS = (
    "name,description,url,home,gmt_offset,timezone_string,site_logo,site_icon_url,page_on_front,page_for_posts"
)
_MEDIA_FIELDS = "id,source_url,alt_text,media_details.width,media_details.height"
_TERM_FIELDS = "id,name,slug,description,link,parent,count,taxonomy"
_BY_ID = {"orderby": "id", "order": "asc"}
_USERS = Collection(name="user", base="users")
_OVERLAP = timedelta(seconds=2)
"""`modified_after` looks back this much further: two edits may fall into one second."""
_PAGES_LOOKED_AT = 500
_LISTS = re.compile(r"wp-block-(?:latest-posts|query|post-template|page-list|navigation|archives|categories|tag-cloud)")


def open_live(url: str, options: SourceOptions) -> "LiveRest":
    """The source behind `https://example.com`.

    Raises:
        SourceUnavailable: no REST API answers there.
    """
    client = Client(timeout=options.timeout)
    user = (options.settings or {}).get("user", "")
    if user:
        client.session.auth = Login(url=url, user=user, password=options.password)
    return LiveRest(url=url, api=find_api(url, client), client=client, options=options)


@dataclass(slots=True, kw_only=True)
class LiveRest:
    """A site that answers."""

    url: str
    api: Api
    client: Client
    options: SourceOptions
    default_refresh_seconds: int = 60
    _spool: Spool = field(default_factory=Spool)

    def fingerprint(self) -> str:
        """A digest over the index and, for each type and taxonomy, the total and the newest change; `@` the newest."""
        lister = Lister(api=self.api, client=self.client)
        index = self.client.get(self.api.url("/", _fields=_INDEX_FIELDS)).value()
        index = {name: value for name, value in index.items() if name in _INDEX_FIELDS} if index else {}
        types, sorts = self._catalog()
        states = [(kind.name, lister.newest(kind)) for kind in types]
        terms = [(kind.name, lister.terms_state(kind)) for kind in sorts]
        newest = max((state[1].partition("|")[0] for _, state in states if state), default="")
        return f"{revision_of([index, states, terms, self._unsettled(newest)])}@{newest}"

    @contextmanager
    def snapshot(self) -> Iterator[Snapshot]:
        """One look; what changes while we read is found at the next, for the fingerprint is taken first."""
        fingerprint = self.fingerprint()
        types, sorts = self._catalog()
        index = self.client.get(self.api.url("/", _fields=_INDEX_FIELDS)).value()
        yield _LiveSnapshot(
            fingerprint=fingerprint,
            index=read_index(index, fallback_home=_home_of(self.api.root)),
            types=types,
            taxonomies=sorts,
            lister=Lister(api=self.api, client=self.client),
            options=self.options,
            spool=self._spool,
        )

    def next_change_at(self) -> datetime | None:
        """The API does not tell visitors what is scheduled."""
        return None

    def _catalog(self) -> tuple[tuple[Collection, ...], tuple[Collection, ...]]:
        types = self.client.get(self.api.url("/wp/v2/types"))
        sorts = self.client.get(self.api.url("/wp/v2/taxonomies"))
        return post_types(types.value()), taxonomies(sorts.value())

    def _unsettled(self, newest: str) -> str:
        """A changing mark while the newest change is so fresh that another may bear the same second."""
        moment, now = parse_utc(newest), self.options.clock()
        return now.isoformat() if moment is not None and abs(now - moment) <= _OVERLAP else ""


@dataclass(slots=True, kw_only=True)
class _LiveSnapshot:
    """One look at a live site."""

    fingerprint: str
    index: Index
    types: tuple[Collection, ...]
    taxonomies: tuple[Collection, ...]
    lister: Lister
    options: SourceOptions
    spool: Spool

    def site_facts(self) -> SiteFacts:
        """Facts of the index; language from the home page; the front page is the page whose link is the home URL."""
        media = [kind for kind in self.types if kind.name == "attachment"]
        logo = self._images(media, [self.index.logo_id]).get(self.index.logo_id)
        facts = site_facts(
            self.index,
            self.types,
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

    def changes(self, since: str | None, known: Mapping[int, str]) -> Iterator[Change]:
        """Entries that are new or differ, everything hidden, and what is gone."""
        sweep = self._sweep()
        hidden = list(sweep.hidden())
        yield from hidden
        waiting = sweep.seen.keys() - {change.id for change in hidden}
        lists = listing_ids(known.items())
        waiting = {id_ for id_ in waiting if id_ in lists or known.get(id_) != sweep.revision(id_)}
        if waiting:
            yield from self._read(sweep, since if known else None, known, waiting)
        yield from (Gone(id=entry_id) for entry_id in known if entry_id not in sweep.seen)
        self.spool.clear()

    def _sweep(self) -> Sweep:
        sweep = Sweep(
            zone=self.index.zone,
            now=self.options.clock(),
            taxonomy_bases=self._bases,
            show_protected_titles=self.options.show_protected_titles,
        )
        for kind in self.types:
            for item in self._listed(kind, {**_BY_ID, "_fields": fields_for(kind, self._bases).light}):
                sweep.add(item, kind)
        return sweep

    def _read(
        self, sweep: Sweep, since: str | None, known: Mapping[int, str], waiting: set[int]
    ) -> Iterator[Entry | Hidden]:
        for kind in self.types:
            for page in self._pages(sweep, kind, since):
                wanted = [item for item in page if integer(item, "id") in waiting]
                waiting.difference_update(integer(item, "id") for item in wanted)
                yield from self._entries(sweep, kind, wanted, known)
            rest = sorted(entry_id for entry_id in waiting if sweep.seen[entry_id].kind == kind)
            whole = list(self.lister.some(kind, rest, fields_for(kind, self._bases).whole))
            yield from self._entries(sweep, kind, whole, known)

    def _pages(self, sweep: Sweep, kind: Collection, since: str | None) -> Iterator[list[Json]]:
        """Whole objects of a type: all of them, or those modified since the last sync."""
        moment = parse_utc((since or "").rpartition("@")[2])
        query = {**_BY_ID, "_fields": fields_for(kind, self._bases).whole}
        if moment is not None:
            after = (moment - _OVERLAP).strftime("%Y-%m-%dT%H:%M:%SZ")
            return self.lister.pages(kind, query | {"modified_after": after})

        def still_holds(item: Json) -> bool:
            swept = sweep.seen.get(integer(item, "id"))
            return swept is not None and swept.token == sweep.token(item, kind)

        keeper = KeptPages(spool=self.spool, route=kind.route, still_holds=still_holds)
        return self.lister.pages(kind, query, keeper=keeper)

    def _entries(
        self, sweep: Sweep, kind: Collection, items: list[Json], known: Mapping[int, str]
    ) -> Iterator[Entry | Hidden]:
        media = [found for found in self.types if found.name == "attachment"]
        images = self._images(media, [integer(item, "featured_media") for item in items])
        reading = Reading(
            home=self.index.home,
            zone=self.index.zone,
            now=sweep.now,
            taxonomy_bases=self._bases,
            image=images.get,
            is_visible=sweep.lineage.is_visible,
            traces=sweep.traces,
            show_protected_titles=self.options.show_protected_titles,
        )
        for item in items:
            change = read_entry(item, kind, reading)
            if isinstance(change, Entry):
                revision = sweep.revision(change.id)
                lists = _LISTS.search(change.html) is not None
                change = replace(change, revision=with_lists(revision, change.html) if lists else revision)
                if known.get(change.id) == change.revision:
                    continue
            yield change

    def _images(self, media: Iterable[Collection], ids: Iterable[int]) -> dict[int, Image | None]:
        wanted = sorted({entry_id for entry_id in ids if entry_id})
        return {
            integer(item, "id"): read_image(item)
            for kind in media
            for item in self.lister.some(kind, wanted, _MEDIA_FIELDS)
        }

    def _listed(self, kind: Collection, query: Query) -> Iterator[Json]:
        """Posts must be there; another type that visitors may not list is left out."""
        if kind.name == "post":
            return self.lister.every(kind, query)
        return self.lister.if_allowed(kind, query)

    def _front_page(self) -> int:
        pages = [kind for kind in self.types if kind.name == "page"]
        listed = (item for kind in pages for item in self.lister.if_allowed(kind, {"_fields": "id,link"}))
        home = self.index.home_path
        found = (item for item in islice(listed, _PAGES_LOOKED_AT) if path_of(text(item, "link")) == home)
        return next((integer(item, "id") for item in found), 0)

    @property
    def _bases(self) -> tuple[str, ...]:
        return tuple(taxonomy.base for taxonomy in self.taxonomies)


def _home_of(root: str) -> str:
    parts = urlsplit(root)
    if not parts.netloc:
        raise SourceUnavailable("the REST API's address has no host", hint="give the site's address as source")
    return f"{parts.scheme}://{parts.netloc}{parts.path.removesuffix('/wp-json').rstrip('/')}"
