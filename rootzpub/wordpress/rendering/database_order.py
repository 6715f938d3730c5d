"""The order in which a WordPress database returns rows that compare as equal.

SQL leaves it open, but visitors see it: which of the tags used once are in the cloud. MariaDB, which most sites run
on, sorts numbers in memory with a quicksort whose outcome depends on the rows alone (found by asking it). A reader of
a dump that sorts the same way shows the same cloud; a source with a database asks the database.
"""

from collections.abc import Callable, Sequence
from typing import Any, TypeVar

from rootzpub.site import Term

Row = TypeVar("Row")

_INSERTED = 9
"""So few rows are sorted by insertion."""
_RADIX = 1000
"""So many rows keep the order of their table among equals."""
_MEDIAN_OF_THREE = 40
"""For more rows the pivot is a median of medians."""


def most_used(terms: Sequence[Term], limit: int) -> list[Term]:
    """The terms with the most entries, given in the order of the table `term_taxonomy`.

    Of a taxonomy that is a tree, WordPress has the empty terms sorted too and drops them afterwards.
    """
    if not any(term.parent_id for term in terms):
        terms = [term for term in terms if term.count]
    by_use = in_database_order(terms, key=lambda term: -term.count)
    return [term for term in by_use if term.count][:limit]


def in_database_order(rows: Sequence[Row], key: Callable[[Row], Any]) -> list[Row]:
    """The rows, given in the order of their table, sorted by `key` with equals where MariaDB leaves them."""
    # From here on MariaDB sorts by radix, which is stable.
    if len(rows) >= _RADIX:
        return sorted(rows, key=key)
    keyed = [(key(row), row) for row in rows]
    parts = [(0, len(keyed) - 1)]
    while parts:
        low, high = parts.pop()
        if high - low < _INSERTED:
            keyed[low : high + 1] = sorted(keyed[low : high + 1], key=lambda pair: pair[0])
            continue
        first, last = _choose_pivot(keyed, low, high)
        before, behind = _partition(keyed, first, last, pivot=keyed[(low + high + 1) >> 1][0])
        parts += (low, before), (behind, high)
    return [row for _, row in keyed]


def _choose_pivot(keyed: list[tuple[Any, Row]], low: int, high: int) -> tuple[int, int]:
    """Put a median into the middle; which rows are still to be parted around it."""
    count = high - low + 1
    middle = low + (count >> 1)
    if count <= _MEDIAN_OF_THREE:
        _order(keyed, low, middle, high)
        return low + 1, high - 1
    step = count >> 3
    _order(keyed, low, low + step, low + 2 * step)
    _order(keyed, middle - step, middle, middle + step)
    _order(keyed, high - 2 * step, high - step, high)
    _order(keyed, low + step, middle, high - step)
    return low, high


def _order(keyed: list[tuple[Any, Row]], low: int, middle: int, high: int) -> None:
    """Put three rows in order, the median in the middle."""
    if keyed[high][0] < keyed[low][0]:
        keyed[high], keyed[low] = keyed[low], keyed[high]
    if keyed[middle][0] < keyed[low][0]:
        keyed[middle], keyed[low] = keyed[low], keyed[middle]
    elif keyed[high][0] < keyed[middle][0]:
        keyed[middle], keyed[high] = keyed[high], keyed[middle]


def _partition(keyed: list[tuple[Any, Row]], low: int, high: int, *, pivot: Any) -> tuple[int, int]:
    """Part the rows around the pivot; the last place of the lower part and the first of the upper."""
    left, right = low, high
    while True:
        while keyed[left][0] < pivot:
            left += 1
        while pivot < keyed[right][0]:
            right -= 1
        if left == right:
            return right - 1, left + 1
        if left > right:
            return right, left
        keyed[left], keyed[right] = keyed[right], keyed[left]
        left, right = left + 1, right - 1
        if left > right:
            return right, left
