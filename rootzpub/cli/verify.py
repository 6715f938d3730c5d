"""`rootzpub verify`: check documents from a URL, a file or standard input, and report each step."""

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import click

from rootzpub.cli.options import Moment, json_option

_EXAMPLES = """\b
Examples:
  rootzpub verify https://example.com/.well-known/ai
  rootzpub verify --site http://127.0.0.1:8321
  curl -s https://example.com/llms.txt | rootzpub verify - --as https://example.com/llms.txt
  rootzpub verify https://example.com/prices/
  rootzpub verify --quote "We repair clocks." --site https://example.com
"""


@click.command("verify", epilog=_EXAMPLES)
@click.argument("targets", nargs=-1, metavar="TARGET...")
@click.option("--site", metavar="URL", help="Verify everything the site publishes: documents, tools, page hashes.")
@click.option("--quote", metavar="TEXT", help="Look whether the site given by --site says these words; - reads them.")
@click.option("--as", "as_url", metavar="URL", help="Check against this address although fetched elsewhere.")
@click.option(
    "--policy",
    "policy_name",
    type=click.Choice(["standard", "strict", "offline"]),
    default="standard",
    show_default=True,
    help="strict: warnings fail too; offline: nothing but the target is fetched.",
)
@click.option("--signer", metavar="ADDRESS", help="Accept only documents signed by this address.")
@click.option("--domain", metavar="HOST", help="Accept only documents signed for this host.")
@click.option("--max-age", metavar="TIME", help="Accept only documents signed within, e.g., 30m, 24h or 7d.")
@click.option(
    "--require",
    multiple=True,
    type=click.Choice(["envelope", "delegation", "proof", "pin", "current"]),
    help="Insist on this; may be repeated.",
)
@click.option("--pins", "pins_path", type=click.Path(dir_okay=False, path_type=Path), help="Where pins are kept.")
@click.option("--no-pins", is_flag=True, help="Neither compare with pins nor keep any.")
@click.option(
    "--html", "html_path", type=click.Path(dir_okay=False, path_type=Path), help="Write the report as a page."
)
@click.option("--allow-private", is_flag=True, help="Let private addresses and any port in.")
@click.option(
    "--rpc", "rpc_urls", multiple=True, metavar="URL", help="Ask the identity contract here; repeat: all must agree."
)
@click.option("--block", type=click.IntRange(min=0), help="Ask the identity contract at this block.")
@click.option(
    "--at", "moment", metavar="TIME", type=Moment(), help="Judge as of this moment (RFC 3339) instead of now."
)
@json_option
def command(
    targets: Sequence[str],
    *,
    site: str | None,
    quote: str | None,
    as_json: bool,
    html_path: Path | None,
    **options: Any,
) -> int:
    """Verify documents: TARGET is a URL, a file, or - for standard input.

    Of a web page's address the signed document about the page is verified. What lies in a file is verified as of its
    signing; --require current asks for what still holds.

    Exit code: 0 verified, 1 failed, 6 only warnings stand against --policy strict, 4 not fetched, 2 wrong usage.
    A loopback address that you name yourself is fetched without --allow-private.
    """
    from urllib.parse import urlsplit

    from rootzpub.cli.quoting import show_quotation
    from rootzpub.cli.verifying import Targets, open_reader, show, show_site
    from rootzpub.errors import UsageError

    if bool(targets) == bool(site):
        raise UsageError("expected targets, or --site with one URL", hint="for example: rootzpub verify --site URL")
    if quote is not None and (not site or html_path is not None):
        raise UsageError(
            "expected --site with --quote, and no --html", hint='rootzpub verify --quote "…" --site https://example.com'
        )
    # A site has many paths, so an address with one cannot stand for all of them.
    if site and options["as_url"] and urlsplit(options["as_url"]).path.strip("/"):
        raise UsageError("expected only an origin after --as with --site", hint="for example --as https://example.com")
    # Nodes as well: a local node is named by its loopback address.
    typed = [*targets, *filter(None, (site, options["as_url"])), *options["rpc_urls"]]
    reader = open_reader(typed, **options)
    if site and quote is not None:
        return show_quotation(reader, site, quote, as_json=as_json)
    if site:
        return show_site(reader, site, as_json=as_json, html_path=html_path)
    return show(Targets(reader, targets), as_json=as_json, html_path=html_path)
