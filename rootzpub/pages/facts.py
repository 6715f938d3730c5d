"""`page_facts`: what a page states of itself in JSON-LD or microdata, normalised and bounded [visibility §visitor.7].

Invariants: only what concerns this page, and the organisation that publishes the site; claims about other addresses and
hosts, and questions, answers, descriptions and persons that visitors do not see, are dropped. Every statement names in
`visible` those of its members that stand on the page.
"""

import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import tzinfo
from typing import Any, NamedTuple

from rootzpub.pages.address import absolute, bare_address
from rootzpub.pages.fact_values import (
    Setting,
    Take,
    Value,
    take_address,
    take_agents,
    take_amount,
    take_currency,
    take_date,
    take_flag,
    take_geo,
    take_own_url,
    take_phone,
    take_place,
    take_prose,
    take_term,
    take_text,
    take_urls,
)
from rootzpub.pages.json_ld import Node, text_of, types_of
from rootzpub.pages.kinds import kind_of
from rootzpub.pages.opening_hours import opening_hours
from rootzpub.pages.page import Page
from rootzpub.pages.words import word_string

MOST_BYTES = 16 * 1024
"""Of all facts of a page, as JSON."""
MOST_STATEMENTS = 50
"""Of one name."""
VISIBLE = "visible"
_JSON = json.JSONEncoder(ensure_ascii=False)
_SMALL = 500_000
"""Characters of a page's source."""

Statement = dict[str, Any]
"""Members by name; `visible` lists those that visitors see."""


class _Member(NamedTuple):
    """How a member is read: its name, schema.org's names for it (the first that says something counts), its kind."""

    name: str
    take: Take
    sources: tuple[str, ...] = ()


_NAME = _Member("name", take_text)
_URL = _Member("url", take_own_url)
_DESCRIPTION = _Member("description", take_prose)
_ORGANIZATION = (
    _NAME,
    _Member("legalName", take_text),
    _URL,
    _Member("phone", take_phone, ("telephone",)),
    _Member("address", take_address),
    _Member("sameAs", take_urls),
    _Member("registration", take_text, ("vatID", "taxID", "iso6523Code", "leiCode", "duns")),
    _Member("founded", take_text, ("foundingDate",)),
    _Member("geo", take_geo),
    _Member("priceRange", take_text),
    _DESCRIPTION,
)
_OFFER = (
    _Member("price", take_amount),
    _Member("lowPrice", take_amount),
    _Member("highPrice", take_amount),
    _Member("currency", take_currency, ("priceCurrency",)),
    _Member("availability", take_term),
    _Member("validUntil", take_date, ("priceValidUntil", "validThrough")),
    _NAME,
    _Member("sku", take_text),
    _URL,
)
_PRODUCT = (
    _NAME,
    _Member("sku", take_text),
    _Member("gtin", take_text, ("gtin", "gtin13", "gtin14", "gtin12", "gtin8")),
    _Member("brand", take_text, ("brand", "manufacturer")),
    _Member("category", take_text),
    _URL,
    _DESCRIPTION,
)
_EVENT = (
    _NAME,
    _Member("startDate", take_date),
    _Member("endDate", take_date),
    _Member("status", take_term, ("eventStatus",)),
    _Member("attendance", take_term, ("eventAttendanceMode",)),
    _Member("location", take_place),
    _Member("organizer", take_agents),
    _Member("performer", take_agents),
    _URL,
    _DESCRIPTION,
)
_ARTICLE = (
    _Member("headline", take_text, ("headline", "name")),
    _Member("published", take_date, ("datePublished",)),
    _Member("modified", take_date, ("dateModified",)),
    _Member("author", take_agents),
    _Member("section", take_text, ("articleSection",)),
    _Member("free", take_flag, ("isAccessibleForFree",)),
)
_QUESTION = (_Member("question", take_prose, ("name",)), _Member("answer", take_prose))
_CRUMB = (_NAME, _Member("url", take_own_url, ("item", "url")))


def page_facts(page: Page, *, home: str, zone: tzinfo) -> dict[str, Any]:
    """The facts by name: `organization` and `article` one statement each, all others lists; empty where there is none.

    `home` is the site's home, `zone` what its dates without a zone are in.
    """
    graph = page.graph
    if not graph.nodes:
        return {}
    setting = Setting(
        graph=graph,
        url=page.url,
        zone=zone,
        links=frozenset(page.references),
        has_words=_Sight(page).has_words,
    )
    found: dict[str, list[Statement]] = {}
    for kind, node in _nodes(page, setting, home):
        statements = found.setdefault(kind, [])
        if len(statements) < MOST_STATEMENTS:
            statements.extend(_READERS[kind](setting, node)[: MOST_STATEMENTS - len(statements)])
    return _bounded(found)


class _Sight:
    """Which words of statements visitors see; a name stands in several statements and is looked for once."""

    def __init__(self, page: Page) -> None:
        self._words = page.words
        # Most words are not there, and the set of a page's words says so sooner than a search; of a large page searches
        # are bounded.
        self._is_large = page.size >= _SMALL
        self._known: dict[str, bool] = {}

    def has_words(self, text: str) -> bool:
        known = self._known.get(text)
        if known is None:
            words = word_string(text)
            known = self._known[text] = bool(words) and self._stands_on(words)
        return known

    def _stands_on(self, words: str) -> bool:
        if self._is_large:
            return self._words.has(words)
        return self._words.knows(words) and words in self._words.string


def _nodes(page: Page, setting: Setting, home: str) -> Iterator[tuple[str, Node]]:
    """The nodes that count, each once, with what it is of."""
    graph, seen = setting.graph, set[int]()
    publisher = graph.publisher_of_site(home)
    if publisher is not None and _may_name(setting, publisher):
        seen.add(id(publisher))
        yield "organization", publisher
    for node in (*_of_page(page, setting), *_unaddressed(setting)):
        kind = kind_of(node)
        if kind and id(node) not in seen and _may_name(setting, node):
            seen.add(id(node))
            # What is not at the site's home is another organisation, of which the page tells.
            yield (kind if kind != "organization" or _is_at_home(setting, node, home) else "organizations"), node


def _is_at_home(setting: Setting, node: Node, home: str) -> bool:
    named = {*setting.graph.addresses(node, "url", base=setting.url)} or {
        absolute(setting.url, text_of(node.get("@id")))
    }
    return bare_address(home) in map(bare_address, named)


def _of_page(page: Page, setting: Setting) -> Iterator[Node]:
    """Nodes of this page, and those that they call its main thing and that name no other address."""
    graph = setting.graph
    own = (page.url, page.canonical) if bare_address(page.canonical)[0] == bare_address(page.url)[0] else (page.url,)
    addresses = {bare_address(address) for address in own}
    for node in graph.concerning(own):
        yield node
        for name in ("mainEntity", "breadcrumb"):
            for inner in graph.values(node, name):
                if isinstance(inner, dict):
                    named = graph.addresses(inner, "url", base=page.url)
                    if addresses.issuperset(map(bare_address, named)):
                        yield inner


def _unaddressed(setting: Setting) -> Iterator[Node]:
    """What has no address and still can only be of this page: a list of questions, and the way to here."""
    for node in setting.graph.nodes:
        if node.get("@id") or node.get("url") or node.get("mainEntityOfPage"):
            continue
        types = types_of(node)
        # Of questions only those are kept that stand on the page.
        if "FAQPage" in types or ("BreadcrumbList" in types and _leads_here(setting, node)):
            yield node


def _leads_here(setting: Setting, node: Node) -> bool:
    items = _crumb_nodes(setting, node)
    ends = setting.graph.addresses(items[-1], "item", base=setting.url) if items else ()
    return any(bare_address(end) == bare_address(setting.url) for end in ends)


def _may_name(setting: Setting, node: Node) -> bool:
    """Whether an organisation is none that is a person too, unless visitors see the name."""
    name = text_of(node.get("name"))
    return "Person" not in types_of(node) or bool(name and setting.has_words(name))


def _read(setting: Setting, node: Node, members: Sequence[_Member]) -> Statement:
    said: Statement = {}
    visible: list[str] = []
    for name, take, sources in members:
        for source in sources or (name,):
            # Most members are not there, and reading nothing costs as much as reading a name.
            value = take(setting, setting.graph.values(node, source)) if source in node else None
            if value is not None and _put(said, name, value, visible):
                break
    return _closed(said, visible)


def _put(said: Statement, name: str, value: Value, visible: list[str]) -> bool:
    if value.only_visible and not value.visible:
        return False
    said[name] = value.plain
    if value.visible:
        visible.append(name)
    return True


def _closed(said: Statement, visible: Sequence[str]) -> Statement:
    return {**said, VISIBLE: list(visible)} if said else {}


def _organization(setting: Setting, node: Node) -> list[Statement]:
    said = _read(setting, node, _ORGANIZATION)
    lines = opening_hours(setting.graph, node)
    if not said.get("name"):
        return []
    visible = said.pop(VISIBLE)
    if kind := _type(node):
        said = {"type": kind, **said}
    if lines:
        said["openingHours"] = lines
        visible += ["openingHours"] if all(map(setting.has_words, lines)) else []
    return [_closed(said, visible)]


def _product(setting: Setting, node: Node) -> list[Statement]:
    said = _read(setting, node, _PRODUCT)
    if not said.get("name"):
        return []
    visible = said.pop(VISIBLE)
    if offers := _offers(setting, node):
        said["offers"] = offers
    return [_closed(said, visible)]


def _offers(setting: Setting, node: Node) -> list[Statement]:
    found = []
    for offer in setting.graph.values(node, "offers")[:MOST_STATEMENTS]:
        if isinstance(offer, dict):
            said = _read(setting, {**_price_of(setting, offer), **offer}, _OFFER)
            if any(name in said for name in ("price", "lowPrice", "availability")):
                found.append(said)
    return found


def _price_of(setting: Setting, offer: Node) -> Node:
    """The specification of the price that is to be paid, where a shop writes it there; not the one that is struck."""
    for price in setting.graph.values(offer, "priceSpecification"):
        if isinstance(price, dict) and not text_of(price.get("priceType")).endswith(
            ("ListPrice", "StrikethroughPrice")
        ):
            return {name: price[name] for name in ("price", "priceCurrency") if name in price}
    return {}


def _event(setting: Setting, node: Node) -> list[Statement]:
    said = _read(setting, node, _EVENT)
    if not said.get("name") or not said.get("startDate"):
        return []
    visible = said.pop(VISIBLE)
    if offers := _offers(setting, node):
        said["offers"] = offers
    return [_closed(said, visible)]


def _article(setting: Setting, node: Node) -> list[Statement]:
    said = _read(setting, node, _ARTICLE)
    return [{"type": _type(node), **said}] if said.get("headline") else []


def _faq(setting: Setting, node: Node) -> list[Statement]:
    graph, found = setting.graph, []
    for question in graph.values(node, "mainEntity")[: 2 * MOST_STATEMENTS]:
        if isinstance(question, dict):
            answers = graph.values(question, "acceptedAnswer")
            texts = [text for answer in answers if isinstance(answer, dict) for text in graph.values(answer, "text")]
            said = _read(setting, {"name": question.get("name"), "answer": texts[:1]}, _QUESTION)
            if said.get("question") and said.get("answer"):
                found.append(said)
    return found


def _breadcrumb(setting: Setting, node: Node) -> list[Statement]:
    found = []
    for crumb in _crumb_nodes(setting, node):
        item = next(iter(setting.graph.values(crumb, "item")), None)
        named = {**item, **crumb} if isinstance(item, dict) else crumb
        said = _read(
            setting, {**named, "item": [*setting.graph.addresses(crumb, "item", base=setting.url)[:1]]}, _CRUMB
        )
        if said.get("name"):
            found.append(said)
    return found


def _crumb_nodes(setting: Setting, node: Node) -> list[Node]:
    items = setting.graph.values(node, "itemListElement")[:MOST_STATEMENTS]
    nodes = [item for item in items if isinstance(item, dict)]
    return sorted(
        nodes,
        key=lambda item: (
            int(text) if (text := text_of(item.get("position"))).isdecimal() and len(text) < _MOST_DIGITS else 0
        ),
    )


_READERS: Mapping[str, Callable[[Setting, Node], list[Statement]]] = {
    "organization": _organization,
    "organizations": _organization,
    "locations": _organization,
    "products": _product,
    "events": _event,
    "faq": _faq,
    "article": _article,
    "breadcrumb": _breadcrumb,
}
_GENERAL = frozenset({"Organization", "LocalBusiness", "Place", "Thing", "Person", "Article"})
_LONGEST_TYPE = 60
_MOST_DIGITS = 6
_SINGLE = frozenset({"organization", "article"})
"""Of these a page has one."""


def _type(node: Node) -> str:
    """Its most particular type."""
    names = [
        name for name in sorted(types_of(node)) if name.isascii() and name.isalnum() and len(name) <= _LONGEST_TYPE
    ]
    return next((name for name in names if name not in _GENERAL), names[0] if names else "")


def _bounded(found: Mapping[str, list[Statement]]) -> dict[str, Any]:
    """Within the bound of bytes: what comes first stays."""
    room = MOST_BYTES
    kept: dict[str, Any] = {}
    for name, statements in found.items():
        for statement in statements[:1] if name in _SINGLE else statements:
            room -= len(_JSON.encode(statement).encode())
            if room < 0:
                return kept
            if name in _SINGLE:
                kept[name] = statement
            else:
                kept.setdefault(name, []).append(statement)
    return kept
