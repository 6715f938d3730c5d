"""The functions that settings files call, as far as they only read: each takes values and gives one, or `UNKNOWN`."""

from collections.abc import Callable, Mapping
from contextlib import suppress
from pathlib import PurePath
from types import MappingProxyType
from urllib.parse import unquote, urlsplit

import orjson

from rootzpub.wordpress.php_config.scope import Scope
from rootzpub.wordpress.php_config.values import LONGEST_TEXT, UNKNOWN, Known, Value, bounded, is_known, shown

Function = Callable[[Scope, list[Known]], Value]
# Bytes. Passwords, and settings as JSON, stay far below.
_LARGEST_SECRET = 1 << 16
_BLANK = " \t\n\r\0\x0b"


def called(name: str, scope: Scope, arguments: list[Value]) -> Value:
    """The value of a call; unknown where the function or one of its arguments is."""
    function = FUNCTIONS.get(name.lower())
    known = [value for value in arguments if is_known(value)]
    if function is None or len(known) < len(arguments):
        return UNKNOWN
    try:
        return bounded(function(scope, known))
    except (IndexError, TypeError, ValueError, OSError):
        return UNKNOWN


def _getenv(scope: Scope, arguments: list[Known]) -> Value:
    value = scope.environment.get(_text(arguments[0]))
    return False if value is None else value


def _getenv_with_default(scope: Scope, arguments: list[Known]) -> Value:
    """`env('X', 'default')`, and `getenv_docker` of Docker's image, which also takes a file that `X_FILE` names."""
    name = _text(arguments[0])
    if file := scope.environment.get(f"{name}_FILE"):
        with suppress(OSError, ValueError):
            secret = shown(_file_get_contents(scope, [file]))
            return UNKNOWN if secret is None else secret.rstrip("\r\n")
    default = arguments[1] if len(arguments) > 1 else None
    return scope.environment.get(name, default)


def _dirname(_: Scope, arguments: list[Known]) -> Value:
    path = _path(arguments[0])
    levels = int(_text(arguments[1])) if len(arguments) > 1 else 1
    for _level in range(min(levels, len(path.parts))):
        path = path.parent
    return str(path)


def _file_get_contents(scope: Scope, arguments: list[Known]) -> Value:
    """A secret that lies in a file of its own."""
    file = _path(arguments[0])
    if not scope.disk.is_file(file):
        return UNKNOWN
    data = scope.disk.read(file, most_bytes=_LARGEST_SECRET + 1)
    return UNKNOWN if len(data) > _LARGEST_SECRET else data.decode("utf-8")


def _path(value: Known) -> PurePath:
    return PurePath(_text(value))


def _parse_url(_: Scope, arguments: list[Known]) -> Value:
    # With a component (`PHP_URL_HOST`) PHP gives one text instead of an array.
    if len(arguments) > 1:
        return UNKNOWN
    parts = urlsplit(_text(arguments[0]))
    user, _colon, password = parts.netloc.rpartition("@")[0].partition(":")
    named: dict[str, Value] = {"scheme": parts.scheme, "host": parts.hostname or "", "user": user, "pass": password}
    named |= {"path": parts.path, "query": parts.query, "fragment": parts.fragment}
    found: dict[int | str, Value] = {name: value for name, value in named.items() if value}
    return found | ({"port": parts.port} if parts.port else {})


def _json_decode(_: Scope, arguments: list[Known]) -> Value:
    # Without `true` PHP makes objects, whose members we do not read.
    if arguments[1:2] != [True]:
        return UNKNOWN
    value = orjson.loads(_text(arguments[0]))
    if not isinstance(value, dict):
        return UNKNOWN
    plain = (str, bool, int, type(None))
    return {name: part if isinstance(part, plain) else UNKNOWN for name, part in value.items()}


def _replaced(_: Scope, arguments: list[Known]) -> Value:
    old, new, text = (_text(value) for value in arguments)
    if not old or text.count(old) * len(new) > LONGEST_TEXT:
        return UNKNOWN
    return text.replace(old, new)


def _trimmed(strip: Callable[[str, str], str]) -> Function:
    def trim(_: Scope, arguments: list[Known]) -> Value:
        characters = _text(arguments[1]) if len(arguments) > 1 else _BLANK
        # `a..z` is a range of characters in PHP.
        return UNKNOWN if ".." in characters else strip(_text(arguments[0]), characters)

    return trim


def _text(value: Known) -> str:
    text = shown(value)
    if text is None:
        raise TypeError("an array is no text")
    return text


FUNCTIONS: Mapping[str, Function] = MappingProxyType(
    {
        "getenv": _getenv,
        "getenv_docker": _getenv_with_default,
        "env": _getenv_with_default,
        "dirname": _dirname,
        "basename": lambda _, arguments: _path(arguments[0]).name,
        "realpath": lambda scope, arguments: str(scope.disk.resolve(_path(arguments[0]))),
        "file_exists": lambda scope, arguments: scope.disk.exists(_path(arguments[0])),
        "is_file": lambda scope, arguments: scope.disk.is_file(_path(arguments[0])),
        "is_readable": lambda scope, arguments: scope.disk.exists(_path(arguments[0])),
        "is_dir": lambda scope, arguments: scope.disk.is_dir(_path(arguments[0])),
        "file_get_contents": _file_get_contents,
        "parse_url": _parse_url,
        "json_decode": _json_decode,
        "str_replace": _replaced,
        "trim": _trimmed(str.strip),
        "rtrim": _trimmed(str.rstrip),
        "ltrim": _trimmed(str.lstrip),
        "strtolower": lambda _, arguments: _text(arguments[0]).lower(),
        "strtoupper": lambda _, arguments: _text(arguments[0]).upper(),
        "urldecode": lambda _, arguments: unquote(_text(arguments[0]).replace("+", " ")),
        "rawurldecode": lambda _, arguments: unquote(_text(arguments[0])),
        "strval": lambda _, arguments: _text(arguments[0]),
    }
)
