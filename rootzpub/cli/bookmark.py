"""`rootzpub bookmark`: keep a record of verified documents, so that they can be checked again later."""

from pathlib import Path

import click

from rootzpub.cli.options import json_option, print_json
from rootzpub.cli.printing import echo


@click.command(
    "bookmark", epilog="\b\nExample:\n  rootzpub bookmark 'https://example.com/wp-json/rootz/v1/page?path=/about/'"
)
@click.argument("urls", nargs=-1, metavar="URL...")
@click.option("--bookmarks", "path", type=click.Path(dir_okay=False, path_type=Path), help="Where bookmarks are kept.")
@click.option("--list", "listing", is_flag=True, help="Show what is kept.")
@click.option("--drop", is_flag=True, help="Forget the bookmarks of the URLs instead.")
@click.option("--pins", "pins_path", type=click.Path(dir_okay=False, path_type=Path), help="Where pins are kept.")
@click.option("--allow-private", is_flag=True, help="Let private addresses and any port in.")
@json_option
def command(  # noqa: PLR0913 - one parameter for each option
    urls: tuple[str, ...],
    *,
    path: Path | None,
    listing: bool,
    drop: bool,
    pins_path: Path | None,
    allow_private: bool,
    as_json: bool,
) -> None:
    """Verify documents; keep resource, hash, signer and time of each; `rootzpub recheck` compares them later."""
    from dataclasses import asdict

    from rootzpub.cli.bookmarking import bookmark_file
    from rootzpub.cli.verifying import open_reader
    from rootzpub.errors import UsageError
    from rootzpub.verify.bookmarks import make_bookmark

    kept = bookmark_file(path)
    if not listing and not urls:
        raise UsageError("expected a URL to keep, or --list", hint="rootzpub bookmark --help shows an example")
    reader = open_reader(urls, pins_path=pins_path, allow_private=allow_private)
    shown: list[str] = []
    for url in urls:
        if drop:
            kept.drop(url)
            continue
        response, report = reader.read(url)
        bookmark = make_bookmark(response.body, report, reader.moment())
        # One by one, so that what was verified before a failure is kept.
        kept.keep(bookmark)
        shown.append(bookmark.url)
    found = kept.all()
    if as_json:
        print_json({"bookmarks": [asdict(found[url]) for url in sorted(found)]})
        return
    for url in sorted(found if listing else shown):
        echo(f"{found[url].at}  {found[url].hash}  {found[url].signer}  {url}")
