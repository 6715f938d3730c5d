"""How other programs write JSON: PHP in document order, JavaScript's JSON.stringify, Python's json.dumps.

Law: given what was served, the bytes that the other program hashed; pure, linear, never raising for strict JSON.
"""

import json
import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from typing import Any, Final

from rootzpub.wire.canonical import MAX_SAFE_INTEGER, canonical

_STRING_OR_SPACE: Final = re.compile(r'"[^"\\]*+(?:\\.[^"\\]*+)*+"|[ \t\n\r]++', re.DOTALL)
_ARRAY_INDEX: Final = re.compile(r"0|[1-9][0-9]{0,9}", re.ASCII)
_MAX_ARRAY_INDEX: Final = 2**32 - 2
_BEYOND_DOUBLE: Final = 2**1024
_COMPACT: Final = (",", ":")
_DECODER: Final = json.JSONDecoder()


def php_compact(data: bytes, leave_out: str) -> bytes:
    """The document as PHP's json_encode writes it compactly, slashes and unicode unescaped, without a top-level member.

    Works on the text, so numbers stay as PHP printed them (`1.0e+25`, `-0`). U+2028 and U+2029 stay escaped.
    """
    text = _STRING_OR_SPACE.sub(_php_token, data.decode("utf-8"))
    members = [member for key, member in _top_members(text) if key != leave_out]
    return ("{" + ",".join(members) + "}").encode("utf-8")


def _php_token(match: re.Match[str]) -> str:
    token = match.group()
    if token[0] != '"':
        return ""
    if "\\" in token:
        token = json.dumps(json.loads(token), ensure_ascii=False)
    return token.replace("\u2028", "\\u2028").replace("\u2029", "\\u2029")


def _top_members(text: str) -> Iterator[tuple[str, str]]:
    """(key, `"key":value`) of each member of a compact JSON object, as text."""
    position = 1
    while text[position] != "}":
        key, end = _DECODER.raw_decode(text, position)
        _, end = _DECODER.raw_decode(text, end + 1)
        yield key, text[position:end]
        position = end + 1 if text[end] == "," else end


def stringify(value: Any) -> bytes:
    """JSON.stringify(value): keys in JavaScript's order, numbers as ECMAScript prints doubles."""
    if _is_plain(value):
        return json.dumps(value, ensure_ascii=False, separators=_COMPACT).encode("utf-8")
    return "".join(_write(value, _javascript_order)).encode("utf-8")


def sorted_stringify(value: Any) -> bytes:
    """JSON.stringify of a copy whose objects were rebuilt with sorted keys (UTF-16) at every level.

    RFC 8785 but for keys that look like array indices, which JavaScript puts first whatever order they were set in.
    """
    if _is_plain(value):
        return canonical(value)
    return "".join(_write(value, lambda members: _javascript_order(sorted(members, key=_utf16)))).encode("utf-8")


def picked_stringify(value: Any, keys: Sequence[str]) -> bytes:
    """JSON.stringify(value, keys): only these members, at every level, in this order (ECMA-262 §25.5.2)."""
    return "".join(_write(value, lambda members: [key for key in keys if key in members])).encode("utf-8")


def pick(value: Any, keys: Sequence[str]) -> Any:
    """What JSON.stringify(value, keys) keeps of the value."""
    if isinstance(value, dict):
        return {key: pick(value[key], keys) for key in keys if key in value}
    return [pick(element, keys) for element in value] if isinstance(value, list) else value


def default_sort(keys: Iterable[str]) -> list[str]:
    """Array.prototype.sort() of strings: by UTF-16 code units."""
    return sorted(keys, key=_utf16)


def python_dumps(value: Any, *, sort_keys: bool, ensure_ascii: bool, spaced: bool) -> bytes:
    """json.dumps with its usual switches; `spaced` is its default `", "` and `": "`."""
    separators = None if spaced else _COMPACT
    return json.dumps(value, sort_keys=sort_keys, ensure_ascii=ensure_ascii, separators=separators).encode("utf-8")


def _write(value: Any, order: Callable[[Mapping[str, Any]], Iterable[str]]) -> Iterator[str]:
    """The parts of the text; depth is bounded by the strict reader."""
    if isinstance(value, dict):
        yield "{"
        for position, key in enumerate(order(value)):
            yield f"{',' if position else ''}{json.dumps(key, ensure_ascii=False)}:"
            yield from _write(value[key], order)
        yield "}"
    elif isinstance(value, list):
        yield "["
        for position, element in enumerate(value):
            if position:
                yield ","
            yield from _write(element, order)
        yield "]"
    else:
        yield _scalar(value)


def _scalar(value: Any) -> str:
    if type(value) is int and abs(value) > MAX_SAFE_INTEGER:
        value = float(value) if abs(value) < _BEYOND_DOUBLE else None
    if type(value) is float:
        return canonical(value).decode("ascii")
    return json.dumps(value, ensure_ascii=False)


def _javascript_order(keys: Iterable[str]) -> list[str]:
    """Array indices first, ascending, then the others as they come (ECMA-262 §10.1.11.1)."""
    indices: list[str] = []
    others: list[str] = []
    for key in keys:
        (indices if _ARRAY_INDEX.fullmatch(key) and int(key) <= _MAX_ARRAY_INDEX else others).append(key)
    return sorted(indices, key=int) + others


def _is_plain(value: Any) -> bool:
    """Whether JavaScript would neither reorder keys nor print a number in its own way."""
    waiting = [value]
    while waiting:
        node = waiting.pop()
        if isinstance(node, dict):
            if any(_ARRAY_INDEX.fullmatch(key) for key in node):
                return False
            waiting.extend(node.values())
        elif isinstance(node, list):
            waiting.extend(node)
        elif isinstance(node, float) or (type(node) is int and abs(node) > MAX_SAFE_INTEGER):
            return False
    return True


def _utf16(key: str) -> bytes:
    return key.encode("utf-16-be")
