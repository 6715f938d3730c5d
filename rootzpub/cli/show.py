"""`rootzpub show`: one document or tool answer exactly as served."""

import sys
from urllib.parse import parse_qsl, urlsplit

import click

from rootzpub.cli.exit_codes import FINE, USAGE
from rootzpub.cli.options import configured


@click.command("show", epilog="\b\nExample:\n  rootzpub show '/wp-json/rootz/v1/page?path=/about/'")
@click.argument("path")
@click.option("--owner", is_flag=True, help="As the owner sees it: traffic figures, what was left out.")
@click.pass_context
def command(ctx: click.Context, path: str, *, owner: bool) -> int:
    """Print what a GET of PATH would send, byte for byte. Exit code 2 when it is an error document."""
    from rootzpub.assembly import open_publisher

    asked = urlsplit(path if path.startswith("/") or "://" in path else f"/{path}")
    parameters = parse_qsl(asked.query, keep_blank_values=True)
    answer = open_publisher(configured(ctx)).answer(asked.path, parameters, owner=owner)
    sys.stdout.buffer.write(answer.body)
    return FINE if answer.status < 400 else USAGE  # noqa: PLR2004 - HTTP's own boundary
