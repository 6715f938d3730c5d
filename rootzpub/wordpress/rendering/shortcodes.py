"""Replacing shortcodes by what they stand for, and taking away the paragraphs around those that stand alone.

Unknown shortcodes stay as text, as WordPress leaves those of plugins that are switched off, and are counted as losses.
"""

import re
from collections.abc import Callable, Collection, Iterator, Mapping

from rootzpub.wordpress.rendering.losses import LossLog
from rootzpub.wordpress.rendering.markup import pieces
from rootzpub.wordpress.rendering.shortcode_grammar import Ahead, Shortcode, find, known_name

Handler = Callable[[Shortcode], str]

_NAME = re.compile(r"\[([^<>&/\[\]\x00-\x20=]++)")
_PARAGRAPH = re.compile(r"<p>(?:[\r\n\t \u00a0]|&nbsp;)*+(?=\[)")
_PARAGRAPH_END = re.compile(r"(?:[\r\n\t \u00a0]|&nbsp;)*+</p>")
_BRACKETS_ONLY = re.compile(r"<[ \t\n\v\f\r]*+\[\[?[^\[\]]+\]")
_QUOTE = re.compile("[\"']")
_TO_ENTITIES = str.maketrans({"[": "&#91;", "]": "&#93;"})
BUILDER_PREFIXES = ("et_pb_", "vc_", "fusion_")
"""How the names of the page builders begin that `builders` reads: not unknown, wherever they stand."""
# What looks like a shortcode of a plugin: attributes, a slash, a closing tag, or a name nobody writes in prose.
_LOOKS_LIKE = re.compile(
    r"(?<!\[)\[(?P<name>[a-z][\w-]*+)"
    r"(?:(?:\s[^\[\]=]*+=[^\[\]]*+|\s*+/)\]|\](?=[^\[]*+\[/(?P=name)\])|(?<=[a-z0-9][_-][a-z0-9])\])",
    re.IGNORECASE,
)


def expand(text: str, handlers: Mapping[str, Handler], log: LossLog) -> str:
    """The text with every shortcode replaced by what its handler makes of it; `[[x]]` becomes `[x]`."""
    if not _present(text, handlers):
        return text
    # The author's own entities get another spelling, so that the last line turns back only those made by `_in_tag`.
    text = text.replace("&#91;", "&#091;").replace("&#93;", "&#093;")
    text = "".join(_in_tag(piece, handlers, log) if is_tag else piece for piece, is_tag in pieces(text))
    return _expand_plain(text, handlers).replace("&#91;", "[").replace("&#93;", "]")


def _expand_plain(text: str, handlers: Mapping[str, Handler]) -> str:
    parts: list[str] = []
    at = 0
    for found in find(text, handlers):
        parts.append(text[at : found.start])
        if found.escaped:
            parts.append(text[found.start + 1 : found.end - 1])
        else:
            parts += found.before, handlers[found.name](found), found.after
        at = found.end
    parts.append(text[at:])
    return "".join(parts)


def _present(text: str, names: Collection[str]) -> bool:
    return any(match.group(1) in names for match in _NAME.finditer(text))


def _in_tag(tag: str, handlers: Mapping[str, Handler], log: LossLog) -> str:
    """A tag or comment whose brackets no shortcode is found in any more.

    What begins with `<` and is no tag (`a < b`) has its shortcodes replaced; in a quoted attribute they stay text.
    """
    bracket = tag.find("[")
    if bracket < 0 and "]" not in tag:
        return tag
    if bracket >= 0 and not tag.startswith("<!") and _present(tag, handlers):
        nested = "<" in tag[1:]
        if not nested and not tag.endswith(">"):
            return tag
        if _BRACKETS_ONLY.match(tag) or not (nested or _QUOTE.search(tag, 0, bracket)):
            tag = _expand_plain(tag, handlers)
        else:
            log.add("shortcode-in-tag", tag)
    return tag.translate(_TO_ENTITIES)


def unautop(text: str, names: Collection[str]) -> str:
    """The text without the paragraph tags around a shortcode that stands alone in its paragraph."""
    if "[" not in text or "<p>" not in text:
        return text
    ahead = Ahead(text)
    parts: list[str] = []
    at = 0
    for match in _PARAGRAPH.finditer(text):
        if match.start() < at:
            continue
        for end in _ends(text, match.end(), names, ahead):
            closing = _PARAGRAPH_END.match(text, end)
            if closing:
                parts += text[at : match.start()], text[match.end() : end]
                at = closing.end()
                break
    parts.append(text[at:])
    return "".join(parts)


def _ends(text: str, start: int, names: Collection[str], ahead: Ahead) -> Iterator[int]:
    """Where a shortcode at `start` may end: with what it encloses, or right after its own tag."""
    match = _NAME.match(text, start)
    name = known_name(match.group(1), names) if match else ""
    close = ahead.find("]", start + 1 + len(name)) if name else -1
    if close < 0:
        return
    if text[close - 1] != "/" or close == start + 1 + len(name):
        closing = ahead.find(f"[/{name}]", close + 1)
        if closing >= 0:
            yield closing + len(name) + 3
    yield close + 1


def report_unknown(text: str, names: Collection[str], log: LossLog) -> None:
    """Count what looks like a shortcode of a plugin in a raw text."""
    for match in _LOOKS_LIKE.finditer(text):
        if match.group("name") not in names and not match.group("name").startswith(BUILDER_PREFIXES):
            log.add("unknown-shortcode", match.group())
