"""Whole collections of a live API, page by page.

Invariants: where a listing ends is decided by `paging`, not by a number of the site alone. Objects come in order of id,
so a post that appears while we read cannot push another over a page border.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Protocol

from rootzpub.errors import MalformedInput, SourceUnavailable
from rootzpub.logs import package_logger
from rootzpub.sources.rest.answers import Json, integer, is_error, objects, text
from rootzpub.sources.rest.catalog import Collection
from rootzpub.sources.rest.client import Answer, Client, refused
from rootzpub.sources.rest.discovery import Api
from rootzpub.sources.rest.paging import PAGE_SIZE, Audit, ends_listing, refuses_size, smaller_size
from rootzpub.sources.rest.reading import revision_of
from rootzpub.sources.source import Trace

Query = Mapping[str, str | int]
"""Parameters of a collection's route."""

_OK = 200
_BAD_REQUEST = 400
_FORBIDDEN = 403
_ABSENT = frozenset({401, 404, 410})
"""What WordPress answers for an entry that is deleted, or that visitors may not read (any more)."""
_logger = package_logger(__name__)

_CORE = (
    "id,date,date_gmt,modified,modified_gmt,slug,status,type,link,author,featured_media,parent,menu_order,sticky,"
    "meta._rootz_exclude,meta._jetpack_newsletter_access,meta.jetpack_seo_noindex"
)
_SEO = "yoast_head_json.description,yoast_head_json.canonical,yoast_head_json.robots,aioseo_head_json"
_MEDIA = "description,caption,alt_text,mime_type,media_details,source_url,post"


@dataclass(frozen=True, slots=True, kw_only=True)
class Fields:
    """Which members to ask for, by purpose."""

    light: str
    """What shows whether an entry changed or is hidden; WordPress renders nothing for it."""
    whole: str


def fields_for(kind: Collection, taxonomy_bases: Iterable[str]) -> Fields:
    """Members of one type's objects that we need."""
    terms = ",".join(taxonomy_bases)
    light = f"{_CORE},{terms},title,content.protected" + (",post,source_url" if kind.name == "attachment" else "")
    whole = f"{_CORE},{terms},title,content,excerpt,{_SEO}" + (f",{_MEDIA}" if kind.name == "attachment" else "")
    return Fields(light=light, whole=whole)


@dataclass(frozen=True, slots=True, kw_only=True)
class Page:
    """One page of a collection."""

    items: list[Json]
    pages: int
    """How many there are, as the site said with this one; 0 when it did not."""
    total: int = 0
    """How many objects there are, as the site said with this one; 0 when it did not."""
    answered: datetime | None = None
    """When it was read, if that was before; None for a page that was read just now."""
    earlier: bool = False
    """Whether an earlier run read it."""


class Keeper(Protocol):
    """Keeps pages of one collection for a read that may break off."""

    def keep(self, page: int, answer: Answer, entries: int, size: int) -> None:
        """Keep a page that was read, of a listing with `size` objects a page."""

    def kept(self, page: int, size: int) -> Page | None:
        """The page, if it was kept."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Lister:
    """Reads collections of one API."""

    api: Api
    client: Client
    sizes: dict[str, int] = field(default_factory=dict)
    """Objects a page, by route, where the site takes fewer than WordPress does; shared by all who read the site."""

    def pages(
        self, kind: Collection, query: Query, *, keeper: Keeper | None = None, audit: Audit | None = None
    ) -> Iterator[Page]:
        """The collection by pages; pages that `keeper` still has are not asked for again. `audit` gets what was seen.

        Raises:
            SourceUnavailable: visitors may not list it, or the API went away.
            MalformedInput: an answer is no JSON list.
        """
        audit, number = audit or Audit(name=kind.base), 1
        while (page := self._next(kind, number, query, keeper)) is not None:
            if not audit.take(number, (integer(item, "id") for item in page.items), pages=page.pages):
                return
            yield page
            size, last = self.sizes.get(kind.route, PAGE_SIZE), len(page.items)
            if audit.is_through(number, pages=page.pages, total=page.total, size=size, last=last):
                return
            number += 1

    def every(self, kind: Collection, query: Query, *, audit: Audit | None = None) -> Iterator[Json]:
        """The objects of a collection, each id once; what has no id is named and left out."""
        seen: set[int] = set()
        for page in self.pages(kind, query, audit=audit):
            for item in page.items:
                entry_id = integer(item, "id")
                if not entry_id:
                    _logger.warning("%s: an object without an id was left out", kind.route)
                elif entry_id not in seen:
                    seen.add(entry_id)
                    yield item

    def if_allowed(self, kind: Collection, query: Query) -> Iterator[Json]:
        """The same, but nothing where visitors may not list it (users and some taxonomies are often closed)."""
        return self.every(kind, query) if self.is_open(kind) else iter(())

    def is_open(self, kind: Collection) -> bool:
        """Whether visitors may list it."""
        return self.client.get(self.api.url(kind.route, per_page=1, _fields="id")).status == _OK

    def some(self, kind: Collection, ids: list[int], fields: str) -> Iterator[Json]:
        """The objects with these ids, by batches; one by one where the site does not know `include`."""
        size = self.sizes.get(kind.route, PAGE_SIZE)
        for start in range(0, len(ids), size):
            wanted = set(ids[start : start + size])
            batch = ",".join(map(str, sorted(wanted)))
            parameters: dict[str, str | int] = {"include": batch, "per_page": size, "_fields": fields}
            answer = self.client.get(self.api.url(kind.route, **parameters))
            found = objects(answer.value(), where=kind.route) if answer.status == _OK else []
            for item in found:
                if integer(item, "id") in wanted:
                    wanted.discard(integer(item, "id"))
                    yield item
            yield from self._singly(kind, sorted(wanted), fields)

    def _singly(self, kind: Collection, ids: list[int], fields: str) -> Iterator[Json]:
        for entry_id in ids:
            answer = self.client.get(self.api.url(f"{kind.route}/{entry_id}", _fields=fields))
            item: Json = answer.value() if answer.status == _OK else {}
            if integer(item, "id") == entry_id:
                yield item

    def newest(self, kind: Collection) -> tuple[int, str] | None:
        """How many objects a type is said to have and the newest `modified_gmt`; None where it is closed."""
        url = self.api.url(
            kind.route, per_page=1, orderby="modified", order="desc", _fields="id,modified_gmt,slug,title"
        )
        answer = self.client.get(url)
        if answer.status != _OK:
            return None
        found = objects(answer.value(), where=kind.route)
        facts = [text(found[0], name) for name in ("modified_gmt", "id", "slug")] if found else []
        return answer.number("X-WP-Total"), "|".join([*facts, *(text(item, "title", "rendered") for item in found[:1])])

    def terms_state(self, taxonomy: Collection) -> tuple[int, str] | None:
        """How many terms a taxonomy has, and its hundred most used ones; None where it is closed."""
        members = "id,name,slug,description,parent,count"
        answer = self._sized(
            taxonomy, {"per_page": 0, "orderby": "count", "order": "desc", "_fields": members}, may_shrink=True
        )
        if answer.status != _OK:
            return None
        found = objects(answer.value(), where=taxonomy.route)
        return answer.number("X-WP-Total"), revision_of(
            [[text(item, name) for name in members.split(",")] for item in found]
        )

    def trace(self, kind: Collection, entry_id: int, *, logged_in: bool) -> Trace:
        """What an entry's own address says of it: `/wp/v2/posts/12`."""
        try:
            answer = self.client.get(self.api.url(f"{kind.route}/{entry_id}", _fields="id"))
            if answer.status == _OK:
                return "there" if integer(answer.value(), "id") == entry_id else "unknown"
            # 403 is a login's "you may not read this"; to others it is what stands before the site that says it.
            refused_to_user = logged_in and answer.status == _FORBIDDEN and is_error(answer.value())
        except (SourceUnavailable, MalformedInput):
            return "unknown"
        return "absent" if answer.status in _ABSENT or refused_to_user else "unknown"

    def _next(self, kind: Collection, number: int, query: Query, keeper: Keeper | None) -> Page | None:
        """A page, kept or read; None when it lies behind the last one."""
        # Before the first answer nobody knows how large pages are here; those of another size are others.
        size = self.sizes.get(kind.route, PAGE_SIZE)
        if keeper and (page := keeper.kept(number, size)):
            return page
        answer = self._page(kind, number, query)
        if answer is None:
            return None
        learnt = self.sizes.get(kind.route, PAGE_SIZE)
        # An earlier run has the rest of them, now that their size is known.
        if keeper and learnt != size and (page := keeper.kept(number, learnt)):
            return page
        items = objects(answer.value(), where=answer.url.partition("?")[0])
        if keeper:
            keeper.keep(number, answer, len(items), learnt)
        return Page(items=items, pages=answer.number("X-WP-TotalPages"), total=answer.number("X-WP-Total"))

    def _page(self, kind: Collection, page: int, query: Query) -> Answer | None:
        """One page; None when it lies behind the last one."""
        # WordPress answers 400 for a page behind the last one, which also happens when entries go while we read.
        answer = self._sized(kind, {"page": page, "per_page": 0, **query}, may_shrink=page == 1)
        if answer.status == _OK:
            return answer
        if page > 1 and ends_listing(answer):
            return None
        raise refused(answer, kind.label.lower() or kind.base)

    def _sized(self, kind: Collection, query: Query, *, may_shrink: bool) -> Answer:
        """An answer with `per_page` as the site takes it; a smaller maximum is learnt from its refusal."""
        first: Answer | None = None
        size = self.sizes.get(kind.route, PAGE_SIZE)
        while True:
            answer = self.client.get(self.api.url(kind.route, **{**query, "per_page": size}))
            if answer.status == _OK and first is not None:
                self.sizes[kind.route] = size
            if answer.status != _BAD_REQUEST or not may_shrink or not refuses_size(answer):
                return answer
            first = first or answer
            size = smaller_size(answer, size)
            if not size:
                return first
