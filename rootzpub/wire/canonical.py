"""Canonical JSON out: RFC 8785 (JCS).

Invariants: one value, one byte string. The fast path (orjson) is taken only where a guard proves that it gives the same
bytes; everything else goes through the reference implementation.
"""

import contextlib
import re
from collections.abc import Mapping
from functools import lru_cache
from typing import Any, Final

import orjson
import rfc8785

from rootzpub.errors import MalformedInput

_BLANKS = re.compile(r"\s+")

MAX_SAFE_INTEGER: Final = 2**53 - 1
"""The largest integer that every JSON reader holds exactly (RFC 7493 §2.2)."""

_TOO_LARGE: Final = "expected integers below 2^53, got a larger one"
_AS_TEXT: Final = "write it as a string"
_MAX_DEPTH: Final = 200
_CONTAINERS: Final = frozenset({dict, list, tuple})
_PLAIN: Final = frozenset({str, bool, int, type(None)})
# Not for speed: a hostile document of one long array must not cost a multiple of its size (tests/fuzz/test_cost.py).
_MAX_FAST_ENTRIES: Final = 4096
"""orjson reserves some 260 bytes for each entry of a container before it writes: too much for very long ones."""

_DUMP_OPTIONS: Final = (
    orjson.OPT_SORT_KEYS
    | orjson.OPT_STRICT_INTEGER
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
        is_plain, is_long = _inspect(value)
        if not is_plain:
            return rfc8785.dumps(value)
        return bytes(_append(value, bytearray())) if is_long else orjson.dumps(value, option=_DUMP_OPTIONS)
    except rfc8785.IntegerDomainError:
        raise MalformedInput(_TOO_LARGE, hint=_AS_TEXT) from None
    except (rfc8785.CanonicalizationError, orjson.JSONEncodeError, UnicodeEncodeError) as error:
        # orjson has no error of its own for integers out of range; the text is the only sign.
        if "53-bit" in str(error):
            raise MalformedInput(_TOO_LARGE, hint=_AS_TEXT) from None
        reason = _BLANKS.sub(" ", str(error))[:120]
        raise MalformedInput(f"not a value that canonical JSON can hold: {reason}") from None


def canonical_members(body: Mapping[str, Any]) -> dict[str, bytes]:
    """Each member of an object with its canonical value: an object can grow and be joined without a second encoding."""
    with contextlib.suppress(orjson.JSONEncodeError):  # `canonical` says it in our words
        if _inspect(dict(body)) == (True, False):
            return {key: _exact(orjson.dumps(value, option=_DUMP_OPTIONS)) for key, value in body.items()}
    return {key: canonical(value) for key, value in body.items()}


def _exact(encoded: bytes) -> bytes:
    """The same bytes in a block of their own size: orjson's is cut out of a larger one, the rest of which is lost."""
    # Members are cached for as long as the site does not change; ten of them held 3 KB each.
    return bytes(memoryview(encoded))


def join_members(members: Mapping[str, bytes]) -> bytes:
    """The canonical object of members made by `canonical_members`."""
    # UTF-16 order is code-point order for ASCII; the key function would encode every name.
    keys = sorted(members) if all(map(str.isascii, members)) else sorted(members, key=_utf16)
    return b"{" + b",".join([_label(key) + members[key] for key in keys]) + b"}"


@lru_cache(maxsize=1024)
def _label(key: str) -> bytes:
    """The key and its colon; the same few names come in every document."""
    return canonical(key) + b":"


def _utf16(key: str) -> bytes:
    """RFC 8785 §3.2.3 sorts by UTF-16 code units."""
    return key.encode("utf-16-be", "surrogatepass")


def _inspect(value: Any) -> tuple[bool, bool]:
    """Whether orjson gives the same bytes, and whether some container is so long that it should not get it whole.

    It gives the same bytes for ASCII keys, whose code-point order is UTF-16 order, text, booleans, null and integers.
    Raises MalformedInput for other types and for depths out of range.
    """
    is_plain, is_long = True, False
    # Level by level, not by recursion: a value nested a thousand deep is refused, not a RecursionError.
    level: list[Any] = [[value]]
    for _ in range(_MAX_DEPTH + 1):
        below: list[Any] = []
        for node in level:
            children = node
            if type(node) is dict:
                is_plain &= _has_plain_keys(node)
                children = node.values()
            is_long = is_long or len(node) > _MAX_FAST_ENTRIES
            for child in children:
                kind = type(child)
                if kind in _CONTAINERS:
                    below.append(child)
                elif kind not in _PLAIN:
                    is_plain = _only_float(kind)
        if not below:
            return is_plain, is_long
        level = below
    raise MalformedInput(f"expected at most {_MAX_DEPTH} levels, got more")


def _has_plain_keys(node: dict[Any, Any]) -> bool:
    try:
        # One test of the joined keys is cheaper than one of each, and keys that are not text fail in `join`.
        return "".join(node).isascii()
    except TypeError:
        raise MalformedInput("expected text as keys of an object, got something else") from None


def _only_float(kind: type) -> bool:
    """False: a float is not plain. Raises MalformedInput for a type that JSON does not have."""
    if kind is not float:
        raise MalformedInput(f"expected a JSON value, got {kind.__name__}")
    return False


def _append(value: Any, out: bytearray) -> bytearray:
    """Append the bytes of a plain value, handing orjson no container that it would reserve too much memory for."""
    kind = type(value)
    # Whole only without containers inside: one of those could be the long one.
    if kind not in _CONTAINERS or (len(value) <= _MAX_FAST_ENTRIES and _holds_no_container(value)):
        out += orjson.dumps(value, option=_DUMP_OPTIONS)
        return out
    out += b"{" if kind is dict else b"["
    for position, entry in enumerate(sorted(value) if kind is dict else value):
        out += b"," if position else b""
        if kind is dict:
            out += orjson.dumps(entry) + b":"
        _append(value[entry] if kind is dict else entry, out)
    out += b"}" if kind is dict else b"]"
    return out


def _holds_no_container(value: Any) -> bool:
    return not any(type(child) in _CONTAINERS for child in (value.values() if type(value) is dict else value))
