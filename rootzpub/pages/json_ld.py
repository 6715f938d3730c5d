"""JSON-LD of a page: what plugins tell search engines, as plain nodes.

Invariants: each script stands alone, so a broken one costs only itself; bytes, nodes and depth are bounded; a value is
what somebody claims, never markup. Why not an extractor: docs/decisions/0019.
"""

import html
import json
import re
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from decimal import Decimal, InvalidOperation
from typing import Any

from rootzpub.pages.address import Address, absolute, bare_address
from rootzpub.pages.tree import INLINE
from rootzpub.wire.rules import clean_text

_NAME_PARTS = re.compile(r"[/#:]")

MOST_BYTES = 2 * 1024 * 1024
"""Characters of JSON-LD in one page; scripts beyond are not read."""
MOST_NODES = 2_000
MOST_DEPTH = 32
MOST_TEXT = 100_000
"""Characters of one text."""

Node = Mapping[str, Any]
"""One JSON object: names as written, values plain JSON."""

_WRAPS = re.compile(
    r"^\s*(?:<!--|//\s*<!\[CDATA\[|/\*\s*<!\[CDATA\[\s*\*/|<!\[CDATA\[|//\s*<!--)"
    r"|(?:-->|//\s*\]\]>|/\*\s*\]\]>\s*\*/|\]\]>|//\s*-->|;)\s*$"
)
_MOST_WRAPS = 3
_CONTAINERS = frozenset({dict, list})
_FRAME = frozenset({"@graph", "@context"})
_NO_STATEMENT = frozenset({"@graph", "@context", "@id"})
"""Names that say nothing of a node."""
_TAG = re.compile(r"<[A-Za-z/!?][^<>]*>")
_INLINE_TAG = re.compile(rf"</?(?:{'|'.join(INLINE)})(?:[\s/][^<>]*)?>", re.IGNORECASE)
"""Puts nothing between the letters before and behind it, as on the page."""
_PRICE = re.compile(r"-?[0-9]{1,15}(?:\.[0-9]{1,6})?")


@dataclass(frozen=True, slots=True, kw_only=True)
class Graph:
    """All nodes of a page, those of one `@id` joined."""

    nodes: tuple[Node, ...] = ()
    """Top-level nodes, lists and `@graph` flattened, in the page's order."""
    by_id: Mapping[str, Node] = field(default_factory=dict)
    """Every node with an `@id` and something to say, nested ones too."""
    unread: int = 0
    """Scripts that are no JSON or beyond the bounds."""

    def resolve(self, value: object) -> object:
        """The node that `{"@id": …}` refers to; anything else as it is."""
        if isinstance(value, dict) and len(value) == 1 and "@id" in value:
            return self.by_id.get(str(value["@id"]), value)
        return value

    def values(self, node: Node, name: str) -> tuple[object, ...]:
        """The values of a property as a row, references resolved; empty without it."""
        value = node.get(name)
        if value is None:
            return ()
        # Most are one text, and each node of a page is asked for dozens of names.
        if not isinstance(value, list):
            return (self.resolve(value) if isinstance(value, dict) else value,)
        return tuple([self.resolve(item) if isinstance(item, dict) else item for item in value])

    def of_type(self, *names: str) -> Iterator[Node]:
        """Top-level nodes of any of these types (schema.org's names, without prefix)."""
        return (node for node in self.nodes if not types_of(node).isdisjoint(names))

    def concerning(self, addresses: Sequence[str]) -> tuple[Node, ...]:
        """Nodes about one page: `@id` (without fragment), `url` or `mainEntityOfPage` is one of its addresses.

        The first address is what relative ones are relative to. What a page claims of other addresses or hosts is not
        among them, nor what names another host besides.
        """
        own = {bare_address(address) for address in addresses}
        hosts = {host for host, _, _ in own}
        return tuple(node for node in self.nodes if self._is_of(node, own, hosts, addresses[0]))

    def publisher_of_site(self, home: str) -> Node | None:
        """The organisation that a WebSite names as its publisher, if the `url` of both is the site's home."""
        own = bare_address(home)
        for site in self.of_type("WebSite"):
            # A WebSite without an address is the one that prints it; one with another is somebody else's.
            if any(bare_address(found) != own for found in self.addresses(site, "url", base=home)):
                continue
            for publisher in self.values(site, "publisher"):
                named = self.addresses(publisher, "url", base=home) if isinstance(publisher, dict) else ()
                if isinstance(publisher, dict) and {bare_address(found) for found in named} == {own}:
                    return publisher
        return None

    def addresses(self, node: Node, name: str, *, base: str) -> tuple[str, ...]:
        """The absolute URLs of a property."""
        if name not in node:
            return ()
        values = [
            value.get("@id") or value.get("url") if isinstance(value, dict) else value
            for value in self.values(node, name)
        ]
        return tuple([absolute(base, text) for value in values if (text := text_of(value))])

    def _is_of(self, node: Node, own: Collection[Address], hosts: Collection[str], base: str) -> bool:
        claimed = {
            bare_address(found)
            for name in ("url", "mainEntityOfPage")
            if name in node
            for found in self.addresses(node, name, base=base)
        }
        if any(host not in hosts for host, _, _ in claimed):
            return False
        name = text_of(node.get("@id"))
        named = {bare_address(absolute(base, name))} if name else set()
        return not (claimed | named).isdisjoint(own)


def is_json_ld(media_type: str) -> bool:
    """Whether a script of this `type` holds JSON-LD."""
    return "ld+json" in media_type.lower()


def read_graph(scripts: Iterable[str]) -> Graph:
    """The nodes of a page's scripts; whatever is in them, never an exception."""
    room, unread, values = MOST_BYTES, 0, []
    for script in scripts:
        room -= len(script)
        value = _loaded(script) if room >= 0 else None
        if value is None:
            unread += 1
        else:
            values.append(value)
    return replace(graph_of(values), unread=unread)


def graph_of(values: Iterable[object]) -> Graph:
    """The nodes of plain JSON values, each a script's or an element's."""
    reader = _Reader()
    for value in values:
        reader.take(value, MOST_DEPTH)
    return Graph(nodes=reader.joined(), by_id=reader.by_id)


def types_of(node: Node) -> frozenset[str]:
    """The types of a node by their last part: `Product` for `http://schema.org/Product` and `schema:Product`."""
    value = node.get("@type")
    row = value if isinstance(value, list) else [value]
    # Nearly all are written without a prefix.
    return frozenset([name if name.isalnum() else _NAME_PARTS.split(name)[-1] for name in row if isinstance(name, str)])


def text_of(value: object) -> str:
    """A value as plain text in one line: entities unescaped, tags out; empty for anything but text and numbers."""
    if type(value) is not str:
        if isinstance(value, bool) or not isinstance(value, str | int | float):
            return ""
        value = str(value)
    text = value[:MOST_TEXT]
    # Nothing to take out: most are names and addresses.
    if text.isprintable() and "&" not in text and "<" not in text and "  " not in text:
        return text.strip()
    if "&" in text or "<" in text:
        text = _INLINE_TAG.sub("", html.unescape(text))
        text = html.unescape(_TAG.sub(" ", text))
    # NUL and halves of surrogate pairs can neither be kept nor published.
    return " ".join(clean_text(text).replace("\0", "").split())


def amount_of(value: object) -> Decimal | None:
    """A price; None unless it is written as schema.org wants (digits and a point)."""
    text = text_of(value)
    try:
        return Decimal(text) if _PRICE.fullmatch(text) else None
    except InvalidOperation:  # pragma: no cover - the pattern leaves none
        return None


def closed_selectors(graph: Graph) -> tuple[str, ...]:
    """CSS selectors of parts that the page itself calls not free (`isAccessibleForFree` false)."""
    found: list[str] = []
    for node in graph.nodes:
        for part in (node, *graph.values(node, "hasPart")):
            if isinstance(part, dict) and _is_false(part.get("isAccessibleForFree")):
                found.extend(value for value in graph.values(part, "cssSelector") if isinstance(value, str))
    return tuple(found)


class _Reader:
    """Flattens values into nodes, within the bounds."""

    def __init__(self) -> None:
        self.by_id: dict[str, dict[str, Any]] = {}
        self._top: list[dict[str, Any]] = []
        self._left = MOST_NODES

    def take(self, value: object, depth: int) -> None:
        """A script's value, or one of a list or `@graph`."""
        if depth <= 0:
            return
        if isinstance(value, list):
            for item in value:
                self.take(item, depth - 1)
        elif isinstance(value, dict):
            self.take(value.get("@graph"), depth - 1)
            if self._left > 0 and not value.keys() <= _NO_STATEMENT:
                self._top.append(self._bounded(value, depth - 1))

    def joined(self) -> tuple[Node, ...]:
        """Each node once, with what all scripts say of its `@id`."""
        seen: set[int] = set()
        nodes: list[Node] = []
        for node in self._top:
            whole = self.by_id.get(str(node.get("@id")), node)
            if id(whole) not in seen:
                seen.add(id(whole))
                nodes.append(whole)
        return tuple(nodes)

    def _bounded(self, node: dict[str, Any], depth: int) -> dict[str, Any]:
        """A copy of a node without what lies too deep or is too much; registered by its `@id`."""
        self._left -= 1
        copy = {
            name: self._value(value, depth) if type(value) in _CONTAINERS else value
            for name, value in node.items()
            if name not in _FRAME
        }
        name = copy.get("@id")
        if not isinstance(name, str) or not name or len(copy) == 1:
            return copy
        known = self.by_id.setdefault(name, copy)
        # What was said first counts; what another script adds is added.
        if known is not copy:
            for key, value in copy.items():
                known.setdefault(key, value)
        return known

    def _reference(self, value: dict[str, Any], depth: int) -> dict[str, Any]:
        """A nested node; one with a name by its name, so that what names itself makes no circle of objects."""
        node = self._bounded(value, depth)
        name = str(node.get("@id"))
        return {"@id": name} if name in self.by_id else node

    def _value(self, value: object, depth: int) -> object:
        if isinstance(value, dict):
            return self._reference(value, depth - 1) if depth > 0 and self._left > 0 else None
        if isinstance(value, list):
            if depth <= 0:
                return None
            return [self._value(item, depth - 1) if type(item) in _CONTAINERS else item for item in value]
        return value


def _loaded(script: str) -> object | None:
    """The JSON of a script, comment and CDATA wraps aside; None where it is none."""
    text = script.strip().removeprefix("\ufeff")
    value = _parsed(text)
    # Few scripts are wrapped, and looking for a wrap costs more than reading the JSON.
    for _ in range(_MOST_WRAPS if value is None else 0):
        text = _WRAPS.sub("", text).strip()
    return _parsed(text) if value is None else value


def _parsed(text: str) -> object | None:
    try:
        value: object = json.loads(text, strict=False, parse_constant=lambda _: None)
    # ValueError: no JSON, or a number of thousands of digits; RecursionError: nested too deeply for the parser.
    except (ValueError, RecursionError):
        return None
    return value


def _is_false(value: object) -> bool:
    return value is False or (isinstance(value, str) and value.rsplit("/", 1)[-1].strip().lower() == "false")
