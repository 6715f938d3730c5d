"""How a person on a terminal is asked for a passphrase."""

import getpass
import sys
import warnings
from typing import TYPE_CHECKING

import click

from rootzpub.errors import KeyUnavailable

if TYPE_CHECKING:
    from rootzpub.owner.keyring import Prompts


def terminal_prompts() -> "Prompts":
    """Prompts on standard error, without echo; where nobody sits there, an error that says how else to give it."""
    from rootzpub.owner.keyring import Prompts

    return Prompts(passphrase=lambda: _ask(confirm=False), new_passphrase=lambda: _ask(confirm=True))


def _ask(*, confirm: bool) -> str:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", getpass.GetPassWarning)  # without a terminal there is nothing to echo on
        try:
            return str(click.prompt("Passphrase", hide_input=True, confirmation_prompt=confirm, err=True))
        except click.Abort:
            # On a terminal Abort is Ctrl-C, and stays what it is; elsewhere it means that input ended.
            if sys.stdin.isatty():
                raise
            raise KeyUnavailable(
                "expected a passphrase, got none: standard input ended", hint="give --passphrase env:NAME or file:PATH"
            ) from None
