"""Emphasis where CommonMark can write it, and no marks where it cannot.

A delimiter opens only before, and closes only behind, certain characters (CommonMark 0.31 §6.2: left-flanking and
right-flanking). Chinese and Japanese punctuation at the edge of bold text breaks it, and so do marks that touch:
`settle` moves punctuation out of the emphasis, writes `_` beside `**`, and drops the marks that still cannot stand.
Law: linear; text is never changed, only where marks stand.
"""

import unicodedata
from collections.abc import Mapping
from typing import Final

from rootzpub.markdown.escape import escape

Placed = tuple[int, str, bool]
"""A mark among the pieces of a block: its place, its delimiter, and whether it opens."""

_MOST: Final = 4000
"""Marks in one block beyond which weighing each would cost more than it tells: then all are dropped, and it is said."""

_ROUNDS: Final = 4
"""Dropping a mark may leave another in the wrong place, which a further round sees."""

_NEAR: Final = 64
"""How many marks back an enclosing pair is looked for."""

_MOVABLE_ASCII: Final = frozenset(".,:;?!'\"")


def settle(pieces: list[str], placed: list[Placed], raw: Mapping[int, str]) -> tuple[list[str], int]:
    """The pieces of the block with marks moved, rewritten or dropped, and how many marks were moved or dropped.

    `raw` is what the pieces that are text were before they were escaped: where a mark goes, the texts beside it become
    one, and are escaped as one.
    """
    if len(placed) > _MOST:
        marks = {at for at, _, _ in placed}
        return [piece for at, piece in enumerate(pieces) if at not in marks], len(placed) // 2
    block = _Block(pieces, placed, raw)
    touched = 0
    for _ in range(_ROUNDS):
        touched += sum(block.move_punctuation(mark) for mark in range(len(block.marks)) if block.marks[mark])
        block.part_touching()
        dropped = block.drop_failing()
        touched += dropped
        if not dropped:
            break
    block.prefer_stars()
    return block.written(), touched


class _Text:
    """What stands between two marks: fragments of markdown, and which of them are text that is not escaped yet."""

    __slots__ = ("fragments", "is_raw")

    def __init__(self) -> None:
        self.fragments: list[str] = []
        self.is_raw: list[bool] = []

    def add(self, fragment: str, *, is_raw: bool) -> None:
        """Append a fragment."""
        if self.is_raw and self.is_raw[-1] and is_raw:
            self.fragments[-1] += fragment
        else:
            self.fragments.append(fragment)
            self.is_raw.append(is_raw)

    def __bool__(self) -> bool:
        return bool(self.fragments)

    @property
    def first(self) -> str:
        """The first character."""
        return self.fragments[0][0]

    @property
    def last(self) -> str:
        """The last character."""
        return self.fragments[-1][-1]

    def cut_leading(self) -> str:
        """Movable punctuation at the beginning, taken away; empty if it is all there is."""
        text = self.fragments[0] if self.is_raw[0] else ""
        count = 0
        while count < len(text) and _movable(text[count]):
            count += 1
        if count == len(text):
            return ""
        self.fragments[0] = text[count:]
        return text[:count]

    def cut_trailing(self) -> str:
        """Movable punctuation at the end, taken away; empty if it is all there is."""
        text = self.fragments[-1] if self.is_raw[-1] else ""
        count = 0
        while count < len(text) and _movable(text[-1 - count]):
            count += 1
        if not count or count == len(text):
            return ""
        self.fragments[-1] = text[:-count]
        return text[-count:]

    def put_first(self, text: str) -> None:
        """Put text that is not escaped at the beginning."""
        if self.is_raw and self.is_raw[0]:
            self.fragments[0] = text + self.fragments[0]
        else:
            self.fragments.insert(0, text)
            self.is_raw.insert(0, True)

    def join(self, other: "_Text") -> None:
        """Take over what follows."""
        for fragment, is_raw in zip(other.fragments, other.is_raw, strict=True):
            self.add(fragment, is_raw=is_raw)

    def markdown(self) -> list[str]:
        """The fragments, escaped where they are not yet."""
        return [escape(part) if raw else part for part, raw in zip(self.fragments, self.is_raw, strict=True)]


class _Block:
    """A block as texts with marks between: `texts[k]` stands before `marks[k]`, the last text behind all marks."""

    def __init__(self, pieces: list[str], placed: list[Placed], raw: Mapping[int, str]) -> None:
        self.marks = [delimiter for _, delimiter, _ in placed]
        self.opens = [opens for _, _, opens in placed]
        self.partner = [0] * len(placed)
        self.texts: list[_Text] = []
        open_marks: list[int] = []
        start = 0
        for number, (at, _, opens) in enumerate(placed):
            self._take(pieces, start, at, raw)
            start = at + 1
            if opens:
                open_marks.append(number)
            else:
                other = open_marks.pop()
                self.partner[number], self.partner[other] = other, number
        self._take(pieces, start, len(pieces), raw)

    def _take(self, pieces: list[str], start: int, end: int, raw: Mapping[int, str]) -> None:
        text = _Text()
        for at in range(start, end):
            if pieces[at]:
                text.add(raw.get(at, pieces[at]), is_raw=at in raw)
        self.texts.append(text)

    def written(self) -> list[str]:
        """The markdown: texts that have become neighbours are escaped together."""
        out: list[str] = []
        text = self.texts[0]
        for number, mark in enumerate(self.marks):
            if mark:
                out += text.markdown()
                out.append(mark)
                text = self.texts[number + 1]
            else:
                text.join(self.texts[number + 1])
        return out + text.markdown()

    def before(self, number: int) -> str:
        """The character before the delimiter run of a mark; another delimiter character counts as one."""
        while not self.texts[number]:
            number -= 1
            if number < 0:
                return " "
            if self.marks[number] and self.marks[number][0] != self.marks[number + 1][:1]:
                return self.marks[number][-1]
        return self.texts[number].last

    def after(self, number: int) -> str:
        """The character behind the delimiter run of a mark."""
        while not self.texts[number + 1]:
            number += 1
            if number == len(self.marks):
                return " "
            if self.marks[number] and self.marks[number][0] != self.marks[number - 1][:1]:
                return self.marks[number][0]
        return self.texts[number + 1].first

    def stands(self, number: int) -> bool:
        """Whether the mark can open, or close, where it is, by any reading of «punctuation»."""
        outer, inner = self.before(number), self.after(number)
        if not self.opens[number]:
            outer, inner = inner, outer
        if inner.isspace() or (self.opens[number] and self._would_close(number, outer, inner)):
            return False
        if self.marks[number][0] == "_" and not (outer.isspace() or _is_punctuation(outer)):
            return False
        return not _may_be_punctuation(inner) or outer.isspace() or _is_punctuation(outer)

    def _would_close(self, number: int, outer: str, inner: str) -> bool:
        """Whether an opening mark inside another pair would be taken for the end of that one (the "rule of three")."""
        if outer.isspace() or (_is_punctuation(outer) and not _may_be_punctuation(inner)):
            return False
        around = self._around(number)
        if around is None or self.marks[number][0] != "*":
            return False
        if not any(self.texts[between] for between in range(around + 1, number + 1)):  # they open together, as one run
            return False
        length, other = len(self.marks[number]), self._run_length(around)
        return (length + other) % 3 != 0 or (length % 3 == 0 and other % 3 == 0)

    def _around(self, number: int) -> int | None:
        """The nearest pair of stars around a mark."""
        for other in range(number - 1, max(-1, number - _NEAR), -1):
            if self.opens[other] and self.marks[other].startswith("*") and self.partner[other] > number:
                return other
        return None

    def _run_length(self, number: int) -> int:
        """How many stars stand together where this mark stands."""
        length = len(self.marks[number])
        before, after = number, number + 1
        while before > 0 and not self.texts[before] and self.marks[before - 1].startswith("*"):
            before -= 1
            length += len(self.marks[before])
        while after < len(self.marks) and not self.texts[after] and self.marks[after].startswith("*"):
            length += len(self.marks[after])
            after += 1
        return length

    def move_punctuation(self, number: int) -> int:
        """Move punctuation at the inner edge of a failing mark outside; 1 if it moved."""
        if self.stands(number):
            return 0
        outside, inside = (number, number + 1) if self.opens[number] else (number + 1, number)
        if not self.texts[inside]:
            return 0
        if self.opens[number]:
            moved = self.texts[inside].cut_leading()
            if moved:
                self.texts[outside].add(moved, is_raw=True)
        else:
            moved = self.texts[inside].cut_trailing()
            if moved:
                self.texts[outside].put_first(moved)
        return 1 if moved else 0

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

    def prefer_stars(self) -> None:
        """Stars again for underscores that are not needed: what is written must not depend on what was dropped."""
        for number, mark in enumerate(self.marks):
            end = self.partner[number]
            if not self.opens[number] or not mark.startswith("_") or self._inside(number, "*" * len(mark)):
                continue
            self.marks[number] = self.marks[end] = "*" * len(mark)
            if self._touches(number) or self._touches(end) or not (self.stands(number) and self.stands(end)):
                self.marks[number] = self.marks[end] = mark

    def _touches(self, number: int) -> bool:
        """Whether a mark of the other direction with the same character stands right beside."""
        beside = []
        if number > 0 and not self.texts[number]:
            beside.append(number - 1)
        if number + 1 < len(self.marks) and not self.texts[number + 1]:
            beside.append(number + 1)
        return any(self.opens[other] != self.opens[number] and self.marks[other][:1] == "*" for other in beside)

    def _inside(self, number: int, mark: str) -> bool:
        """Whether the pair stands in another pair of this kind."""
        for other in range(number - 1, max(-1, number - _NEAR), -1):
            if self.opens[other] and self.marks[other] == mark and self.partner[other] > number:
                return True
        return False

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
