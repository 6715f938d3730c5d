"""A block's inline tokens become one piece of markdown and the same words as plain text, in one pass.

Rules append to a list: text (str, as the parser gave it), `Mark` (emphasis begins or ends), `Link` and `LINK_END`,
`BREAK`, and `Atom` (an image, a code span: ready markdown). Here blanks collapse, text is escaped, touching emphasis
is merged, blanks move out of it, and what a block leaves open is closed, so that the next block can go on in it.
Law: linear; delimiters that CommonMark could not pair are never written (`flanking` settles the hard cases).
"""

from dataclasses import dataclass
from enum import Enum, auto
from typing import Final

from rootzpub.markdown.escape import SEPARATOR, clean, code_span, escape, escape_brackets, one_line, title
from rootzpub.markdown.flanking import Placed, settle
from rootzpub.markdown.urls import destination

STRONG: Final = "**"
EMPHASIS: Final = "*"
STRIKE: Final = "~~"


@dataclass(frozen=True, slots=True, eq=False)
class Mark:
    """Emphasis begins or ends here."""

    delimiter: str
    opens: bool


class Atom:
    """A piece that is markdown already, with its plain text."""

    __slots__ = ("markdown", "text")

    def __init__(self, markdown: str, text: str) -> None:
        self.markdown = markdown
        self.text = text


class Link:
    """A link begins here: one object for each `<a>`, because a link over several blocks is written only once."""

    __slots__ = (
        "address",
        "after",
        "at",
        "before",
        "is_note",
        "label",
        "name",
        "start",
        "title",
        "used",
    )

    def __init__(self, address: str, *, name: str = "", label: str = "") -> None:
        self.address = address
        self.name = one_line(name) if name else ""
        self.title = title(name) if name else ""
        """The title in its quotes, left out when it only repeats the text."""
        self.label = label
        """What to write when the link has no content of its own (its aria-label or title)."""
        self.before = "["
        self.after = f"]({destination(address)}"
        self.used = False
        self.at = -1
        """Where the link's token stands in the block in which it opened."""
        self.is_note = False
        """Whether it says itself that it is a footnote reference."""
        self.start = 0
        """Where the link's text begins among the block's texts."""

    def end(self, text: str) -> str:
        """What closes the link, with its title unless that only repeats the link's text."""
        if self.after[0] != "]":  # a link into the page, written when its headings are known
            return self.after
        if not self.title or one_line(text) == self.name:
            return f"{self.after})"
        return f"{self.after}{'' if self.address else '<>'}{self.title})"


class Signal(Enum):
    """Tokens without content."""

    LINK_END = auto()
    BREAK = auto()
    """A line break, or the edge of a block where blocks cannot be."""


LINK_END: Final = Signal.LINK_END
BREAK: Final = Signal.BREAK

_NEVER: Final = 1 << 30
_NESTED: Final = {STRONG: "__", EMPHASIS: "_"}
"""How emphasis inside emphasis of its kind is written."""

_LONG: Final = 4096
"""Text longer than this is not joined to what follows, so that joining stays cheap."""

_UNDERSCORES: Final = frozenset(_NESTED.values())
Token = str | Mark | Atom | Link | Signal
Open = str | Link


@dataclass(frozen=True, slots=True, kw_only=True)
class Setting:
    """How a line break is written where the block stands, and how many may follow each other."""

    line_break: str
    text: str = "\n"
    most: int = 2


PARAGRAPH: Final = Setting(line_break="\\\n")
CELL: Final = Setting(line_break="<br>", text=" ")
ONE_LINE: Final = Setting(line_break=" ", text=" ", most=1)


_FREE, _OPENED, _CLOSED = range(3)


class Simple:
    """Writes a block where emphasis plainly can stand: each mark between a blank and a word, none touching another.

    Most blocks are such; the others are for `Inline`. `write` gives None as soon as it meets anything else.
    """

    __slots__ = ("_last", "_open", "_out", "_state", "_text")

    def __init__(self) -> None:
        self._out: list[str] = []
        self._text: list[str] = []
        self._open: list[str] = []
        self._state = _FREE
        """What the last token was: neither, the beginning, or the end of emphasis."""
        self._last = " "
        """The last character written."""

    def write(self, tokens: list[Token]) -> tuple[str, str] | None:
        """(markdown, text) of the block, or None."""
        words = ""
        for token in tokens:
            if token.__class__ is str:
                words += token  # type: ignore[operator]  # mypy does not narrow by class
                continue
            if words:
                if not self._words(words):
                    return None
                words = ""
            if not (self._atom(token) if token.__class__ is Atom else self._mark(token)):
                return None
        if (words and not self._words(words)) or self._open:
            return None
        return "".join(self._out).strip(), "".join(self._text).strip()

    def _words(self, words: str) -> bool:
        if not words.isprintable():
            if SEPARATOR.search(words):
                return False
            words = clean(words)
        elif "  " in words:
            words = clean(words)
        if not words:
            return True
        first = words[0]
        if self._state:
            if first.isspace() if self._state == _OPENED else not (first.isspace() or _is_ascii_punctuation(first)):
                return False
            self._state = _FREE
        self._last = words[-1]
        self._out.append(escape(words))
        self._text.append(words)
        return True

    def _atom(self, atom: Token) -> bool:
        assert isinstance(atom, Atom)
        out, markdown = self._out, atom.markdown
        if self._last == "!" and markdown[0] == "[":  # or the link would be an image
            out[-1] = out[-1][:-1] + "\\!"
        self._state = _FREE
        self._last = markdown[-1]
        out.append(markdown)
        self._text.append(atom.text)
        return True

    def _mark(self, mark: Token) -> bool:
        if not isinstance(mark, Mark) or self._state:
            return False
        last, delimiter = self._last, mark.delimiter
        if mark.opens:
            if delimiter in self._open or not (last.isspace() or (_is_ascii_punctuation(last) and not self._open)):
                return False
            self._open.append(delimiter)
            self._state = _OPENED
        else:
            if last.isspace() or not self._open or self._open.pop() != delimiter:
                return False
            self._state = _CLOSED
        self._out.append(delimiter)
        return True


class Inline:
    """Writes the inline content of one block; `want` (emphasis and links now open) is the caller's and outlives it."""

    __slots__ = (
        "_gap",
        "_gap_text",
        "_hard",
        "_have",
        "_out",
        "_placed",
        "_raw",
        "_setting",
        "_stale",
        "_text",
        "_want",
        "moved",
        "unfolded",
    )

    def __init__(self, want: list[Open], setting: Setting) -> None:
        self._want = want
        self._setting = setting
        self._have: list[Open] = []
        self._out: list[str] = []
        self._text: list[str] = []
        self._placed: list[Placed] = []
        self._raw: dict[int, str] = {}
        """What the pieces that are text were before they were escaped."""
        self._gap = self._gap_text = ""
        self._hard = False
        self._stale = _NEVER
        """The outermost open mark whose element has ended: it may go on if the next touches it, not over a blank."""
        self.moved = 0
        """How many marks were dropped or moved because CommonMark cannot write them where they stood."""
        self.unfolded: list[Link] = []
        """Links that go on here but were written in an earlier block."""

    def write(self, tokens: list[Token]) -> tuple[str, str]:
        """(markdown, plain text) of the block; both empty when nothing is to be seen."""
        words = ""
        for token in tokens:
            if token.__class__ is str:
                words += token  # type: ignore[operator]  # mypy does not narrow by class
                continue
            if words:
                self._words(words)
                words = ""
            self._signal(token)
        if words:
            self._words(words)
        if self._have:
            self._close_to(0)
        out = self._out
        if self._hard:
            out, self.moved = settle(out, self._placed, self._raw)
        return "".join(out).strip(), "".join(self._text).strip()

    def _signal(self, token: Token) -> None:
        kind = token.__class__
        if kind is Atom:
            self._piece(token.markdown, token.text)
        elif kind is Mark:
            if token.opens:
                self._want.append(token.delimiter)
            else:
                self._end(token.delimiter)
        elif token is BREAK:
            self._line_break()
        elif token is LINK_END:
            self._end_link()
        else:
            self._want.append(token)

    def _end(self, delimiter: str) -> None:
        """Stop wanting the innermost emphasis of this kind."""
        want = self._want
        if want and want[-1] == delimiter:
            want.pop()
        elif delimiter in want:
            del want[len(want) - 1 - want[::-1].index(delimiter)]
        if delimiter in want:  # an inner one of two: it was written with underscores, or not at all
            delimiter = _NESTED.get(delimiter, "")
        if delimiter in self._have:
            self._stale = min(self._stale, self._have.index(delimiter))

    def _end_link(self) -> None:
        """Stop wanting the innermost link; one without content is written with its label."""
        want = self._want
        for at in range(len(want) - 1, -1, -1):
            link = want[at]
            if isinstance(link, Link):
                if not link.used and link.label:
                    self._words(link.label)
                elif not link.used and link.before == "[":
                    self._piece(f"[{link.end('')}", "", linked=False)
                del want[at]
                return

    def _line_break(self) -> None:
        if not self._out:
            return
        setting = self._setting
        breaks = self._gap.count(setting.line_break) if self._gap else 0
        self._gap = setting.line_break * min(breaks + 1, setting.most)
        self._gap_text = setting.text

    def _words(self, raw: str) -> None:
        text = raw
        if not raw.isprintable():
            if SEPARATOR.search(raw):
                self._lines(raw)
                return
            text = clean(raw)
        elif "  " in raw:
            text = clean(raw)
        body = text.strip()
        if not body:
            self._blank(text)
            return
        tail = ""
        if len(body) != len(text):
            if text[0] != body[0]:
                self._blank(text[: len(text) - len(text.lstrip())])
            tail = text[len(text.rstrip()) :]
        if self._want and ("[" in body or "]" in body) and self._in_link():
            self._piece(escape_brackets(escape(body)), body)
        else:
            self._piece(escape(body), body, raw=body)
        if tail:
            self._gap = self._gap_text = tail

    def _in_link(self) -> bool:
        return any(isinstance(mark, Link) and (not mark.used or mark in self._have) for mark in self._want)

    def _lines(self, raw: str) -> None:
        first, *others = SEPARATOR.split(raw)
        self._words(first)
        for line in others:
            self._line_break()
            self._words(line)

    def _blank(self, blank: str) -> None:
        """Blanks between two pieces: beside a line break they say nothing; marks that ended before them close there."""
        if not self._out:
            return
        if self._have:
            self._close_to(min(_agreement(self._have, self._wanted()), self._stale))
        if not self._gap:
            self._gap = self._gap_text = blank

    def _wanted(self) -> list[Open]:
        """What is to be open now: each kind of emphasis once, one link, and only a link that was not written before."""
        want = self._want
        if not want or (len(want) == 1 and want[0].__class__ is str):
            return want
        wanted: list[Open] = []
        linked = False
        for mark in want:
            if isinstance(mark, Link):
                if linked or (mark.used and mark not in self._have):
                    if mark.used and mark not in self.unfolded and mark not in self._have:
                        self.unfolded.append(mark)
                    continue
                linked = True
            elif mark in wanted:
                mark = _NESTED.get(mark, mark)  # noqa: PLW2901
                if mark in wanted:
                    continue
            wanted.append(mark)
        return wanted

    def _piece(self, markdown: str, text: str, *, raw: str = "", linked: bool = True) -> None:
        """Write a piece after bringing the open marks in line with the wanted ones; `raw` is what text was escaped."""
        out = self._out
        have = self._have
        opening: list[Open] | None = None
        if have or self._want:
            wanted = self._wanted() if linked else [mark for mark in self._wanted() if isinstance(mark, str)]
            if have != wanted or self._stale != _NEVER:
                agreed = min(_agreement(have, wanted), self._stale)
                opening = wanted[agreed:]
                if not self._gap and out:
                    self._judge(have[agreed:], opening, markdown[0])
                if len(have) > agreed:
                    self._close_to(agreed)
                self._stale = _NEVER
        if raw and not opening and self._went_on(raw):
            self._text.append(text)
            return
        if self._gap:
            self._fill_gap()
        if opening:
            for mark in opening:
                self._open(mark)
        self._put(markdown, text, raw)

    def _guard_link(self) -> None:
        """An exclamation mark right before a link would make it an image."""
        out = self._out
        if out[-1][-1] == "!":
            out[-1] = out[-1][:-1] + "\\!"
            self._raw.pop(len(out) - 1, None)

    def _fill_gap(self) -> None:
        if self._gap == self._gap_text:
            self._raw[len(self._out)] = self._gap
        self._out.append(self._gap)
        self._text.append(self._gap_text)
        self._gap = self._gap_text = ""

    def _went_on(self, raw: str) -> bool:
        """Whether text could be joined to the text before it, so that both are escaped as one."""
        last = len(self._out) - 1
        before = self._raw.get(last)
        if before is None or self._gap != self._gap_text or len(before) > _LONG:
            return False
        self._raw[last] = joined = f"{before}{self._gap}{raw}"
        self._out[last] = escape(joined)
        if self._gap:
            self._text.append(self._gap_text)
            self._gap = self._gap_text = ""
        return True

    def _put(self, markdown: str, text: str, raw: str) -> None:
        out = self._out
        if out and markdown[0] == "[":
            self._guard_link()
        if out and markdown[0] == "`" == out[-1][0] and out[-1][-1] == "`":  # two code spans that touch would be one
            self._text[-1] += text
            out[-1] = code_span(self._text[-1])
            return
        if raw:
            self._raw[len(out)] = raw
        out.append(markdown)
        self._text.append(text)

    def _judge(self, closing: list[Open], opening: list[Open], following: str) -> None:
        """Set `_hard` unless the marks to close and to open between two touching pieces plainly can stand there."""
        before = ")" if any(mark.__class__ is Link for mark in closing) else self._out[-1][-1]
        after = "[" if any(mark.__class__ is Link for mark in opening) else following
        closes = bool(closing) and closing[0].__class__ is str
        opens = bool(opening) and opening[0].__class__ is str
        self._hard = (
            self._hard
            or (closes and opens)
            or len(closing) > 1
            or len(opening) > 1
            or (opens and len(self._have) > len(closing))
            or any(mark in _UNDERSCORES for mark in (*closing, *opening))
            or (closes and not (before.isalnum() or _is_ascii_punctuation(after)))
            or (opens and not (after.isalnum() or _is_ascii_punctuation(before)))
        )

    def _open(self, mark: Open) -> None:
        out = self._out
        if isinstance(mark, Link):
            if out:
                self._guard_link()
            out.append(mark.before)
            mark.used = True
            mark.start = len(self._text)
        else:
            self._placed.append((len(out), mark, True))
            out.append(mark)
        self._have.append(mark)

    def _close_to(self, agreed: int) -> None:
        have, out = self._have, self._out
        while len(have) > agreed:
            mark = have.pop()
            if isinstance(mark, Link):
                out.append(mark.end("".join(self._text[mark.start :])))
            else:
                self._placed.append((len(out), mark, False))
                out.append(mark)


def _agreement(have: list[Open], wanted: list[Open]) -> int:
    """How many open marks may stay, from the outside in."""
    agreed = 0
    for mark, wish in zip(have, wanted, strict=False):
        if mark is not wish and mark != wish:
            break
        agreed += 1
    return agreed


def _is_ascii_punctuation(character: str) -> bool:
    return character.isascii() and not character.isalnum()
