"""Whole collections of a live API, page by page.

Invariants: `X-WP-TotalPages` says where to stop; totals are no completeness check, for they count what visitors may not
read. Objects come in order of id, so a post that appears while we read cannot push another over a page border.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from rootzpub.sources.rest.answers import Json, integer, is_error, member, objects, text
from rootzpub.sources.rest.catalog import Collection
from rootzpub.sources.rest.client import Answer, Client, refused
from rootzpub.sources.rest.discovery import Api
from rootzpub.sources.rest.reading import revision_of

Query = Mapping[str, str | int]
"""Parameters of a collection's route."""

PAGE_SIZE = 100
"""The most that WordPress gives in one answer (`per_page` has that maximum)."""
_OK = 200

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
    answered: datetime | None = None
    """When it was read, if that was before; None for a page that was read just now."""
    earlier: bool = False
    """Whether an earlier run read it."""


class Keeper(Protocol):
    """Keeps pages of one collection for a read that may break off."""

    def keep(self, page: int, answer: Answer, entries: int) -> None:
        """Keep a page that was read."""

    def kept(self, page: int) -> Page | None:
        """The page, if it was kept."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Lister:
    """Reads collections of one API."""

    api: Api
    client: Client

    def pages(self, kind: Collection, query: Query, *, keeper: Keeper | None = None) -> Iterator[Page]:
        """The collection by pages of 100; pages that `keeper` still has are not asked for again.

        Raises:
            SourceUnavailable: visitors may not list it, or the API went away.
            MalformedInput: an answer is no JSON list.
        """
        number, last = 1, 1
        while number <= last:
            page = (keeper.kept(number) if keeper else None) or self._read(kind, number, query, keeper)
            if page is None:
                return
            yield page
            # Where something in between drops the header, a full page says that there may be another.
            last = page.pages or (number + 1 if len(page.items) == PAGE_SIZE else last)
            number += 1

    def every(self, kind: Collection, query: Query) -> Iterator[Json]:
        """The objects of a collection, each id once."""
        seen: set[int] = set()
        for page in self.pages(kind, query):
            for item in page.items:
                if integer(item, "id") not in seen:
                    seen.add(integer(item, "id"))
                    yield item

    def if_allowed(self, kind: Collection, query: Query) -> Iterator[Json]:
        """The same, but nothing where visitors may not list it (users and some taxonomies are often closed)."""
        return self.every(kind, query) if self.is_open(kind) else iter(())

    def is_open(self, kind: Collection) -> bool:
        """Whether visitors may list it."""
        return self.client.get(self.api.url(kind.route, per_page=1, _fields="id")).status == _OK

    def some(self, kind: Collection, ids: list[int], fields: str) -> Iterator[Json]:
        """The objects with these ids, by batches; one by one where the site does not know `include`."""
        for start in range(0, len(ids), PAGE_SIZE):
            wanted = set(ids[start : start + PAGE_SIZE])
            batch = ",".join(map(str, sorted(wanted)))
            parameters: dict[str, str | int] = {"include": batch, "per_page": PAGE_SIZE, "_fields": fields}
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
        url = self.api.url(taxonomy.route, per_page=PAGE_SIZE, orderby="count", order="desc", _fields=members)
        answer = self.client.get(url)
        if answer.status != _OK:
            return None
        found = objects(answer.value(), where=taxonomy.route)
        return answer.number("X-WP-Total"), revision_of(
            [[text(item, name) for name in members.split(",")] for item in found]
        )

    def _read(self, kind: Collection, number: int, query: Query, keeper: Keeper | None) -> Page | None:
        answer = self._page(kind, number, query)
        if answer is None:
            return None
        items = objects(answer.value(), where=answer.url.partition("?")[0])
        if keeper:
            keeper.keep(number, answer, len(items))
        return Page(items=items, pages=answer.number("X-WP-TotalPages"))

    def _page(self, kind: Collection, page: int, query: Query) -> Answer | None:
        """One page; None when it lies behind the last one."""
        # WordPress answers 400 for a page behind the last one, which also happens when entries go while we read.
        url = self.api.url(kind.route, page=page, per_page=PAGE_SIZE, **query)
        answer = self.client.get(url)
        if answer.status == _OK:
            return answer
        if page > 1 and answer.body[:1] == b"{" and is_error(answer.value()):
            code = str(member(answer.value(), "code"))
            if code == "rest_post_invalid_page_number":
                return None
        raise refused(answer, kind.label.lower() or kind.base)
