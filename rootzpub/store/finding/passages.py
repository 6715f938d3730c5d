"""The part of an entry that answers a question: which block under which heading, and how to show it in a line. Pure.

Invariants: offsets are code points of the markdown, so that a passage can be cut out of what `contentHash` covers.
"""

import re
from bisect import bisect_right
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from rootzpub.site import Passage, PublishedEntry, Section
from rootzpub.store.excerpts import excerpt_around, in_one_line
from rootzpub.store.fulltext import fold

_BREAK: Final = re.compile(r"\n[ \t]*\n\s*")
_TARGET: Final = re.compile(r"\]\([^)\n]*")
_MARKS: Final = re.compile(
    # A link's text holds no bracket and its address is bounded: else each `[` of many is read to the line's end.
    r"!?\[([^\[\]\n]*)\]\([^)\n]{0,2000}\)|[*`~\\]+|(?<!\w)_+|_+(?!\w)|^#+[ \t]+|^>[ \t]?",
    re.MULTILINE,
)
_CELL_END: Final = re.compile(r"(?<!\\)\|")
_RULE: Final = re.compile(r"^\|[\s:|-]+\|$")
_LONGEST: Final = 1_200
"""Code points of a passage; a longer block is cut at lines or words around what was found."""
_UNDER_HEADING: Final = 0.7
"""What a word counts for a block when it stands in the heading above."""
_AGAIN: Final = 0.05


@dataclass(frozen=True, slots=True, kw_only=True)
class Needles:
    """What is looked for in a text: each folded word with the number of the part it answers."""

    parts: Mapping[str, int]
    weights: Sequence[float]
    """By part."""
    pattern: re.Pattern[str]

    @classmethod
    def of(cls, parts: Mapping[str, int], weights: Sequence[float], *, inside: Mapping[str, int]) -> "Needles":
        """`parts` are whole words; `inside` are phrases and runs, found anywhere."""
        return cls(parts={**parts, **inside}, weights=weights, pattern=_any_of(parts, inside))

    def found(self, folded: str) -> Iterator[tuple[int, int]]:
        """(offset, part) of each place in a folded text."""
        return ((match.start(), self.parts[match[0]]) for match in self.pattern.finditer(folded))

    def weight(self, parts: set[int]) -> float:
        """What these parts weigh together."""
        return sum(self.weights[part] for part in parts)


def _any_of(words: Iterable[str], inside: Iterable[str]) -> re.Pattern[str]:
    """Whole words, or what is found anywhere; the longest first."""
    whole = "|".join(map(re.escape, sorted(words, key=lambda word: (-len(word), word))))
    loose = "|".join(map(re.escape, sorted(inside, key=lambda word: (-len(word), word))))
    either = [rf"(?<![^\W_])(?:{whole})(?![^\W_])"] if whole else []
    pattern = "|".join([*either, *([f"(?:{loose})"] if loose else [])])
    return re.compile(pattern or r"(?!)")


@dataclass(frozen=True, slots=True, kw_only=True)
class Best:
    """The best block of an entry."""

    passage: Passage
    weight: float
    """Of the parts that stand in it or above it."""
    parts: frozenset[int]
    """All parts that the entry's text has."""
    line: str
    """For a table or an answer below its question: how it is read in one line; else empty."""


def best_passage(entry: PublishedEntry, needles: Needles) -> Best:
    """The block that holds most of what was asked, with the headings above it."""
    text = entry.markdown
    blocks = _blocks(text)
    starts = [start for start, _ in blocks]
    held: dict[int, dict[int, int]] = {}
    places: dict[int, list[int]] = {}
    for offset, part in needles.found(fold(_TARGET.sub(_blank, text))):
        block = max(bisect_right(starts, offset) - 1, 0)
        counted = held.setdefault(block, {})
        counted[part] = counted.get(part, 0) + 1
        places.setdefault(block, []).append(offset)
    above = [(section, {part for _, part in needles.found(fold(section.title))}) for section in entry.sections]
    found = _choose(blocks, held, above, needles=needles)
    weight, block, section = found
    start, end = _cut(text, blocks[block], places.get(block, [])) if blocks else (0, 0)
    passage = Passage(
        heading=section.title if section else "", anchor=section.anchor if section else "", start=start, end=end
    )
    everything = frozenset(part for counted in held.values() for part in counted)
    return Best(passage=passage, weight=weight, parts=everything, line=_line(text[start:end], section, needles))


def _blocks(text: str) -> list[tuple[int, int]]:
    """(start, end) of what empty lines part, headings aside."""
    ends = [match.span() for match in _BREAK.finditer(text)]
    starts = [0, *(end for _, end in ends)]
    found = list(zip(starts, [*(start for start, _ in ends), len(text.rstrip())], strict=True))
    blocks = [(start, end) for start, end in found if end > start]
    return [block for block in blocks if not text.startswith("#", block[0])] or blocks


def _choose(
    blocks: Sequence[tuple[int, int]],
    held: Mapping[int, Mapping[int, int]],
    above: Sequence[tuple[Section, set[int]]],
    *,
    needles: Needles,
) -> tuple[float, int, Section | None]:
    """(weight, number, innermost section) of the best block; the first of equal ones."""
    best: tuple[float, float, int, Section | None] = (0.0, -1.0, 0, None)
    for number, (start, _) in enumerate(blocks):
        sections = [(section, parts) for section, parts in above if section.start <= start < section.end]
        own = held.get(number, {})
        headed = {part for _, parts in sections for part in parts} - set(own)
        weight = needles.weight(set(own)) + _UNDER_HEADING * needles.weight(headed)
        again = _AGAIN * sum(min(times - 1, 3) * needles.weights[part] for part, times in own.items())
        if weight + again > best[0] + max(best[1], 0.0) or best[1] < 0:
            best = (weight, again, number, sections[-1][0] if sections else None)
    return best[0], best[2], best[3]


def _cut(text: str, block: tuple[int, int], places: Sequence[int]) -> tuple[int, int]:
    """The block, or of a long one the part around the first place."""
    start, end = block
    if end - start <= _LONGEST:
        return block
    first = places[0] if places else start
    low = max(start, first - _LONGEST // 3)
    if low > start:
        low = max(text.rfind("\n", start, low) + 1, start) if "\n" in text[low - 200 : low] else text.find(" ", low) + 1
    high = min(end, low + _LONGEST)
    if high < end:
        stop = max(text.rfind("\n", first + 1, high), text.rfind(". ", first + 1, high) + 1)
        high = stop if stop > first else max(text.rfind(" ", first + 1, high), first + 1)
    return low, high


def _blank(match: re.Match[str]) -> str:
    return "]" + " " * (len(match[0]) - 1)


def _line(passage: str, section: Section | None, needles: Needles) -> str:
    """A table's row with its column names; an answer with its question."""
    if passage.startswith("|"):
        return _row(passage, needles)
    if section and section.title.rstrip().endswith(("?", "？")):
        return in_one_line(f"{section.title} {plain(passage)}")
    return ""


def _row(table: str, needles: Needles) -> str:
    """`Country: Ireland · Price: 4.50 €`: the row that holds most of what was asked."""
    rows = [_cells(line) for line in table.splitlines() if line.startswith("|") and not _RULE.match(line)]
    if not rows[1:]:
        return ""
    weights = [needles.weight({part for _, part in needles.found(fold(" ".join(row)))}) for row in rows[1:]]
    row = rows[1 + weights.index(max(weights))]
    named = (f"{name}: {cell}" if name else cell for name, cell in zip(rows[0], row, strict=False) if cell)
    return in_one_line(" · ".join(named))


def _cells(line: str) -> list[str]:
    return [plain(cell).strip() for cell in _CELL_END.split(line.strip().strip("|"))]


def plain(markdown: str) -> str:
    """Markdown read as text, for one line."""
    return _MARKS.sub(lambda match: match[1] or "", markdown)


def excerpt(entry: PublishedEntry, best: Best, words: Sequence[str]) -> str:
    """One line of about 240 characters."""
    return best.line or excerpt_around(entry.text, words, otherwise=entry.excerpt)
