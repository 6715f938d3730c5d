"""Reading JSON that is not trusted: bytes to values, and members with a type that is certain.

Invariants: nothing that the other side sends raises anything but `MalformedInput`, and no message repeats content.
"""

import re
from typing import Any

import orjson

from rootzpub.errors import MalformedInput
from rootzpub.logs import package_logger

_logger = package_logger(__name__)
Json = dict[str, Any]
_KINDS = {dict: "an object", list: "a list", str: "text", int: "a number", float: "a number"} | {
    bool: "true or false",
    type(None): "null",
}
_HEAD = 500
_PHP_OUTPUT = re.compile(
    rb"(?:<br\s*/?>\s*|<[bp]>\s*|PHP\s+|\[[^\]]{0,60}\]\s*)*(?:<b>\s*)?"
    rb"(?:(?:core |compile |user )?(?:warning|notice|deprecated|strict standards|parse error)|(?:\w+ )?fatal error)"
    rb"\s*(?:</b>)?\s*:",
    re.IGNORECASE,
)
"""How PHP begins what it prints about a script's faults, as HTML or as text (`html_errors`)."""
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
        if _PHP_OUTPUT.match(body[:_HEAD].lstrip()) and (b"{" in body or b"[" in body):
            raise MalformedInput(
                f"{where}: PHP printed a message (a warning or notice) before the JSON",
                hint="set WP_DEBUG_DISPLAY to false in wp-config.php (or display_errors to Off), or fix what it names",
            ) from None
        if start == b"<":
            raise MalformedInput(
                f"{where}: expected JSON from WordPress's REST API, got HTML",
                hint="a security plugin, a login page or a cache may stand before it; open the address in a browser",
            ) from None
        what = "got nothing" if not start else f"it breaks off or is damaged at character {error.pos}"
        raise MalformedInput(f"{where}: expected whole JSON, {what}", hint="fetch or export it again") from None


def objects(value: Any, *, where: str) -> list[Json]:
    """The objects of a collection: an array, or the values of an object keyed by id or name.

    An element that is no object costs itself: a warning names it, and the others are read.

    Raises:
        MalformedInput: it is an error answer of WordPress, or no list; or it holds no object at all, but something.
    """
    # PHP writes a list whose keys have gaps as an object, and some plugins key their lists by id or name.
    if isinstance(value, dict) and not is_error(value) and "id" not in value:
        value = list(value.values())
    items = [value] if isinstance(value, dict) and "id" in value else value
    found = [item for item in items if isinstance(item, dict)] if isinstance(items, list) else []
    if isinstance(items, list) and (found or not items):
        for place, item in enumerate(items, start=1):
            if not isinstance(item, dict):
                _logger.warning("%s: element %d of the list is %s; it was left out", where, place, _KINDS[type(item)])
        return found
    if is_error(items):
        raise MalformedInput(
            f"{where}: expected a list of objects, got an error answer ({error_code(items) or 'without a code'})",
            hint="a plugin answers in WordPress's place, or this collection is switched off; see what it says there",
        )
    raise MalformedInput(
        f"{where}: expected a list of objects, got {_kind_of(items)}", hint="export this collection again"
    )


def _kind_of(value: Any) -> str:
    """What a value is, in JSON's words, down to the first item that is no object."""
    if isinstance(value, list):
        return f"a list with {_KINDS[type(next(item for item in value if not isinstance(item, dict)))]} in it"
    return _KINDS[type(value)]


def is_error(value: Any) -> bool:
    """Whether this is an error answer: WordPress's `{"code": …, "message": …}`, or a plugin's, which may lack one.

    A list that is keyed by name holds objects; an error answer holds words.
    """
    if not isinstance(value, dict) or "id" in value:
        return False
    named = [name for name in ("code", "error", "message", "errors") if isinstance(value.get(name), str | int | bool)]
    return bool(named) and (value.keys() >= {"code", "message"} or not _holds_objects(value))


def _holds_objects(value: Json) -> bool:
    return any(isinstance(item, dict) and "id" in item for item in value.values())


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
