"""The long way to write a block's inline tokens: markdown and the same words as plain text, in one pass.

Blanks collapse, text is escaped, touching emphasis is merged or parted, blanks move out of it, and what a block leaves
open is closed, so that the next block can go on in it.
Invariants: linear; delimiters that CommonMark could not pair are never written (`flanking` settles the hard cases).
"""

from typing import Final

from rootzpub.markdown.escape import SEPARATOR, clean, code_span, escape, escape_brackets
from rootzpub.markdown.flanking import MOST, Block, Placed
from rootzpub.markdown.simple import is_ascii_punctuation
from rootzpub.markdown.tokens import BREAK, EDGE, EMPHASIS, LINK_END, STRONG, Atom, BreakStyle, Link, Mark, Open, Token

_NEVER: Final = 1 << 30
_NESTED: Final = {STRONG: "__", EMPHASIS: "_"}
"""How emphasis inside emphasis of its kind is written."""

_UNDERSCORES: Final = frozenset(_NESTED.values())
_ROUNDS: Final = 8
"""How often a block is read and written again until it comes out as it went in; from the middle on without patience."""

_PART: Final = 2048
"""Pieces from which on a block is finished in parts, each up to a place where nothing is open: memory stays bounded."""

_LONG: Final = 4096
"""Text longer than this is not joined to what follows, so that joining stays cheap."""


class InlineWriter:
    """Writes the inline content of one block; `want` (emphasis and links now open) is the caller's and outlives it."""

    __slots__ = (
        "_break_style",
        "_done",
        "_done_text",
        "_gap",
        "_gap_text",
        "_hard",
        "_have",
        "_link",
        "_links",
        "_made",
        "_muted",
        "_out",
        "_placed",
        "_raw",
        "_stale",
        "_text",
        "_want",
        "moved",
        "unfolded",
    )

    def __init__(self, want: list[Open], break_style: BreakStyle) -> None:
        self._want = want
        self._break_style = break_style
        self._have: list[Open] = []
        self._out: list[str] = []
        self._text: list[str] = []
        self._placed: list[Placed] = []
        self._raw: dict[int, str] = {}
        """What the pieces that are text were before they were escaped."""
        self._made: dict[int, list[Token]] = {}
        """The tokens of the pieces that are neither text nor marks."""
        self._link = 0
        """The number of the link being written, 0 outside links; `_links` counts them."""
        self._links = 0
        self._done: list[str] = []
        """The parts that are finished, and their texts."""
        self._done_text: list[str] = []
        self._muted = False
        """Whether no more marks are written, because there are more of them in a row than can be weighed."""
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
        self._take(tokens)
        self._finish()
        return "".join(self._done).strip(), "".join(self._done_text).strip()

    def _take(self, tokens: list[Token]) -> None:
        words = ""
        for token in tokens:
            if token.__class__ is str:
                words += token
                continue
            if self._muted and isinstance(token, Mark):
                self._signal(token)
                self.moved += token.opens
                continue
            if words:
                self._words(words)
                words = ""
            self._signal(token)
            if len(self._placed) > MOST and not self._want:
                self._mute()
        if words:
            self._words(words)
        if self._have:
            self._close_to(0)

    def _finish(self) -> None:
        """Write what there is for good; nothing is open."""
        self._done.append(self._settled() if self._hard else "".join(self._out))
        self._done_text.append("".join(self._text))
        self._forget()

    def _forget(self) -> None:
        self._out.clear()
        self._text.clear()
        self._placed.clear()
        self._raw.clear()
        self._made.clear()
        self._hard = False

    def _ease(self, following: str) -> None:
        """Finish a part before text that begins with `following`, if a blank or a line break parts the two."""
        if self._want:
            return
        if following.isspace() or (self._gap and self._gap == self._gap_text):
            self._close_to(0)
            self._finish()
        elif self._gap and following.isalnum() and not self._have and self._out[-1][-1].isalnum():
            self._finish()

    def _mute(self) -> None:
        """Drop the marks of this part, and of what follows in the block."""
        self._close_to(0)
        block = Block(self._out, self._placed, self._raw, self._made)
        block.drop_all()
        self.moved += block.lost
        tokens = block.tokens()
        self._out, self._text = [], []
        self._forget()
        self._muted = True
        self._take(tokens)

    def _settled(self) -> str:
        """The markdown once a reader sees what is meant, and what the reader sees is written the same again."""
        writer = self
        before = ""
        for number in range(_ROUNDS):
            block = Block(writer._out, writer._placed, writer._raw, writer._made)
            if number == _ROUNDS - 1:
                block.drop_all()
            else:
                block.settle(hasty=number >= _ROUNDS // 2)
            self.moved += block.lost
            markdown = block.written() if block.is_final else ""
            if markdown and (markdown == before or block.is_read_as_meant()):
                break
            before = markdown
            writer = InlineWriter([], self._break_style)
            writer._take(block.tokens())
            if not writer._hard:
                return "".join(writer._out)
        return markdown or "".join(writer._out)

    def _signal(self, token: Token) -> None:  # noqa: C901 - one branch for each kind of token
        if isinstance(token, Atom):
            self._piece(token.markdown, token.text)
        elif isinstance(token, Mark):
            if token.opens:
                self._want.append(token.delimiter)
            else:
                self._end(token.delimiter)
        elif isinstance(token, Link):
            self._want.append(token)
        elif token is BREAK:
            self._line_break()
        elif token is EDGE:
            if self._break_style.line_break not in self._gap:
                self._line_break()
        elif token is LINK_END:
            self._end_link()

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
                if not link.written and link.label:
                    self._words(link.label)
                elif not link.written and link.before == "[":
                    self._piece(f"[{link.end('')}", "", linked=False)
                del want[at]
                return

    def _line_break(self) -> None:
        if not self._out and not self._done:
            return
        break_style = self._break_style
        breaks = self._gap.count(break_style.line_break) if self._gap else 0
        self._gap = break_style.line_break * min(breaks + 1, break_style.most)
        self._gap_text = break_style.text

    def _words(self, raw: str) -> None:  # noqa: C901 - one decision after the other, each on what was read
        if len(self._out) > _PART:
            self._ease(raw[0])
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
        self._piece(escape(body), body, raw=body)
        if tail:
            self._gap = self._gap_text = tail
            if len(self._out) > _PART:
                self._ease(tail)

    def _lines(self, raw: str) -> None:
        first, *others = SEPARATOR.split(raw)
        self._words(first)
        for line in others:
            self._line_break()
            self._words(line)

    def _blank(self, blank: str) -> None:
        """Blanks between two pieces: beside a line break they say nothing; marks that ended before them close there."""
        if not self._out and not self._done:
            return
        if self._have:
            self._close_to(min(_agreement(self._have, self._wanted()), self._stale))
        fixed = blank.strip(" ")
        if not self._gap:
            self._gap = self._gap_text = blank
        elif fixed:  # blanks that stay, as at the beginning of a verse
            self._gap += fixed
            self._gap_text += fixed

    def _wanted(self) -> list[Open]:
        """What is to be open now: each kind of emphasis once, one link, and only a link that was not written before."""
        want = self._want
        if not want or (len(want) == 1 and want[0].__class__ is str and not self._muted):
            return want
        wanted: list[Open] = []
        linked = False
        for mark in want if not self._muted else [mark for mark in want if isinstance(mark, Link)]:
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

    def _piece(  # noqa: C901 - the order of closing, blank and opening is one decision
        self, markdown: str, text: str, *, raw: str = "", linked: bool = True
    ) -> None:
        """Write a piece after bringing the open marks in line with the wanted ones; `raw` is what text was escaped."""
        out = self._out
        have = self._have
        opening: list[Open] = []
        if have or self._want:
            wanted = self._wanted()
            if not linked:
                wanted = [mark for mark in wanted if isinstance(mark, str)]
            if have != wanted or self._stale != _NEVER:
                agreed = min(_agreement(have, wanted), self._stale)
                opening = wanted[agreed:]
                if not self._gap and out:
                    self._judge(have[agreed:], opening, markdown[0])
                elif opening and (len(opening) > 1) + (self._gap[-1:] == ">") + (not markdown[0].isalnum()) > 1:
                    self._hard = True  # a mark between signs, of which `<br>` is one, could close as well as open
                if len(have) > agreed:
                    self._close_to(agreed)
                self._stale = _NEVER
        if raw and not opening and self._went_on(raw):
            self._text.append(text)
            return
        if self._gap:
            self._fill_gap()
        for mark in opening:
            self._open(mark)
        self._put(self._guarded(markdown, len(out)) if raw else markdown, text, raw)

    def _guarded(self, markdown: str, at: int) -> str:
        """Escaped text, escaped further for where it stands: in a link, or behind a mark it would make longer."""
        if markdown[0] == "~" and at and self._out[at - 1][-1] == "~":
            markdown = "\\" + markdown
        return escape_brackets(markdown) if self._link and ("[" in markdown or "]" in markdown) else markdown

    def _guard_link(self) -> None:
        """An exclamation mark right before a link would make it an image."""
        out = self._out
        if out[-1][-1] == "!":
            out[-1] = out[-1][:-1] + "\\!"

    def _fill_gap(self) -> None:
        if not self._out:  # right behind a finished part
            self._done.append(self._gap)
            self._done_text.append(self._gap_text)
            self._gap = self._gap_text = ""
            return
        if self._gap == self._gap_text:
            self._raw[len(self._out)] = self._gap
        else:
            breaks = self._gap.count(self._break_style.line_break)
            blank = self._gap.replace(self._break_style.line_break, "")
            self._made[len(self._out)] = [*[BREAK] * breaks, *([blank] if blank else [])]
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
        self._out[last] = self._guarded(escape(joined), last)
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
            code = self._text[-1]
            out[-1] = code_span(code)
            self._made[len(out) - 1] = [Atom(out[-1], code)]
            return
        if raw:
            self._raw[len(out)] = raw
        else:
            self._made[len(out)] = [Atom(markdown, text)]
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
            or (len(closing) > 1 and not (closes and before.isalnum() and _are_stars(closing)))
            or (len(opening) > 1 and not (opens and after.isalnum() and _are_stars(opening)))
            or (opens and len(self._have) > len(closing))
            or any(mark in _UNDERSCORES for mark in (*closing, *opening))
            or (closes and not (before.isalnum() or is_ascii_punctuation(after)))
            or (opens and not (after.isalnum() or is_ascii_punctuation(before)))
        )

    def _open(self, mark: Open) -> None:
        out = self._out
        if isinstance(mark, Link):
            if out:
                self._guard_link()
            self._made[len(out)] = [mark]
            self._links += 1
            self._link = self._links
            out.append(mark.before)
            mark.used = mark.written = True
            mark.start = len(self._text)
        else:
            self._placed.append((len(out), mark, True, self._link))
            out.append(mark)
        self._have.append(mark)

    def _close_to(self, agreed: int) -> None:
        have, out = self._have, self._out
        if len(have) > agreed + 1 and not out[-1][-1].isalnum():
            self._hard = True
        while len(have) > agreed:
            mark = have.pop()
            if isinstance(mark, Link):
                text = "".join(self._text[mark.start :])
                mark.used = mark.used and text.strip() != ""
                self._link = 0
                self._made[len(out)] = [LINK_END]
                out.append(mark.end(text, out))
            else:
                self._placed.append((len(out), mark, False, self._link))
                out.append(mark)


def _are_stars(marks: list[Open]) -> bool:
    """Whether the marks are one run, because all of them are stars."""
    return all(isinstance(mark, str) and mark[0] == "*" for mark in marks)


def _agreement(have: list[Open], wanted: list[Open]) -> int:
    """How many open marks may stay, from the outside in."""
    agreed = 0
    for mark, wish in zip(have, wanted, strict=False):
        if mark is not wish and mark != wish:
            break
        agreed += 1
    return agreed
