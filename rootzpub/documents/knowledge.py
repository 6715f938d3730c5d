"""`/.well-known/ai/knowledge`: what the organisation is, offers and means, kind `ai-knowledge` [wire §3] [wire §3c].

Invariants: products, people and terms come from settings, pages, public types and described categories; none is made
up.
"""

from collections.abc import Callable, Mapping, Sequence
from typing import Final

from rootzpub.config import Config
from rootzpub.documents.assertions import assertion_type
from rootzpub.documents.discovered import Found, children, discover, page_records
from rootzpub.documents.excerpts import shorten
from rootzpub.documents.identity import (
    ai_summary,
    core_concepts,
    defined_concepts,
    name,
    named_lines,
    organization,
    summary_of,
    tagline,
    term_concept,
)
from rootzpub.documents.licences import terms_summary
from rootzpub.documents.listing import Capability, Listing, Section
from rootzpub.documents.paging import page_parameters, refuse_beyond
from rootzpub.documents.request import Request
from rootzpub.documents.row import DocumentRow
from rootzpub.documents.settings import Settings
from rootzpub.documents.shape import Members
from rootzpub.documents.standard_stamps import with_standard_stamps
from rootzpub.documents.stated import events, locations, offers, opening_hours, organization_facts, questions
from rootzpub.documents.vocabulary import ABOUT, PEOPLE_TYPES, PRODUCT_TYPES, PRODUCTS, SERVICES, TEAM
from rootzpub.site import PublishedEntry, Record, Site
from rootzpub.wire import Document, names, places
from rootzpub.wire.blocks import resource

_ONE_LINE: Final = 120
_ELEVATOR: Final = 400
_ABOUT_LENGTH: Final = 1200
_DESCRIPTION_LENGTH: Final = 300
_STATED: Final = frozenset({"locations", "openingHours", "offers", "events", "faq"})
"""What pages state: absent where none does, so that a site without them has the document it had."""
_UNCOUNTED: Final = 2**53
"""How long a list is taken to be that is read until it ends."""

Part = Callable[[int, int], list[Members]]
"""(offset, limit) -> that part of a list."""
Counted = tuple[int, Part]
"""How long a list is, and its parts."""


def build(site: Site, settings: Settings, request: Request) -> Document:
    """One page of the knowledge document: its lists run on from page to page, the rest stands on each."""
    # 1. Which part of each list stands on this page. One item more is read than is shown: it tells whether there is
    # another page, without counting lists whose length nobody knows.
    found = discover(site)
    size = settings.config.knowledge.limit
    number = request.page or request.integer("page")
    offset = (number - 1) * size
    lists = _lists(site, settings, found)
    parts = {member: part(offset, size + 1) for member, part in lists.items()}
    # 2. Behind the end of the longest list there is no such page; the first one always exists.
    if offset and not any(parts.values()):
        refuse_beyond(request, offset=offset, total=offset)
    # 3. The document: lists run on from page to page, the rest stands on each.
    body: Members = {
        "specVersion": names.SPEC_VERSION,
        "standard": names.KIND_KNOWLEDGE,
        "organization": {
            **organization(site, settings),
            **organization_facts(site, settings),
            "assertionType": "factual",
        },
        # The plugin's string, and the standard's three lengths of it.
        "summary": ai_summary(site, settings, found),
        "summaries": _summaries(site, settings, found),
        "about": _about(site, settings, found),
        # An empty list says that there is none: one that ended on an earlier page is left out.
        **{member: part[:size] for member, part in parts.items() if part or (number == 1 and member not in _STATED)},
        "page": number,
        "per_page": size,
    }
    if any(len(part) > size for part in parts.values()):
        body["nextUrl"] = _next(request, number + 1)
    return with_standard_stamps(names.KIND_KNOWLEDGE, body, request=request, site=site)


def _summaries(site: Site, settings: Settings, found: Mapping[str, Found]) -> Members:
    """One line, a paragraph, and what an agent should know besides: on which terms."""
    whole = ai_summary(site, settings, found)
    return {
        "oneLiner": tagline(site, settings) or shorten(whole, _ONE_LINE),
        "elevator": shorten(whole, _ELEVATOR),
        "forAI": f"{whole} {terms_summary(settings.config.policies)}",
    }


def _next(request: Request, number: int) -> str:
    if request.was_asked("page"):
        return resource(request.path, {"page": number})
    return f"{request.base or request.path}/page/{number}"


def _about(site: Site, settings: Settings, found: Mapping[str, Found]) -> Members:
    about = found.get(ABOUT)
    if about is None:
        return {}
    return {
        "title": about.entry.title,
        "url": about.entry.url,
        "path": about.entry.path,
        "summary": summary_of(about.entry, settings, _ABOUT_LENGTH),
        "assertionType": assertion_type(about.entry, settings, site.facts),
        "contentHash": about.entry.content_hash,
    }


def _lists(site: Site, settings: Settings, found: Mapping[str, Found]) -> dict[str, Part]:
    records = page_records(site)
    identity = settings.config.identity
    offered = [record for topic in (PRODUCTS, SERVICES) for record in _below_or_itself(records, found.get(topic))]
    people = children(records, found[TEAM].entry.path) if TEAM in found else []
    return {
        "products": _chain(
            _fixed(_asserted(named_lines(identity.applications, "description"), "product")),
            _of_types(site, settings, PRODUCT_TYPES, "product"),
            _of_records(site, settings, offered, "product"),
        ),
        "glossary": _glossary(site, settings, found),
        "team": _chain(
            _fixed(_asserted(named_lines(identity.people, "role"), "factual")),
            _of_types(site, settings, PEOPLE_TYPES, "factual"),
            _of_records(site, settings, people, "factual"),
        ),
        **_stated_lists(site, settings),
    }


def _stated_lists(site: Site, settings: Settings) -> dict[str, Part]:
    own = name(site, settings)
    return {
        "locations": _fixed(_asserted(locations(site, settings, own), "factual"))[1],
        "openingHours": _fixed(_asserted(opening_hours(site, settings, own), "factual"))[1],
        "offers": lambda offset, limit: _asserted(offers(site, settings, offset=offset, limit=limit), "product"),
        "events": lambda offset, limit: _asserted(events(site, settings, offset=offset, limit=limit), "event"),
        "faq": lambda offset, limit: _asserted(questions(site, settings, offset=offset, limit=limit), "factual"),
    }


def _below_or_itself(records: Sequence[Record], found: Found | None) -> list[Record]:
    """The pages below a products or services page; where there are none, that page speaks for all of them."""
    if found is None:
        return []
    below = children(records, found.entry.path)
    return below or [record for record in records if record.path == found.entry.path]


def _glossary(site: Site, settings: Settings, found: Mapping[str, Found]) -> Part:
    """The owner's concepts, then described categories; without either, what the discovery document says."""
    own = _asserted(defined_concepts(settings), "factual")

    def categories(offset: int, limit: int) -> list[Members]:
        terms = site.terms("category", described=True, limit=limit, offset=offset)
        return _asserted([term_concept(term, settings) for term in terms], "factual")

    # An agent that reads knowledge alone finds the terms that discovery states, never fewer.
    if not own and not site.terms("category", described=True, limit=1):
        return _fixed(_asserted(core_concepts(site, settings, found), "factual"))[1]
    return _chain(_fixed(own), (_UNCOUNTED, categories))


def _of_types(site: Site, settings: Settings, types: frozenset[str], assertion: str) -> Counted:
    present = sorted(kind for kind, _ in site.types() if kind in types)

    def entries(offset: int, limit: int) -> list[Members]:
        found = site.entries(*present, order="menu", limit=limit, offset=offset)
        return _asserted([_named(entry, settings) for entry in found], assertion)

    # Without a type `count` and `entries` of the site mean all of it.
    return (site.count(*present), entries) if present else (0, entries)


def _of_records(site: Site, settings: Settings, records: Sequence[Record], assertion: str) -> Counted:
    def entries(offset: int, limit: int) -> list[Members]:
        found = (site.by_path(record.path) for record in records[offset : offset + limit])
        return _asserted([_named(entry, settings) for entry in found if entry is not None], assertion)

    return len(records), entries


def _named(entry: PublishedEntry, settings: Settings) -> Members:
    return {"name": entry.title, "url": entry.url, "description": summary_of(entry, settings, _DESCRIPTION_LENGTH)}


def _asserted(items: Sequence[Members], assertion: str) -> list[Members]:
    return [{**item, "assertionType": assertion} for item in items]


def _fixed(items: list[Members]) -> Counted:
    return len(items), lambda offset, limit: items[offset : offset + limit]


def _chain(*lists: Counted) -> Part:
    """Several counted lists read as one."""

    def part(offset: int, limit: int) -> list[Members]:
        found: list[Members] = []
        for count, read in lists:
            if offset < count and len(found) < limit:
                found.extend(read(offset, limit - len(found)))
            offset = max(0, offset - count)
        return found

    return part


def _page_count(site: Site, settings: Settings, segment: str) -> int:
    del segment
    size = settings.config.knowledge.limit
    lists = _lists(site, settings, discover(site))
    pages = 1
    # Asked until nothing answers: the glossary is read to its end and has no count.
    while any(part(pages * size, 1) for part in lists.values()):
        pages += 1
    return pages


def _enabled(config: Config) -> bool:
    return config.knowledge.enabled


KNOWLEDGE = DocumentRow(
    place=places.KNOWLEDGE,
    listing=Listing(
        title="Knowledge",
        note="who we are, products, terms and people",
        section=Section.AGENTS,
        front="summary, products, glossary, people",
        capability=Capability(name="knowledge"),
        scored=True,
    ),
    build=build,
    # Only `page`: three lists of different lengths share one page, whose size is the owner's setting.
    parameters=page_parameters(20, 100)[:1],
    enabled=_enabled,
    page_count=_page_count,
)
