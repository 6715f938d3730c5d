"""`rootzpub pins`: the signers known for each origin (trust on first use)."""

import os
from dataclasses import asdict
from pathlib import Path
from typing import Any

import click

from rootzpub.cli.options import json_option, print_json
from rootzpub.cli.printing import echo


def _file(path: Path | None) -> Any:
    from rootzpub.verify.pins import PinFile, default_path

    return PinFile(path or default_path(os.environ, Path.home()))


_path_option = click.option(
    "--pins",
    "path",
    type=click.Path(dir_okay=False, path_type=Path),
    help="The file; default ~/.config/rootzpub/pins.json.",
)


@click.group("pins", epilog="\b\nExample:\n  rootzpub pins list")
def command() -> None:
    """List and change the known signers, like the known hosts of ssh."""


@command.command("list", epilog="\b\nExample:\n  rootzpub pins list --json")
@_path_option
@json_option
def list_pins(path: Path | None, *, as_json: bool) -> None:
    """Show each origin, its signer, and since when it is known."""
    pins = _file(path).all()
    if as_json:
        print_json({origin: asdict(pin) for origin, pin in sorted(pins.items())})
        return
    for origin, pin in sorted(pins.items()):
        envelope = "envelope" if pin.envelope else "no envelope"
        echo(f"{origin}  {pin.signer}  {pin.first_seen} to {pin.last_seen}  sequence {pin.sequence}  {envelope}")


@command.command(
    "add", epilog="\b\nExample:\n  rootzpub pins add https://example.com 0x67bEdA60cae70D179c0cB023C0E4EcaAFB51FB19"
)
@click.argument("origin")
@click.argument("signer")
@_path_option
def add(origin: str, signer: str, path: Path | None) -> None:
    """Pin SIGNER for ORIGIN, as you learnt it from somewhere you trust; what was known of ORIGIN is replaced."""
    from rootzpub.clock import system_clock

    pin = _file(path).add(origin, signer, system_clock())
    echo(f"pinned {pin.signer} for {origin}")


@command.command("forget", epilog="\b\nExample:\n  rootzpub pins forget https://example.com")
@click.argument("origin")
@_path_option
def forget(origin: str, path: Path | None) -> None:
    """Forget what is known of ORIGIN; the next document from there is a first contact."""
    from rootzpub.errors import UsageError

    if not _file(path).forget(origin):
        raise UsageError(f"nothing is known of {origin}", hint="rootzpub pins list shows what is")
    echo(f"forgot {origin}")
