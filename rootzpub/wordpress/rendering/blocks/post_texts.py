"""The title and the excerpt of a post as lists show them."""

import re
from collections.abc import Iterator, Sequence

from rootzpub.wordpress.rendering.blocks.access import PAYWALL, hidden_by
from rootzpub.wordpress.rendering.blocks.scene import Scene
from rootzpub.wordpress.rendering.context import RawEntry
from rootzpub.wordpress.rendering.foreign_shortcodes import without_shortcodes
from rootzpub.wordpress.rendering.grammar import Block, has_blocks, parse
from rootzpub.wordpress.rendering.markup import strip_tags
from rootzpub.wordpress.rendering.page import Page
from rootzpub.wordpress.rendering.shortcodes import Handler, expand
from rootzpub.wordpress.rendering.texturize import texturize

# Up to its end or the end of the line: no second search from within.
_MORE = re.compile(r"<!--more.*?(?:-->|$)", re.MULTILINE)
_NEXT_PAGE = re.compile(r"\n?<!--nextpage-->\n?")
_SPACES = re.compile(r"[\n\r\t ]+")
CUT = " [&hellip;]"
"""What stands at the end of an excerpt that goes on."""
_COUNTED_BY_LETTER = ("zh", "ja", "th")
# What an automatic excerpt is made of: blocks of text that hold nothing but such blocks, and the boxes they stand in.
# A list drops out, since its items are blocks of their own.
_EXCERPT_BLOCKS = frozenset(
    {"", "core/freeform", "core/heading", "core/html", "core/list", "core/media-text", "core/paragraph"}
    | {"core/preformatted", "core/pullquote", "core/quote", "core/table", "core/verse"}
)
_EXCERPT_BOXES = frozenset({"core/columns", "core/column", "core/group"})


def title_of(entry: RawEntry, page: Page) -> str:
    """The title with its typographic marks; may hold HTML, as WordPress prints it."""
    return texturize(entry.title, page.quotes).strip()


def excerpt_of(entry: RawEntry, scene: Scene, *, words: int = 55) -> str:
    """The owner's excerpt, else the beginning of the post's text, as HTML text."""
    if entry.excerpt.strip():
        return without_shortcodes(entry.excerpt)
    key = (entry.id, words, scene.inside)
    known = scene.page.excerpts
    if key not in known:
        known[key] = _automatic_excerpt(entry, scene, words)
    return known[key]


def _automatic_excerpt(entry: RawEntry, scene: Scene, words: int) -> str:
    content = first_page(entry.content)
    if has_blocks(content):
        content = "".join(_excerpt_markup(block) for block in _before_paywall(parse(content).blocks))
    # The text may hold a list in which this very excerpt stands.
    reference = f"excerpt:{entry.id}"
    page = scene.page.within(entry, inside=scene.inside | {reference})
    if reference in scene.inside or not page.may_add(content):
        return ""
    # WordPress takes shortcodes out of automatic excerpts before it renders them.
    html = page.render_content(page, expand(content, _NOTHING, page.log))
    return trimmed(html, words, page)


def first_page(content: str) -> str:
    """A post's text up to its first break: what is shown where only the beginning is."""
    more = next((each for each in _MORE.finditer(content) if each[0].endswith("-->")), None)
    return _NEXT_PAGE.split(content[: more.start()] if more else content, maxsplit=1)[0]


def _before_paywall(blocks: Sequence[Block]) -> Iterator[Block]:
    """The blocks up to a paywall at any depth; of the one that holds it nothing."""
    for block in blocks:
        if any(each.name == PAYWALL for each in _with_inner(block)):
            return
        yield block


def _with_inner(block: Block) -> Iterator[Block]:
    stack = [block]
    while stack:
        current = stack.pop()
        yield current
        stack.extend(current.inner)


def _excerpt_markup(block: Block) -> str:
    """The stored markup of the blocks an excerpt is made of."""
    parts: list[str] = []
    stack = [block]
    while stack:
        current = stack.pop()
        if hidden_by(current):
            continue
        if current.name in _EXCERPT_BOXES and current.inner:
            stack.extend(reversed(current.inner))
        elif current.name in _EXCERPT_BLOCKS | _EXCERPT_BOXES and _is_plain(current):
            parts.append(_flattened(current))
    return "".join(parts)


def _is_plain(block: Block) -> bool:
    return all(child.name in _EXCERPT_BLOCKS and not child.inner for child in block.inner)


def _flattened(block: Block) -> str:
    """A block's markup with that of the blocks inside it, one level deep."""
    inner = iter(block.inner)
    return "".join(
        part if part is not None else child.html if (child := next(inner, None)) and not hidden_by(child) else ""
        for part in block.content
    )


_NOTHING: dict[str, Handler] = {
    name: lambda _found: "" for name in ("caption", "wp_caption", "gallery", "audio", "video", "playlist", "embed")
}


def trimmed(html: str, words: int, page: Page) -> str:
    """The first words of the HTML's text; letters are counted where the language writes no spaces."""
    plain = _SPACES.sub(" ", strip_tags(html)).strip(" ")
    by_letter = page.writing.locale.startswith(_COUNTED_BY_LETTER)
    parts = list(plain) if by_letter else plain.split(" ")
    if len(parts) <= words:
        return plain
    return ("" if by_letter else " ").join(parts[:words]) + CUT
