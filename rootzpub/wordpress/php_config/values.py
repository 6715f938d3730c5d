"""Values of PHP as far as settings need them, and what PHP makes of one in a condition, a comparison or a text."""

from enum import Enum
from typing import Final, TypeGuard

Known = None | bool | int | str | dict["int | str", "Value"]


class _Mark(Enum):
    UNKNOWN = "unknown"


UNKNOWN: Final = _Mark.UNKNOWN
"""A value that only PHP could tell."""
Value = Known | _Mark


LONGEST_TEXT: Final = 1 << 16
"""Characters beyond which a text is unknown: one that is joined to itself again and again would fill memory."""
_INTEGERS: Final = range(-(1 << 63), 1 << 63)
"""What PHP holds as a whole number; beyond it makes another kind of it."""
_MOST_COMPARED: Final = 1_000


def is_known(value: Value) -> TypeGuard[Known]:
    """Whether we know it."""
    return value is not UNKNOWN


def bounded(value: Value) -> Value:
    """A value that was computed; unknown where it is larger than settings are, or no whole number of PHP's."""
    if isinstance(value, str) and len(value) > LONGEST_TEXT:
        return UNKNOWN
    return UNKNOWN if isinstance(value, int) and value not in _INTEGERS else value


def whole(digits: str, base: int = 10) -> Value:
    """A whole number; unknown where it has more digits than PHP's have."""
    return bounded(int(digits, base)) if len(digits.lstrip("0")) <= 20 else UNKNOWN  # noqa: PLR2004 a sign, 19 digits


def equal(one: Value, other: Value) -> bool | _Mark:
    """Whether two values are the same all through; unknown for arrays that hold more than settings do.

    Arrays within arrays share what they hold, so that a short text makes one that takes forever to walk.
    """
    waiting = [(one, other)]
    for _ in range(_MOST_COMPARED):
        if not waiting:
            return True
        first, second = waiting.pop()
        if isinstance(first, dict) and isinstance(second, dict):
            if first.keys() != second.keys():
                return False
            waiting += ((first[name], second[name]) for name in first if first[name] is not second[name])
        elif first != second:
            return False
    return UNKNOWN


def truth(value: Value) -> bool | _Mark:
    """What a condition makes of it."""
    if not is_known(value):
        return UNKNOWN
    return value not in (None, False, 0, "", "0") and value != {}


def shown(value: Value) -> str | None:
    """What a text makes of it; None where that is unknown (an array too)."""
    if not is_known(value) or isinstance(value, dict):
        return None
    if value is None or isinstance(value, bool):
        return "1" if value else ""
    return str(value)


def same(one: Value, other: Value) -> bool | _Mark:
    """`===`."""
    if not is_known(one) or not is_known(other):
        return UNKNOWN
    return type(one) is type(other) and equal(one, other)


def alike(one: Value, other: Value) -> bool | _Mark:
    """`==`, where both sides are of one kind or one of them is true, false or null; else unknown."""
    if not is_known(one) or not is_known(other):
        return UNKNOWN
    # PHP compares two numeric texts as numbers ("1e3" == "1000"): that is left unknown.
    if isinstance(one, str) and isinstance(other, str) and not (_is_number(one) and _is_number(other)):
        return one == other
    if isinstance(one, bool) or isinstance(other, bool) or (one is None) or (other is None):
        return truth(one) == truth(other)
    if type(one) is type(other) and not isinstance(one, str):
        return equal(one, other)
    return UNKNOWN


def negated(value: Value) -> bool | _Mark:
    """`!`."""
    known = truth(value)
    return UNKNOWN if known is UNKNOWN else not known


def _is_number(text: str) -> bool:
    return text.strip()[:1] in {*"0123456789.+-"} and text.strip() != ""
