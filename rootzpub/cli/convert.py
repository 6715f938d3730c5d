"""`rootzpub convert`: HTML to markdown, without a site."""

import sys
from dataclasses import asdict
from pathlib import Path

import click

from rootzpub.cli.exit_codes import FINE
from rootzpub.cli.options import json_option, note, print_json
from rootzpub.cli.printing import write_bytes
from rootzpub.errors import UsageError

_WEB = ("http://", "https://")


@click.command("convert", epilog="\b\nExample:\n  rootzpub convert page.html --losses > page.md")
@click.argument("source", metavar="FILE|-|URL")
@click.option("--losses", is_flag=True, help="Say on standard error what the markdown could not carry.")
@click.option("--base-url", default="", help="Make links absolute against this address; a URL is its own base.")
@click.option(
    "--converter",
    type=click.Choice(["walker", "markdownify"]),
    default="walker",
    show_default=True,
    help="Engine that turns HTML into markdown.",
)
@json_option
def command(source: str, *, losses: bool, base_url: str, converter: str, as_json: bool) -> int:
    """Print the markdown of an HTML page or fragment: a file, standard input (-) or a web address."""
    from rootzpub.markdown import convert

    html, address = _read(source)
    article = convert(html, base_url=base_url or address, converter=converter)
    if as_json:
        print_json(asdict(article))
    else:
        # The bytes themselves: a text layer would encode by the locale.
        write_bytes(article.markdown.encode())
    # On standard error, so that the markdown can be redirected.
    if losses:
        for loss in article.losses:
            note(f"{loss.kind} × {loss.count}: {loss.example}" if loss.example else f"{loss.kind} × {loss.count}")
        if not article.losses:
            note("nothing was lost")
    return FINE


def _read(source: str) -> tuple[bytes, str]:
    """(HTML, the address it came from or nothing)."""
    if source == "-":
        return sys.stdin.buffer.read(), ""
    if source.startswith(_WEB):
        return _fetched(source)
    path = Path(source)
    try:
        return path.read_bytes(), ""
    except OSError as error:
        raise UsageError(
            f"expected a readable HTML file, got {source!r}: {error.strerror or error}",
            hint="give the path of a file, a web address, or - for standard input",
        ) from error


def _fetched(url: str) -> tuple[bytes, str]:
    """A page by its address. One that you name yourself may be on your own network."""
    from rootzpub.fetch import HTML, fetch

    # Only its own origin: a redirect inside from a public page is refused as for everybody.
    response = fetch(url, allow_private={_origin(url)}, accept=HTML)
    if response.status >= 400:  # noqa: PLR2004 - HTTP's own boundary
        raise UsageError(
            f"expected a page at {url}, got HTTP status {response.status}", hint="open the address in a browser"
        )
    return response.body, response.url


def _origin(url: str) -> str:
    from urllib.parse import urlsplit

    parts = urlsplit(url)
    return f"{parts.scheme}://{parts.netloc}"
