"""The four rules of [wire §1]: one document, one byte string, whichever of them a verifier follows.

RFC 8785; the standard's "sorted keys"; the plugin's PHP encoding in document order; `JSON.stringify(JSON.parse(body))`.
They agree where a document holds no floats, no empty objects, no keys that look like integers, no U+2028 or U+2029.
"""

import json
import re
from collections.abc import Iterator
from typing import Any, Final

from rootzpub.errors import MalformedInput
from rootzpub.wire.canonical import MAX_SAFE_INTEGER, canonical
from rootzpub.wire.strict import parse

_INTEGER_KEY: Final = re.compile(r"0|[1-9][0-9]*", re.ASCII)
_SEPARATORS: Final = str.maketrans({"\u2028": "\n", "\u2029": "\n"})


def clean_text(text: str) -> str:
    """`text` with U+2028 and U+2029 as line feeds [wire §1]."""
    return text.translate(_SEPARATORS)


def normalise(value: Any) -> Any:
    """`value` as a document may hold it: separators become line feeds, empty objects are left out of what holds them.

    Raises MalformedInput for floats: a document has none.
    """
    if isinstance(value, str):
        return clean_text(value)
    if isinstance(value, dict):
        members = {clean_text(key): normalise(member) for key, member in value.items()}
        return {key: member for key, member in members.items() if member != {}}
    if isinstance(value, list | tuple):
        return [element for element in map(normalise, value) if element != {}]
    if isinstance(value, float):
        raise MalformedInput(f"expected no floats in a document, got {value!r}", hint="write it as a string")
    return value


def broken_rules(body: bytes) -> list[str]:
    """What keeps the four rules from giving the same bytes for `body`, one sentence each; empty when they agree.

    Raises MalformedInput where `body` is not strict JSON.
    """
    value = parse(body)
    problems = sorted(set(_problems(value)))
    if not problems:
        problems = [f"{name} gives other bytes" for name, encoded in _encodings(value, body) if encoded != body]
    return problems


def _encodings(value: Any, body: bytes) -> Iterator[tuple[str, bytes]]:
    """The four encodings, each by its own means."""
    yield "RFC 8785", canonical(value)
    yield "sorted keys", json.dumps(value, sort_keys=True, ensure_ascii=False, separators=(",", ":")).encode("utf-8")
    yield "PHP in document order", _php(json.loads(body))
    yield "JSON.stringify", json.dumps(json.loads(body), ensure_ascii=False, separators=(",", ":")).encode("utf-8")


def _php(value: Any) -> bytes:
    """`json_encode` with slashes and unicode unescaped: as compact JSON, but U+2028 and U+2029 stay escaped."""
    text = json.dumps(value, ensure_ascii=False, separators=(",", ":"))
    return text.replace("\u2028", "\\u2028").replace("\u2029", "\\u2029").encode("utf-8")


def _problems(value: Any) -> Iterator[str]:
    if isinstance(value, dict):
        yield from _key_problems(value)
        for member in value.values():
            yield from _problems(member)
    elif isinstance(value, list):
        for element in value:
            yield from _problems(element)
    else:
        yield from _scalar_problems(value)


def _key_problems(members: dict[str, Any]) -> Iterator[str]:
    if not members:
        yield "an object is empty"
    for key in members:
        if _INTEGER_KEY.fullmatch(key):
            yield f"the key {key!r} looks like an integer"
        yield from _scalar_problems(key)


def _scalar_problems(value: Any) -> Iterator[str]:
    if isinstance(value, float):
        yield "a number is a float"
    elif isinstance(value, int) and abs(value) > MAX_SAFE_INTEGER:
        yield "an integer is 2^53 or larger"
    elif isinstance(value, str) and ("\u2028" in value or "\u2029" in value):
        yield "text holds U+2028 or U+2029"
