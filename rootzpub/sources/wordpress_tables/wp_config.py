"""`wp-config.php` without PHP: the constants and the table prefix, as far as they can be known.

Understood are values, `getenv('X')` and the like, defaults, conditions, variables, texts joined or filled in, included
files (see `php_config`). Invariants: nothing is run; what is written in any other way is unknown, never guessed.
"""

import os
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from rootzpub.errors import SourceUnavailable
from rootzpub.sources.wordpress_tables.local_files import LocalFiles
from rootzpub.wordpress.php_config import Scope, run_text, shown

CLIENT_SSL = 2048
"""PHP's `MYSQLI_CLIENT_SSL`, which `MYSQL_CLIENT_FLAGS` may hold."""
FILE_NAME = "wp-config.php"
_LARGEST_FILE = 1 << 20
_IPV6 = re.compile(r"\[?([0-9a-fA-F]*:[0-9a-fA-F:.]*:[0-9a-fA-F.]*)(?:\](?::(\d+))?)?")


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
    found = next((file for file in (folder / FILE_NAME, folder.parent / FILE_NAME) if LocalFiles().is_file(file)), None)
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
    # `localhost:/run/mysqld/mysqld.sock`: behind a port no slash follows.
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
    scope = Scope(folder / FILE_NAME, environment, LocalFiles())
    run_text(source, scope)
    texts = ((name, shown(value)) for name, value in scope.constants.items())
    prefix = shown(scope.variables.get("table_prefix"))
    # What is unknown is left out: a setting that is needed is then missing by name, not empty (decision 0009).
    return WpConfig({name: text for name, text in texts if text is not None}, prefix or "")
