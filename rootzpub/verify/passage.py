"""Whether the words of a passage stand in verified markdown, and where.

Invariants: the words must stand there in the same order without a gap. Before comparing, both sides are normalised, and
only so: every run of white space is one blank; curly and angled quotes are straight; dashes are `-`; `…` is `...`;
no-break and zero-width characters are blanks or nothing; markdown marks (emphasis, headings, list bullets, quote bars,
table bars, link targets, backslashes before punctuation) are left out. Case counts.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

_SINGLE_QUOTES: Final = "\u2018\u2019\u201a\u201b\u2032\u2039\u203a`\u00b4"
_DOUBLE_QUOTES: Final = "\u201c\u201d\u201e\u201f\u2033\u00ab\u00bb"
_DASHES: Final = "\u2010\u2011\u2012\u2013\u2014\u2015\u2212"
_NOTHING: Final = "\u00ad\u200b\u200c\u200d\u2060\ufeff"
_FOLDED: Final = (
    dict.fromkeys(_SINGLE_QUOTES, "'")
    | dict.fromkeys(_DOUBLE_QUOTES, '"')
    | dict.fromkeys(_DASHES, "-")
    | dict.fromkeys(_NOTHING, "")
    | {"\u2026": "..."}
)
_CONTEXT: Final = 60
_MARK_CHARACTERS: Final = "*_~`|"

_MARKS: Final = re.compile(
    r"""
    (?P<fence>^[ ]{0,3}(?:```|~~~)[^\n]*$)          # the fence of a code block, with its language
  | (?P<line>^[ \t]*(?:(?:>[ ]?|\#{1,6}[ ]|[-*+][ ]|\d{1,9}[.)][ ])[ \t]*)+)   # quote bars, headings, bullets
  | (?P<rule>^[ \t|:=-]{3,}$)                       # rules, underlines of headings and of table heads
  | (?P<target>\]\([^()\s]*(?:[ ]"[^"\n]*")?\))     # what follows the text of a link or image
  | (?P<open>!?\[)                                  # what precedes it
  | (?P<escaped>\\(?P<kept>[!-/:-@\[-`{-~]))        # a backslash before punctuation
  | (?P<mark>[*_~`|]+)                              # emphasis, code, table bars
    """,
    re.MULTILINE | re.VERBOSE,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Occurrence:
    """Where a passage stands in a markdown text."""

    start: int
    """Offset of its first character, in characters of the markdown."""
    end: int
    """Offset behind its last character."""
    exact: bool
    """Whether the passage stands there character for character, without normalising."""
    before: str
    after: str
    """Some markdown around it, for people."""


def find_passage(passage: str, markdown: str) -> Occurrence | None:
    """Where `passage` first stands in `markdown`; None when it does not, or when it holds no word."""
    # Punctuation alone stands everywhere.
    if not any(char.isalnum() for char in passage):
        return None
    # Exact first: its offsets need no way back from the normalised text.
    at = markdown.find(passage)
    if at >= 0:
        return _occurrence(markdown, at, at + len(passage), exact=True)
    wanted, _ = _normalise(passage)
    text, places = _normalise(markdown)
    found = text.find(wanted) if wanted else -1
    if found < 0:
        return None
    return _occurrence(markdown, places[found], places[found + len(wanted) - 1] + 1, exact=False)


def plain_words(text: str) -> list[str]:
    """The words of `text` as they are compared: without marks of markdown, typography folded, blanks between them."""
    return _normalise(text)[0].split()


def locate_passage(passage: str, pages: Iterable[tuple[str, str]]) -> tuple[str, Occurrence] | None:
    """The first of `pages`, pairs of path and markdown, in which `passage` stands, and where; None when none has it."""
    for path, markdown in pages:
        occurrence = find_passage(passage, markdown)
        if occurrence is not None:
            return path, occurrence
    return None


def _occurrence(markdown: str, start: int, end: int, *, exact: bool) -> Occurrence:
    return Occurrence(
        start=start,
        end=end,
        exact=exact,
        before=markdown[max(0, start - _CONTEXT) : start],
        after=markdown[end : end + _CONTEXT],
    )


def _normalise(text: str) -> tuple[str, list[int]]:
    """The text compared, without blanks at its ends, and for each of its characters where it comes from in `text`."""
    chars: list[str] = []
    places: list[int] = []
    for char, place in _without_marks(text):
        if char.isspace():
            if chars and chars[-1] != " ":
                chars.append(" ")
                places.append(place)
            continue
        for folded in _FOLDED.get(char, char):
            chars.append(folded)
            places.append(place)
    if chars and chars[-1] == " ":
        chars.pop()
        places.pop()
    return "".join(chars), places


def _without_marks(text: str) -> Iterable[tuple[str, int]]:
    """The characters of `text` that are not markdown marks, each with its place; table bars become blanks."""
    at = 0
    for match in _MARKS.finditer(text):
        yield from zip(text[at : match.start()], range(at, match.start()), strict=True)
        # An escaped `*` goes like a bare one: the passage may have it without the backslash.
        if match["kept"] and match["kept"] not in _MARK_CHARACTERS:
            yield match["kept"], match.start("kept")
        # A bar parts two cells: without a blank their words would run together.
        elif match["mark"] and "|" in match["mark"]:
            yield " ", match.start()
        at = match.end()
    yield from zip(text[at:], range(at, len(text)), strict=True)
