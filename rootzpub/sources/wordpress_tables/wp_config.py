"""`wp-config.php` without PHP: the constants and the table prefix, as far as they are written plainly.

Understood are strings, numbers, booleans, other constants, `getenv('X')`, `$_ENV['X']`, `$_SERVER['X']`, Docker's
`getenv_docker('X', 'default')`, defaults by `?:` and `??`, `__DIR__`, `dirname(__FILE__)`, and strings joined by dots.
Law: nothing is run; what is written in any other way is unknown, never guessed.
"""

import os
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from rootzpub.errors import SourceUnavailable

CLIENT_SSL = 2048
"""PHP's `MYSQLI_CLIENT_SSL`, which `MYSQL_CLIENT_FLAGS` may hold."""
_LARGEST_FILE = 1 << 20
_DEFINE = re.compile(r"\bdefine\s*\(\s*(['\"])([A-Z0-9_]+)\1\s*,", re.IGNORECASE)
_PREFIX = re.compile(r"\$table_prefix\s*=\s*")
_COMMENT = re.compile(r"""('(?:[^'\\]|\\.)*'|"(?:[^"\\]|\\.)*")|/\*.*?\*/|(?://|#)[^\n]*""", re.DOTALL)
_STRING = re.compile(r"""'((?:[^'\\]|\\.)*)'|"((?:[^"\\$]|\\.)*)\"""", re.DOTALL)
_NUMBER = re.compile(r"\d+")
_WORD = re.compile(r"[A-Za-z_]\w*")
_ENVIRONMENT = re.compile(
    r"""(?:getenv(?:_docker)?\s*\(\s*(['"])([^'"]+)\1\s*(,|\))|\$_(?:ENV|SERVER)\s*\[\s*(['"])([^'"]+)\4\s*\])"""
)
_HERE = re.compile(r"__DIR__|dirname\s*\(\s*__FILE__\s*\)")
_IPV6 = re.compile(r"\[?([0-9a-fA-F]*:[0-9a-fA-F:.]*:[0-9a-fA-F.]*)(?:\](?::(\d+))?)?")
_SINGLE = re.compile(r"\\([\\'])")
_DOUBLE = re.compile(r"\\([\\\"$])")


@dataclass(frozen=True, slots=True)
class WpConfig:
    """What wp-config.php says."""

    constants: Mapping[str, str] = field(repr=False)
    prefix: str = ""

    def text(self, name: str) -> str:
        """A constant, empty when it is not defined or not plainly written."""
        return self.constants.get(name, "")


def read_wp_config(folder: Path, environment: Mapping[str, str] = os.environ) -> WpConfig:
    """The configuration of the WordPress in a folder, also where it lies one folder above (as WordPress allows).

    Raises:
        SourceUnavailable: there is no wp-config.php, or it cannot be read.
    """
    found = next((file for file in (folder / "wp-config.php", folder.parent / "wp-config.php") if _is_file(file)), None)
    if found is None:
        raise SourceUnavailable(
            f"no wp-config.php in {folder}", hint="give the folder that holds wp-config.php and wp-content"
        )
    try:
        data = found.read_bytes()[:_LARGEST_FILE]
    except OSError as error:
        reason = (error.strerror or type(error).__name__).lower()
        raise SourceUnavailable(
            f"cannot read {found}: {reason}", hint="let this user read it, or use mysql://"
        ) from None
    return parse_wp_config(data.decode("utf-8", "replace"), folder=found.parent, environment=environment)


def host_of(text: str) -> tuple[str, int, str]:
    """Host, port (0 = none said) and socket in `DB_HOST`, as WordPress takes it apart."""
    place, _, socket = text.partition(":/")
    socket = f"/{socket}" if socket else ""
    host, port = place, ""
    if match := _IPV6.fullmatch(place):
        host, port = match[1], match[2] or ""
    elif place.count(":") == 1:
        host, port = place.split(":")
    return host, int(port) if port.isascii() and port.isdigit() else 0, socket


def parse_wp_config(source: str, *, folder: Path, environment: Mapping[str, str]) -> WpConfig:
    """The same from its text."""
    source = _COMMENT.sub(lambda match: match[1] or " ", source)
    scope = _Scope(environment, str(folder))
    for match in _DEFINE.finditer(source):
        value = scope.value(source, match.end())
        if value is not None:
            scope.constants.setdefault(match[2], value)  # PHP keeps the first definition too
    prefix = ""
    for match in _PREFIX.finditer(source):
        prefix = scope.value(source, match.end()) or prefix
    return WpConfig(scope.constants, prefix)


@dataclass(slots=True)
class _Scope:
    environment: Mapping[str, str]
    folder: str
    constants: dict[str, str] = field(default_factory=dict)

    def value(self, source: str, start: int) -> str | None:
        """The value of the expression at a place; None when it is not plainly written."""
        value, at = self._joined(source, start)
        while at is not None:
            at = _blank(source, at)
            operator = next((mark for mark in ("?:", "??") if source.startswith(mark, at)), "")
            if not operator:
                return value if source[at : at + 1] in {")", ";"} else None
            other, at = self._joined(source, at + 2)
            value = value if value or (operator == "??" and value is not None) else other
        return None

    def _joined(self, source: str, start: int) -> tuple[str | None, int | None]:
        """Terms joined by dots."""
        value, end = self._term(source, start)
        while end is not None:
            end = _blank(source, end)
            if source[end : end + 1] != ".":
                return value, end
            more, end = self._term(source, end + 1)
            value = None if value is None or more is None else value + more
        return value, end

    def _term(self, source: str, at: int) -> tuple[str | None, int | None]:
        """One value and where it ends; an unset environment variable is None but has an end."""
        at = _blank(source, at)
        if match := _STRING.match(source, at):
            plain = _SINGLE.sub(r"\1", match[1]) if match[1] is not None else _DOUBLE.sub(r"\1", match[2])
            return plain, match.end()
        if match := _HERE.match(source, at):
            return self.folder, match.end()
        if match := _ENVIRONMENT.match(source, at):
            return self._from_environment(source, match)
        if match := _NUMBER.match(source, at):
            return match[0], match.end()
        if match := _WORD.match(source, at):
            return self._word(match[0]), match.end()
        return None, None

    def _from_environment(self, source: str, match: re.Match[str]) -> tuple[str | None, int | None]:
        value = self.environment.get(match[2] or match[5])
        if value is None and match[0].startswith("getenv_docker"):
            value = _secret_file(self.environment.get(f"{match[2]}_FILE", ""))
        if match[3] != ",":
            return value, match.end()
        default, end = self._joined(source, match.end())
        end = _blank(source, end) if end is not None else None
        if end is None or source[end : end + 1] != ")":
            return value, None
        return value if value is not None else default, end + 1

    def _word(self, word: str) -> str | None:
        return {"true": "1", "false": "", "null": None}.get(word.lower(), self.constants.get(word))


def _secret_file(name: str) -> str | None:
    """What Docker's image takes from a file named by `X_FILE`."""
    try:
        return Path(name).read_text("utf-8").rstrip("\n") if name else None
    except (OSError, UnicodeDecodeError):
        return None


def _blank(source: str, at: int) -> int:
    while at < len(source) and source[at].isspace():
        at += 1
    return at


def _is_file(file: Path) -> bool:
    try:
        return file.is_file()
    except OSError:
        return False
