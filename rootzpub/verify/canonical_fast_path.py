"""Reading and writing again at the speed of C what a publisher of ours wrote: canonical JSON, byte for byte.

Invariants: a shortcut, never another rule. What is read here gives, byte for byte, what it was read from; therefore it
holds no duplicate key, no second spelling, nothing but Unicode. Everything else goes to the strict reader, and so does
what could fill memory: there that is counted first. A test holds both readers against each other. Decision 0006.
"""

from typing import Any, Final

import orjson

from rootzpub.verify.json_stats import JsonStats
from rootzpub.wire.canonical import canonical
from rootzpub.wire.names import SIGNATURE
from rootzpub.wire.strict import MAX_DEPTH

UNCOUNTED: Final = 64 * 1024
"""Bytes; so much cannot fill memory whatever it holds."""

_SORTED: Final = orjson.OPT_SORT_KEYS | orjson.OPT_STRICT_INTEGER
_CONTAINERS: Final = frozenset({dict, list})
_OBJECT_WEIGHT: Final = 250
_ARRAY_WEIGHT: Final = 100
_VALUE_WEIGHT: Final = 60
"""Bytes that an object, an array and a short text take in memory."""
_WEIGHT_PER_BYTE: Final = 3.5
"""Of values; orjson itself takes twelve times its input while it reads, and text up to four times."""
_BYTES_PER_ENTRY: Final = 32
"""Of the whole document, for each entry of its longest container: orjson reserves up to 400 before it writes one."""


def read_canonical(data: bytes) -> dict[str, Any] | None:
    """The object that `data` says, where orjson reads it and it cannot fill memory; else None.

    Nothing is proven of it yet: `is_canonical` says whether it can be read in this way only.
    """
    if not data.startswith(b"{") or (len(data) > UNCOUNTED and not _is_light(data)):
        return None
    try:
        value: dict[str, Any] = orjson.loads(data)
    except orjson.JSONDecodeError:
        return None
    return value


def is_canonical(data: bytes, value: dict[str, Any]) -> bool:
    """Whether `data`, from which `value` was read, is what sorting and compact writing gives."""
    if len(data) > UNCOUNTED and _longest(value) * _BYTES_PER_ENTRY > len(data):
        return False
    # Reading and writing in C and comparing is cheaper than the strict reader's passes (decision 0006, Speed).
    try:
        return orjson.dumps(value, option=_SORTED) == data
    except orjson.JSONEncodeError:
        return False


def _is_light(data: bytes) -> bool:
    """Whether the values of a document take little memory for its size; from its marks alone, before anything is read.

    Marks inside of texts count too, which is more.
    """
    weight = _OBJECT_WEIGHT * data.count(b"{") + _ARRAY_WEIGHT * data.count(b"[") + _VALUE_WEIGHT * data.count(b",")
    return weight <= _WEIGHT_PER_BYTE * len(data)


def _longest(value: dict[str, Any]) -> int:
    """Entries of the largest container."""
    longest = 0
    level: list[Any] = [value]
    while level:
        longest = max(longest, *map(len, level))
        rows = (node.values() if type(node) is dict else node for node in level)
        level = [child for row in rows for child in row if type(child) in _CONTAINERS]
    return longest


def is_shallow(stats: JsonStats) -> bool:
    """Whether the strict reader would take a value with these numbers: it refuses depth."""
    return stats.depth <= MAX_DEPTH


def unsigned_bytes(data: bytes, value: dict[str, Any], stats: JsonStats) -> bytes:
    """The canonical bytes (RFC 8785) of a canonical document without its `_signature`, as `wire.canonical` gives them.

    `stats` are those of the value without it. For ASCII keys, whose code points are in UTF-16 order, text, booleans,
    null and integers below 2^53 (larger ones are not canonical) they stand in `data`.
    """
    # orjson prints floats in its own way and sorts by code points; RFC 8785 does neither.
    if stats.floats or not stats.ascii_keys or SIGNATURE not in value:
        return canonical({key: member for key, member in value.items() if key != SIGNATURE})
    # Canonical members stand one behind the other, so their lengths say where each stands.
    before = {key: member for key, member in value.items() if key < SIGNATURE}
    start = len(orjson.dumps(before, option=_SORTED)) - 1
    end = start + len(orjson.dumps({SIGNATURE: value[SIGNATURE]}, option=_SORTED)) - 2 + bool(before)
    # With the comma before it; the first one takes the comma behind it along, where there is one.
    return data[:start] + data[end + (not before and len(value) > 1) :]
