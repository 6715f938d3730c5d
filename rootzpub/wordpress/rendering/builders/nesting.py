"""Pages that are shortcodes within shortcodes (Divi 4, WPBakery, Avada) to HTML, before WordPress's own filters run.

A builder prints its elements after WordPress has put its paragraphs, and then clears away those that fell between the
elements. Here the elements go first, with blank lines around the blocks they print: what is left is text that the
filters treat as any other, so that paragraphs fall where the builder leaves them.

Invariants: linear, without recursion on what a text holds; no name of a builder is left in what comes out, not in the
attributes of tags either; comments stay as they are; a switched-off element gives nothing of its inside.
"""

import base64
import binascii
import re
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field
from urllib.parse import unquote

from rootzpub.wordpress.rendering.autop import autop
from rootzpub.wordpress.rendering.builders.avada import AVADA
from rootzpub.wordpress.rendering.builders.divi import DIVI
from rootzpub.wordpress.rendering.builders.parts import Inside, Part
from rootzpub.wordpress.rendering.builders.rows import Rows, Switch
from rootzpub.wordpress.rendering.builders.values import Surface, Values, linked, picture
from rootzpub.wordpress.rendering.builders.wpbakery import WPBAKERY
from rootzpub.wordpress.rendering.context import Attachment, RawEntry
from rootzpub.wordpress.rendering.losses import LossLog
from rootzpub.wordpress.rendering.markup import escape, pieces, strip_tags
from rootzpub.wordpress.rendering.shortcode_grammar import attributes

_PERCENT_ENCODED = re.compile(r"%[0-9A-Fa-f]{2}")

SHORTCODE_BUILDERS: Sequence[Rows] = (DIVI, WPBAKERY, AVADA)
_PREFIXES = "|".join(rows.prefix for rows in SHORTCODE_BUILDERS)
_PRESENT = re.compile(rf"\[/?(?:{_PREFIXES})", re.IGNORECASE)
_TAG = re.compile(rf"\[(\[?)(/?)((?:{_PREFIXES})[a-z0-9_-]*+)", re.IGNORECASE)
_LEFT = re.compile(rf"\[\[?/?(?:{_PREFIXES})[^\[\]]*+\]?\]?", re.IGNORECASE)
_LINE_HOLDER = re.compile(r"<!-- \[et_pb_(?:br|line_break)_holder\] -->")
# A value that Divi fills in: JSON in base64.
_DYNAMIC = re.compile(r"@ET-DC@[A-Za-z0-9+/=]*+@")
_REAL_TAG = re.compile(r"<[a-zA-Z/]")
_CURLED = re.compile("&#8220;|&#8221;|&#8243;|[\u201c\u201d\u2033]")
_PICTURE_ADDRESS = re.compile(r"(?:https?:)?//[^\s<>\"']+\Z")
# Private characters of Unicode stand for the brackets inside tags and comments, where no shortcode is read.
_MASKED = str.maketrans("[]", "\ue000\ue001")
_UNMASKED = str.maketrans("\ue000\ue001", "[]")
_DEEPEST = 3
"""How often HTML in base64, or an element of the library, may hold another one."""
_MOST_DIGITS = 18


def has_shortcodes(text: str) -> bool:
    """Whether the text holds shortcodes of one of the builders."""
    return _PRESENT.search(text) is not None


def expand_shortcodes(text: str, page: Surface, *, depth: int = 0) -> str:
    """The text with every shortcode of a builder replaced by what it prints."""
    if not has_shortcodes(text):
        return text
    text, bound = _DYNAMIC.subn("", _LINE_HOLDER.sub("\n", text))
    if bound:
        page.log.add("bound-value", "Divi's dynamic content", count=bound)
    text = _masked(text.translate({0xE000: None, 0xE001: None}))
    return _Writer(text, page, depth).write().translate(_UNMASKED)


def expand_rendered(html: str, log: LossLog) -> str:
    """The same for HTML that WordPress rendered while the builder was not there to print its elements (over REST)."""
    if not has_shortcodes(html):
        return html
    log.mark("builder")
    return expand_shortcodes(html, _Rendered(log))


class _Nothing:
    """A site of which nothing is known by id."""

    def attachment(self, attachment_id: int) -> Attachment | None:
        """None."""
        del attachment_id
        return None

    def library_entry(self, entry_id: int) -> RawEntry | None:
        """None."""
        del entry_id
        return None


@dataclass(frozen=True, slots=True)
class _Rendered:
    """HTML without a page."""

    log: LossLog
    site: _Nothing = field(default_factory=_Nothing)
    math_is_block: bool = False

    def may_add(self, html: str) -> bool:
        """There is nothing to add."""
        del html
        return False

    def may_enter(self, reference: str) -> bool:
        """Nor to enter."""
        del reference
        return False


def _masked(text: str) -> str:
    """The text with the brackets inside of comments and tags masked, and no builder's shortcode in a tag."""
    parts: list[str] = []
    for piece, is_tag in pieces(text):
        if is_tag and piece.startswith("<!"):
            parts.append(piece.translate(_MASKED))
        elif is_tag and "[" in piece and _REAL_TAG.match(piece):
            parts.append(_LEFT.sub("", piece).translate(_MASKED))
        else:
            parts.append(piece)
    return "".join(parts)


@dataclass(slots=True)
class _Token:
    """One tag of a shortcode."""

    name: str
    start: int
    end: int
    given: str = ""
    closes: bool = False
    alone: bool = False
    """Written `[name /]`."""
    escaped: bool = False
    partner: int = -1
    """Index of the closing tag, or -1."""


def _tokens(text: str) -> list[_Token]:
    """The tags of the builders in the text, opening ones with their closing one."""
    found: list[_Token] = []
    at = 0
    while (match := _TAG.search(text, at)) is not None:
        close = text.find("]", match.end())
        if close < 0:
            found.append(_Token(name="", start=match.start(), end=match.end()))
            at = match.end()
            # Without a bracket behind it nothing more is a shortcode; the names themselves still go.
            found += (_Token(name="", start=m.start(), end=m.end()) for m in _TAG.finditer(text, at))
            break
        given = text[match.end() : close]
        escaped = bool(match[1]) and text.startswith("]", close + 1)
        found.append(
            _Token(
                name=match[3].lower(),
                start=match.start() + (bool(match[1]) and not escaped),
                end=close + 1 + escaped,
                given=given.removesuffix("/"),
                closes=bool(match[2]),
                alone=given.endswith("/"),
                escaped=escaped,
            )
        )
        at = found[-1].end
    _pair(found)
    return found


def _pair(tokens: list[_Token]) -> None:
    """Give opening tags their closing ones: the nearest open one of the name; what stays open inside encloses none."""
    stack: list[int] = []
    open_names: dict[str, int] = defaultdict(int)
    for index, token in enumerate(tokens):
        if not token.name or token.alone or token.escaped:
            continue
        if not token.closes:
            stack.append(index)
            open_names[token.name] += 1
        elif open_names[token.name]:
            while stack:
                opened = stack.pop()
                open_names[tokens[opened].name] -= 1
                if tokens[opened].name == token.name:
                    tokens[opened].partner = index
                    break


@dataclass(slots=True)
class _Open:
    """An element whose end has not come."""

    until: int
    """Index of its closing tag."""
    closing: str
    """What is written there."""


class _Writer:
    """One pass over a text: everything is written once, in order, into one list."""

    def __init__(self, text: str, page: Surface, depth: int) -> None:
        self._text = text
        self._page = page
        self._depth = depth
        self._tokens = _tokens(text)
        self._written: list[str] = []
        self._region: list[str] = []
        self._open: list[_Open] = []
        self._left_out = 0
        """Up to where the text was left out."""

    def write(self) -> str:
        """The text with the elements written out."""
        at = index = 0
        while index < len(self._tokens):
            token = self._tokens[index]
            self._put(self._text[at : token.start])
            if token.escaped:
                # As an entity: what WordPress prints here is the name of the shortcode, not the shortcode.
                self._put(f"&#091;{self._text[token.start + 2 : token.end - 1]}")
            elif self._open and self._open[-1].until == index:
                self._put(self._open[-1].closing)
                self._open.pop()
                self._end_region()
            elif token.name and not token.closes:
                index = self._element(token, index)
            at = max(self._tokens[index].end, self._left_out)
            index += 1
        self._put(self._text[at:])
        return "".join(self._written)

    def _put(self, html: str) -> None:
        (self._region if self._open else self._written).append(html)

    def _end_region(self) -> None:
        """After an outermost element: paragraphs, which a text of blocks would not get any more."""
        if not self._open:
            self._written += "\n\n", autop("".join(self._region), math_is_block=self._page.math_is_block), "\n\n"
            self._region.clear()

    def _element(self, token: _Token, index: int) -> int:
        """Write an element's beginning, or all of it; the index of the last token that is done with."""
        rows = next(rows for rows in SHORTCODE_BUILDERS if token.name.startswith(rows.prefix))
        given = _arguments(token.given)
        switch = rows.switch(given)
        if switch is not Switch.ON:
            if switch is Switch.CONDITION:
                self._page.log.add("page-builder", f"{token.name} under a condition")
            return self._behind(token, index)
        if token.name in rows.encoded | rows.code | rows.pictures:
            return self._encoded(token, index, rows, given)
        shared = given.get("global_module", "") or (given.get("id", "") if token.name == "fusion_global" else "")
        if shared.strip("0 "):
            return self._library(token, index, shared)
        values = Values(page=self._page, element=token.name, given=rows.read(given), dialect=rows.dialect)
        done = self._printed(rows.parts(token.name, encloses=token.partner >= 0), values, token, index)
        if token.name in rows.lines and token.partner == index + 1:
            self._left_out = self._tokens[token.partner].start
            self._put(rows.lines[token.name](self._text[token.end : self._left_out]))
        return done

    def _printed(self, parts: Sequence[Part], values: Values, token: _Token, index: int) -> int:
        place = next((at for at, part in enumerate(parts) if isinstance(part, Inside)), -1)
        before = "".join(_clean(part.write(values)) for part in parts[: place if place >= 0 else len(parts)])
        if token.partner < 0 or place < 0:
            behind = "".join(_clean(part.write(values)) for part in parts[place:]) if place >= 0 else ""
            self._whole(before + behind)
            if place >= 0 and not token.alone:
                self._put("\n\n")
            # What it encloses is carried only where its row says so.
            return index if place >= 0 else self._behind(token, index)
        inside = parts[place]
        assert isinstance(inside, Inside)
        behind = "".join(_clean(part.write(values)) for part in parts[place + 1 :])
        self._open.append(_Open(until=token.partner, closing=_clean(inside.close(values)) + behind))
        self._put(before + _clean(inside.open(values)))
        return index

    def _whole(self, html: str) -> None:
        if self._open or not html:
            self._put(html)
        else:
            self._written += "\n\n", autop(html, math_is_block=self._page.math_is_block), "\n\n"

    def _behind(self, token: _Token, index: int) -> int:
        """The index of the last token inside an element that is left out.

        One that should enclose something and is never closed reaches to the end of what is around it: of damaged text
        rather too much is left out than shown.
        """
        if token.partner >= 0:
            return token.partner
        container = token.name.rpartition("_")[2] in {"section", "row", "column", "inner", "container", "text"}
        if not container or token.alone:
            return index
        until = self._open[-1].until if self._open else len(self._tokens)
        self._left_out = self._tokens[until].start if self._open else len(self._text)
        return until - 1

    def _encoded(self, token: _Token, index: int, rows: Rows, given: dict[str, str]) -> int:
        """An element around something that is no text of the page: HTML or code in base64, the address of a picture."""
        end = self._tokens[token.partner].start if token.partner >= 0 else token.end
        raw = strip_tags(self._text[token.end : end].translate(_UNMASKED)).strip()
        if token.name in rows.pictures:
            values = Values(page=self._page, element=token.name, given=rows.read(given), dialect=rows.dialect)
            self._whole(_picture(self._text[token.end : end].strip(), raw, values))
        elif (code := decoded(raw)) is None or self._depth >= _DEEPEST:
            self._page.log.add("page-builder", token.name)
        elif token.name in rows.code:
            self._whole(f"\n\n<pre><code>{escape(_LEFT.sub('', code))}</code></pre>\n\n")
        else:
            html = expand_shortcodes(code, self._page, depth=self._depth + 1)
            self._whole(f"\n\n<div>{html}</div>\n\n".translate({0xE000: None, 0xE001: None}))
        return self._behind(token, index)

    def _library(self, token: _Token, index: int, number: str) -> int:
        """An element that is kept once for many pages: what this page holds of it is an old copy, or nothing."""
        known = int(number) if number.isascii() and number.isdigit() and len(number) < _MOST_DIGITS else 0
        entry = self._page.site.library_entry(known) if known and self._depth < _DEEPEST else None
        if entry is None or not self._page.may_add(entry.content) or not self._page.may_enter(f"library:{known}"):
            self._page.log.add("page-builder", f"{token.name} {number} of the builder's library")
        else:
            content = entry.content.replace(f'global_module="{number}"', "")
            self._whole(f"\n\n{expand_shortcodes(content, self._page, depth=self._depth + 1)}\n\n")
        return self._behind(token, index)


def _picture(written: str, raw: str, values: Values) -> str:
    """The picture that an element encloses (its tag, or its bare address), or names."""
    address, alt = (raw, "") if _PICTURE_ADDRESS.match(raw) else ("", "")
    if not written:
        address, alt = next((found for name in ("image_id", "image") if (found := values.picture(name))[0]), ("", ""))
    html = picture(address, values.plain("alt") or alt) if address else written
    return f"\n\n<figure>{linked(html, values.url('link'))}</figure>\n\n" if html else ""


def _arguments(written: str) -> dict[str, str]:
    """The named arguments; quotes that typography has curled are quotes where there are no others."""
    written = written.translate(_UNMASKED)
    return attributes(written if '"' in written else _CURLED.sub('"', written))[0]


def decoded(raw: str) -> str | None:
    """HTML out of base64, percent-encoded inside or not; None when it is neither."""
    try:
        text = base64.b64decode("".join(raw.split()), validate=True).decode()
    except (binascii.Error, UnicodeDecodeError, ValueError):
        return None
    return unquote(text) if _PERCENT_ENCODED.search(text) and "<" not in text else text


def _clean(html: str) -> str:
    """The HTML of an element without names of builders that its values held."""
    return _LEFT.sub("", html) if "[" in html else html
