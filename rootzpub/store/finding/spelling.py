"""How far two words are apart, as people mistype: a letter more, less, another one, two exchanged. Pure."""

from typing import Final

_SHORT: Final = 5
"""Words of up to so many letters may differ by one mistake, longer ones by two."""


def is_near(word: str, other: str) -> int:
    """Mistakes between two words; 0 where they are equal or too many."""
    most = 1 if len(word) <= _SHORT else 2
    if abs(len(word) - len(other)) > most or word == other:
        return 0
    distance = _distance(word, other, most=most)
    return distance if distance <= most else 0


def _distance(word: str, other: str, *, most: int) -> int:
    """Damerau–Levenshtein (optimal string alignment); anything above `most` once it is that far."""
    before: list[int] = []
    row = list(range(len(other) + 1))
    for place, letter in enumerate(word, start=1):
        before, former, row = row, before, [place]
        for at, mate in enumerate(other, start=1):
            cost = min(before[at] + 1, row[at - 1] + 1, before[at - 1] + (letter != mate))
            if place > 1 and at > 1 and letter == other[at - 2] and word[place - 2] == mate:
                cost = min(cost, former[at - 2] + 1)
            row.append(cost)
        if min(row) > most and min(before) > most:
            return most + 1
    return row[-1]
