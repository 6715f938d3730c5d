"""`rootzpub recheck`: fetch bookmarked documents again and compare."""

from pathlib import Path

import click

from rootzpub.cli.options import json_option, print_json
from rootzpub.cli.printing import echo


@click.command("recheck", epilog="\b\nExample:\n  rootzpub recheck")
@click.argument("urls", nargs=-1, metavar="[URL...]")
@click.option("--bookmarks", "path", type=click.Path(dir_okay=False, path_type=Path), help="Where bookmarks are kept.")
@click.option("--allow-private", is_flag=True, help="Let private addresses and any port in.")
@json_option
def command(urls: tuple[str, ...], *, path: Path | None, allow_private: bool, as_json: bool) -> int:
    """Fetch each bookmarked document again: same, changed with lineage, changed without lineage, gone, or unreachable.

    Exit code: 0 same or changed with lineage, 1 changed without lineage or gone, 4 unreachable.
    """
    from rootzpub.cli.bookmarking import bookmark_file
    from rootzpub.cli.verifying import open_reader
    from rootzpub.errors import UsageError
    from rootzpub.verify.bookmarks import recheck

    bookmarks = bookmark_file(path).all()
    if missing := [url for url in urls if url not in bookmarks]:
        raise UsageError(f"no bookmark of {', '.join(missing)}", hint="rootzpub bookmark --list shows what is kept")
    kept = [bookmark for url, bookmark in sorted(bookmarks.items()) if not urls or url in urls]
    # No pins file: each bookmark is its own pin (verify/bookmarks.py).
    reader = open_reader([bookmark.url for bookmark in kept], no_pins=True, allow_private=allow_private)
    findings = [recheck(bookmark, reader.fetched, reader.compared) for bookmark in kept]
    if as_json:
        print_json({"findings": [finding.as_dict() for finding in findings]})
    else:
        for finding in findings:
            echo(f"{finding.fate.value}: {finding.bookmark.url}  {finding.sentence}")
    # The worse first: changed or gone before unreachable, which says nothing.
    codes = {finding.exit_code for finding in findings}
    return next((code for code in (1, 4) if code in codes), 0)
