"""Emphasis where CommonMark can write it, and no marks where it cannot.

A delimiter opens only before, and closes only behind, certain characters (CommonMark 0.31 §6.2: left-flanking and
right-flanking). Chinese and Japanese punctuation at the edge of bold text breaks it, and so do marks that touch:
`settle` moves punctuation out of the emphasis, writes `_` beside `**`, and drops the marks that still cannot stand.
Law: linear; text is never changed, only where marks stand.
"""

import unicodedata


Placed = tuple[int, str, bool]
"""A mark among the pieces of a block: its place, its delimiter, and whether it opens."""

_MOVABLE_ASCII = frozenset(".,:;?!'\"")


def settle(pieces: list[str], placed: list[Placed]) -> tuple[list[str], int]:
    """The pieces of the block with marks moved, rewritten or dropped, and how many marks were moved or dropped."""
    block = _Block(pieces, placed)
    touched = sum(block.move_punctuation(mark) for mark in range(len(block.marks)))
    block.part_touching()
    touched += block.drop_failing()
    return block.joined(), touched


class _Block:
    """A block as texts with marks between: `texts[k]` stands before `marks[k]`, the last text behind all marks."""

    def __init__(self, pieces: list[str], placed: list[Placed]) -> None:
        self.marks = [delimiter for _, delimiter, _ in placed]
        self.opens = [opens for _, _, opens in placed]
        self.texts: list[str] = []
        self.partner = [0] * len(placed)
        start = 0
        open_marks: list[int] = []
        for number, (at, _, opens) in enumerate(placed):
            self.texts.append("".join(pieces[start:at]))
            start = at + 1
            if opens:
                open_marks.append(number)
            else:
                other = open_marks.pop()
                self.partner[number], self.partner[other] = other, number
        self.texts.append("".join(pieces[start:]))

    def joined(self) -> list[str]:
        """The pieces again, marks among texts."""
        joined: list[str] = []
        for text, mark in zip(self.texts, self.marks, strict=False):
            joined += (text, mark)
        return [*joined, self.texts[-1]]

    def before(self, number: int) -> str:
        """The character before the delimiter run of a mark; another delimiter character counts as one."""
        while not self.texts[number]:
            number -= 1
            if number < 0:
                return " "
            if self.marks[number] and self.marks[number][0] != self.marks[number + 1][:1]:
                return self.marks[number][-1]
        return self.texts[number][-1]

    def after(self, number: int) -> str:
        """The character behind the delimiter run of a mark."""
        while not self.texts[number + 1]:
            number += 1
            if number == len(self.marks):
                return " "
            if self.marks[number] and self.marks[number][0] != self.marks[number - 1][:1]:
                return self.marks[number][0]
        return self.texts[number + 1][0]

    def stands(self, number: int) -> bool:
        """Whether the mark can open, or close, where it is, by any reading of «punctuation»."""
        outer, inner = self.before(number), self.after(number)
        if not self.opens[number]:
            outer, inner = inner, outer
        if inner.isspace():
            return False
        if self.marks[number][0] == "_" and outer.isalnum():
            return False
        return not _may_be_punctuation(inner) or outer.isspace() or _is_punctuation(outer)

    def move_punctuation(self, number: int) -> int:
        """Move punctuation at the inner edge of a failing mark outside; 1 if it moved."""
        if self.stands(number):
            return 0
        if self.opens[number]:
            text = self.texts[number + 1]
            cut = _leading(text)
            if 0 < cut < len(text):
                self.texts[number] += text[:cut]
                self.texts[number + 1] = text[cut:]
                return 1
        else:
            text = self.texts[number]
            cut = _trailing(text)
            if 0 < cut < len(text):
                self.texts[number + 1] = text[-cut:] + self.texts[number + 1]
                self.texts[number] = text[:-cut]
                return 1
        return 0

    def crowded(self, number: int) -> bool:
        """Whether the opening mark touches one that closes."""
        return self.opens[number] and number > 0 and not self.texts[number] and not self.opens[number - 1]

    def part_touching(self) -> None:
        """`_a_**b**` where `*a***b**` would touch, `**a**__b__` where `**a****b**` would, or one run of both."""
        for number in range(len(self.marks)):
            if not self.marks[number] or not self.crowded(number) or not self.marks[number - 1]:
                continue
            if self.marks[number - 1][0] == self.marks[number][0] and not self._underscore(number):
                self._merge(number)

    def _underscore(self, number: int) -> bool:
        """Write the pair that begins here with underscores, or else the pair that ends before it."""
        for mark in (number, number - 1):
            other = self.partner[mark]
            stars = self.marks[mark]
            if stars[0] == "*":
                self.marks[mark] = self.marks[other] = "_" * len(stars)
                if self.stands(mark) and self.stands(other) and self.stands(number) and self.stands(number - 1):
                    return True
                self.marks[mark] = self.marks[other] = stars
        return False

    def _merge(self, number: int) -> None:
        """Of two pairs of one kind that touch make one."""
        if self.marks[number - 1] == self.marks[number]:
            start, end = self.partner[number - 1], self.partner[number]
            self.marks[number - 1] = self.marks[number] = ""
            self.partner[start], self.partner[end] = end, start

    def drop_failing(self) -> int:
        """Drop the pairs that cannot stand, and one of each two that still touch; how many."""
        dropped = 0
        for number, mark in enumerate(self.marks):
            if not mark or not self.opens[number]:
                continue
            end = self.partner[number]
            before = self.marks[number - 1] if self.crowded(number) else ""
            if (before and before[0] == mark[0]) or not self.stands(number) or not self.stands(end):
                self.marks[number] = self.marks[end] = ""
                dropped += 1
        return dropped


def _leading(text: str) -> int:
    """How many characters of movable punctuation the text begins with."""
    count = 0
    while count < len(text) and _movable(text[count]) and text[count + 1 : count + 2] != "[":
        count += 1
    return count


def _trailing(text: str) -> int:
    count = 0
    while count < len(text) and _movable(text[-1 - count]):
        count += 1
    if count < len(text) and text[-1 - count] == "\\":  # an escape and what it escapes stay together
        count -= 1
    return max(count, 0)


def _movable(character: str) -> bool:
    return character in _MOVABLE_ASCII or (not character.isascii() and _is_punctuation(character))


def _is_punctuation(character: str) -> bool:
    """Punctuation for every version of the specification."""
    if character.isascii():
        return not character.isalnum() and not character.isspace()
    return unicodedata.category(character)[0] == "P"


def _may_be_punctuation(character: str) -> bool:
    """Punctuation for some version: since 0.31 symbols count too."""
    return _is_punctuation(character) or unicodedata.category(character)[0] == "S"
