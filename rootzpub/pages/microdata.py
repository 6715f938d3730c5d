"""Microdata of a page as the nodes that JSON-LD has (HTML, section 5), for pages without JSON-LD. Pure.

Invariants: one walk over the elements, bounded in items and in the text of a value; `itemref` is not followed.
"""

from itertools import islice
from typing import Any

from lxml import etree

from rootzpub.pages.tree import Element, body_of

_ANY_ITEM = etree.XPath("boolean(//@itemscope)")
MOST_ITEMS = 500
_MOST_PIECES = 200
"""Pieces of text of one value: values within values would be read again and again."""
_MOST_DEPTH = 200
_ADDRESS_OF = {
    **dict.fromkeys(("a", "area", "link"), "href"),
    **dict.fromkeys(("audio", "embed", "iframe", "img", "source", "track", "video"), "src"),
    "object": "data",
    "meta": "content",
    "data": "value",
    "meter": "value",
    "time": "datetime",
}
"""Attribute that holds an element's value; of all others it is `content` (as plugins write it) or their text."""


def has_items(root: Element | None) -> bool:
    """Whether there is any item; in C, for most pages have none."""
    return root is not None and bool(_ANY_ITEM(root))


def read_items(root: Element | None) -> tuple[dict[str, Any], ...]:
    """The items at the top, each with those below it."""
    body = body_of(root)
    if body is None:
        return ()
    top: list[dict[str, Any]] = []
    item_of: dict[Element, dict[str, Any]] = {}
    # In the document's order, so that an item is known before what stands in it.
    for element in body.xpath("descendant-or-self::*[@itemscope or @itemprop]"):
        owner = _owner(element, item_of)
        if element.get("itemscope") is not None:
            if len(item_of) >= MOST_ITEMS:
                break
            item_of[element] = _item(element)
        value = item_of.get(element) or _value(element)
        names = (element.get("itemprop") or "").split()
        if owner is None or not names:
            top.extend([item_of[element]] if element in item_of else [])
        else:
            for name in names:
                _add(owner, name, value)
    return tuple(top)


def _item(element: Element) -> dict[str, Any]:
    item: dict[str, Any] = {"@type": (element.get("itemtype") or "").split()}
    if name := (element.get("itemid") or "").strip():
        item["@id"] = name
    return item


def _add(item: dict[str, Any], name: str, value: object) -> None:
    """A value as JSON-LD has it: alone, or in a list with others."""
    before = item.setdefault(name, value)
    if isinstance(before, list):
        before.append(value)
    elif before is not value:
        item[name] = [before, value]


def _owner(element: Element, item_of: dict[Element, dict[str, Any]]) -> dict[str, Any] | None:
    """The item that an element stands in; None at the top, and too deep below it."""
    return next((item_of[above] for above in islice(element.iterancestors(), _MOST_DEPTH) if above in item_of), None)


def _value(element: Element) -> str:
    named = _ADDRESS_OF.get(element.tag, "content")
    written = element.get(named)
    if written is not None:
        return str(written)
    return "".join(islice(element.itertext(), _MOST_PIECES))
