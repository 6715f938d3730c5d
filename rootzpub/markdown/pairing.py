"""How a reader pairs the delimiters of a block: CommonMark 0.31 §6.2, and the strikethrough of GFM.

What is about to be written is read first (`flanking`), so that emphasis never stands where a reader would see other
emphasis. Invariants: linear, by the specification's own algorithm; links are read apart from what is around them.
"""

import unicodedata
from typing import Final

Pair = tuple[int, int, int]
"""Two runs that a reader pairs, by their places, and how many characters of each (1 or 2)."""

_STRIKE_LENGTH: Final = 2


class Run:
    """Delimiters of one character in a row, in the link of this number (0: in none)."""

    __slots__ = ("character", "closes", "left", "length", "link", "opens")

    def __init__(self, character: str, length: int, link: int) -> None:
        self.character = character
        self.length = self.left = length
        self.link = link
        self.opens = self.closes = False

    def stand(self, before: str, after: str, *, symbols: bool) -> None:
        """Learn what the run can do from the characters around it; `symbols` count as punctuation since 0.31."""
        punctuation = may_be_punctuation if symbols else is_punctuation
        blank_before, blank_after = before.isspace(), after.isspace()
        sign_before, sign_after = punctuation(before), punctuation(after)
        left = not blank_after and (not sign_after or blank_before or sign_before)
        right = not blank_before and (not sign_before or blank_after or sign_after)
        self.left = self.length
        if self.character == "_":
            self.opens, self.closes = left and (not right or sign_before), right and (not left or sign_after)
        else:
            self.opens, self.closes = left, right
        if self.character == "~" and self.length != _STRIKE_LENGTH:
            self.opens = self.closes = False


def pairs(runs: list[Run]) -> list[Pair]:
    """The pairs a reader makes, in the order it makes them."""
    found: list[Pair] = []
    stacks: dict[int, list[int]] = {}
    bottoms: dict[tuple[int, str, bool, int], int] = {}
    for number, run in enumerate(runs):
        stack = stacks.setdefault(run.link, [])
        if run.closes:
            key = (run.link, run.character, run.opens, run.length % 3)
            bottom = bottoms.get(key, -1)
            while run.left:
                at = _opener(runs, stack, run, bottom)
                if at < 0:
                    bottoms[key] = number - 1
                    break
                opener = runs[stack[at]]
                used = 2 if run.left > 1 and opener.left > 1 else 1
                found.append((stack[at], number, used))
                opener.left -= used
                run.left -= used
                del stack[at + (1 if opener.left else 0) :]
        if run.left and run.opens:
            stack.append(number)
    return found


def _opener(runs: list[Run], stack: list[int], closer: Run, bottom: int) -> int:
    """Where on the stack the run stands that this one closes, or -1; runs up to `bottom` were asked before."""
    for at in range(len(stack) - 1, -1, -1):
        if stack[at] <= bottom:
            return -1
        opener = runs[stack[at]]
        if opener.character == closer.character and not _by_three(opener, closer):
            return at
    return -1


def _by_three(opener: Run, closer: Run) -> bool:
    """Whether the "rule of three" keeps the two apart."""
    if closer.character == "~" or not (opener.closes or closer.opens):
        return False
    return (opener.length + closer.length) % 3 == 0 and (opener.length % 3 != 0 or closer.length % 3 != 0)


def is_punctuation(character: str) -> bool:
    """Punctuation for every version of the specification."""
    if character.isascii():
        return not character.isalnum() and not character.isspace()
    return unicodedata.category(character)[0] == "P"


def may_be_punctuation(character: str) -> bool:
    """Punctuation for some version: since 0.31 symbols count too."""
    return is_punctuation(character) or unicodedata.category(character)[0] == "S"
