"""Rules of lists: `<ul>`, `<ol>`, `<li>`, and the markdown of a list.

Invariants: a list's content is indented once for each level it stands in, and levels are limited (`DEEPEST`), so the
work stays in proportion to the text; no list is ever read as part of the one before it.
"""

import re
from typing import Final

from rootzpub.markdown.findings import HEADING_SIGN
from rootzpub.markdown.listing import Listing
from rootzpub.markdown.state import OpenList
from rootzpub.markdown.walker import Attributes, Frame, Rule, Walker

DEEPEST: Final = 17
"""Levels of containers that renderers follow at the least (markdown-it stops at 20; a list takes two)."""

_MOST_DIGITS: Final = 9
"""Digits of an ordered list marker (CommonMark 5.2)."""

_NUMBER: Final = re.compile(r"-?\d{1,9}")
_ATX: Final = re.compile(HEADING_SIGN + "#{1,6} ")
_FENCE: Final = re.compile(r"(?<!`)```++[^`\n]*+\n")
"""How code begins; a paragraph that begins with a code span has the other fence in the same line."""


def open_list(walker: Walker, *, ordered: bool, number: int = 1) -> None:
    """A list begins; below the deepest level its items are blocks of the item around it."""
    containers = walker.containers
    containers.level += 2
    if containers.level > DEEPEST + 1:
        walker.flush()
        walker.ledger.add("deep-nesting", "ol" if ordered else "ul")
        containers.lists.append(None)
        return
    walker.enter_container()
    containers.lists.append(OpenList(ordered=ordered, number=number, depth=len(containers.outer)))


def _open_bullets(walker: Walker, attributes: Attributes) -> None:
    del attributes
    open_list(walker, ordered=False)


def _open_numbers(walker: Walker, attributes: Attributes) -> None:
    start = attributes.get("start", "1").strip()
    number = int(start) if _NUMBER.fullmatch(start) else 1
    if number < 0 or "reversed" in attributes or attributes.get("type", "1") != "1":
        walker.ledger.add("list-numbering", " ".join(f"{k}={v}" for k, v in sorted(attributes.items()) if k != "class"))
        number = max(number, 0)
    open_list(walker, ordered=True, number=number)


def close_list(walker: Walker) -> None:
    """A list ends."""
    containers = walker.containers
    containers.level -= 2
    closed = containers.lists.pop()
    if closed is None:
        walker.flush()
        return
    strays = walker.leave_container()
    if strays:
        _add_strays(closed, strays)
    if containers.lists and not walker.blocks and not closed.ordered:
        # It stands in the line of the marker around it, so it may not begin with nothing: "- - -" is a thematic break
        # (CommonMark 4.1), whatever follows below.
        while closed.items and not closed.items[0]:
            closed.items.pop(0)
    # A list of nothing in a list would be a thematic break as well.
    if any(closed.items) or (closed.items and not containers.lists):
        walker.blocks.append(_listing(closed, walker.blocks[-1] if walker.blocks else ""))


def _add_strays(around: OpenList, strays: list[str]) -> None:
    """What stood in the list but in no item belongs to the item before it."""
    if around.items:
        around.items[-1] += strays
    else:
        _add_item(around, strays)


def _add_item(around: OpenList, blocks: list[str]) -> None:
    if around.first is None:
        around.first = around.number
    around.items.append(blocks)
    around.number += 1


class _OpenItem(Frame):
    """`<li>` of a list: its blocks gather on their own."""

    __slots__ = ("list", "note")

    def __init__(self, around: OpenList, note: str) -> None:
        self.list = around
        self.note = note
        """The footnote that the item is, by its id; empty if it is none."""

    def close(self, walker: Walker) -> None:
        """`</li>`."""
        blocks = walker.leave_container()
        notes = walker.notes
        note = self.note or notes.here
        if note:
            notes.here = ""
            notes.bodies.setdefault(note, []).extend(blocks)
        else:
            _add_item(self.list, blocks)


class _StrayItem(Frame):
    """`<li>` in no list, or right in an item."""

    __slots__ = ()

    def close(self, walker: Walker) -> None:
        """`</li>`: only the edge of a block."""
        walker.flush()


_STRAY_ITEM: Final = _StrayItem()


def open_item(walker: Walker, attributes: Attributes) -> None:
    """`<li>`. One inside another without a list between ends that one: something in it was left open."""
    if walker.inline.tokens:
        walker.flush()
    containers = walker.containers
    around = containers.lists[-1] if containers.lists else None
    depth = len(containers.outer)
    if around is None or around.depth != depth:
        if around is not None and around.depth == depth - 1:
            _add_item(around, walker.blocks)
            walker.blocks = []
        walker.frames.append(_STRAY_ITEM)
        return
    if walker.blocks:
        _add_strays(around, walker.blocks)
        walker.blocks = []
    value = attributes["value"].strip() if "value" in attributes else ""
    if (
        value
        and around.ordered
        and value.isascii()
        and value.isdigit()
        and len(value) <= _MOST_DIGITS
        and int(value) != around.number
    ):
        if around.items:
            walker.ledger.add("list-numbering", f"value={value}")
        around.number = int(value)
    walker.frames.append(_OpenItem(around, walker.notes.here))
    walker.notes.here = ""
    containers.outer.append(walker.blocks)
    walker.blocks = []


def _listing(closed: OpenList, before: str) -> Listing:
    """The list's markdown; its marker differs from that of a list right before it, or the two would be one.

    It is tight, as the page showed it, only if no item needs a blank line: one makes the whole list loose (CommonMark
    5.3).
    """
    marks = (".", ")") if closed.ordered else ("-", "*")
    mark = marks[1] if isinstance(before, Listing) and before.mark == marks[0] else marks[0]
    loose = closed.loose or any(len(item) > 1 and not _is_tight(item) for item in closed.items)
    number = closed.first or 0
    parts = []
    for item in closed.items:
        parts.append(_item(item, f"{number % 10**_MOST_DIGITS}{mark} " if closed.ordered else f"{mark} ", loose=loose))
        number += 1
    listing = Listing(("\n\n" if loose else "\n").join(parts))
    listing.mark = mark
    listing.starts_plain = bool(closed.items[0]) and (not closed.ordered or closed.first == 1)
    return listing


def _is_tight(item: list[str]) -> bool:
    """Whether each block may stand right under the one before it."""
    return all(_needs_no_blank_line(item[at], item[at + 1]) for at in range(len(item) - 1))


def _needs_no_blank_line(before: str, block: str) -> bool:
    """Whether markdown needs no blank line between the two blocks of an item: nothing goes on in the line below."""
    if isinstance(block, Listing):
        return block.starts_plain and not isinstance(before, Listing)
    if isinstance(before, Listing) or before.startswith((">", "|")):
        return False
    return _interrupts(block) or (_interrupts(before) and not block.startswith("|"))


def _interrupts(block: str) -> bool:
    """Whether the block is a fence, a quotation or a heading in one line, which may stand right under a paragraph."""
    return _FENCE.match(block) is not None or block.startswith("> ") or _ATX.match(block) is not None


def _item(blocks: list[str], marker: str, *, loose: bool) -> str:
    if not blocks:
        return marker.rstrip()
    content = blocks[0] if len(blocks) == 1 else ("\n\n" if loose else "\n").join(blocks)
    if content == "---" or content.startswith("---\n"):
        content = "___" + content[3:]  # "- ---" would be one rule
    if "\n" not in content:
        return marker + content
    return marker + _indented(content, " " * len(marker))


def _indented(markdown: str, pad: str) -> str:
    """All lines but the first behind `pad`; empty lines stay empty."""
    first, *others = markdown.split("\n")
    return "\n".join([first, *[pad + line if line else line for line in others]])


BULLETS_RULE: Final[Rule] = Rule("bullet-list", _open_bullets, close_list)
NUMBERS_RULE: Final[Rule] = Rule("ordered-list", _open_numbers, close_list)
ITEM_RULE: Final[Rule] = Rule("list-item", open_item, Walker.close_frame)
