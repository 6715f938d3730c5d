"""How other programs write JSON: PHP in document order, JavaScript's JSON.stringify, Python's json.dumps.

Invariants: given what was served, the bytes that the other program hashed; pure, linear, never raising for strict JSON.
All write piece by piece into one buffer: lists of small pieces would take fifty times the memory of the text.
"""

import json
import re
from collections.abc import Callable, Container, Iterable, Mapping
from typing import Any, Final

from rootzpub.wire.canonical import MAX_SAFE_INTEGER, canonical

Order = Callable[[Mapping[str, Any]], Iterable[str]]
"""Which keys of an object are written, in which order."""

# Possessive repeats keep every scan linear, as in strict.py.
_STRING: Final = rb'"[^"\\]*+(?:\\.[^"\\]*+)*+"'
_STRING_OR_SPACE: Final = re.compile(_STRING + rb"|[ \t\n\r]++", re.DOTALL)
_STRUCTURE: Final = re.compile(_STRING + rb"|[\[\]{},]", re.DOTALL)
_KEY: Final = re.compile(_STRING, re.DOTALL)
_QUOTE: Final = ord('"')
_COMMA: Final = ord(",")
_LINE_SEPARATORS: Final = ((b"\xe2\x80\xa8", b"\\u2028"), (b"\xe2\x80\xa9", b"\\u2029"))
# An index ends at 2^32 − 2 (ECMA-262 §6.1.7); what has ten digits and is larger is a key like others.
_ARRAY_INDEX: Final = re.compile(r"0|[1-9][0-9]{0,9}", re.ASCII)
_MAX_ARRAY_INDEX: Final = 2**32 - 2
_BEYOND_DOUBLE: Final = 2**1024
_COMPACT: Final = (",", ":")
# The verifier's memory is bounded by a multiple of the input, whatever the input is (decision 0006).
_SLICE: Final = 1_000
"""So many nodes are handed to the C encoder at once; it keeps a list of every piece it writes."""


def php_compact(data: bytes, leave_out: str) -> bytes:
    """The document as PHP's json_encode writes it compactly, slashes and unicode unescaped, without a top-level member.

    Works on the text, so numbers stay as PHP printed them (`1.0e+25`, `-0`). U+2028 and U+2029 stay escaped. `data` is
    a JSON object that the strict reader has taken.
    """
    # On the text, not on a parsed value: a parser forgets how PHP printed its numbers [trust §1.plugin].
    out = bytearray()
    copied = 0
    for match in _STRING_OR_SPACE.finditer(data):
        out += data[copied : match.start()]
        copied = match.end()
        if data[match.start()] == _QUOTE:
            out += _php_string(match.group())
    return _without_member(bytes(out + data[copied:]), leave_out)


def _php_string(token: bytes) -> bytes:
    # PHP leaves everything unescaped but what JSON demands: reading and writing such a token gives its spelling.
    if b"\\" in token:
        token = json.dumps(json.loads(token), ensure_ascii=False).encode("utf-8")
    for separator, escape in _LINE_SEPARATORS:
        if separator in token:
            token = token.replace(separator, escape)
    return token


def _without_member(compact: bytes, name: str) -> bytes:
    """A compact JSON object without one of its members, if it has it."""
    depth, start = 0, 1
    for match in _STRUCTURE.finditer(compact):
        mark = compact[match.start()]
        depth += (mark in b"[{") - (mark in b"]}")
        if depth and not (depth == 1 and mark == _COMMA):
            continue
        key = _KEY.match(compact, start)
        # In the middle a member goes with the comma behind it, at the end with the one before it.
        if key and json.loads(key.group()) == name:
            before, after = compact[:start], compact[match.start() :]
            return before + after[1:] if mark == _COMMA else before.removesuffix(b",") + after
        start = match.end()
    return compact


def stringify(value: Any) -> bytes:
    """JSON.stringify(value): keys in JavaScript's order, numbers as ECMAScript prints doubles."""
    # JavaScript and Python write such a value alike, and Python's encoder is written in C.
    if is_plain(value):
        return python_dumps(value, sort_keys=False, ensure_ascii=False, spaced=False)
    return bytes(_write(value, _javascript_order, bytearray()))


def sorted_stringify(value: Any) -> bytes:
    """JSON.stringify of a copy whose objects were rebuilt with sorted keys (UTF-16) at every level.

    RFC 8785 but for keys that look like array indices, which JavaScript puts first whatever order they were set in.
    """
    if is_plain(value):
        return canonical(value)
    return bytes(_write(value, lambda members: _javascript_order(default_sort(members)), bytearray()))


def picked_stringify(value: Any, keys: Container[str]) -> bytes:
    """JSON.stringify(value, sorted list of keys): only these members, at every level, so sorted (ECMA-262 §25.5.2)."""
    return bytes(_write(value, lambda members: _picked(members, keys), bytearray()))


def pick(value: Any, keys: Container[str]) -> Any:
    """What JSON.stringify(value, sorted list of keys) keeps of the value."""
    if isinstance(value, dict):
        return {key: pick(value[key], keys) for key in _picked(value, keys)}
    return [pick(element, keys) for element in value] if isinstance(value, list) else value


def _picked(members: Iterable[str], keys: Container[str]) -> list[str]:
    """The members that are among the keys; cost and memory grow with the object, and no list of keys is kept beside."""
    return [key for key in default_sort(members) if key in keys]


def default_sort(keys: Iterable[str]) -> list[str]:
    """Array.prototype.sort() of strings: by UTF-16 code units."""
    names = list(keys)
    if all(map(str.isascii, names)):  # code points are in UTF-16 order then, and no second copy of them is made
        return sorted(names)
    return sorted(names, key=lambda key: key.encode("utf-16-be"))


def python_dumps(value: Any, *, sort_keys: bool, ensure_ascii: bool, spaced: bool) -> bytes:
    """json.dumps with its usual switches; `spaced` is its default `", "` and `": "`."""
    separators = None if spaced else _COMPACT
    encoder = json.JSONEncoder(sort_keys=sort_keys, ensure_ascii=ensure_ascii, separators=separators)
    out = bytearray()
    _encode_in_slices(value, encoder, out)
    return bytes(out)


def is_plain(value: Any) -> bool:
    """Whether JavaScript would neither reorder keys nor print a number in its own way."""
    waiting = [value]
    while waiting:
        node = waiting.pop()
        if isinstance(node, dict):
            # By form alone, without the upper bound: a larger key only takes the slow way, which knows the bound.
            if any(_ARRAY_INDEX.fullmatch(key) for key in node):
                return False
            waiting.extend(node.values())
        elif isinstance(node, list):
            waiting.extend(node)
        elif isinstance(node, float) or (type(node) is int and abs(node) > MAX_SAFE_INTEGER):
            return False
    return True


def _encode_in_slices(value: Any, encoder: json.JSONEncoder, out: bytearray) -> None:
    """Append what encoder.encode(value) gives, in slices small enough for it."""
    if not isinstance(value, dict | list) or _is_small(value):
        out += encoder.encode(value).encode("utf-8")
        return
    separator = encoder.item_separator.encode("ascii")
    out += b"[" if isinstance(value, list) else b"{"
    for number, piece in enumerate(_slices(value, sort_keys=encoder.sort_keys)):
        out += separator if number else b""
        if _is_small(piece):
            out += encoder.encode(piece)[1:-1].encode("utf-8")
        else:
            _encode_large_piece(piece, encoder, out)
    out += b"]" if isinstance(value, list) else b"}"


def _encode_large_piece(piece: Any, encoder: json.JSONEncoder, out: bytearray) -> None:
    """The elements or members of a slice, each on its own."""
    separator = encoder.item_separator.encode("ascii")
    is_object = isinstance(piece, dict)
    for number, entry in enumerate(piece):
        out += separator if number else b""
        if is_object:
            out += (encoder.encode(entry) + encoder.key_separator).encode("utf-8")
        _encode_in_slices(piece[entry] if is_object else entry, encoder, out)


def _slices(value: Any, *, sort_keys: bool) -> Iterable[Any]:
    """A container cut into containers of at most _SLICE entries, in the order in which they are written."""
    # Cut before encoding: encode() of one huge list would hold a text for each element at once.
    if isinstance(value, list):
        return (value[start : start + _SLICE] for start in range(0, len(value), _SLICE))
    keys = sorted(value) if sort_keys else list(value)
    return ({key: value[key] for key in keys[start : start + _SLICE]} for start in range(0, len(keys), _SLICE))


def _is_small(value: Any) -> bool:
    """Whether a container holds at most _SLICE nodes, at all levels together."""
    count = 0
    waiting = [value]
    while waiting:
        node = waiting.pop()
        count += len(node)
        if count > _SLICE:
            return False
        children = node.values() if isinstance(node, dict) else node
        waiting.extend(child for child in children if isinstance(child, dict | list))
    return True


def _write(value: Any, order: Order, out: bytearray) -> bytearray:
    """Append the compact text of a value; depth is bounded by the strict reader."""
    if isinstance(value, dict):
        out += b"{"
        for position, key in enumerate(order(value)):
            out += b"," if position else b""
            out += json.dumps(key, ensure_ascii=False).encode("utf-8") + b":"
            _write(value[key], order, out)
        out += b"}"
    elif isinstance(value, list):
        out += b"["
        for position, element in enumerate(value):
            out += b"," if position else b""
            _write(element, order, out)
        out += b"]"
    else:
        out += _scalar(value)
    return out


def _scalar(value: Any) -> bytes:
    if type(value) is int and abs(value) > MAX_SAFE_INTEGER:
        value = float(value) if abs(value) < _BEYOND_DOUBLE else None  # JSON.stringify(Infinity) is null
    if type(value) is float:
        text = repr(value)  # Python and ECMAScript choose the same digits, and differ only where one writes an exponent
        return canonical(value) if "e" in text or value == 0 else text.removesuffix(".0").encode("ascii")
    return json.dumps(value, ensure_ascii=False).encode("utf-8")


def _javascript_order(keys: Iterable[str]) -> list[str]:
    """Array indices first, ascending, then the others as they come (ECMA-262 §10.1.11.1)."""
    indices: list[str] = []
    others: list[str] = []
    for key in keys:
        (indices if _ARRAY_INDEX.fullmatch(key) and int(key) <= _MAX_ARRAY_INDEX else others).append(key)
    return sorted(indices, key=int) + others
