"""Strict JSON in: what RFC 8259 allows and no reader could understand in two ways.

Invariants: `parse` is linear in its input, raises nothing but MalformedInput, and accepts no document that two parsers
could read differently: duplicate keys, lone surrogates, a byte order mark, NaN and Infinity, numbers beyond a double,
more than 64 levels and numbers of more than 4,000 digits are refused [trust §4.strict]. So are large inputs that
are little but brackets, which would take more than twenty times their size in memory.
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

_ALL_SQUARE: Final = bytes.maketrans(b"{}", b"[]")
_CONTAINERS: Final = frozenset({dict, list})

# Possessive repeats (Python 3.11) keep every scan linear: nothing that matched is ever given back.
_STRING: Final = r'"[^"\\]*+(?:\\.[^"\\]*+)*+"'
_TOKEN: Final = re.compile(_STRING + r"|[\[\]{}:]|[-+.0-9A-Za-z]++", re.DOTALL)
_NEXT_BRACKET: Final = re.compile(rf'[^"\[\]{{}}]*+(?:{_STRING}[^"\[\]{{}}]*+)*+[\[\]{{}}]', re.DOTALL)
_NO_MARKS: Final = bytes(set(range(256)) - set(b'"[]{}:'))
_BARE_STRING: Final = re.compile(rb'"[^"]*+"?')
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
    # What the standard library's reader lets pass or dies of is refused around it: (1) encoding, (2) depth and weight
    # before anything is allocated, (3) lone surrogates, (4) numbers and constants by its hooks, (5) repeated keys.
    text = _decode(data)
    skeleton = _skeleton(data)
    _check_structure(text, skeleton)
    _check_surrogates(text)
    try:
        value = _READER.decode(text)
    except _RefusedError as refused:
        _refuse(refused.reason, text, _locate(text, refused.token))
    except json.JSONDecodeError as error:
        _refuse(f"not JSON: {error.msg}", text, error.pos)
    if skeleton.count(b":") != _count_members(value):  # one colon each, but a repeated key leaves one member
        _refuse("duplicate key", text, next(_repeated_keys(text)))
    return value


def _decode(data: bytes) -> str:
    if data.startswith(b"\xef\xbb\xbf"):
        raise MalformedInput("expected JSON, found a byte order mark at byte 0", hint="send UTF-8 without a BOM")
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError as error:
        raise MalformedInput(f"expected UTF-8, found an invalid sequence at byte {error.start}") from None


def most_values(data: bytes) -> int:
    """At most so many members and elements stand in these bytes; linear, and without reading them as JSON."""
    # As `_skeleton`, with commas: each value but the first of its container stands behind one.
    bare = _BARE_STRING.sub(b"", data.replace(b"\\\\", b"").replace(b'\\"', b"").replace(b'""', b""))
    return bare.count(b",") + bare.count(b"{") + bare.count(b"[")


def _refuse(reason: str, text: str, position: int) -> NoReturn:
    offset = len(text[:position].encode("utf-8", "surrogatepass"))
    raise MalformedInput(f"{reason} at byte {offset}")


def _skeleton(data: bytes) -> bytes:
    """Brackets and colons outside strings, in order: what is left when escapes, text and strings are taken away.

    Escaped quotes go first. A pair of adjacent quotes can then go wherever it stands, because each quote only switches
    between inside and outside; the regular expression takes the strings that hold brackets or colons.
    """
    # Backslashes in pairs go before escaped quotes: `\\"` is an escaped backslash, and the quote behind it ends the
    # text.
    marks = data.replace(b"\\\\", b"").replace(b'\\"', b"").translate(None, _NO_MARKS).replace(b'""', b"")
    return _BARE_STRING.sub(b"", marks)


def _check_structure(text: str, skeleton: bytes) -> None:
    """Depth, and what the containers will weigh, before anything is built."""
    brackets = skeleton.translate(None, b":")
    remaining = brackets.translate(_ALL_SQUARE)  # one kind only, so that each round takes one level and not two
    for _ in range(MAX_DEPTH):
        if not remaining:
            break
        remaining = remaining.replace(b"[]", b"")
    if remaining:
        _refuse_depth(text)
    # From the brackets alone, before anything is built: a megabyte of `[],` would take 20 times its size.
    weight = OBJECT_WEIGHT * brackets.count(b"{") + ARRAY_WEIGHT * brackets.count(b"[")
    if weight > max(FREE_WEIGHT, WEIGHT_PER_CHARACTER * len(text)):
        raise MalformedInput("more objects and arrays than a document of this size holds")


def _refuse_depth(text: str) -> None:
    """Refuse brackets that go too deep, and say where; those that only do not match are left to the reader."""
    depth = position = 0
    while match := _NEXT_BRACKET.match(text, position):
        position = match.end()
        depth += 1 if text[position - 1] in "[{" else -1
        if depth > MAX_DEPTH:
            _refuse(f"nested deeper than {MAX_DEPTH} levels", text, position - 1)


def _check_surrogates(text: str) -> None:
    r"""Refuse a `\uD800`–`\uDFFF` escape that is not half of a pair."""
    if not _SURROGATE_ESCAPE.search(text):
        return
    # The standard library's reader lets a lone half through, and no UTF-8 can be made of it again.
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


def _count_members(value: Any) -> int:
    """Members of all objects in a value, at all levels."""
    members = 0
    waiting: list[Any] = [[value]]
    while waiting:
        node = waiting.pop()
        children = node
        if type(node) is dict:
            members += len(node)
            children = node.values()
        for child in children:
            if type(child) in _CONTAINERS:
                waiting.append(child)  # noqa: PERF401 - a comprehension costs more than these short lists
    return members


def _repeated_keys(text: str) -> Iterator[int]:
    """Positions of keys that their object already has, in order of the text."""
    # Only when it is known that there is one, to say where: this walk is the slow one.
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
    if len(token) > MAX_DIGITS:
        _check_digits(token)
    try:
        return int(token)
    except ValueError:  # the interpreter may be set to a lower limit than ours (PYTHONINTMAXSTRDIGITS)
        raise _RefusedError("number with more digits than this interpreter reads", token) from None


def _float(token: str) -> float:
    if len(token) > MAX_DIGITS:
        _check_digits(token)
    value = float(token)
    if math.isinf(value):
        raise _RefusedError("number beyond the range of a double", token)
    return value


def _check_digits(token: str) -> None:
    if sum(character.isdigit() for character in token) > MAX_DIGITS:
        raise _RefusedError(f"number of more than {MAX_DIGITS} digits", token)


def _locate(text: str, token: str) -> int:
    """Where `token` first stands outside strings, alone or (where what follows it is wrong too) as a beginning."""
    return next((match.start() for match in _TOKEN.finditer(text) if match.group() == token), text.find(token))


_READER: Final = json.JSONDecoder(parse_constant=_constant, parse_int=_integer, parse_float=_float)
