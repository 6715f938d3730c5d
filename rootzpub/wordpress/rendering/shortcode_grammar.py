"""The grammar of shortcodes: where one begins and ends, its attributes, its escaped form `[[x]]`.

Documented under "Shortcode API" in the WordPress handbook: `[name attributes]`, `[name attributes /]`,
`[name attributes]content[/name]`; the content ends at the first closing tag of the same name, so a shortcode cannot
hold its own kind; a doubled bracket on both sides makes it text.

Invariants: linear; a closing tag that was not found once is not looked for again.
"""

import re
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, field

_TAG = re.compile(r"\[(\[?)([^<>&/\[\]\x00-\x20=]++)")
_TOKEN = re.compile(r"\[[/\[]?([\w-]+)")
_TOKEN_STOP = re.compile(r"[\[\]<]")
_ELEMENT_REST = re.compile(r"[^\[\]>]*+>")
_KNOWN_PREFIX = re.compile(r"[\w-]++")
_ODD_SPACE = re.compile("[\u00a0\u200b]+")
_WS = r"[ \t\n\v\f\r]"
_ATTRIBUTE = re.compile(
    rf"""([A-Za-z0-9_-]++){_WS}*+={_WS}*+"([^"]*+)"(?:{_WS}|\Z)"""
    rf"""|([A-Za-z0-9_-]++){_WS}*+={_WS}*+'([^']*+)'(?:{_WS}|\Z)"""
    rf"""|([A-Za-z0-9_-]++){_WS}*+={_WS}*+([^ \t\n\v\f\r'"]++)(?:{_WS}|\Z)"""
    rf"""|"([^"]*+)"(?:{_WS}|\Z)"""
    rf"""|'([^']*+)'(?:{_WS}|\Z)"""
    rf"""|([^ \t\n\v\f\r]++)(?:{_WS}|\Z)"""
)
# Not possessive: Python 3.11.2, which Debian 12 has, lets a possessive group end in the middle of its last round. Each
# part ends at a sign that it cannot hold itself, so this is linear as well.
_WHOLE_TAGS = re.compile(r"[^<]*(?:<[^>]*>[^<]*)*\Z")
_ESCAPE = re.compile(r"\\(x[0-9a-fA-F]{1,2}|[0-7]{1,3}|.)", re.DOTALL)
_CONTROL = {"n": "\n", "t": "\t", "r": "\r", "a": "\a", "v": "\v", "b": "\b", "f": "\f"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Shortcode:
    """One shortcode found in a text."""

    name: str
    attributes: Mapping[str, str] = field(default_factory=dict)
    """Names in lower case."""
    positional: tuple[str, ...] = ()
    content: str | None = None
    """None when it encloses nothing."""
    start: int
    end: int
    before: str = ""
    """A bracket before it that is no part of an escape."""
    after: str = ""
    escaped: bool = False


class Ahead:
    """Where a mark comes next in a text; asked with rising places, it searches the text once for each mark."""

    def __init__(self, text: str) -> None:
        self._text = text
        self._next: dict[str, int] = {}

    def find(self, mark: str, at: int) -> int:
        """The first place of the mark at or behind `at`, or -1."""
        known = self._next.get(mark, 0)
        if known >= 0 and (known < at or mark not in self._next):
            known = self._next[mark] = self._text.find(mark, at)
        return known


def find(text: str, names: Collection[str]) -> Iterator[Shortcode]:
    """The shortcodes of the text that have one of the `names`, outermost only, in order."""
    at = 0
    ahead = Ahead(text)
    while (tag := _TAG.search(text, at)) is not None:
        found = _read(text, tag, names, ahead)
        at = found.end if found else tag.start() + 1
        if found:
            yield found


def _read(text: str, tag: re.Match[str], names: Collection[str], ahead: Ahead) -> Shortcode | None:
    name = known_name(tag.group(2), names)
    name_end = tag.start(2) + len(name)
    close = ahead.find("]", name_end) if name else -1
    if close < 0:
        return None
    selfclosing = close > name_end and text[close - 1] == "/"
    content, end = None, close + 1
    closing = -1 if selfclosing else ahead.find(f"[/{name}]", end)
    if closing >= 0:
        content, end = text[end:closing], closing + len(name) + 3
    doubled_after = text.startswith("]", end)
    named, positional = attributes(text[name_end : close - selfclosing])
    return Shortcode(
        name=name,
        attributes=named,
        positional=positional,
        content=content,
        start=tag.start(),
        end=end + doubled_after,
        before=tag.group(1),
        after="]" if doubled_after else "",
        escaped=bool(tag.group(1)) and doubled_after,
    )


def known_name(written: str, names: Collection[str]) -> str:
    """The one of `names` that stands at the start of what is written after a bracket, or nothing."""
    match = _KNOWN_PREFIX.match(written)
    return match.group() if match and match.group() in names else ""


def attributes(text: str) -> tuple[dict[str, str], tuple[str, ...]]:
    """The named attributes and the positional ones, backslash escapes resolved, values with half a tag emptied."""
    named: dict[str, str] = {}
    positional: list[str] = []
    for match in _ATTRIBUTE.finditer(_ODD_SPACE.sub(" ", text)):
        groups = match.groups()
        for at in (0, 2, 4):
            if groups[at]:
                named[groups[at].lower()] = _value(groups[at + 1])
        positional += [_value(value) for value in groups[6:] if value]
    return named, tuple(positional)


def _value(written: str) -> str:
    value = _ESCAPE.sub(_unescape, written) if "\\" in written else written
    return value if "<" not in value or _WHOLE_TAGS.match(value) else ""


def _unescape(match: re.Match[str]) -> str:
    code = match.group(1)
    if code[0] == "x" and len(code) > 1:
        return chr(int(code[1:], 16))
    if code[0] in "01234567":
        return chr(int(code, 8) & 0xFF)
    return _CONTROL.get(code, code)


def token_end(text: str, start: int, names: Collection[str]) -> int:
    """Where a shortcode's opening or closing tag at `start` ends, brackets of escape included; -1 for none of `names`.

    Tags of HTML inside stay inside: `[caption]<b>` is two tokens, `[caption a="<b>"]` is one.
    """
    match = _TOKEN.match(text, start)
    if match is None or match.group(1) not in names:
        return -1
    at = match.end()
    while (stop := _TOKEN_STOP.search(text, at)) is not None:
        if stop.group() == "[":
            return -1
        if stop.group() == "]":
            return stop.end() + text.startswith("]", stop.end())
        element = _ELEMENT_REST.match(text, stop.end())
        if element is None:
            return -1
        at = element.end()
    return -1
