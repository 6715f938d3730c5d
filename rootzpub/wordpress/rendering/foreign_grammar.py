"""Finding the shortcodes of plugins in a text, though nobody knows which names the plugins registered.

A bracket is a shortcode of a plugin by its shape [visibility §9.3]: a known name, a closing tag, an attribute, a slash
at the end, a name with an underscore, or one with a hyphen that stands alone. `[1]`, `[sic]`, `[citation needed]`,
`list[i]` and a stylesheet's `a[rel="me"]` are none. Names are compared without case; a tag ends at the first bracket
outside of quotes; pairs nest.

Invariants: linear; what stands inside HTML tags is given as one piece; inside of `pre` and `code` only what speaks of
access is found.
"""

import re
from collections.abc import Callable, Collection, Iterator
from dataclasses import dataclass, field
from enum import Enum, auto

from rootzpub.wordpress.rendering.access_words import speaks_of_access
from rootzpub.wordpress.rendering.markup import tag_end, tag_name
from rootzpub.wordpress.rendering.shortcode_grammar import Ahead

_NEXT = re.compile(r"<(?=[A-Za-z/!?])|\[")
_NEXT_PLAIN = re.compile(r"\[")
_OPENER = re.compile(r"\[([^\W\d][\w-]*+)(?=[\s\]/=<&\u00a0])")
_ANY = re.compile(r"\[/?([^\W\d][\w-]*+)")
_CLOSER = re.compile(r"\[/([^\W\d][\w-]*+)[ \t\r\n]*+\]")
_ATTRIBUTE = re.compile(r"""[\s>;/][\w-]++(?:=[^\s=]|\s*+=\s*+["'\u201c\u201d\u2033&])""")
_LEADING_ATTRIBUTES = re.compile(r"""(?:\s++[\w-]++=(?:"[^"\[\]]*+"|'[^'\[\]]*+'|[^\s"'\[\]<>]++))+""")
_INNER_TAG = re.compile(r"\[/?[^\W\d]")
_NAMED = re.compile(r"""["'@\d\u201c\u201d]|://|&quot;""")
_ONLY_ADDRESS = re.compile(r"\s*+(?:https?://\S+|[^\s@]+@[^\s@]+\.[^\s@]+)\s*+\Z")
_NOT_WORDS = re.compile(r"<[^>]{0,400}+>|\s|&nbsp;")
_SPELLED = re.compile(r"_{0,3}[^\W\d_][^\W_]+(?:[_-]+[^\W_]+)+\Z")
_QUANTIFIERS = frozenset("+*?{")
_AFTER_QUOTE = frozenset(" \t\r\n]/<&\u00a0")
_BEFORE_SLASH = frozenset(" \t\r\n\u00a0\"'\u201d;") | {""}
_CODE = frozenset({"pre", "code", "kbd", "samp", "tt", "textarea", "script", "style", "xmp"})
_LONGEST_VALUE = 20_000
_WHOLE_TEXT = 400


class Place(Enum):
    """Where a piece stands."""

    TEXT = auto()
    CODE = auto()
    TAG = auto()
    """The piece is one HTML tag or comment."""


@dataclass(slots=True, kw_only=True)
class Tag:
    """One opening or closing tag of a shortcode, or one HTML tag that holds a bracket."""

    name: str
    """In lower case, without leading underscores, which plugins put before a name to nest it."""
    start: int
    end: int
    place: Place = Place.TEXT
    closing: bool = False
    single: bool = False
    """It ends in a slash."""
    arguments: str = ""
    partner: int = -1
    """Of an opening tag: the index of its closing one; of a closing tag: of its opening one; -1 = none."""
    doubled: bool = False
    """Another bracket stands before an opening tag, or behind a closing or lone one."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Names:
    """What is known of names."""

    ignored: Collection[str]
    """WordPress's own, as written: read elsewhere."""
    known: Collection[str]
    """Names with a meaning, in lower case."""
    single: Collection[str] = field(default_factory=frozenset)
    """Known names that stand alone even without any other sign."""


def folded(name: str) -> str:
    """A name as it is compared."""
    return name.casefold().lstrip("_")


def find_tags(text: str, names: Names, *, html: bool = True) -> list[Tag]:
    """The tags in order, paired; `html`: tags of HTML are passed over (and given where they hold a bracket)."""
    if not any(match[1] not in names.ignored for match in _ANY.finditer(text)):
        return []
    return _paired(list(_Lexer(text, names, html=html).tags()))


class _Lexer:
    def __init__(self, text: str, names: Names, *, html: bool) -> None:
        self._text = text
        self._names = names
        self._next: Callable[[int], re.Match[str] | None] = lambda at: (_NEXT if html else _NEXT_PLAIN).search(text, at)
        self._ahead = Ahead(text)
        self._last_closer = {folded(match[1]): match.start() for match in _CLOSER.finditer(text)}
        self._code = ""
        """The verbatim element that is open."""

    def tags(self) -> Iterator[Tag]:
        at = 0
        while (mark := self._next(at)) is not None:
            start = mark.start()
            if mark[0] == "<":
                at = self._end_of_html(start)
                if "[" in self._text[start:at] and not self._text.startswith("<!", start):
                    yield Tag(name="", start=start, end=at, place=Place.TAG)
                continue
            tag = self._closing(start) or self._opening(start)
            if tag is None:
                at = start + 1
            elif self._is_shortcode(tag):
                at = tag.end
                yield tag
            else:
                # With quotes inside, the search for the end went ahead: nothing before it is looked at again.
                at = tag.end if "=" in tag.arguments else start + 1

    def _end_of_html(self, start: int) -> int:
        text = self._text
        # Browsers take these two for whole comments.
        for whole in ("<!-->", "<!--->"):
            if text.startswith(whole, start):
                return start + len(whole)
        end = tag_end(text, start)
        name = tag_name(text[start:end])
        if not self._code and name in _CODE:
            self._code = name
        elif self._code and name == f"/{self._code}":
            self._code = ""
        return end

    def _place(self) -> Place:
        return Place.CODE if self._code else Place.TEXT

    def _closing(self, start: int) -> Tag | None:
        match = _CLOSER.match(self._text, start)
        if match is None or match[1] in self._names.ignored:
            return None
        doubled = self._text.startswith("]", match.end())
        return Tag(
            name=folded(match[1]), start=start, end=match.end(), place=self._place(), closing=True, doubled=doubled
        )

    def _opening(self, start: int) -> Tag | None:
        match = _OPENER.match(self._text, start)
        if match is None or match[1] in self._names.ignored:
            return None
        arguments, end = self._arguments(match.end())
        if end < 0:
            return None
        name = folded(match[1])
        single = arguments.endswith("/") and self._text[end - 1] == "]"
        if single and arguments[-2:-1] not in _BEFORE_SLASH:
            # `[url=https://example.org/]…[/url]`: the slash belongs to the address.
            single = self._last_closer.get(name, -1) < start
        return Tag(
            name=name,
            start=start,
            end=end,
            place=self._place(),
            single=single,
            arguments=arguments[:-1] if single else arguments,
            doubled=start > 0 and self._text[start - 1] == "[",
        )

    def _arguments(self, at: int) -> tuple[str, int]:
        """What stands between a name and the end of its tag, and that end; -1 when it has none."""
        close, quoted = self._close(at)
        arguments = self._text[at:close] if close >= 0 else ""
        # Never closed: what the next bracket closes is another shortcode. The attributes go all the same.
        if close < 0 or (not quoted and _INNER_TAG.search(arguments)):
            match = _LEADING_ATTRIBUTES.match(self._text, at)
            return (match[0], match.end()) if match else ("", -1)
        return arguments, close + 1

    def _close(self, at: int) -> tuple[int, bool]:
        """The first closing bracket outside of quotes, and whether one inside was passed over."""
        quoted = False
        while (close := self._ahead.find("]", at)) >= 0:
            opens = min((found for mark in ('="', "='") if (found := self._ahead.find(mark, at)) >= 0), default=close)
            if opens >= close:
                return close, quoted
            ends = self._text.find(self._text[opens + 1], opens + 2, opens + _LONGEST_VALUE)
            if ends < 0 or self._text[ends + 1 : ends + 2] not in _AFTER_QUOTE:
                return close, quoted
            quoted = quoted or ends > close
            at = ends + 1
        return -1, quoted

    def _is_shortcode(self, tag: Tag) -> bool:
        if tag.closing:
            # One that nothing opens is dropped for its name alone.
            return tag.place is Place.TEXT or speaks_of_access(tag.name)
        if tag.place is Place.CODE:
            return speaks_of_access(tag.name) and self._is_closed_later(tag)
        if tag.single or self._is_closed_later(tag):
            return tag.name != "" and (len(tag.name) > 1 or self._is_closed_later(tag))
        if tag.arguments.startswith("="):
            # `[youtube=URL]`; of an unknown name it is how a stylesheet selects.
            return tag.name in self._names.known and not self._follows_word(tag)
        if _ATTRIBUTE.search(tag.arguments):
            return True
        return self._is_shortcode_by_name(tag)

    def _is_shortcode_by_name(self, tag: Tag) -> bool:
        known = tag.name in self._names.known
        if not tag.arguments.strip():
            return tag.name in self._names.single or self._is_bare_shortcode(tag, known=known) or self._is_all(tag)
        if "_" in tag.name or known:
            return True
        if "-" in tag.name:
            return bool(_NAMED.search(tag.arguments)) or self._stands_alone(tag)
        return bool(_ONLY_ADDRESS.match(tag.arguments)) and ("@" in tag.arguments or self._stands_alone(tag))

    def _is_bare_shortcode(self, tag: Tag, *, known: bool) -> bool:
        """Whether a name without arguments is one that nobody writes in prose."""
        if self._follows_word(tag) or self._text.startswith("(", tag.end):
            return False
        if not known and not self._looks_registered(tag):
            return False
        return "_" in tag.name or ("-" in tag.name and (known or self._stands_alone(tag)))

    def _looks_registered(self, tag: Tag) -> bool:
        """Whether a name without arguments is spelled as names of shortcodes are: `[X_Y]`, `[a-z]+` are not."""
        written = self._text[tag.start + 1 : tag.end - 1].strip()
        if written != written.lower() or not _SPELLED.match(written):
            return False
        return self._text[tag.end : tag.end + 1] not in _QUANTIFIERS

    def _is_closed_later(self, tag: Tag) -> bool:
        return self._last_closer.get(tag.name, -1) > tag.start

    def _follows_word(self, tag: Tag) -> bool:
        before = self._text[tag.start - 1 : tag.start]
        return before.isalnum() or before in {"_", "]", ")"}

    def _stands_alone(self, tag: Tag) -> bool:
        """Whether nothing else is in its line or element."""
        before = self._text[max(tag.start - 20, 0) : tag.start].rstrip(" \t")
        behind = self._text[tag.end : tag.end + 20].lstrip(" \t")
        return (not before or before[-1] in "\n\r>]") and (not behind or behind[0] in "\n\r<[")

    def _is_all(self, tag: Tag) -> bool:
        """Whether a text holds nothing else: pages that a plugin fills."""
        return len(self._text) < _WHOLE_TEXT and _NOT_WORDS.sub("", self._text) == self._text[tag.start : tag.end]


def _paired(tags: list[Tag]) -> list[Tag]:
    """The same tags, each opening one with its closing one, nested as they stand.

    An opening tag that is left over reaches to the last closing tag of its name.
    """
    open_tags: dict[str, list[int]] = {}
    last: dict[str, int] = {}
    for at, tag in enumerate(tags):
        if tag.place is Place.TAG or tag.single:
            continue
        if not tag.closing:
            open_tags.setdefault(tag.name, []).append(at)
            continue
        last[tag.name] = at
        if waiting := open_tags.get(tag.name):
            opener = waiting.pop()
            tags[opener].partner, tag.partner = at, opener
    for name, waiting in open_tags.items():
        for opener in waiting:
            if last.get(name, -1) > opener:
                tags[opener].partner = last[name]
    return tags
