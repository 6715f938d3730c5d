"""Parts of a page that its own JSON-LD calls not free: a paywall that only hides them.

Invariants: a selector that is not understood closes the whole page, for doubt leaves out.
"""

import re
from collections.abc import Iterable

from rootzpub.pages.tree import Element, put_tail

_COMBINATOR = re.compile(r"[\s>+~]+")

_COMPOUND = re.compile(r"(?P<tag>[A-Za-z][A-Za-z0-9-]*|\*)?(?P<rest>(?:[.#][A-Za-z0-9_-]+)*)")
_PIECE = re.compile(r"([.#])([A-Za-z0-9_-]+)")
_MOST_SELECTORS = 50


def drop_closed(root: Element | None, selectors: Iterable[str]) -> None:
    """Remove what the selectors name from a tree; of a descendant selector its last part is taken, which is more."""
    if root is None:
        return
    parts = [part.strip() for selector in selectors for part in selector.split(",")]
    for part in parts[:_MOST_SELECTORS]:
        path = _xpath(_COMBINATOR.split(part)[-1] if part else "")
        if not path or len(parts) > _MOST_SELECTORS:
            root.clear()
            return
        for element in root.xpath(path):
            # Emptied and not removed: elements within it may be on the list too, and its tail is not its own.
            tail = element.tail
            element.clear()
            put_tail(element, tail)


def _xpath(compound: str) -> str:
    """An XPath for tag, classes and id; empty where the selector says more, or nothing."""
    named = _COMPOUND.fullmatch(compound)
    if not compound or named is None:
        return ""
    tests = [
        f"[@id='{name}']" if sign == "#" else f"[contains(concat(' ', normalize-space(@class), ' '), ' {name} ')]"
        for sign, name in _PIECE.findall(named["rest"])
    ]
    return f"descendant-or-self::{named['tag'] or '*'}{''.join(tests)}"
