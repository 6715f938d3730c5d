"""The four rules of [wire §1.2]: one document, one byte string, whichever of them a verifier follows.

RFC 8785; the standard's "sorted keys"; the plugin's PHP encoding in document order; `JSON.stringify(JSON.parse(body))`.
They agree where a document holds no floats, no empty objects, no keys that look like integers, no U+2028 or U+2029.

Invariants: the one place that cleans text, keys and bodies (store, documents and seal use it), and the one that says
what a body breaks; whatever a site's text holds, what `normalize_body` gives breaks no rule.
"""

import json
import re
from collections.abc import Iterator, Mapping
from typing import Any, Final

from rootzpub.errors import MalformedInput
from rootzpub.wire.canonical import MAX_SAFE_INTEGER, canonical
from rootzpub.wire.dialects.encodings import stringify
from rootzpub.wire.strict import parse

_SEPARATORS: Final = "\u2028\u2029"
_UNFIT: Final = re.compile(f"[{_SEPARATORS}\ud800-\udfff]")
_ASTRAL: Final = re.compile("[\U00010000-\U0010ffff]")
_INTEGER_KEY: Final = re.compile(r"-?[0-9]+", re.ASCII)
"""A key that looks like an integer. JavaScript moves `0` to `4294967294` in front of all others (ECMA-262 §10.1.11.1);
PHP makes an integer of `0`, `-5`, `12` (so that `{"0":…}` becomes a list), and its ksort takes `007` by value. One
pattern that holds all of them costs nothing: the underscore does no harm where only one of them needs it."""
_EMPTY: Final = object()


def clean_text(text: str) -> str:
    """U+2028 and U+2029 become line feeds [wire §1.1]; halves of surrogate pairs, which UTF-8 cannot hold, U+FFFD."""
    if text.isascii():
        return text
    return _UNFIT.sub(lambda unfit: "\n" if unfit[0] in _SEPARATORS else "\ufffd", text)


def normalize_body(body: Mapping[str, Any]) -> dict[str, Any]:
    """A body that obeys [wire §1.1]: clean text, no object without members, no key that looks like an integer.

    Empty arrays stay, tuples become lists. Raises MalformedInput for floats: a document has none.
    """
    normal = ((name, _normalize(value)) for name, value in body.items())
    return {_clean_key(name): value for name, value in normal if value is not _EMPTY}


def _normalize(value: Any) -> Any:
    if isinstance(value, str):
        return clean_text(value)
    if isinstance(value, Mapping):
        return normalize_body(value) or _EMPTY
    if isinstance(value, list | tuple):
        return [element for element in map(_normalize, value) if element is not _EMPTY]
    # A float has several texts (PHP 1.0e+25, JavaScript 1e+25), so no one hash would satisfy all four rules.
    if isinstance(value, float):
        raise MalformedInput(f"expected no floats in a document, got {value!r}", hint="write it as a string")
    return value


def _clean_key(name: str) -> str:
    """A key that all four rules sort alike.

    Keys that look like integers get an underscore; code points and UTF-16 disagree about the place of characters beyond
    U+FFFF, so these are replaced.
    """
    clean = name if name.isascii() else _ASTRAL.sub("\ufffd", clean_text(name))
    return f"_{clean}" if _INTEGER_KEY.fullmatch(clean) else clean


def broken_rules(body: bytes) -> list[str]:
    """What keeps the four rules from giving the same bytes for `body`, one sentence each; empty when they agree.

    Raises MalformedInput where `body` is not strict JSON.
    """
    value = parse(body)
    problems = sorted(set(_problems(value)))
    # The sentences say what to change; the encodings prove it: what no sentence knows still shows as other bytes.
    if not problems:
        problems = [f"{name} gives other bytes" for name, encoded in encodings(body).items() if encoded != body]
    return problems


def encodings(body: bytes) -> dict[str, bytes]:
    """What each of the four rules makes of the JSON text `body`, each by its own means, by the rule's name.

    Raises MalformedInput where `body` is not strict JSON.
    """
    value = parse(body)
    return {
        "RFC 8785": canonical(value),
        "sorted keys": _compact(value, sort_keys=True),
        "PHP in document order": _php(value),
        "JSON.stringify": stringify(value),
    }


def _compact(value: Any, *, sort_keys: bool = False) -> bytes:
    return json.dumps(value, sort_keys=sort_keys, ensure_ascii=False, separators=(",", ":")).encode("utf-8")


def _php(value: Any) -> bytes:
    """`json_encode(json_decode($body, true))`, slashes and unicode unescaped: U+2028 and U+2029 stay escaped."""
    return _compact(_php_array(value)).replace(b"\xe2\x80\xa8", b"\\u2028").replace(b"\xe2\x80\xa9", b"\\u2029")


def _php_array(value: Any) -> Any:
    """PHP has one kind of array: keys 0, 1, 2… in this order, or no key at all, are written as a list."""
    if isinstance(value, dict):
        members = [_php_array(member) for member in value.values()]
        # An empty object is a list too: in PHP the two are one value.
        is_list = list(value) == [str(position) for position in range(len(value))]
        return members if is_list else dict(zip(value, members, strict=True))
    return [_php_array(element) for element in value] if isinstance(value, list) else value


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
