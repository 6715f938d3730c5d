"""Reading and writing again at the speed of C what a publisher of ours wrote: canonical JSON, byte for byte.

Invariants: a shortcut, never another rule. What is read here gives, byte for byte, what it was read from; therefore it
holds no duplicate key, no second spelling, nothing but Unicode. Everything else goes to the strict reader, and so does
what is large: there memory is counted first. A test holds both readers against each other. Decision 0006.
"""

from typing import Any, Final

import orjson

from rootzpub.verify.json_stats import JsonStats
from rootzpub.wire.canonical import canonical
from rootzpub.wire.strict import MAX_DEPTH

LARGEST: Final = 64 * 1024
"""Bytes; so much cannot fill memory whatever it holds."""

_SORTED: Final = orjson.OPT_SORT_KEYS | orjson.OPT_STRICT_INTEGER


def read_canonical(data: bytes) -> dict[str, Any] | None:
    """The object that `data` says, where `data` is what sorting and compact writing would give; else None."""
    if len(data) > LARGEST or not data.startswith(b"{"):
        return None
    # Reading and writing in C and comparing is cheaper than the strict reader's passes (decision 0006, Speed).
    try:
        value = orjson.loads(data)
        return value if orjson.dumps(value, option=_SORTED) == data else None
    except (orjson.JSONDecodeError, orjson.JSONEncodeError):
        return None


def is_shallow(stats: JsonStats) -> bool:
    """Whether the strict reader would take a value with these numbers: it refuses depth."""
    return stats.depth <= MAX_DEPTH


def write_canonical(value: dict[str, Any], stats: JsonStats) -> bytes:
    """The canonical bytes (RFC 8785) of a value that `read_canonical` gave, as `wire.canonical` gives them.

    For ASCII keys, whose code points are in UTF-16 order, text, booleans, null and integers below 2^53 (larger ones
    were not read here) both are the same.
    """
    # orjson prints floats in its own way and sorts by code points; RFC 8785 does neither.
    if stats.floats or not stats.ascii_keys:
        return canonical(value)
    return orjson.dumps(value, option=_SORTED)
