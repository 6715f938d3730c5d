"""rootzpub.toml as `rootzpub init` writes it: every setting with its help, those not given commented out."""

import json
import math
from collections.abc import Mapping
from typing import Any

from rootzpub.config.config import setting_names

_HEAD = """\
# rootzpub.toml: what you want to publish, and who you are.
# Lines that begin with # are the defaults; remove the # to change one.
# Secrets are never written here, only where they are (env:NAME, file:PATH).
"""


def render_toml(values: Mapping[tuple[str, str], Any]) -> str:
    """The commented file, with `values` by (table, key) set and everything else left at its default."""
    lines = [_HEAD]
    current = ""
    for table, key, default, help_text in setting_names():
        if table != current:
            lines.append(f"\n[{table}]")
            current = table
        given = values.get((table, key))
        # A default stays a comment, so that a later version's default holds for this file too.
        comment = "" if given is not None else "# "
        lines.append(f"# {help_text}")
        lines.append(f"{comment}{key} = {toml_value(default if given is None else given)}")
    return "\n".join(lines) + "\n"


def toml_value(value: Any) -> str:
    """A value as TOML writes it: text, boolean, number, list of text, or table of text."""
    # Before numbers: bool is a kind of int, and TOML knows no True.
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, int | float):
        # 30.0 as 30, as people write it; both are read as the same setting.
        return str(int(value)) if math.isfinite(value) and value == int(value) else repr(value)
    if isinstance(value, Mapping):
        return "{" + ", ".join(f"{_quote(str(key))} = {toml_value(inner)}" for key, inner in value.items()) + "}"
    if isinstance(value, list | tuple):
        return "[" + ", ".join(toml_value(inner) for inner in value) + "]"
    return _quote(str(value))


def _quote(text: str) -> str:
    """A basic string of TOML 1.0: JSON's escapes are a subset of its own, but DEL must be escaped too."""
    return json.dumps(text, ensure_ascii=False).replace("\x7f", "\\u007f")
