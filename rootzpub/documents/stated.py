"""What the site's pages state of themselves, as documents show it [wire §3.facts]; the owner's settings go before it.

Invariants: nothing here looks at a page or makes anything up; each statement names the entry whose page makes it; mail
addresses that the owner did not give are taken out.
"""

from collections.abc import Mapping
from typing import Any, Final

from rootzpub.documents.identity import public_text
from rootzpub.documents.settings import Settings
from rootzpub.documents.shape import Members
from rootzpub.site import VISIBLE, PublishedEntry, Site, Stated

FACTS: Final = "facts"
STATED_BY: Final = "statedBy"
_OF_ORGANIZATION: Final = (
    *("legalName", "founded", "phone", "address", "openingHours", "sameAs", "registration", "geo", "priceRange"),
)
_MOST_PLACES: Final = 200
"""Places whose hours are listed."""


def facts_of(entry: PublishedEntry, settings: Settings) -> Members:
    """The member `facts` of an entry; nothing where its page states nothing."""
    if not entry.facts or not settings.config.content.facts:
        return {}
    return {FACTS: _public(entry.facts, settings)}


def organization_facts(site: Site, settings: Settings) -> Members:
    """What settings, and else the page of the site's publisher, say of the organisation besides its name."""
    own = owner_facts(settings)
    stated = next(iter(_stated(site, settings, "organization", limit=1)), None)
    if stated is None:
        return own
    said = {name: stated.statement[name] for name in _OF_ORGANIZATION if stated.statement.get(name) and name not in own}
    if not said:
        return own
    seen = [name for name in stated.statement.get(VISIBLE, ()) if name in said]
    # As a list and not as keys: which of them are the page's and not the owner's.
    by = {"path": stated.path, "url": stated.url, "members": list(said), VISIBLE: seen}
    return {**_public(said, settings), **own, STATED_BY: by}


def owner_facts(settings: Settings) -> Members:
    """What the owner set, under the names that statements of pages have."""
    given, identity = settings.config.contact, settings.config.identity
    members = {
        "legalName": identity.legal_name,
        "founded": identity.founded,
        "phone": given.phone,
        "address": given.address,
        "openingHours": list(given.opening_hours),
        "sameAs": list(identity.same_as),
        "registration": identity.registration,
    }
    return {name: value for name, value in members.items() if value}


def events(site: Site, settings: Settings, *, offset: int, limit: int) -> list[Members]:
    """Events that pages state, the latest first."""
    return _items(site, settings, "events", offset=offset, limit=limit)


def offers(site: Site, settings: Settings, *, offset: int, limit: int) -> list[Members]:
    """Products with their offers."""
    return _items(site, settings, "offers", offset=offset, limit=limit)


def questions(site: Site, settings: Settings, *, offset: int, limit: int) -> list[Members]:
    """Questions and answers."""
    return _items(site, settings, "faq", offset=offset, limit=limit)


def locations(site: Site, settings: Settings, name: str) -> list[Members]:
    """Where the organisation is: the owner's address alone, else what pages state of places."""
    contact = settings.config.contact
    if contact.address:
        hours = list(contact.opening_hours)
        members = {"name": name, "address": contact.address, "phone": contact.phone, "openingHours": hours}
        return [{member: value for member, value in members.items() if value}]
    return [_item(row, settings) for row in _places(site, settings) if row.statement.get("address")]


def opening_hours(site: Site, settings: Settings, name: str) -> list[Members]:
    """When it is open: the owner's hours alone, else what pages state of places."""
    if settings.config.contact.opening_hours:
        return [{"name": name, "openingHours": list(settings.config.contact.opening_hours)}]
    return [
        _item(Stated(statement=_only_hours(row.statement), path=row.path, url=row.url), settings)
        for row in _places(site, settings)
        if row.statement.get("openingHours")
    ]


def _only_hours(statement: Mapping[str, Any]) -> Members:
    names = ("name", "openingHours")
    seen = [member for member in statement.get(VISIBLE, ()) if member in names]
    return {**{member: statement[member] for member in names if member in statement}, VISIBLE: seen}


def _places(site: Site, settings: Settings) -> list[Stated]:
    """The organisation itself, then its places."""
    return [row for kind in ("organization", "locations") for row in _stated(site, settings, kind, limit=_MOST_PLACES)]


def _items(site: Site, settings: Settings, name: str, *, offset: int, limit: int) -> list[Members]:
    return [_item(row, settings) for row in _stated(site, settings, name, limit=limit, offset=offset)]


def _stated(site: Site, settings: Settings, name: str, *, limit: int, offset: int = 0) -> tuple[Stated, ...]:
    # The switch counts at once: the store is cleared by the next sync.
    return tuple(site.stated(name, limit=limit, offset=offset)) if settings.config.content.facts else ()


def _item(row: Stated, settings: Settings) -> Members:
    return {**_public(row.statement, settings), STATED_BY: {"path": row.path, "url": row.url}}


def _public(value: Any, settings: Settings) -> Any:
    if isinstance(value, str):
        return public_text(value, settings)
    if isinstance(value, Mapping):
        return {name: _public(inner, settings) for name, inner in value.items()}
    return [_public(inner, settings) for inner in value] if isinstance(value, list | tuple) else value
