"""Single values of JSON-LD, made plain: text, dates, prices, addresses, persons; each with the words to look for. Pure.

Invariants: what is no such value gives None; every value is bounded; mail addresses are no facts of a page.
"""

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, tzinfo
from typing import Any, NamedTuple
from urllib.parse import urlsplit

from rootzpub.pages.address import absolute, bare_address
from rootzpub.pages.json_ld import Graph, amount_of, text_of, types_of

MOST_NAME, MOST_PROSE, MOST_URL = 300, 2_000, 2_000
_MOST_VALUES, _MOST_URLS, _MOST_AGENTS = 200, 20, 10
_NAME_PARTS = re.compile(r"[/#:]")
_TERM = re.compile(r"[A-Za-z]{2,60}")
_DATE = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
_MOMENT = re.compile(
    r"[0-9]{4}-[0-9]{2}-[0-9]{2}[T ][0-9]{2}:[0-9]{2}(?::[0-9]{2}(?:\.[0-9]{1,9})?)?"
    r"\s?(?:Z|[+-][0-9]{2}:?(?:[0-9]{2})?)?"
)
_MAIL = re.compile(r"\S@\S")
_DIGIT = re.compile(r"[0-9]")
_PHONE = re.compile(r"[0-9+()/.,;x\s#-]{5,60}", re.IGNORECASE)
_CURRENCY = re.compile(r"[A-Z]{3}")
_COORDINATE = re.compile(r"-?[0-9]{1,3}(?:\.[0-9]{1,10})?")
_ADDRESS_PARTS = ("streetAddress", "postOfficeBoxNumber", "postalCode", "addressLocality", "addressRegion")


@dataclass(frozen=True, slots=True, kw_only=True)
class Setting:
    """What a page's values are read in."""

    graph: Graph
    url: str
    """Where the page is: what relative references are relative to, and whose host is ours."""
    zone: tzinfo
    """The site's, which dates without a zone are in."""
    links: frozenset[str]
    """The page's links as written: putting each together with the page's address would cost more than all else."""
    has_words: Callable[[str], bool]
    """Whether a text's words stand on the page."""


class Value(NamedTuple):
    """A value, and whether visitors see it."""

    plain: Any
    visible: bool
    only_visible: bool = False
    """Whether it is dropped where it is not: prose and names of persons."""


Take = Callable[[Setting, Sequence[object]], Value | None]
"""The values of a property to one value; None where they say none."""


def take_text(setting: Setting, values: Sequence[object]) -> Value | None:
    """A name: the first text, or the name of the first node."""
    for value in values:
        if text := name_of(value)[:MOST_NAME]:
            return Value(plain=text, visible=setting.has_words(text))
    return None


def take_prose(setting: Setting, values: Sequence[object]) -> Value | None:
    """Sentences; only what visitors read, for plugins make descriptions of texts that they hide."""
    text = next(filter(None, map(text_of, values)), "")
    if not text or len(text) > MOST_PROSE:
        return None
    return Value(plain=text, visible=setting.has_words(text), only_visible=True)


def take_phone(setting: Setting, values: Sequence[object]) -> Value | None:
    """A telephone number."""
    text = next((text for value in values if _PHONE.fullmatch(text := text_of(value))), "")
    return Value(plain=text, visible=setting.has_words(text)) if _DIGIT.search(text) else None


def take_amount(setting: Setting, values: Sequence[object]) -> Value | None:
    """A price as a decimal number in a string."""
    amount = next((amount for value in values if (amount := amount_of(value)) is not None), None)
    return Value(plain=f"{amount:f}", visible=setting.has_words(f"{amount:f}")) if amount is not None else None


def take_currency(setting: Setting, values: Sequence[object]) -> Value | None:
    """ISO 4217."""
    code = next((code for value in values if _CURRENCY.fullmatch(code := text_of(value).upper())), "")
    return Value(plain=code, visible=setting.has_words(code)) if code else None


def take_date(setting: Setting, values: Sequence[object]) -> Value | None:
    """A date, or a moment with its zone: the site's where none is written."""
    for value in values:
        text = text_of(value)
        if (found := _date(text, setting.zone)) is not None:
            return Value(plain=found, visible=setting.has_words(text))
    return None


def take_term(setting: Setting, values: Sequence[object]) -> Value | None:
    """The last part of a schema.org address: `InStock`."""
    text = next((text for value in values if (text := text_of(_address(value)))), "")
    term = _NAME_PARTS.split(text)[-1]
    return Value(plain=term, visible=setting.has_words(term)) if _TERM.fullmatch(term) else None


def take_own_url(setting: Setting, values: Sequence[object]) -> Value | None:
    """An address of the page's own host."""
    own = bare_address(setting.url)[0]
    url = next((url for url in _urls(setting, values) if bare_address(url)[0] == own), "")
    return Value(plain=url, visible=_is_linked(setting, url)) if url else None


def take_urls(setting: Setting, values: Sequence[object]) -> Value | None:
    """Addresses anywhere, written in full."""
    whole = [value for value in values if text_of(_address(value)).startswith(("https://", "http://"))]
    urls = list(dict.fromkeys(_urls(setting, whole)))[:_MOST_URLS]
    return Value(plain=urls, visible=all(_is_linked(setting, url) for url in urls)) if urls else None


def take_address(setting: Setting, values: Sequence[object]) -> Value | None:
    """A postal address in one line."""
    for value in values:
        parts = _address_parts(setting.graph, value) if isinstance(value, dict) else (text_of(value),)
        parts = tuple(part for part in parts if part)
        if parts:
            line = ", ".join(parts)[:MOST_NAME]
            return Value(plain=line, visible=all(map(setting.has_words, parts)))
    return None


def take_place(setting: Setting, values: Sequence[object]) -> Value | None:
    """Where something is: name and address in one line."""
    for value in values:
        name = name_of(value)
        found = take_address(setting, setting.graph.values(value, "address")) if isinstance(value, dict) else None
        if name or found:
            line = ", ".join(part for part in (name, found.plain if found else "") if part)[:MOST_NAME]
            seen = (not name or setting.has_words(name)) and (found is None or found.visible)
            return Value(plain=line, visible=seen)
    return None


def take_geo(setting: Setting, values: Sequence[object]) -> Value | None:
    """`latitude,longitude`."""
    del setting
    for value in values:
        if isinstance(value, dict):
            row = [text_of(value.get(name)) for name in ("latitude", "longitude")]
            if all(map(_COORDINATE.fullmatch, row)):
                return Value(plain=",".join(row), visible=False)
    return None


def take_agents(setting: Setting, values: Sequence[object]) -> Value | None:
    """Names of organisations; of persons, and of what does not say that it is none, only those that visitors see."""
    names: list[str] = []
    visible = True
    for value in values[:_MOST_AGENTS]:
        name = name_of(value)[:MOST_NAME]
        seen = bool(name) and setting.has_words(name)
        if name and (seen or is_organisation(value)):
            names.append(name)
            visible = visible and seen
    return Value(plain=names, visible=visible) if names else None


def take_flag(setting: Setting, values: Sequence[object]) -> Value | None:
    """Yes or no."""
    del setting
    text = str(values[0]).rsplit("/", 1)[-1].strip().lower() if values else ""
    return Value(plain=text == "true", visible=False) if text in {"true", "false"} else None


def is_organisation(value: object) -> bool:
    """Whether a node says that it is an organisation, and no person."""
    types = types_of(value) if isinstance(value, dict) else frozenset()
    return bool(types) and "Person" not in types


def name_of(value: object) -> str:
    """A text, or the name of a node."""
    text = text_of(value.get("name") if isinstance(value, dict) else value)
    return "" if "@" in text and _MAIL.search(text) else text


def _address(value: object) -> object:
    return value.get("@id") or value.get("url") or value.get("name") if isinstance(value, dict) else value


def _urls(setting: Setting, values: Sequence[object]) -> list[str]:
    found = (absolute(setting.url, text) for value in values[:_MOST_VALUES] if (text := text_of(_address(value))))
    return [url for url in found if _is_web(url)]


def _is_linked(setting: Setting, url: str) -> bool:
    """Whether the page links there, in full or by the path alone."""
    host, slashes, path = url.partition("://")[2].partition("/")
    own = bare_address(setting.url)[0] == host.removeprefix("www.").casefold()
    return url in setting.links or (own and bool(slashes) and f"/{path}" in setting.links)


def _is_web(url: str) -> bool:
    if "@" in url or len(url) > MOST_URL:
        return False
    try:
        parts = urlsplit(url)
        return parts.scheme in {"http", "https"} and bool(parts.hostname)
    except ValueError:
        return False


def _address_parts(graph: Graph, value: Mapping[str, Any]) -> tuple[str, ...]:
    """Street, code with town, region, country; as people write them."""
    street, box, code, town, region = (
        next(filter(None, map(name_of, graph.values(value, name))), "") for name in _ADDRESS_PARTS
    )
    country = next(filter(None, map(name_of, graph.values(value, "addressCountry"))), "")
    return street, box, f"{code} {town}".strip(), region, country


def _date(text: str, zone: tzinfo) -> str | None:
    try:
        if _DATE.fullmatch(text):
            return datetime.fromisoformat(text).date().isoformat()
        if not _MOMENT.fullmatch(text):
            return None
        moment = datetime.fromisoformat(text.replace(" ", "T", 1).replace(" ", "")).replace(microsecond=0)
        return (moment if moment.tzinfo else moment.replace(tzinfo=zone)).isoformat()
    # 31 February, 25 o'clock; a zone that leads beyond the calendar.
    except (ValueError, OverflowError):
        return None
