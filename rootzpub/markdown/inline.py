"""Writes the inline tokens of a block as markdown, and the same words as plain text, in one pass.

This is the general writer; most blocks are simple enough for the fast path (`simple`). Blanks collapse, text is
escaped, touching emphasis is merged or separated, blanks move out of it (CommonMark reads `** a**` as text), and what a
block leaves open is closed, so that the next block can go on in it.
Invariants: linear; delimiters that CommonMark could not pair are never written: where marks touch anything but plain
words, the block is resolved by `flanking` at its end.
"""

from typing import Final

from rootzpub.markdown.escape import SEPARATOR, clean, escape
from rootzpub.markdown.flanking import MOST_MARKS, DelimitedBlock
from rootzpub.markdown.pieces import Pieces
from rootzpub.markdown.simple import is_ascii_punctuation
from rootzpub.markdown.tokens import BREAK, EDGE, EMPHASIS, LINK_END, STRONG, Atom, BreakStyle, Link, Mark, Open, Token

_NEVER: Final = 1 << 30
_NESTED: Final = {STRONG: "__", EMPHASIS: "_"}
"""How emphasis inside emphasis of its kind is written."""

_UNDERSCORES: Final = frozenset(_NESTED.values())
_ROUNDS: Final = 8
"""How often a block is read and written again until it comes out as it went in: from the middle on all pairs that are
misread are dropped at once, and in the last round all marks."""

_PART: Final = 2048
"""Pieces from which on a block is finished in parts, each up to a place where nothing is open: memory stays bounded."""


class InlineWriter(Pieces):
    """Writes the inline content of one block; `wanted` (emphasis and links now open) is the caller's and outlives it.

    What is wanted and what is written are kept apart (`_wanted_marks`, `_open_marks`): a mark is written only before
    the next content, and closed only when something else follows, so `<b>a</b><b>b</b>` is one pair, blanks stay
    outside, and empty emphasis leaves nothing.
    """

    __slots__ = (
        "_dropping_marks",
        "_ended_from",
        "_needs_resolving",
        "_open_marks",
        "_wanted_marks",
        "empty",
        "moved",
        "unfolded",
    )

    def __init__(self, wanted: list[Open], break_style: BreakStyle) -> None:
        super().__init__(break_style)
        self._wanted_marks = wanted
        self._open_marks: list[Open] = []
        self._dropping_marks = False
        """Whether no more marks are written, because there are more in a row than `flanking` resolves."""
        self._needs_resolving = False
        """Whether any marks are where a parser might not read them as they are meant (`flanking`)."""
        self._ended_from = _NEVER
        """The outermost open mark whose element has ended: it may go on if the same follows at once, not after a
        blank."""
        self.moved = 0
        """How many marks were dropped or moved because CommonMark cannot write them where they stood."""
        self.empty: list[str] = []
        """Addresses of links that hold nothing: they are not written."""
        self.unfolded: list[Link] = []
        """Links that go on here but were written in an earlier block."""

    def write(self, tokens: list[Token]) -> tuple[str, str]:
        """(markdown, plain text) of the block; both empty when nothing is to be seen."""
        self._read(tokens)
        self._finish()
        return "".join(self._done).strip(), "".join(self._done_text).strip()

    def _read(self, tokens: list[Token]) -> None:
        words = ""
        for token in tokens:
            if token.__class__ is str:
                words += token
                continue
            if self._dropping_marks and isinstance(token, Mark):
                self._token(token)
                self.moved += token.opens
                continue
            if words:
                self._add_text(words)
                words = ""
            self._token(token)
            if len(self._placed) > MOST_MARKS and not self._wanted_marks:
                self._drop_marks()
        if words:
            self._add_text(words)
        if self._open_marks:
            self._close_to(0)

    def _finish(self) -> None:
        """Write what there is for good; nothing is open."""
        self._done.append(self._resolved() if self._needs_resolving else "".join(self._out))
        self._done_text.append("".join(self._text))
        self._clear()
        self._needs_resolving = False

    def _finish_part(self, following: str) -> None:
        """Finish a part before text that begins with `following`, if a blank or a line break parts the two."""
        if self._wanted_marks:
            return
        if following.isspace() or (self._gap and self._gap == self._gap_text):
            self._close_to(0)
            self._finish()
        elif self._gap and following.isalnum() and not self._open_marks and self._out[-1][-1].isalnum():
            self._finish()

    def _drop_marks(self) -> None:
        """Drop the marks of this part, and of what follows in the block."""
        self._close_to(0)
        block = DelimitedBlock(self._out, self._placed, self._raw, self._made)
        block.drop_all()
        self.moved += block.changed
        tokens = block.tokens()
        self._out, self._text = [], []
        self._clear()
        self._needs_resolving = False
        self._dropping_marks = True
        self._read(tokens)

    def _resolved(self) -> str:
        """The markdown of the part once a parser reads it as it is meant and it would be written the same again.

        Each round: 1. let `flanking` change the marks; 2. done if nothing changed and the marks are read in the very
        order they were written in, or if the same came out twice; 3. else read the block as tokens again and write
        those; done if that is simple now.
        """
        writer = self
        before = ""
        for number in range(_ROUNDS):
            # 1. change
            block = DelimitedBlock(writer._out, writer._placed, writer._raw, writer._made)
            if number == _ROUNDS - 1:
                block.drop_all()
            else:
                block.resolve(drop_nested=number >= _ROUNDS // 2)
            self.moved += block.changed
            # 2. done?
            markdown = block.written() if block.is_final else ""
            if markdown and (markdown == before or block.reads_as_meant()):
                break
            # 3. read and write again
            before = markdown
            writer = InlineWriter([], self._break_style)
            writer._read(block.tokens())
            if not writer._needs_resolving:
                return "".join(writer._out)
        return markdown or "".join(writer._out)

    def _token(self, token: Token) -> None:  # noqa: C901 - one branch for each kind of token
        if isinstance(token, Atom):
            self._add_piece(token.markdown, token.text)
        elif isinstance(token, Mark):
            if token.opens:
                self._wanted_marks.append(token.delimiter)
            else:
                self._end_mark(token.delimiter)
        elif isinstance(token, Link):
            self._wanted_marks.append(token)
        elif token is BREAK:
            self._add_break()
        elif token is EDGE:
            if self._break_style.line_break not in self._gap:
                self._add_break()
        elif token is LINK_END:
            self._end_link()

    def _end_mark(self, delimiter: str) -> None:
        """Stop wanting the innermost emphasis of this kind."""
        wanted = self._wanted_marks
        if wanted and wanted[-1] == delimiter:
            wanted.pop()
        elif delimiter in wanted:
            del wanted[len(wanted) - 1 - wanted[::-1].index(delimiter)]
        if delimiter in wanted:  # an inner one of two: it was written with underscores, or not at all
            delimiter = _NESTED.get(delimiter, "")
        if delimiter in self._open_marks:
            self._ended_from = min(self._ended_from, self._open_marks.index(delimiter))

    def _end_link(self) -> None:
        """Stop wanting the innermost link; one without content is written with its label."""
        wanted = self._wanted_marks
        for at in range(len(wanted) - 1, -1, -1):
            link = wanted[at]
            if isinstance(link, Link):
                if not link.written and link.label:
                    self._add_text(link.label)
                elif not link.written and link.before == "[" and link.address:
                    self.empty.append(link.address)
                del wanted[at]
                return

    def _add_text(self, raw: str) -> None:  # noqa: C901 - one decision after the other, each on what was read
        if len(self._out) > _PART:
            self._finish_part(raw[0])
        text = raw
        if not raw.isprintable():
            if SEPARATOR.search(raw):
                self._add_lines(raw)
                return
            text = clean(raw)
        elif "  " in raw:
            text = clean(raw)
        body = text.strip()
        if not body:
            self._add_blank(text)
            return
        tail = ""
        if len(body) != len(text):
            if text[0] != body[0]:
                self._add_blank(text[: len(text) - len(text.lstrip())])
            tail = text[len(text.rstrip()) :]
        self._add_piece(escape(body), body, raw=body)
        if tail:
            self._gap = self._gap_text = tail
            if len(self._out) > _PART:
                self._finish_part(tail)

    def _add_lines(self, raw: str) -> None:
        first, *others = SEPARATOR.split(raw)
        self._add_text(first)
        for line in others:
            self._add_break()
            self._add_text(line)

    def _add_blank(self, blank: str) -> None:
        """Blanks between two pieces: beside a line break they say nothing; marks that ended before them close there."""
        if not self._out and not self._done:
            return
        if self._open_marks:
            self._close_to(min(_agreement(self._open_marks, self._writable_marks()), self._ended_from))
        fixed = blank.strip(" ")
        if not self._gap:
            self._gap = self._gap_text = blank
        elif fixed:  # blanks that stay, as at the beginning of a verse
            self._gap += fixed
            self._gap_text += fixed

    def _writable_marks(self) -> list[Open]:
        """The wanted marks that can be written: each kind of emphasis once, one link, and no link written before."""
        wanted = self._wanted_marks
        if not wanted or (len(wanted) == 1 and wanted[0].__class__ is str and not self._dropping_marks):
            return wanted
        writable: list[Open] = []
        linked = False
        for mark in wanted if not self._dropping_marks else [mark for mark in wanted if isinstance(mark, Link)]:
            if isinstance(mark, Link):
                if linked or (mark.used and mark not in self._open_marks):
                    if mark.used and mark not in self.unfolded and mark not in self._open_marks:
                        self.unfolded.append(mark)
                    continue
                linked = True
            elif mark in writable:
                mark = _NESTED.get(mark, mark)  # noqa: PLW2901
                if mark in writable:
                    continue
            writable.append(mark)
        return writable

    def _add_piece(  # noqa: C901 - the order of closing, blank and opening is one decision
        self, markdown: str, text: str, *, raw: str = "", linked: bool = True
    ) -> None:
        """Write a piece after bringing the open marks in line with the wanted ones; `raw` is what text was escaped."""
        out = self._out
        have = self._open_marks
        opening: list[Open] = []
        if have or self._wanted_marks:
            wanted = self._writable_marks()
            if not linked:
                wanted = [mark for mark in wanted if isinstance(mark, str)]
            if have != wanted or self._ended_from != _NEVER:
                agreed = min(_agreement(have, wanted), self._ended_from)
                opening = wanted[agreed:]
                if not self._gap and out:
                    self._check_touching(have[agreed:], opening, markdown[0])
                elif opening and (len(opening) > 1) + (self._gap[-1:] == ">") + (not markdown[0].isalnum()) > 1:
                    self._needs_resolving = (
                        True  # a mark between signs, of which `<br>` is one, could close as well as open
                    )
                if len(have) > agreed:
                    self._close_to(agreed)
                self._ended_from = _NEVER
        if raw and not opening and self._joined_text(raw):
            self._text.append(text)
            return
        if self._gap:
            self._fill_gap()
        for mark in opening:
            self._open_mark(mark)
        self._put(self._escaped_here(markdown, len(out)) if raw else markdown, text, raw)

    def _check_touching(self, closing: list[Open], opening: list[Open], following: str) -> None:
        """Set `_needs_resolving` unless any parser reads the marks between two touching pieces as they are meant."""
        before = ")" if any(mark.__class__ is Link for mark in closing) else self._out[-1][-1]
        after = "[" if any(mark.__class__ is Link for mark in opening) else following
        closes = bool(closing) and closing[0].__class__ is str
        opens = bool(opening) and opening[0].__class__ is str
        self._needs_resolving = (
            self._needs_resolving
            or (closes and opens)
            or (len(closing) > 1 and not (closes and before.isalnum() and _are_stars(closing)))
            or (len(opening) > 1 and not (opens and after.isalnum() and _are_stars(opening)))
            or (opens and len(self._open_marks) > len(closing))
            or any(mark in _UNDERSCORES for mark in (*closing, *opening))
            or (closes and not (before.isalnum() or is_ascii_punctuation(after)))
            or (opens and not (after.isalnum() or is_ascii_punctuation(before)))
        )

    def _open_mark(self, mark: Open) -> None:
        out = self._out
        if isinstance(mark, Link):
            if out:
                self._escape_exclamation()
            self._made[len(out)] = [mark]
            self._links += 1
            self._link = self._links
            out.append(mark.before)
            mark.used = mark.written = True
            mark.start = len(self._text)
        else:
            self._placed.append((len(out), mark, True, self._link))
            out.append(mark)
        self._open_marks.append(mark)

    def _close_to(self, agreed: int) -> None:
        have, out = self._open_marks, self._out
        if len(have) > agreed + 1 and not out[-1][-1].isalnum():
            self._needs_resolving = True
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
