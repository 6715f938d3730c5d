"""Places emphasis marks where CommonMark can read them, and drops those it cannot.

A delimiter run opens emphasis only before, and closes it only behind, certain characters (CommonMark 0.31 §6.2:
left-flanking and right-flanking). Chinese and Japanese punctuation at the edge of bold text breaks that, and so do
marks that touch. `DelimitedBlock.resolve` has the steps.

A *mark* is one delimiter that we mean (`*`, `**`, `~~`, or with underscores); marks of one character that touch are one
*delimiter run* to a parser (`pairing`).
Invariants: linear; text is never changed, only where marks stand; a mark that a parser would pair otherwise is dropped
and reported. Why plain emphasis does not come here: decision 0003 (`simple` and `inline` write it at once).
"""

from collections import Counter
from collections.abc import Mapping
from itertools import chain
from typing import Final

from rootzpub.markdown.pairing import DelimiterRun, Pair, is_punctuation, may_be_punctuation, paired
from rootzpub.markdown.tokens import EMPHASIS, STRIKE, STRONG, Link, Mark, Token

Placed = tuple[int, str, bool, int]
"""A mark among the pieces of a block: its place, its delimiter, whether it opens, and the link it is in (0: none)."""

MOST_MARKS: Final = 4000
"""Marks in a row beyond which all are dropped and reported: no reader sees so much emphasis, and it would cost most."""

_LOOK_BACK: Final = 64
"""How many marks back an enclosing pair is looked for: a bound on the work for each mark."""

_MOVABLE_ASCII: Final = frozenset(".,:;?!'\"")
MARKS: Final = {(mark, opens): Mark(mark, opens) for mark in (EMPHASIS, STRONG, STRIKE) for opens in (True, False)}
"""The token of each mark."""

_KINDS: Final = {"~~": STRIKE, "**": STRONG, "__": STRONG, "*": EMPHASIS, "_": EMPHASIS}


class _Text:
    """The content between two marks: fragments of markdown, and the tokens each was made of (None: it is text)."""

    __slots__ = ("fragments", "made")

    def __init__(self) -> None:
        self.fragments: list[str] = []
        self.made: list[list[Token] | None] = []

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
        text = "" if self.made[0] else self.fragments[0]
        count = 0
        while count < len(text) and _movable(text[count]):
            count += 1
        if count == len(text):
            return ""
        self.fragments[0] = text[count:]
        return text[:count]

    def cut_trailing(self) -> str:
        """Movable punctuation at the end, taken away; empty if it is all there is."""
        text = "" if self.made[-1] else self.fragments[-1]
        count = 0
        while count < len(text) and _movable(text[-1 - count]):
            count += 1
        if not count or count == len(text):
            return ""
        self.fragments[-1] = text[:-count]
        return text[-count:]

    def put_last(self, text: str) -> None:
        """Put text at the end."""
        self.fragments.append(text)
        self.made.append(None)

    def put_first(self, text: str) -> None:
        """Put text at the beginning."""
        self.fragments.insert(0, text)
        self.made.insert(0, None)

    def tokens(self) -> list[Token]:
        """What it was made of, with links that are not written yet."""
        tokens: list[Token] = []
        for fragment, made in zip(self.fragments, self.made, strict=True):
            if made is None:
                tokens.append(fragment)
            else:
                tokens += [token.unwritten() if isinstance(token, Link) else token for token in made]
        return tokens


class DelimitedBlock:
    """A block as texts with marks between: `texts[k]` is before `marks[k]`, the last text behind all marks.

    `pieces` is the markdown of the block in pieces, `placed` the marks among them; `raw` holds the pieces that are text
    as they were before they were escaped, `made` the tokens of all other pieces.
    """

    def __init__(
        self, pieces: list[str], placed: list[Placed], raw: Mapping[int, str], made: Mapping[int, list[Token]]
    ) -> None:
        self.pieces = pieces
        self.placed = placed
        self.marks = [delimiter for _, delimiter, _, _ in placed]
        self.opens = [opens for _, _, opens, _ in placed]
        self.texts: list[_Text] = []
        self.changed = 0
        """How many marks were moved or dropped."""
        self.is_final = False
        """Whether the marks are as they were placed, and a parser pairs them as they are meant."""
        self._found: list[Pair] = []
        self.partner = [0] * len(placed)
        """For each mark the other one of its pair."""
        open_marks: list[int] = []
        start = 0
        for number, (at, _, opens, _) in enumerate(placed):
            self._take(start, at, raw, made)
            start = at + 1
            if opens:
                open_marks.append(number)
            else:
                other = open_marks.pop()
                self.partner[number], self.partner[other] = other, number
        self._take(start, len(pieces), raw, made)

    def _take(self, start: int, end: int, raw: Mapping[int, str], made: Mapping[int, list[Token]]) -> None:
        text = _Text()
        for at in range(start, end):
            if self.pieces[at]:
                text.fragments.append(raw.get(at, self.pieces[at]))
                text.made.append(made.get(at))
        self.texts.append(text)

    def resolve(self, *, drop_nested: bool) -> None:
        """Change the marks until a parser could read them; `is_final` if nothing had to be changed.

        The caller writes and reads a changed block again (`InlineWriter._resolved`), because each change may make
        neighbours of other characters. With `drop_nested`, of misread pairs inside each other all are dropped at once.
        """
        # 1. Find the marks that cannot open, or close, where they are.
        failing = [mark for mark in range(len(self.marks)) if not self.can_delimit(mark)]
        # 2. Most fail because of punctuation at their inner edge: move it out of the emphasis, which looks the same.
        self.changed = sum(map(self.move_punctuation, failing))
        # 3. Marks that touch would be one run: write one pair with underscores, or make one pair of both.
        # 4. Drop what still cannot be read.
        if self.separate_touching() or failing:
            self.changed += self.drop_ineffective()
        # 5. Each mark may be what it is, but a parser could still pair them otherwise: pair them as it does, and drop
        #    the pairs it would not make.
        if not self.changed and "" not in self.marks:
            self.changed = self._drop_misread(drop_nested=drop_nested)
            self.is_final = not self.changed

    def drop_all(self) -> None:
        """Leave no mark."""
        self.changed = len(self.marks) // 2
        self.marks = [""] * len(self.marks)

    def written(self) -> str:
        """The markdown, if the block is final."""
        pieces = self.pieces[:]
        for (at, _, _, _), mark in zip(self.placed, self.marks, strict=True):
            pieces[at] = mark
        return "".join(pieces)

    def reads_as_meant(self) -> bool:
        """Whether a parser finds the marks of a final block in the very order in which they are meant."""
        return list(chain.from_iterable(self._as_read())) == list(chain.from_iterable(self._as_meant()))

    def tokens(self) -> list[Token]:
        """The block as tokens again: as a parser reads it if it is final, else without the marks that were dropped."""
        marks = self._as_read() if self.is_final else self._as_meant()
        tokens = self.texts[0].tokens()
        for number, text in enumerate(self.texts[1:]):
            tokens += marks[number]
            tokens += text.tokens()
        return tokens

    def _as_meant(self) -> list[list[Token]]:
        return [
            [MARKS[_KINDS[mark], opens]] if mark else [] for mark, opens in zip(self.marks, self.opens, strict=True)
        ]

    def _as_read(self) -> list[list[Token]]:
        """For each mark that begins a run what the run closes and opens, in this order; for the others nothing."""
        runs, run_of = self._runs()
        closed: list[list[Token]] = [[] for _ in runs]
        opened: list[list[Token]] = [[] for _ in runs]
        for opener, closer, length in self._found:
            kind = _KINDS[runs[opener].character * length]
            opened[opener].append(MARKS[kind, True])
            closed[closer].append(MARKS[kind, False])
        marks: list[list[Token]] = [[] for _ in run_of]
        for number, run in enumerate(run_of):
            if number == 0 or run_of[number - 1] != run:
                marks[number] = closed[run] + opened[run][::-1]
        return marks

    def _runs(self) -> tuple[list[DelimiterRun], list[int]]:
        """The delimiter runs, and the run of each mark; no mark is dropped."""
        runs: list[DelimiterRun] = []
        run_of: list[int] = []
        for number, mark in enumerate(self.marks):
            if number and not self.texts[number] and self.marks[number - 1][0] == mark[0]:
                runs[-1].length += len(mark)
            else:
                runs.append(DelimiterRun(mark[0], len(mark), self.placed[number][3]))
            run_of.append(len(runs) - 1)
        return runs, run_of

    def _drop_misread(self, *, drop_nested: bool) -> int:
        """Drop pairs that a parser would not make, of those inside each other the inner one; how many.

        The outer one may be read as it is meant once the inner one is gone.
        """
        runs, run_of = self._runs()
        edges = [(" ", " ")] * len(runs)
        for number, run in enumerate(run_of):
            edges[run] = (self.before(number), self.after(number))
        misread: set[int] = set()
        # CommonMark 0.31 made punctuation of symbols: what beside ASCII is read both ways must hold for both.
        foreign = any(not (before.isascii() and after.isascii()) for before, after in edges)
        for symbols in (False, True) if foreign else (False,):
            for at, run_here in enumerate(runs):
                run_here.classify(*edges[at], symbols=symbols)
            self._found = paired(runs)
            misread |= self._misread(run_of)
        dropped, last = 0, -1
        for end in sorted(misread):
            start = self.partner[end]
            if drop_nested or last < 0 or (start > last and run_of[start] != run_of[last]):
                self.marks[start] = self.marks[end] = ""
                dropped, last = dropped + 1, end
        return dropped

    def _misread(self, run_of: list[int]) -> set[int]:
        """The closing marks of pairs that the parser does not make."""
        found = Counter(self._found)  # counted, because two pairs of one kind may join the same two runs
        misread = set()
        for end, mark in enumerate(self.marks):
            if not self.opens[end]:
                pair = (run_of[self.partner[end]], run_of[end], len(mark))
                found[pair] -= 1
                if found[pair] < 0:
                    misread.add(end)
        return misread

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

    def can_delimit(self, number: int) -> bool:
        """Whether the mark can open, or close, where it is, whichever version of CommonMark says what punctuation is.

        `is_punctuation` is so for all versions and `may_be_punctuation` for some, so each is asked where it forbids.
        """
        outer, inner = self.before(number), self.after(number)
        if not self.opens[number]:
            outer, inner = inner, outer
        if inner.isspace() or (self.opens[number] and self._could_close(number, outer, inner)):
            return False
        if self.marks[number][0] == "_" and not (outer.isspace() or is_punctuation(outer)):
            return False
        return not may_be_punctuation(inner) or outer.isspace() or is_punctuation(outer)

    def _could_close(self, number: int, outer: str, inner: str) -> bool:
        """Whether an opening mark inside another pair of stars would close that one (but for the "rule of three")."""
        if outer.isspace() or (is_punctuation(outer) and not may_be_punctuation(inner)):
            return False
        around = self._enclosing_stars(number)
        if around is None or self.marks[number][0] != "*":
            return False
        if not any(self.texts[between] for between in range(around + 1, number + 1)):  # they open together, as one run
            return False
        length, other = len(self.marks[number]), self._run_length(around)
        return (length + other) % 3 != 0 or (length % 3 == 0 and other % 3 == 0)

    def _enclosing_stars(self, number: int) -> int | None:
        """The nearest pair of stars around a mark."""
        for other in range(number - 1, max(-1, number - _LOOK_BACK), -1):
            if self.opens[other] and self.marks[other].startswith("*") and self.partner[other] > number:
                return other
        return None

    def _run_length(self, number: int) -> int:
        """How many stars the run has that this mark is in."""
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
        outside, inside = (number, number + 1) if self.opens[number] else (number + 1, number)
        if not self.texts[inside]:
            return 0
        if self.opens[number]:
            moved = self.texts[inside].cut_leading()
            if moved:
                self.texts[outside].put_last(moved)
        else:
            moved = self.texts[inside].cut_trailing()
            if moved:
                self.texts[outside].put_first(moved)
        return 1 if moved else 0

    def touches_closer(self, number: int) -> bool:
        """Whether the opening mark touches one that closes."""
        return self.opens[number] and number > 0 and not self.texts[number] and not self.opens[number - 1]

    def separate_touching(self) -> bool:
        """`_a_**b**` where `*a***b**` would touch, `**a**__b__` where `**a****b**` would, or one run of both.

        Whether there was anything to part.
        """
        found = False
        for number in range(len(self.marks)):
            if not self.marks[number] or not self.touches_closer(number) or not self.marks[number - 1]:
                continue
            if self.marks[number - 1][0] == self.marks[number][0]:
                found = True
                if not self._write_underscores(number):
                    self._merge(number)
        return found

    def _write_underscores(self, number: int) -> bool:
        """Write the pair that begins here with underscores, or else the pair that ends before it."""
        for mark in (number, number - 1):
            other = self.partner[mark]
            stars = self.marks[mark]
            if stars[0] == "*":
                self.marks[mark] = self.marks[other] = "_" * len(stars)
                if (
                    self.can_delimit(mark)
                    and self.can_delimit(other)
                    and self.can_delimit(number)
                    and self.can_delimit(number - 1)
                ):
                    return True
                self.marks[mark] = self.marks[other] = stars
        return False

    def _merge(self, number: int) -> None:
        """Make one pair of two of the same kind that touch: `**a****b**` is `**ab**`."""
        if self.marks[number - 1] == self.marks[number]:
            start, end = self.partner[number - 1], self.partner[number]
            self.marks[number - 1] = self.marks[number] = ""
            self.partner[start], self.partner[end] = end, start

    def drop_ineffective(self) -> int:
        """Drop the pairs of which a mark cannot delimit, and one of each two that still touch; how many."""
        dropped = 0
        for number, mark in enumerate(self.marks):
            if not mark or not self.opens[number]:
                continue
            end = self.partner[number]
            before = self.marks[number - 1] if self.touches_closer(number) else ""
            if (before and before[0] == mark[0]) or not self.can_delimit(number) or not self.can_delimit(end):
                self.marks[number] = self.marks[end] = ""
                dropped += 1
        return dropped


def _movable(character: str) -> bool:
    """Whether emphasis may end before the character without looking otherwise: brackets and symbols may not move."""
    return character in _MOVABLE_ASCII or (not character.isascii() and is_punctuation(character))
