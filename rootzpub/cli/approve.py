"""`rootzpub approve`: release a changed discovery document."""

import click

from rootzpub.cli.options import configured, json_option, print_json
from rootzpub.cli.printing import echo


@click.command("approve", epilog="\b\nExample:\n  rootzpub show /.well-known/ai && rootzpub approve")
@json_option
@click.pass_context
def command(ctx: click.Context, *, as_json: bool) -> None:
    """Serve the discovery document as it is now, where `[signing] publish = "approved"` holds changes back."""
    from rootzpub.owner.approval import approve

    digest = approve(configured(ctx))
    if as_json:
        print_json({"approved": digest})
    else:
        echo(f"approved {digest}")
