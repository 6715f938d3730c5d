"""Canonical JSON out: RFC 8785 (JCS).

Law: one value, one byte string. The fast path (orjson) is taken only where a guard proves that it gives the same bytes;
everything else goes through the reference implementation.
"""

import re
from collections.abc import Mapping
from functools import lru_cache
from typing import Any, Final

import orjson
import rfc8785

from rootzpub.errors import MalformedInput

MAX_SAFE_INTEGER: Final = 2**53 - 1
"""The largest integer that every JSON reader holds exactly (RFC 7493 §2.2)."""

_MAX_DEPTH: Final = 200
_MAX_FAST_ENTRIES: Final = 4096
"""orjson reserves some 260 bytes per entry of a container before it writes; beyond this the memory is not worth it."""

_DUMP_OPTIONS: Final = (
    orjson.OPT_SORT_KEYS
    | orjson.OPT_PASSTHROUGH_DATACLASS
    | orjson.OPT_PASSTHROUGH_DATETIME
    | orjson.OPT_PASSTHROUGH_SUBCLASS
)


def canonical(value: Any) -> bytes:
    """The RFC 8785 bytes of a value made of dict, list, tuple, str, int, float, bool and None.

    Raises MalformedInput for what JSON or JCS cannot hold: other types, keys that are not text, lone surrogates, NaN,
    infinities, |int| ≥ 2^53, and more than 200 levels.
    """
    try:
        return orjson.dumps(value, option=_DUMP_OPTIONS) if _is_plain(value) else rfc8785.dumps(value)
    except (rfc8785.CanonicalizationError, orjson.JSONEncodeError, UnicodeEncodeError) as error:
        reason = re.sub(r"\s+", " ", str(error))[:120]
        raise MalformedInput(f"not a value that canonical JSON can hold: {reason}") from None


def canonical_members(body: Mapping[str, Any]) -> dict[str, bytes]:
    """Each member of an object with its canonical value: an object can grow and be joined without a second encoding."""
    try:
        if _is_plain(dict(body)):
            return {key: orjson.dumps(value, option=_DUMP_OPTIONS) for key, value in body.items()}
    except orjson.JSONEncodeError:
        pass  # said by `canonical`, in our words
    return {key: canonical(value) for key, value in body.items()}


def join_members(members: Mapping[str, bytes]) -> bytes:
    """The canonical object of members made by `canonical_members`."""
    keys = sorted(members) if all(map(str.isascii, members)) else sorted(members, key=_utf16)
    return b"{" + b",".join([_label(key) + members[key] for key in keys]) + b"}"


@lru_cache(maxsize=1024)
def _label(key: str) -> bytes:
    """The key and its colon; the same few names come in every document."""
    return canonical(key) + b":"


def _utf16(key: str) -> bytes:
    """RFC 8785 §3.2.3 sorts by UTF-16 code units."""
    return key.encode("utf-16-be", "surrogatepass")


def _is_plain(value: Any) -> bool:
    """Whether orjson gives the same bytes at little cost: code-point order is UTF-16 order, and there are no floats.

    True for ASCII keys, text, booleans, null and integers. Raises MalformedInput for numbers and depths out of range.
    """
    plain = True
    level = [value]
    for _ in range(_MAX_DEPTH):
        below: list[Any] = []
        for node in level:
            kind = type(node)
            if kind is str or kind is bool or node is None:
                continue
            plain &= _descend(node, kind, below)
        if not below:
            return plain
        level = below
    raise MalformedInput(f"expected at most {_MAX_DEPTH} levels, got more")


def _descend(node: Any, kind: type, below: list[Any]) -> bool:
    """Collect what `node` holds into `below`; True where the node itself is plain."""
    if kind is dict:
        below.extend(node.values())
        return len(node) <= _MAX_FAST_ENTRIES and all(type(key) is str and key.isascii() for key in node)
    if kind is list or kind is tuple:
        below.extend(node)
        return len(node) <= _MAX_FAST_ENTRIES
    if kind is int:
        if not -MAX_SAFE_INTEGER <= node <= MAX_SAFE_INTEGER:
            raise MalformedInput("expected integers below 2^53, got a larger one", hint="write it as a string")
        return True
    if kind is float:
        return False
    raise MalformedInput(f"expected a JSON value, got {kind.__name__}")
