"""Rules of blocks: paragraphs, headings, quotations, lists, definitions, details, captions, galleries.

Invariants: a container's content is indented once for each level it stands in, and levels are limited (`_DEEPEST`), so
the work stays in proportion to the text.
"""

import re
from dataclasses import dataclass, field
from typing import Final

from rootzpub.markdown.escape import escape_heading_tail, escape_line_starts, one_line
from rootzpub.markdown.findings import HEADING_SIGN, Heading
from rootzpub.markdown.inlines import mark_end, mark_start
from rootzpub.markdown.listing import Listing
from rootzpub.markdown.tokens import BREAK, EDGE, EMPHASIS, ONE_LINE, PARAGRAPH, STRONG, Atom, Mark
from rootzpub.markdown.walker import Attributes, Mode, Rule, Walker

_DEEPEST: Final = 17
"""Levels of containers that renderers follow at the least (markdown-it stops at 20; a list takes two)."""

_MOST_DIGITS: Final = 9
_ATX: Final = re.compile(HEADING_SIGN + "#{1,6} ")
_FENCE: Final = re.compile(r"```+[^`\n]*\n")
"""How code begins; a paragraph that begins with a code span has the other fence in the same line."""


# -- paragraphs and what only separates


separate = separate_end = Walker.flush
"""The edges of a block without a meaning of its own."""


def _open_rule(walker: Walker, attributes: Attributes) -> None:
    """`<hr>`: a thematic break."""
    del attributes
    walker.flush()
    walker.blocks.append("---")


# -- headings


def heading_rule(level: int, leaf: Mode) -> Rule:
    """`<h1>` … `<h6>`. Levels 1 and 2 may hold line breaks (as setext headings), the others cannot."""

    def begin(walker: Walker, attributes: Attributes) -> None:
        walker.enter_leaf(leaf, setting=PARAGRAPH if level <= 2 else ONE_LINE)  # noqa: PLR2004
        anchor = attributes.get("id", "")
        name, at = walker.last_id
        if not anchor and at == len(walker.blocks):
            anchor = name
        walker.last_id = (anchor, len(walker.blocks))

    def finish(walker: Walker) -> None:
        anchor = walker.last_id[0]
        if (BREAK in walker.run or EDGE in walker.run) and (level > 2 or (level > 1 and _ends_with_pipe(walker))):  # noqa: PLR2004
            walker.setting = ONE_LINE
            walker.ledger.add("break-in-heading", "")
        markdown, text = walker.leave_leaf()
        walker.last_id = ("", -1)
        if markdown:
            _add_heading(walker, level, markdown, text, anchor)
        else:
            walker.ended_heading = True

    return Rule(begin, finish)


def _ends_with_pipe(walker: Walker) -> bool:
    """Whether the last line holds a pipe: with the underline of a heading it would be a table."""
    words = False
    for token in reversed(walker.run):
        if words and (token is BREAK or token is EDGE):
            return False
        text = token.markdown if isinstance(token, Atom) else token if isinstance(token, str) else ""
        if "|" in text:
            return True
        words = words or text.strip() != ""
    return False


def _add_heading(walker: Walker, level: int, markdown: str, text: str, anchor: str) -> None:
    title = one_line(text)
    walker.headings.append(Heading(level=level, title=title, anchor=anchor))
    if level > 1 and "|" in markdown.rpartition("\n")[2]:  # the underline would make a table of it
        markdown = re.sub(r" ?(?:\\\n)+", " ", markdown)
    if "\n" in markdown:
        under = "=" if level == 1 else "-"
        markdown = f"{escape_line_starts(markdown)}\n{under * 3}"
    else:
        markdown = f"{'#' * level} {escape_heading_tail(markdown)}"
    walker.add_block(HEADING_SIGN + markdown, text)


# -- quotations


def _open_quotation(walker: Walker, attributes: Attributes) -> None:
    del attributes
    walker.level += 1
    if walker.level > _DEEPEST:
        walker.flush()
        walker.ledger.add("deep-nesting", "blockquote")
    else:
        walker.enter_container()


def _close_quotation(walker: Walker) -> None:
    walker.level -= 1
    if walker.level >= _DEEPEST:
        walker.flush()
        return
    blocks = walker.leave_container()
    if blocks:
        walker.blocks.append(prefixed(join(blocks), "> ", ">"))


def prefixed(markdown: str, prefix: str, bare: str) -> str:
    """Each line behind `prefix`, empty lines behind `bare`."""
    return "\n".join([prefix + line if line else bare for line in markdown.split("\n")])


def join(blocks: list[str]) -> str:
    """Blocks with blank lines between."""
    return "\n\n".join(blocks)


def _open_citation(walker: Walker, attributes: Attributes) -> None:
    """`<cite>` behind a quotation's paragraphs says who; in a sentence it is a work's title."""
    del attributes
    alone = not "".join(token for token in walker.run if isinstance(token, str)).strip() and not walker.want
    source = alone and walker.separator is None and bool(walker.outer)
    walker.frames.append(source)
    if source:
        walker.flush()
    else:
        walker.push(mark_start(EMPHASIS))


def _close_citation(walker: Walker) -> None:
    if not walker.frames.pop():
        walker.push(mark_end(EMPHASIS))
        return
    if not "".join(token for token in walker.run if isinstance(token, str)).lstrip().startswith(("—", "–", "-", "―")):
        walker.run.insert(0, "— ")
    walker.flush()


# -- lists


@dataclass(slots=True)
class ListFrame:
    """A list being read; `depth` is the number of containers around its items."""

    ordered: bool
    number: int
    depth: int
    loose: bool = False
    """Whether an item has a paragraph of its own: then markdown parts the items by blank lines."""
    items: list[list[str]] = field(default_factory=list)
    first: int | None = None
    """The number of the first item."""


def open_list(walker: Walker, *, ordered: bool, number: int = 1) -> None:
    """A list begins; below the deepest level its items are blocks of the item around it."""
    walker.level += 2
    if walker.level > _DEEPEST + 1:
        walker.flush()
        walker.ledger.add("deep-nesting", "ol" if ordered else "ul")
        walker.lists.append(None)
        return
    walker.enter_container()
    walker.lists.append(ListFrame(ordered, number, len(walker.outer)))


def _open_bullets(walker: Walker, attributes: Attributes) -> None:
    del attributes
    open_list(walker, ordered=False)


def _open_numbers(walker: Walker, attributes: Attributes) -> None:
    start = attributes.get("start", "1").strip()
    number = int(start) if re.fullmatch(r"-?\d{1,9}", start) else 1
    if number < 0 or "reversed" in attributes or attributes.get("type", "1") != "1":
        walker.ledger.add("list-numbering", " ".join(f"{k}={v}" for k, v in sorted(attributes.items()) if k != "class"))
        number = max(number, 0)
    open_list(walker, ordered=True, number=number)


def close_list(walker: Walker) -> None:
    """A list ends."""
    walker.level -= 2
    frame = walker.lists.pop()
    if frame is None:
        walker.flush()
        return
    assert isinstance(frame, ListFrame)
    strays = walker.leave_container()
    if strays:
        _adopt(frame, strays)
    if any(frame.items) or (frame.items and not walker.lists):  # a list of nothing in a list would be a rule: "- - -"
        walker.blocks.append(_listing(frame, walker.blocks[-1] if walker.blocks else ""))


def _adopt(frame: ListFrame, strays: list[str]) -> None:
    """What stood in the list but in no item belongs to the item before it."""
    if frame.items:
        frame.items[-1] += strays
    else:
        _add_item(frame, strays)


def _add_item(frame: ListFrame, blocks: list[str]) -> None:
    if frame.first is None:
        frame.first = frame.number
    frame.items.append(blocks)
    frame.number += 1


def open_item(walker: Walker, attributes: Attributes) -> None:
    """`<li>`. One inside another without a list between ends that one: something in it was left open."""
    if walker.run:
        walker.flush()
    frame = walker.lists[-1] if walker.lists else None
    if not isinstance(frame, ListFrame) or frame.depth != len(walker.outer):
        if isinstance(frame, ListFrame) and frame.depth == len(walker.outer) - 1:
            _add_item(frame, walker.blocks)
            walker.blocks = []
        walker.frames.append(None)
        return
    if walker.blocks:
        _adopt(frame, walker.blocks)
        walker.blocks = []
    value = attributes["value"].strip() if "value" in attributes else ""
    if value and frame.ordered and re.fullmatch(r"\d{1,9}", value) and int(value) != frame.number:
        if frame.items:
            walker.ledger.add("list-numbering", f"value={value}")
        frame.number = int(value)
    walker.frames.append((frame, walker.note_here))
    walker.note_here = ""
    walker.outer.append(walker.blocks)
    walker.blocks = []


def close_item(walker: Walker) -> None:
    """`</li>`."""
    opened = walker.frames.pop()
    if opened is None:
        walker.flush()
        return
    assert isinstance(opened, tuple)
    frame, note = opened
    blocks = walker.leave_container()
    note = note or walker.note_here
    if note:
        walker.note_here = ""
        walker.notes.bodies.setdefault(note, []).extend(blocks)
    else:
        _add_item(frame, blocks)


def _listing(frame: ListFrame, before: str) -> Listing:
    """The list's markdown; its mark differs from that of a list right before it, or the two would be one."""
    marks = (".", ")") if frame.ordered else ("-", "*")
    mark = marks[1] if isinstance(before, Listing) and before.mark == marks[0] else marks[0]
    loose = frame.loose or any(len(item) > 1 and not _is_tight(item) for item in frame.items)
    number = frame.first or 0
    parts = []
    for item in frame.items:
        parts.append(_item(item, f"{number % 10**_MOST_DIGITS}{mark} " if frame.ordered else f"{mark} ", loose=loose))
        number += 1
    listing = Listing(("\n\n" if loose else "\n").join(parts))
    listing.mark = mark
    listing.starts_plain = bool(frame.items[0]) and (not frame.ordered or frame.first == 1)
    return listing


def _is_tight(item: list[str]) -> bool:
    """Whether each block may stand right under the one before it."""
    return all(_may_follow(item[at], item[at + 1]) for at in range(len(item) - 1))


def _may_follow(before: str, block: str) -> bool:
    """Whether markdown needs no blank line between the two blocks of an item."""
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


# -- definitions, details


def term_rule(leaf: Mode) -> Rule:
    """`<dt>`, `<summary>`: a bold line."""

    def begin(walker: Walker, attributes: Attributes) -> None:
        del attributes
        walker.enter_leaf(leaf, setting=PARAGRAPH)
        walker.push(mark_start(STRONG))

    def finish(walker: Walker) -> None:
        walker.push(mark_end(STRONG))
        markdown, text = walker.leave_leaf()
        if markdown:
            walker.add_block(escape_line_starts(markdown), text)

    return Rule(begin, finish)


# -- captions


def caption_rule(leaf: Mode) -> Rule:
    """`<figcaption>`, `<caption>`: a line in italics, unless it has emphasis of its own."""

    def begin(walker: Walker, attributes: Attributes) -> None:
        del attributes
        walker.enter_leaf(leaf, setting=PARAGRAPH)

    def finish(walker: Walker) -> None:
        plain = not walker.rich and not walker.want
        markdown, text = walker.leave_leaf()
        if markdown:
            walker.add_block(f"*{markdown}*" if plain else escape_line_starts(markdown), text)

    return Rule(begin, finish)


# -- galleries


@dataclass(slots=True)
class Gallery:
    """A classic gallery: its items' blocks and texts."""

    depth: int
    texts_before: int
    items: list[tuple[list[str], list[str]]] = field(default_factory=list)


def _open_gallery(walker: Walker, attributes: Attributes) -> None:
    del attributes
    walker.enter_container()
    walker.frames.append(Gallery(len(walker.outer), len(walker.texts)))


def _close_gallery(walker: Walker) -> None:
    """Classic galleries may be in random order, and nothing in the HTML says so: put them in one order."""
    rest = walker.leave_container()
    gallery = walker.frames.pop()
    assert isinstance(gallery, Gallery)
    items = sorted(gallery.items, key=lambda item: [_address(block) for block in item[0]])
    if items != gallery.items and items:
        walker.ledger.add("gallery-order", gallery.items[0][0][0])
    strays = walker.texts[gallery.texts_before :]
    del walker.texts[gallery.texts_before :]
    for blocks, texts in items:
        walker.blocks += blocks
        walker.texts += texts
    walker.blocks += rest
    walker.texts += strays


def _address(block: str) -> tuple[str, str]:
    return block.rpartition("](")[2], block


def _open_gallery_item(walker: Walker, attributes: Attributes) -> None:
    del attributes
    walker.enter_container()
    walker.frames.append(len(walker.texts))


def _close_gallery_item(walker: Walker) -> None:
    blocks = walker.leave_container()
    texts_before = walker.frames.pop()
    assert isinstance(texts_before, int)
    gallery = walker.frames[-1] if walker.frames else None
    if not isinstance(gallery, Gallery):
        walker.blocks += blocks
    elif blocks:
        gallery.items.append((blocks, walker.texts[texts_before:]))
        del walker.texts[texts_before:]


def _open_paragraph(walker: Walker, attributes: Attributes) -> None:
    """`<p>`: the parser may have ended a `<b>`, an `<i>` or a heading for it, which no browser does."""
    del attributes
    run = walker.run
    if run:
        if walker.rich and isinstance(run[-1], Mark):
            walker.shield = True
        walker.flush()
    elif walker.ended_heading:
        walker.shield = True
    walker.ended_heading = False


def _close_paragraph(walker: Walker) -> None:
    """`</p>`: a paragraph that says something, right in an item, makes the list a loose one."""
    if not walker.run:
        return
    if not walker.lists:
        walker.flush()
        return
    before = len(walker.blocks)
    walker.flush()
    frame = walker.lists[-1]
    if isinstance(frame, ListFrame) and frame.depth == len(walker.outer) - 1 and len(walker.blocks) > before:
        frame.loose = True


BLOCK_RULE: Final[Rule] = Rule(separate, separate_end)
PARAGRAPH_RULE: Final[Rule] = Rule(_open_paragraph, _close_paragraph)
RULE_RULE: Final[Rule] = Rule(_open_rule)
QUOTATION_RULE: Final[Rule] = Rule(_open_quotation, _close_quotation)
CITATION_RULE: Final[Rule] = Rule(_open_citation, _close_citation)
BULLETS_RULE: Final[Rule] = Rule(_open_bullets, close_list)
NUMBERS_RULE: Final[Rule] = Rule(_open_numbers, close_list)
ITEM_RULE: Final[Rule] = Rule(open_item, close_item)
GALLERY_RULE: Final[Rule] = Rule(_open_gallery, _close_gallery)
GALLERY_ITEM_RULE: Final[Rule] = Rule(_open_gallery_item, _close_gallery_item)
