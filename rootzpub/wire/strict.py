"""Strict JSON in: what RFC 8259 allows and no reader could understand in two ways.

Law: `parse` is linear in its input, raises nothing but MalformedInput, and accepts no document that two parsers could
read differently: duplicate keys, lone surrogates, a byte order mark, NaN and Infinity, numbers beyond a double, more
than 64 levels and numbers of more than 4,000 digits are refused (TRUST §4). So are large inputs that are little but
brackets and colons, which would take more than twenty times their size in memory.
"""

import json
import math
import re
from collections.abc import Iterator
from typing import Any, Final, NoReturn

from rootzpub.errors import MalformedInput

MAX_DEPTH: Final = 64
MAX_DIGITS: Final = 4_000
FREE_ENTRIES: Final = 10_000
BYTES_PER_ENTRY: Final = 16
"""Beyond FREE_ENTRIES objects, arrays and members, each must have so many characters of input on average."""

# Possessive repeats (Python 3.11) keep every scan linear: nothing that matched is ever given back.
_TOKEN: Final = re.compile(r'"[^"\\]*+(?:\\.[^"\\]*+)*+"|[\[\]{}:]|[-+.0-9A-Za-z]++', re.DOTALL)
_SKIP_STRINGS: Final = r'[^"{marks}]*+(?:"[^"\\]*+(?:\\.[^"\\]*+)*+"[^"{marks}]*+)*+[{marks}]'
_NEXT_BRACKET: Final = re.compile(_SKIP_STRINGS.replace("{marks}", r"\[\]{}"), re.DOTALL)
_NEXT_ENTRY: Final = re.compile(_SKIP_STRINGS.replace("{marks}", r"\[\]{}:"), re.DOTALL)
_ESCAPE: Final = re.compile(r"\\(?:u([0-9a-fA-F]{4})|.)", re.DOTALL)
_HIGH_SURROGATES: Final = range(0xD800, 0xDC00)
_LOW_SURROGATES: Final = range(0xDC00, 0xE000)
_SURROGATE_ESCAPE: Final = re.compile(r"\\u[dD][89a-fA-F]")


class _RefusedError(Exception):
    """What a hook of the JSON reader raises at a token this reader does not take; "" stands for a repeated key."""

    def __init__(self, reason: str, token: str) -> None:
        super().__init__(reason)
        self.reason = reason
        self.token = token


def parse(data: bytes) -> Any:
    """The value that `data` says, as dict, list, str, int, float, bool or None.

    Raises MalformedInput with the byte offset where reading stopped (RFC 8259; I-JSON's RFC 7493 §2.2, §2.3).
    """
    text = _decode(data)
    _check_structure(text)
    _check_surrogates(text)
    try:
        return json.loads(
            text, object_pairs_hook=_object, parse_constant=_constant, parse_int=_integer, parse_float=_float
        )
    except _RefusedError as refused:
        _refuse(refused.reason, text, _locate(text, refused.token))
    except json.JSONDecodeError as error:
        _refuse(f"not JSON: {error.msg}", text, error.pos)


def _decode(data: bytes) -> str:
    if data.startswith(b"\xef\xbb\xbf"):
        raise MalformedInput("expected JSON, found a byte order mark at byte 0", hint="send UTF-8 without a BOM")
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError as error:
        raise MalformedInput(f"expected UTF-8, found an invalid sequence at byte {error.start}") from None


def _refuse(reason: str, text: str, position: int) -> NoReturn:
    offset = len(text[:position].encode("utf-8", "surrogatepass"))
    raise MalformedInput(f"{reason} at byte {offset}")


def _check_structure(text: str) -> None:
    """Depth and number of entries, before anything is built."""
    marks = text.count("[") + text.count("{") + text.count('":')
    limit = max(FREE_ENTRIES, len(text) // BYTES_PER_ENTRY)
    if marks <= MAX_DEPTH:
        return
    step = _NEXT_ENTRY if marks > limit else _NEXT_BRACKET
    depth = entries = position = 0
    while match := step.match(text, position):
        position = match.end()
        mark = text[position - 1]
        if mark in "[{":
            depth += 1
            if depth > MAX_DEPTH:
                _refuse(f"nested deeper than {MAX_DEPTH} levels", text, position - 1)
        elif mark in "]}":
            depth -= 1
            continue
        entries += 1
        if entries > limit:
            _refuse("more entries than a document of this size holds", text, position - 1)


def _check_surrogates(text: str) -> None:
    r"""Refuse a `\uD800`–`\uDFFF` escape that is not half of a pair."""
    if not _SURROGATE_ESCAPE.search(text):
        return
    high_end = -1
    for match in _ESCAPE.finditer(text):
        unit = int(match.group(1), 16) if match.group(1) else 0
        follows_high = match.start() == high_end
        if high_end >= 0 and not (follows_high and unit in _LOW_SURROGATES):
            break
        if unit in _LOW_SURROGATES and not follows_high:
            _refuse("lone surrogate", text, match.start())
        high_end = match.end() if unit in _HIGH_SURROGATES else -1
    if high_end >= 0:
        _refuse("lone surrogate", text, high_end - len(r"\uD800"))


def _object(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    members = dict(pairs)
    if len(members) != len(pairs):
        raise _RefusedError("duplicate key", "")
    return members


def _constant(token: str) -> NoReturn:
    raise _RefusedError(f"{token} is not JSON", token)


def _integer(token: str) -> int:
    _check_digits(token)
    try:
        return int(token)
    except ValueError:  # the interpreter may be set to a lower limit than ours (PYTHONINTMAXSTRDIGITS)
        raise _RefusedError("number with more digits than this interpreter reads", token) from None


def _float(token: str) -> float:
    _check_digits(token)
    value = float(token)
    if math.isinf(value):
        raise _RefusedError("number beyond the range of a double", token)
    return value


def _check_digits(token: str) -> None:
    if len(token) > MAX_DIGITS and sum(character.isdigit() for character in token) > MAX_DIGITS:
        raise _RefusedError(f"number of more than {MAX_DIGITS} digits", token)


def _locate(text: str, token: str) -> int:
    """Where `token` first stands outside strings; for "" where the first repeated key of an object stands."""
    if token:
        return next(match.start() for match in _TOKEN.finditer(text) if match.group() == token)
    return next(_repeated_keys(text))


def _repeated_keys(text: str) -> Iterator[int]:
    """Positions of keys that their object already has, in order of the text."""
    seen: list[set[str]] = []
    before: re.Match[str] | None = None
    for match in _TOKEN.finditer(text):
        word = match.group()
        if word in "[{":
            seen.append(set())
        elif word in "]}":
            seen.pop()
        elif word == ":" and before is not None:
            key = json.loads(before.group())
            if key in seen[-1]:
                yield before.start()
            seen[-1].add(key)
        before = match
