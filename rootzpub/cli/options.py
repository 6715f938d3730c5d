"""Options that several commands share, and how they report to people and machines."""

import json
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from rootzpub import logs
from rootzpub.cli.printing import echo
from rootzpub.errors import RootzpubError
from rootzpub.terminal import printable_json

if TYPE_CHECKING:
    from rootzpub.config import Config

_logger = logs.package_logger(__name__)

json_option: Callable[[Any], Any] = click.option(
    "--json", "as_json", is_flag=True, help="Print the result as one JSON object, for machines."
)


class Moment(click.ParamType[Any]):
    """A time that was typed or pasted: RFC 3339, a date, or as our reports print it; UTC where it has no offset."""

    name = "time"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> Any:
        """The moment, in UTC; what is none fails as a wrong usage."""
        from rootzpub.errors import MalformedInput
        from rootzpub.wire.given_time import given_time

        try:
            return given_time(value) if isinstance(value, str) else value
        except MalformedInput as error:
            self.fail(error.message, param, ctx)


def configured(ctx: click.Context, **overrides: Any) -> "Config":
    """The configuration of the folder given by `-C`; overrides are flags as `table__key=value`, None = not given.

    From here on log records are written as the configuration says.
    """
    from rootzpub.config import load_config  # most commands of the verifier do without it

    asked = ctx.find_root().params
    # `__` stands for the dot that a keyword cannot hold; once, for a key may hold it too.
    flags = {name.replace("__", ".", 1): value for name, value in overrides.items()}
    flags |= {"log.level": asked.get("log_level"), "log.format": "json" if asked.get("log_json") else None}
    config = load_config(directory(ctx), overrides=flags)
    logs.install(config.log.level, config.log.format)
    return config


def directory(ctx: click.Context) -> Path:
    """The folder given by `-C`, else the working directory."""
    given = ctx.find_root().obj
    return given if isinstance(given, Path) else Path()


def print_json(value: Mapping[str, Any]) -> None:
    """One JSON object on standard output."""
    click.echo(printable_json(json.dumps(value, ensure_ascii=False, indent=2, default=str)))


def note(text: str) -> None:
    """A line for people, on standard error, so that results can be piped; a record where the log is JSON."""
    if logs.writes_json():
        _logger.info("%s", text)
    else:
        echo(text, err=True)


def report_error(error: RootzpubError) -> None:
    """Why a command ends, and what can be done; a record where the log is JSON."""
    if logs.writes_json():
        _logger.error("%s", error.message, extra={"hint": error.hint})
        return
    echo(f"error: {error.message}", err=True)
    if error.hint:
        echo(f"hint: {error.hint}", err=True)


def warn_unsigned(config: "Config") -> None:
    """Warn that nothing will be signed, where the owner has set no key."""
    if config.signing.key == "none":
        note("WARNING: [signing] key is none: documents carry hashes only, and nobody can prove that they are yours.")
        note("         Set it and run `rootzpub keys new` to sign.")
