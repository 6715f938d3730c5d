"""Strict JSON in: what RFC 8259 allows and no reader could understand in two ways.

Law: `parse` is linear in its input, raises nothing but MalformedInput, and accepts no document that two parsers could
read differently: duplicate keys, lone surrogates, a byte order mark, NaN and Infinity, numbers beyond a double, more
than 64 levels and numbers of more than 4,000 digits are refused (TRUST §4). So are large inputs that are little but
brackets, which would take more than twenty times their size in memory.
"""

import json
import math
import re
from collections.abc import Iterator
from typing import Any, Final, NoReturn

from rootzpub.errors import MalformedInput

MAX_DEPTH: Final = 64
MAX_DIGITS: Final = 4_000
OBJECT_WEIGHT: Final = 192
ARRAY_WEIGHT: Final = 88
"""Bytes that CPython takes for a small object or array."""
WEIGHT_PER_CHARACTER: Final = 12
FREE_WEIGHT: Final = 2_000_000
"""Containers may weigh so much per character of input; up to FREE_WEIGHT nobody counts."""

_CONTAINERS: Final = frozenset({dict, list})

# Possessive repeats (Python 3.11) keep every scan linear: nothing that matched is ever given back.
_STRING: Final = r'"[^"\\]*+(?:\\.[^"\\]*+)*+"'
_TOKEN: Final = re.compile(_STRING + r"|[\[\]{}:]|[-+.0-9A-Za-z]++", re.DOTALL)
_NEXT_BRACKET: Final = re.compile(rf'[^"\[\]{{}}]*+(?:{_STRING}[^"\[\]{{}}]*+)*+[\[\]{{}}]', re.DOTALL)
_NEXT_COLON: Final = re.compile(rf'[^":]*+(?:{_STRING}[^":]*+)*+:', re.DOTALL)
_SPACE_BEFORE_COLON: Final = re.compile(r'"[ \t\r\n]++:')
_ESCAPE: Final = re.compile(r"\\(?:u([0-9a-fA-F]{4})|.)", re.DOTALL)
_HIGH_SURROGATES: Final = range(0xD800, 0xDC00)
_LOW_SURROGATES: Final = range(0xDC00, 0xE000)
_SURROGATE_ESCAPE: Final = re.compile(r"\\u[dD][89a-fA-F]")


class _RefusedError(Exception):
    """What a hook of the JSON reader raises at a token that this reader does not take."""

    def __init__(self, reason: str, token: str) -> None:
        super().__init__(reason)
        self.reason = reason
        self.token = token


def parse(data: bytes) -> Any:
    """The value that `data` says, as dict, list, str, int, float, bool or None.

    Raises MalformedInput with the byte offset where reading stopped (RFC 8259; I-JSON's RFC 7493 §2.2, §2.3).
    """
    text = _decode(data)
    _check_weight(text)
    _check_surrogates(text)
    try:
        value = json.loads(text, parse_constant=_constant, parse_int=_integer, parse_float=_float)
    except _RefusedError as refused:
        _refuse(refused.reason, text, _locate(text, refused.token))
    except json.JSONDecodeError as error:
        _refuse(f"not JSON: {error.msg}", text, error.pos)
    except RecursionError:
        _refuse_depth(text)
    _check_value(text, value)
    return value


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


def _check_weight(text: str) -> None:
    """What the containers will weigh, before anything is built."""
    limit = max(FREE_WEIGHT, WEIGHT_PER_CHARACTER * len(text))
    if OBJECT_WEIGHT * text.count("{") + ARRAY_WEIGHT * text.count("[") <= limit:
        return
    weight = 0
    for mark, position in _brackets(text):
        weight += OBJECT_WEIGHT if mark == "{" else ARRAY_WEIGHT if mark == "[" else 0
        if weight > limit:
            _refuse("more objects and arrays than a document of this size holds", text, position)


def _refuse_depth(text: str) -> NoReturn:
    """Say where the text goes deeper than allowed, or than the interpreter can."""
    depth = 0
    for mark, position in _brackets(text):
        depth += 1 if mark in "[{" else -1
        if depth > MAX_DEPTH:
            _refuse(f"nested deeper than {MAX_DEPTH} levels", text, position)
    _refuse("nested deeper than this interpreter's stack allows", text, 0)


def _brackets(text: str) -> Iterator[tuple[str, int]]:
    """Each bracket outside strings, and where it stands; ends where a string does not."""
    position = 0
    while match := _NEXT_BRACKET.match(text, position):
        position = match.end()
        yield text[position - 1], position - 1


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


def _check_value(text: str, value: Any) -> None:
    """Refuse a value that is too deep, and a repeated key: the text then has more members than the value.

    Each member has one colon outside strings. Mostly `":` counts them; where a string holds that too, or space stands
    before a colon, they are counted one by one. (A hook for each object would build every member twice.)
    """
    members, depth = _measure(value)
    if depth > MAX_DEPTH:
        _refuse_depth(text)
    if text.count('":') == members and not _SPACE_BEFORE_COLON.search(text):
        return
    colons = position = 0
    while match := _NEXT_COLON.match(text, position):
        position = match.end()
        colons += 1
    if colons != members:
        _refuse("duplicate key", text, next(_repeated_keys(text)))


def _measure(value: Any) -> tuple[int, int]:
    """How many members all objects of a value have together, and how deep containers are nested."""
    members = 0
    depth = -1
    level: list[Any] = [[value]]
    while level:
        depth += 1
        below: list[Any] = []
        for node in level:
            children = node
            if type(node) is dict:
                members += len(node)
                children = node.values()
            for child in children:
                if type(child) in _CONTAINERS:
                    below.append(child)  # noqa: PERF401 - a comprehension costs more than these short lists
        level = below
    return members, depth


def _repeated_keys(text: str) -> Iterator[int]:
    """Positions of keys that their object already has, in order of the text."""
    seen: list[set[str]] = []
    before: re.Match[str] | None = None
    for match in _TOKEN.finditer(text):  # pragma: no branch - who calls this knows that there is one
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
    """Where `token` first stands outside strings."""
    return next(match.start() for match in _TOKEN.finditer(text) if match.group() == token)
