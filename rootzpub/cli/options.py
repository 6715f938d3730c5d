"""Options that several commands share, and how they speak to people and machines."""

import json
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import click

from rootzpub.config import Config, load_config

json_option: Callable[[Any], Any] = click.option(
    "--json", "as_json", is_flag=True, help="Print the result as one JSON object, for machines."
)


def configured(ctx: click.Context, **overrides: Any) -> Config:
    """The configuration of the folder given by `-C`; overrides are flags as `table__key=value`, None = not given."""
    flags = {name.replace("__", ".", 1): value for name, value in overrides.items()}
    return load_config(directory(ctx), overrides=flags)


def directory(ctx: click.Context) -> Path:
    """The folder given by `-C`, else the working directory."""
    given = ctx.find_root().obj
    return given if isinstance(given, Path) else Path()


def print_json(value: Mapping[str, Any]) -> None:
    """One JSON object on standard output."""
    click.echo(json.dumps(value, ensure_ascii=False, indent=2, default=str))


def note(text: str) -> None:
    """A line for people, on standard error, so that results can be piped."""
    click.echo(text, err=True)


def warn_unsigned(config: Config) -> None:
    """Say loudly that nothing will be signed, where the owner has set no key."""
    if config.signing.key == "none":
        note("WARNING: [signing] key is none: documents carry hashes only, and nobody can prove that they are yours.")
        note("         Set it and run `rootzpub keys new` to sign.")
