"""Words as they are looked for [visibility §visitor.1]: what two renderings of one text have in common.

Invariants: both sides of a comparison go through `word_string`; it has a blank at each end, so `in` finds whole words.
"""

import re
import unicodedata
from collections.abc import Iterable

_INVISIBLE = re.compile(
    "[\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180f\u200b-\u200f\u202a-\u202e\u2060-\u206f\ufe00-\ufe0f\ufeff]"
)
"""Soft hyphens, zero-width characters, direction marks, variation selectors."""
_MARK = "\x01"
"""Parts texts that are read in one pass; one in a text itself is a blank."""
_MARKED = bytes(
    ord(chr(code).lower()) if chr(code).isalnum() or chr(code) == _MARK else ord(" ") for code in range(128)
) + bytes(range(128, 256))
"""For UTF-8: ASCII letters in lower case, all else of ASCII a blank. Ten times as quick as a pattern."""
_ASCII = _MARKED.replace(_MARK.encode(), b" ")
"""The same without the mark."""
_NO_WORD = re.compile(r"[^\w\x00-\x7f]+")
_ALONE = re.compile(
    "([\u0e00-\u0e7f\u2e80-\u2fdf\u3005-\u3007\u3040-\u30ff\u31f0-\u31ff\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff"
    "\U0001b000-\U0001b16f\U00020000-\U0003ffff])"
)
"""Thai, Han and kana: written without blanks, so each character is a word."""
_SENTENCE_END = re.compile(r"(?<=[.!?…])\s+|(?<=[。！？])|\n+")


def word_string(text: str) -> str:
    """The words of a text with a blank before, between and behind; empty where there is none."""
    words = _row(text, _ASCII)
    return f" {' '.join(words)} " if words else ""


def word_strings(texts: Iterable[str]) -> list[str]:
    """The same of each text, in one pass; those without a word are left out."""
    marked = f" {_MARK} ".join([text.replace(_MARK, " ") if _MARK in text else text for text in texts])
    words = " ".join(_row(marked, _MARKED))
    # Each part has its blanks already, being a word between two marks.
    return [part for part in f" {words} ".split(_MARK) if len(part) > 1 and not part.isspace()]


def _row(text: str, table: bytes) -> list[str]:
    """A text's words in a row."""
    if text.isascii():
        plain = text.encode().translate(table).decode()
    else:
        plain = unicodedata.normalize("NFKC", _INVISIBLE.sub("", text)).casefold()
        plain = plain.encode("utf-8", "replace").translate(table).decode()
        plain = _NO_WORD.sub(" ", _ALONE.sub(r" \1 ", plain))
    return plain.split()


def count_words(words: str) -> int:
    """How many words a word string has."""
    return words.count(" ") - 1 if words else 0


def first_words(words: str, most: int = 8) -> str:
    """How a word string begins, for a person."""
    return " ".join(words.split(None, most)[:most])


def sentences(text: str) -> list[str]:
    """A text cut behind each end of a sentence; nothing of it is lost but white space."""
    return [piece for piece in _SENTENCE_END.split(text) if piece.strip()]


def triples(words: str) -> frozenset[tuple[str, str, str]]:
    """All three words that stand in a row."""
    row = words.split()
    return frozenset(zip(row, row[1:], row[2:], strict=False))


def likeness(one: frozenset[tuple[str, str, str]], other: frozenset[tuple[str, str, str]]) -> float:
    """Share that two sets have in common (Jaccard), 0 to 1; two empty ones are alike."""
    union = len(one | other)
    return len(one & other) / union if union else 1.0


_NEAR = 4_096
"""Characters behind the last block that was seen in which the next one is looked for first."""


class Words:
    """The words of one page, to look for blocks in. Linear: blocks in the page's order, and a bound for the rest."""

    _MOST_SCANNED = 200
    """Times the page (and at least `_LEAST_BUDGET` characters) that searches from its start may read together."""
    _LEAST_BUDGET = 20_000_000

    def __init__(self, text: str) -> None:
        """`text` is a page's, of any size."""
        words = _row(text, _ASCII)
        self.string = f" {' '.join(words)} " if words else ""
        self._position = 0
        self._vocabulary = frozenset(words)
        self._budget = max(self._MOST_SCANNED * len(self.string), self._LEAST_BUDGET)

    def __len__(self) -> int:
        return count_words(self.string)

    def has(self, words: str) -> bool:
        """Whether a word string stands on the page; False beyond the bound, so that doubt leaves out."""
        if not words:
            return True
        # 1. Shortly behind the block before: on an honest page that is where it is.
        found = self.string.find(words, self._position, self._position + len(words) + _NEAR)
        if found < 0 and self.knows(words):
            # 2. Anywhere, as the order of the page may be another.
            self._budget -= len(self.string)
            found = self.string.find(words) if self._budget > 0 else -1
        if found < 0:
            return False
        # On the blank behind its last word, which is the one before the next.
        self._position = found + len(words) - 1
        return True

    def knows(self, words: str) -> bool:
        """Whether each of the words is somewhere: the blocks of a gated entry end here, most of them."""
        return self._vocabulary.issuperset(words.split())
