"""Rules of blocks: paragraphs, headings, quotations, definitions, details, captions, galleries.

Invariants: a container's content is indented once for each level it stands in, and levels are limited
(`lists.DEEPEST`), so the work stays in proportion to the text.
"""

import re
from typing import Final

from rootzpub.markdown.escape import UNSEEN, escape_heading_tail, escape_line_starts, one_line
from rootzpub.markdown.findings import HEADING_SIGN, Heading
from rootzpub.markdown.inlines import mark_end, mark_start
from rootzpub.markdown.links import without_permalinks
from rootzpub.markdown.lists import DEEPEST
from rootzpub.markdown.tokens import BREAK, EDGE, EMPHASIS, ONE_LINE, PARAGRAPH, STRONG, Atom, Mark, text_of
from rootzpub.markdown.walker import Attributes, Frame, Mode, Rule, Walker

_BREAKS: Final = re.compile(r"(?:\\\n)+")
_DASHES: Final = ("—", "–", "-", "―")

separate = separate_end = Walker.flush
"""The edges of a block without a meaning of its own."""


def _open_thematic_break(walker: Walker, attributes: Attributes) -> None:
    """`<hr>`: a thematic break."""
    del attributes
    walker.flush()
    walker.blocks.append("---")


# -- headings


def heading_rule(level: int, leaf: Mode) -> Rule:
    """`<h1>` … `<h6>`. Levels 1 and 2 may hold line breaks (as setext headings), the others cannot."""

    def begin(walker: Walker, attributes: Attributes) -> None:
        walker.enter_leaf(leaf, break_style=PARAGRAPH if level <= 2 else ONE_LINE)  # noqa: PLR2004
        anchor = attributes.get("id", "")
        name, at = walker.document.last_id
        if not anchor and at == len(walker.blocks):
            anchor = name
        walker.document.last_id = (anchor, len(walker.blocks))
        walker.document.heading_id = anchor

    def finish(walker: Walker) -> None:
        anchor = walker.document.last_id[0]
        if walker.document.permalinks:
            without_permalinks(walker)
        walker.document.heading_id = None
        tokens = walker.inline.tokens
        has_break = BREAK in tokens or EDGE in tokens
        if has_break and (level > 2 or (level > 1 and _ends_with_pipe(walker))):  # noqa: PLR2004 - only setext has lines
            walker.inline.break_style = ONE_LINE
            walker.ledger.add("break-in-heading", "")
        # Before marks are set: they would enclose nothing.
        tokens[:] = filter(None, (UNSEEN.sub("", token) if isinstance(token, str) else token for token in tokens))
        markdown, text = walker.leave_leaf()
        if not text.isprintable():  # titles go into lists and outlines, where they must not turn what is beside them
            markdown, text = UNSEEN.sub("", markdown), UNSEEN.sub("", text)
        walker.document.last_id = ("", -1)
        if markdown:
            _add_heading(walker, level, markdown, text, anchor)
        else:
            walker.document.after_empty_heading = True

    return Rule(f"heading-{level}", begin, finish)


def _ends_with_pipe(walker: Walker) -> bool:
    """Whether the last line holds a pipe: with the underline of a heading it would be a table."""
    words = False
    for token in reversed(walker.inline.tokens):
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
        markdown = _BREAKS.sub(" ", markdown)
    if "\n" in markdown:
        under = "=" if level == 1 else "-"
        markdown = f"{escape_line_starts(markdown)}\n{under * 3}"
    else:
        markdown = f"{'#' * level} {escape_heading_tail(markdown)}"
    walker.add_block(HEADING_SIGN + markdown, text)


# -- quotations


def _open_quotation(walker: Walker, attributes: Attributes) -> None:
    del attributes
    walker.containers.level += 1
    if walker.containers.level > DEEPEST:
        walker.flush()
        walker.ledger.add("deep-nesting", "blockquote")
    else:
        walker.enter_container()


def _close_quotation(walker: Walker) -> None:
    walker.containers.level -= 1
    if walker.containers.level >= DEEPEST:
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


class _Source(Frame):
    """`<cite>` behind a quotation's paragraphs: who says it, on a line behind a dash."""

    __slots__ = ()

    def close(self, walker: Walker) -> None:
        """`</cite>`."""
        tokens = walker.inline.tokens
        if not text_of(tokens).lstrip().startswith(_DASHES):
            tokens.insert(0, "— ")
        walker.flush()


class _Work(Frame):
    """`<cite>` in a sentence: a work's title, in italics."""

    __slots__ = ()

    def close(self, walker: Walker) -> None:
        """`</cite>`."""
        walker.push(mark_end(EMPHASIS))


_SOURCE: Final = _Source()
_WORK: Final = _Work()


def _open_citation(walker: Walker, attributes: Attributes) -> None:
    del attributes
    inline = walker.inline
    alone = not text_of(inline.tokens).strip() and not inline.open_marks
    if alone and inline.separator is None and walker.containers.outer:
        walker.frames.append(_SOURCE)
        walker.flush()
    else:
        walker.frames.append(_WORK)
        walker.push(mark_start(EMPHASIS))


# -- definitions, details


def term_rule(leaf: Mode) -> Rule:
    """`<dt>`, `<summary>`: a bold line."""

    def begin(walker: Walker, attributes: Attributes) -> None:
        del attributes
        walker.enter_leaf(leaf, break_style=PARAGRAPH)
        walker.push(mark_start(STRONG))

    def finish(walker: Walker) -> None:
        walker.push(mark_end(STRONG))
        markdown, text = walker.leave_leaf()
        if markdown:
            walker.add_block(escape_line_starts(markdown), text)

    return Rule("term", begin, finish)


# -- captions


def caption_rule(leaf: Mode) -> Rule:
    """`<figcaption>`, `<caption>`: a line in italics, unless it has emphasis of its own."""

    def begin(walker: Walker, attributes: Attributes) -> None:
        del attributes
        walker.enter_leaf(leaf, break_style=PARAGRAPH)

    def finish(walker: Walker) -> None:
        plain = not walker.inline.rich and not walker.inline.open_marks
        markdown, text = walker.leave_leaf()
        if markdown:
            walker.add_block(f"*{markdown}*" if plain else escape_line_starts(markdown), text)

    return Rule("caption", begin, finish)


# -- galleries


class _Gallery(Frame):
    """A classic gallery: its items' blocks and texts, apart from what else stands in it.

    Classic galleries may be in random order, and nothing in the HTML says so: the items are put in the order of their
    addresses, so that the same page gives the same markdown at every rendering (decision 0003).
    """

    __slots__ = ("items", "texts_before")

    def __init__(self, texts_before: int) -> None:
        self.texts_before = texts_before
        self.items: list[tuple[list[str], list[str]]] = []

    def close(self, walker: Walker) -> None:
        """The gallery ends: its items in order, then the rest."""
        rest = walker.leave_container()
        items = sorted(self.items, key=lambda item: [_address(block) for block in item[0]])
        if items != self.items and items:
            walker.ledger.add("gallery-order", self.items[0][0][0])
        strays = walker.texts[self.texts_before :]
        del walker.texts[self.texts_before :]
        for blocks, texts in items:
            walker.blocks += blocks
            walker.texts += texts
        walker.blocks += rest
        walker.texts += strays


def _address(block: str) -> tuple[str, str]:
    """What galleries are sorted by: an image's address, then the block itself."""
    return block.rpartition("](")[2], block


def _open_gallery(walker: Walker, attributes: Attributes) -> None:
    del attributes
    walker.enter_container()
    walker.frames.append(_Gallery(len(walker.texts)))


class _GalleryItem(Frame):
    """An item of a gallery."""

    __slots__ = ("texts_before",)

    def __init__(self, texts_before: int) -> None:
        self.texts_before = texts_before

    def close(self, walker: Walker) -> None:
        """The item ends: it waits in the gallery right around it, or stays where it is if there is none."""
        blocks = walker.leave_container()
        around = walker.frames[-1] if walker.frames else None
        if not isinstance(around, _Gallery):
            walker.blocks += blocks
        elif blocks:
            around.items.append((blocks, walker.texts[self.texts_before :]))
            del walker.texts[self.texts_before :]


def _open_gallery_item(walker: Walker, attributes: Attributes) -> None:
    del attributes
    walker.enter_container()
    walker.frames.append(_GalleryItem(len(walker.texts)))


# -- paragraphs


def _open_paragraph(walker: Walker, attributes: Attributes) -> None:
    """`<p>`."""
    del attributes
    # libxml2 may have ended a `<b>`, an `<i>` or a heading for it, which no browser does: the walk is repeated
    # (decision 0003).
    tokens = walker.inline.tokens
    document = walker.document
    if tokens:
        if walker.inline.rich and isinstance(tokens[-1], Mark):
            document.autoclosed = True
        walker.flush()
    elif document.after_empty_heading:
        document.autoclosed = True
    document.after_empty_heading = False


def _close_paragraph(walker: Walker) -> None:
    """`</p>`: a paragraph that says something, right in an item, makes the list a loose one."""
    if not walker.inline.tokens:
        return
    containers = walker.containers
    if not containers.lists:
        walker.flush()
        return
    before = len(walker.blocks)
    walker.flush()
    around = containers.lists[-1]
    if around is not None and around.depth == len(containers.outer) - 1 and len(walker.blocks) > before:
        around.loose = True


BLOCK_RULE: Final[Rule] = Rule("block", separate, separate_end)
PARAGRAPH_RULE: Final[Rule] = Rule("paragraph", _open_paragraph, _close_paragraph)
THEMATIC_BREAK_RULE: Final[Rule] = Rule("thematic-break", _open_thematic_break)
QUOTATION_RULE: Final[Rule] = Rule("block-quote", _open_quotation, _close_quotation)
CITATION_RULE: Final[Rule] = Rule("citation", _open_citation, Walker.close_frame)
GALLERY_RULE: Final[Rule] = Rule("gallery", _open_gallery, Walker.close_frame)
GALLERY_ITEM_RULE: Final[Rule] = Rule("gallery-item", _open_gallery_item, Walker.close_frame)
