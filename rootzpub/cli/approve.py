"""`rootzpub approve`: release a changed discovery document."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

import click

from rootzpub.cli.options import configured, json_option, print_json
from rootzpub.cli.printing import echo
from rootzpub.errors import UsageError

if TYPE_CHECKING:
    from rootzpub.publisher import Difference


@click.command("approve", epilog="\b\nExample:\n  rootzpub approve")
@click.option("--yes", is_flag=True, help="Approve without asking, e.g. in a script.")
@json_option
@click.pass_context
def command(ctx: click.Context, *, yes: bool, as_json: bool) -> None:
    """Show what changed in the discovery document, ask, and serve it from now on.

    Where `[signing] publish = "approved"`, what you say of yourself and your policies stays as it was in every document
    until you approve it.
    """
    from rootzpub.owner.approval import approve, waiting

    config = configured(ctx)
    differences = waiting(config)
    if differences and not yes:
        _ask(differences)
    digest = approve(config)
    if as_json:
        print_json({"approved": digest, "changed": [difference.member for difference in differences]})
        return
    echo(f"approved {digest}" if differences else f"approved {digest} (nothing changed)")


def _ask(differences: Sequence["Difference"]) -> None:
    """Show the difference and wait for a yes; without an answer nothing is approved."""
    for difference in differences:
        for line in difference.lines():
            echo(line, err=True)
    try:
        agreed = click.confirm("Approve this?", default=False, err=True)
    except click.Abort:
        raise UsageError(
            "nothing was approved: nobody answered", hint="`rootzpub approve --yes` approves what is shown."
        ) from None
    if not agreed:
        raise UsageError("nothing was approved", hint="Change rootzpub.toml, or the site, and approve then.")
