"""Holds the markdown of a block in pieces, each with its text and with what it was made of.

What a piece was made of is kept so that `flanking` can have the block written again with other marks.
Invariants: a piece is escaped for where it stands (in a link, behind a mark it would make longer); text that continues
text is escaped as one, because what must be escaped depends on its neighbours.
"""

from typing import Final

from rootzpub.markdown.escape import code_span, escape, escape_brackets
from rootzpub.markdown.flanking import Placed
from rootzpub.markdown.tokens import BREAK, Atom, BreakStyle, Token

_LONG: Final = 4096
"""Text longer than this is not joined to what follows, so that joining stays cheap."""


class Pieces:
    """The pieces of the block's part being written (`_out`, `_text`), and the parts that are finished (`_done`)."""

    __slots__ = (
        "_break_style",
        "_done",
        "_done_text",
        "_gap",
        "_gap_text",
        "_link",
        "_links",
        "_made",
        "_out",
        "_placed",
        "_raw",
        "_text",
    )

    def __init__(self, break_style: BreakStyle) -> None:
        self._break_style = break_style
        self._out: list[str] = []
        self._text: list[str] = []
        self._placed: list[Placed] = []
        """The marks among the pieces."""
        self._raw: dict[int, str] = {}
        """What the pieces that are text were before they were escaped."""
        self._made: dict[int, list[Token]] = {}
        """The tokens of the pieces that are neither text nor marks."""
        self._link = 0
        """The number of the link being written, 0 outside links; `_links` counts them."""
        self._links = 0
        self._done: list[str] = []
        self._done_text: list[str] = []
        self._gap = self._gap_text = ""
        """The blank or line breaks behind the last piece, not written yet, and their text."""

    def _clear(self) -> None:
        self._out.clear()
        self._text.clear()
        self._placed.clear()
        self._raw.clear()
        self._made.clear()

    def _add_break(self) -> None:
        if not self._out and not self._done:
            return
        break_style = self._break_style
        breaks = self._gap.count(break_style.line_break) if self._gap else 0
        self._gap = break_style.line_break * min(breaks + 1, break_style.most)
        self._gap_text = break_style.text

    def _escaped_here(self, markdown: str, at: int) -> str:
        """Escaped text, escaped further for where it stands: in a link, or behind a mark it would make longer."""
        if markdown[0] == "~" and at and self._out[at - 1][-1] == "~":
            markdown = "\\" + markdown
        return escape_brackets(markdown) if self._link and ("[" in markdown or "]" in markdown) else markdown

    def _escape_exclamation(self) -> None:
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

    def _joined_text(self, raw: str) -> bool:
        """Whether text could be joined to the text before it, so that both are escaped as one."""
        last = len(self._out) - 1
        before = self._raw.get(last)
        if before is None or self._gap != self._gap_text or len(before) > _LONG:
            return False
        self._raw[last] = joined = f"{before}{self._gap}{raw}"
        self._out[last] = self._escaped_here(escape(joined), last)
        if self._gap:
            self._text.append(self._gap_text)
            self._gap = self._gap_text = ""
        return True

    def _put(self, markdown: str, text: str, raw: str) -> None:
        out = self._out
        if out and markdown[0] == "[":
            self._escape_exclamation()
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
