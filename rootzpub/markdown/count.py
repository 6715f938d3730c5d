"""Counts what there is to read: words, minutes, tokens.

Invariants: pure, linear, and long texts are counted in pieces so that the count holds no more than a piece.
"""

import re
import unicodedata
from typing import Final

_IDEOGRAPHS: Final = re.compile(
    "[\u1100-\u11ff\u3040-\u30ff\u31f0-\u31ff\u3400-\u4dbf\u4e00-\u9fff\ua960-\ua97f\uac00-\ud7ff\uf900-\ufaff\uff66-\uff9d"
    "\U0001b000-\U0001b16f\U00020000-\U0003ffff]"
)
"""Chinese, Japanese and Korean characters: each counts as a word."""

_ASCII: Final = bytes(range(128))
_WORD_BYTES: Final = bytes(
    ord("w") if code >= len(_ASCII) or chr(code).isalnum() or code == ord("_") else ord(" ") for code in range(256)
)
"""Every byte of a word becomes `w`, every other a blank, so that a word is a `w` behind a blank; apostrophes and points
go beforehand."""

_WORDS_A_MINUTE: Final = 238
_IDEOGRAPHS_A_MINUTE: Final = 500
_PIECE: Final = 1 << 16
_BYTES_A_TOKEN: Final = 4


def count_words(text: str) -> tuple[int, int]:
    """(words that are not CJK characters, CJK characters)."""
    words = ideographs = 0
    for piece in _pieces(text):
        data = piece.encode("utf-8", "replace")
        if not piece.isascii():
            data, found = _without_punctuation(piece, data)
            ideographs += found
        words += (b" " + data.translate(_WORD_BYTES, b"'.")).count(b" w")
    return words, ideographs


def _without_punctuation(piece: str, data: bytes) -> tuple[bytes, int]:
    """The UTF-8 of `piece` with blanks for what is no part of a word, and how many characters were ideographs."""
    ideographs = 0
    foreign = "".join(set(data.translate(None, _ASCII).decode("utf-8", "replace")))
    if _IDEOGRAPHS.search(foreign):
        ideographs = len(_IDEOGRAPHS.findall(piece))
        data = _IDEOGRAPHS.sub(" ", piece).encode("utf-8", "replace")
        foreign = _IDEOGRAPHS.sub("", foreign)
    for character in foreign:
        if not (character.isalnum() or unicodedata.category(character)[0] == "M"):
            data = data.replace(character.encode("utf-8", "replace"), b"" if character == "’" else b" ")
    return data, ideographs


def _pieces(text: str) -> list[str] | tuple[str]:
    if len(text) <= _PIECE:
        return (text,)
    return list(_cut(text))


def _cut(text: str) -> list[str]:
    """Pieces of about 64 Ki characters, cut at a blank where there is one near."""
    pieces = []
    start = 0
    while start < len(text):
        end = min(start + _PIECE, len(text))
        if end < len(text):
            blank = max(text.rfind(" ", start, end), text.rfind("\n", start, end))
            end = blank + 1 if blank > start else end
        pieces.append(text[start:end])
        start = end
    return pieces


def reading_minutes(words: int, ideographs: int) -> int:
    """Whole minutes, at least 1 for any text."""
    if not words and not ideographs:
        return 0
    return max(1, round(words / _WORDS_A_MINUTE + ideographs / _IDEOGRAPHS_A_MINUTE))


def token_estimate(markdown: str) -> int:
    """About one token for four bytes of UTF-8: it fits English, and is nearer for other scripts than words are."""
    if markdown.isascii():
        size = len(markdown)
    else:
        size = sum(len(markdown[at : at + _PIECE].encode("utf-8", "replace")) for at in range(0, len(markdown), _PIECE))
    return -(-size // _BYTES_A_TOKEN)
