"""Pairs the delimiter runs of a block as a CommonMark parser does (0.31 §6.2), with the strikethrough of GFM.

What is about to be written is read first (`flanking`), so that emphasis never stands where a parser would see other
emphasis. Invariants: linear, by the specification's own algorithm ("process emphasis" in its appendix); delimiters
inside a link pair only with each other, because a parser reads a link's text on its own.
"""

import unicodedata
from typing import Final

Pair = tuple[int, int, int]
"""The places of the runs that open and close, and how many characters of each are used (1: `*`, 2: `**`)."""

_STRIKE_LENGTH: Final = 2
"""GFM allows one tilde too, but not every parser does, and one tilde is written where it is text."""


class DelimiterRun:
    """A delimiter run: one character in a row, in the link of this number (0: in none).

    `left` is how many characters are not paired yet; `opens` and `closes` are what the run may do (`classify`).
    """

    __slots__ = ("character", "closes", "left", "length", "link", "opens")

    def __init__(self, character: str, length: int, link: int) -> None:
        self.character = character
        self.length = self.left = length
        self.link = link
        self.opens = self.closes = False

    def classify(self, before: str, after: str, *, symbols: bool) -> None:
        """Set whether the run can open and close, from the characters around it (rules 1 to 8 of §6.2).

        `symbols` says whether Unicode symbols count as punctuation, as they do since CommonMark 0.31.
        """
        punctuation = may_be_punctuation if symbols else is_punctuation
        blank_before, blank_after = before.isspace(), after.isspace()
        sign_before, sign_after = punctuation(before), punctuation(after)
        # "left-flanking" and "right-flanking" of the specification
        left = not blank_after and (not sign_after or blank_before or sign_before)
        right = not blank_before and (not sign_before or blank_after or sign_after)
        self.left = self.length
        if self.character == "_":  # never within a word
            self.opens, self.closes = left and (not right or sign_before), right and (not left or sign_after)
        else:
            self.opens, self.closes = left, right
        if self.character == "~" and self.length != _STRIKE_LENGTH:
            self.opens = self.closes = False


def paired(runs: list[DelimiterRun]) -> list[Pair]:
    """The pairs a parser makes, in the order it makes them. Changes `left` of the runs.

    For each run, from left to right:

    1. a run that can close looks back for the nearest opener of its character that the "rule of three" allows;
    2. the pair is strong if both have two characters left, and openers between the two are given up;
    3. what is left of the run becomes an opener if it can.
    """
    found: list[Pair] = []
    stacks: dict[int, list[int]] = {}  # the open runs of each link: the "delimiter stack"
    # "openers_bottom": below it no opener is for a closer of this kind, which keeps the search linear
    bottoms: dict[tuple[int, str, bool, int], int] = {}
    for number, run in enumerate(runs):
        stack = stacks.setdefault(run.link, [])
        if run.closes:  # step 1
            key = (run.link, run.character, run.opens, run.length % 3)
            bottom = bottoms.get(key, -1)
            while run.left:
                at = _find_opener(runs, stack, run, bottom)
                if at < 0:
                    bottoms[key] = number - 1
                    break
                opener = runs[stack[at]]
                # step 2
                used = 2 if run.left > 1 and opener.left > 1 else 1
                found.append((stack[at], number, used))
                opener.left -= used
                run.left -= used
                del stack[at + (1 if opener.left else 0) :]
        if run.left and run.opens:  # step 3
            stack.append(number)
    return found


def _find_opener(runs: list[DelimiterRun], stack: list[int], closer: DelimiterRun, bottom: int) -> int:
    """Where on the stack the run is that this one closes, or -1; runs up to `bottom` were searched before."""
    for at in range(len(stack) - 1, -1, -1):
        if stack[at] <= bottom:
            return -1
        opener = runs[stack[at]]
        if opener.character == closer.character and not _kept_apart_by_three(opener, closer):
            return at
    return -1


def _kept_apart_by_three(opener: DelimiterRun, closer: DelimiterRun) -> bool:
    """Whether the "rule of three" (rules 9 and 10) keeps the two apart."""
    if closer.character == "~" or not (opener.closes or closer.opens):
        return False
    return (opener.length + closer.length) % 3 == 0 and (opener.length % 3 != 0 or closer.length % 3 != 0)


def is_punctuation(character: str) -> bool:
    """Punctuation for every version of the specification: Unicode category P, and all signs of ASCII."""
    if character.isascii():
        return not character.isalnum() and not character.isspace()
    return unicodedata.category(character)[0] == "P"


def may_be_punctuation(character: str) -> bool:
    """Punctuation for some version: since CommonMark 0.31 symbols (Unicode category S) count too."""
    return is_punctuation(character) or unicodedata.category(character)[0] == "S"
