"""Reading JSON that is not trusted: bytes to values, and members with a type that is certain.

Invariants: nothing that the other side sends raises anything but `MalformedInput`, and no message repeats content.
"""

from typing import Any

import orjson

from rootzpub.errors import MalformedInput

Json = dict[str, Any]
_KINDS = {dict: "an object", list: "a list", str: "text", int: "a number", float: "a number"} | {
    bool: "true or false",
    type(None): "null",
}
_MOST_DIGITS = 18
"""Of a number written as text: what fits 64 bits (an id of WordPress is a BIGINT)."""


def parse(body: bytes, *, where: str) -> Any:
    """The value of a JSON answer.

    Raises:
        MalformedInput: it is HTML, cut off, or no JSON; `where` names it.
    """
    try:
        # An editor's byte order mark in any PHP file of the site stands before every answer.
        return orjson.loads(body.removeprefix(b"\xef\xbb\xbf"))
    except orjson.JSONDecodeError as error:
        start = body.lstrip()[:1]
        if start == b"<":
            raise MalformedInput(
                f"{where}: expected JSON from WordPress's REST API, got HTML",
                hint="a security plugin, a login page or a cache may stand before it; open the address in a browser",
            ) from None
        what = "got nothing" if not start else f"it breaks off or is damaged at character {error.pos}"
        raise MalformedInput(f"{where}: expected whole JSON, {what}", hint="fetch or export it again") from None


def objects(value: Any, *, where: str) -> list[Json]:
    """The objects of a collection: an array, or the values of an object keyed by id or name.

    Raises:
        MalformedInput: it is an error answer of WordPress, or holds something else than objects.
    """
    # PHP writes a list whose keys have gaps as an object, and some plugins key their lists by id or name.
    if isinstance(value, dict) and not is_error(value) and "id" not in value:
        value = list(value.values())
    items = [value] if isinstance(value, dict) and "id" in value else value
    if isinstance(items, list) and all(isinstance(item, dict) for item in items):
        return items
    got = f"an error answer ({error_code(items)})" if is_error(items) else _kind_of(items)
    raise MalformedInput(f"{where}: expected a list of objects, got {got}", hint="export this collection again")


def _kind_of(value: Any) -> str:
    """What a value is, in JSON's words, down to the first item that is no object."""
    if isinstance(value, list):
        return f"a list with {_KINDS[type(next(item for item in value if not isinstance(item, dict)))]} in it"
    return _KINDS[type(value)]


def is_error(value: Any) -> bool:
    """Whether this is WordPress's `{"code": …, "message": …}`."""
    return isinstance(value, dict) and isinstance(value.get("code"), str) and "message" in value


def error_code(value: Any) -> str:
    """The code of an error answer, shortened to what a code can look like."""
    code = value.get("code", "") if isinstance(value, dict) else ""
    return "".join(character for character in str(code)[:60] if character.isalnum() or character in "_-")


def member(item: Any, *keys: str) -> Any:
    """The value at a path of keys, or None when any part of it is missing."""
    for key in keys:
        if not isinstance(item, dict):
            return None
        item = item.get(key)
    return item


def text(item: Any, *keys: str) -> str:
    """The string at a path of keys; numbers as text; anything else as an empty string. No lone surrogates."""
    value = member(item, *keys)
    if isinstance(value, bool) or not isinstance(value, str | int | float):
        return ""
    return str(value)


def integer(item: Any, *keys: str) -> int:
    """The non-negative integer at a path of keys (also written as text), else 0."""
    value = member(item, *keys)
    if isinstance(value, str) and value.isascii() and value.isdigit() and len(value) <= _MOST_DIGITS:
        return int(value)
    if isinstance(value, int) and not isinstance(value, bool) and 0 <= value < 2**63:
        return value
    return 0


def integers(item: Any, *keys: str) -> tuple[int, ...]:
    """The positive integers of the array at a path of keys."""
    value = member(item, *keys)
    found = value if isinstance(value, list) else []
    return tuple(number for number in found if isinstance(number, int) and not isinstance(number, bool) and number > 0)
