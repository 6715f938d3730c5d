"""`rootzpub show`: one document or tool answer exactly as served."""

import re

import click

from rootzpub.cli.exit_codes import FINE, USAGE
from rootzpub.cli.options import configured
from rootzpub.cli.printing import write_bytes

_ORIGIN = re.compile(r"^https?://[^/?#]*")


@click.command("show", epilog="\b\nExample:\n  rootzpub show '/wp-json/rootz/v1/page?path=/about/'")
@click.argument("path")
@click.option("--owner", is_flag=True, help="As the owner sees it: traffic figures, what was left out.")
@click.pass_context
def command(ctx: click.Context, path: str, *, owner: bool) -> int:
    """Print what a GET of PATH would send, byte for byte. Exit code 2 when it is an error document."""
    from rootzpub.assembly import open_publisher
    from rootzpub.cli.privacy import keep_memory_private
    from rootzpub.errors import RequestError
    from rootzpub.publisher import PLAIN_GET, RequestContext, question
    from rootzpub.wire import OWNER

    keep_memory_private()
    publisher = open_publisher(configured(ctx))
    asked, query = _path_and_query(path)
    try:
        answer = publisher.answer(asked, question(asked, query), RequestContext(caller=OWNER) if owner else PLAIN_GET)
    except RequestError as error:
        answer = publisher.refuse(error, asked)
    write_bytes(answer.body)
    return FINE if answer.status < 400 else USAGE  # noqa: PLR2004 - HTTP's own boundary


def _path_and_query(asked: str) -> tuple[str, str]:
    """(path, query) that a client would send for a path or URL; nothing is refused here, the answer is the server's."""
    # No parser of URLs: it would normalise or refuse what the server is to judge.
    inside = _ORIGIN.sub("", asked).partition("#")[0]
    path, _, query = inside.partition("?")
    return f"/{path.removeprefix('/')}", query
