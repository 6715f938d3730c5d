"""`rootzpub confirm`: what visitors see of the entries."""

from typing import TYPE_CHECKING

import click

from rootzpub.cli.exit_codes import FINE, UNAVAILABLE, VERIFICATION_FAILED
from rootzpub.cli.options import configured, json_option, print_json
from rootzpub.cli.printing import echo

if TYPE_CHECKING:
    from rootzpub.publisher.confirming import Looked

_WIDTHS = (40, 9, 20)
"""Characters of path, verdict and reason in the table."""


@click.command("confirm", epilog="\b\nExample:\n  rootzpub confirm /about/")
@click.argument("paths", nargs=-1, metavar="[PATH…]")
@json_option
@click.pass_context
def command(ctx: click.Context, *, paths: tuple[str, ...], as_json: bool) -> int:
    """Look at the pages of entries as a visitor would: those at PATH, or all that are due; then publish what is seen.

    Exit code 0 when all of them were seen, 1 when one was not, 3 when one could not be looked at.
    """
    from rootzpub.owner.confirming import confirm

    rows: list[Looked] = []

    def report(looked: "Looked") -> None:
        rows.append(looked)
        if not as_json:
            values = (looked.path, looked.verdict.outcome, looked.verdict.reason)
            padded = " ".join(f"{value:<{width}}" for value, width in zip(values, _WIDTHS, strict=True))
            echo(f"{padded} {looked.verdict.missing}".rstrip())

    counts = confirm(configured(ctx), paths, report=report)
    if as_json:
        print_json({"entries": [row.as_dict() for row in rows], "counts": counts})
    else:
        echo(", ".join(f"{count} {name}" for name, count in counts.items()))
    outcomes = {row.verdict.outcome for row in rows}
    if "not-seen" in outcomes:
        return VERIFICATION_FAILED
    return UNAVAILABLE if "unknown" in outcomes else FINE
