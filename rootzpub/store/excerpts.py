"""The part of a text around what was found: one line of plain text that begins and ends at words. Pure."""

import re
from collections.abc import Sequence

from rootzpub.store.fulltext import fold

_BLANK = re.compile(r"\s")

_LENGTH = 240
_LEAD = 80
"""Characters shown before the hit, at most."""
_ELLIPSIS = "…"
_SPACE = re.compile(r"\s+")


def excerpt_around(text: str, needles: Sequence[str], *, otherwise: str = "") -> str:
    """About 240 characters of `text` around the first needle found in it.

    `needles` are folded words. Where none occurs (only the title has it), `otherwise`, or else the text's beginning.
    """
    at = _first_hit(text, needles)
    if at < 0:
        return otherwise or _cut(text, 0)
    return _cut(text, max(0, at - _LEAD))


def _first_hit(text: str, needles: Sequence[str]) -> int:
    """Offset of the first needle, in order of the question; at the beginning of a word before inside one."""
    # `fold` keeps the length (a test holds it), so an offset in the folded text is one in the text.
    folded = fold(text)
    for needle in needles:
        start = _at_a_word(needle).search(folded)
        at = start.start() if start else folded.find(needle)
        if at >= 0:
            return at
    return -1


def _at_a_word(needle: str) -> re.Pattern[str]:
    """A needle where a word begins."""
    return re.compile(rf"(?<!\w){re.escape(needle)}")


def _cut(text: str, start: int) -> str:
    """One line from the first word at or behind `start`, about `_LENGTH` long, an ellipsis where it goes on."""
    if start:
        # Half the lead at most: a blank is looked for, but never behind the hit; scripts without blanks begin where
        # they are.
        space = _BLANK.search(text, start, start + _LEAD // 2)
        start = space.end() if space else start
    # Twice the length, because runs of white space shrink to one blank.
    piece = _SPACE.sub(" ", text[start : start + 2 * _LENGTH]).strip()
    ends = len(piece) <= _LENGTH and start + 2 * _LENGTH >= len(text)
    if not ends:
        space_at = piece.rfind(" ", _LENGTH // 2, _LENGTH + 1)
        piece = piece[: space_at if space_at > 0 else _LENGTH].rstrip(" ,;:–-")
    return f"{_ELLIPSIS if start else ''}{piece}{'' if ends else _ELLIPSIS}"


def in_one_line(text: str) -> str:
    """A whole text as one line of about 240 characters."""
    return _cut(text, 0)
