"""`rootzpub build`: everything as files for a static host."""

from datetime import datetime
from pathlib import Path

import click

from rootzpub.cli.options import configured, json_option, print_json, warn_unsigned
from rootzpub.cli.printing import echo

_FIRST_YEAR, _LAST_YEAR = 1970, 9998
"""Years whose moments a stamp can hold: Unix seconds, and an expiry some time later."""
_LONGEST_DAYS = 30
"""An envelope's longest validity [wire §2.lifetime]."""


@click.command("build", epilog="\b\nExample:\n  rootzpub sync && rootzpub build public")
@click.argument("out", type=click.Path(file_okay=False, path_type=Path))
@click.option("--at", "moment", type=click.DateTime(), help="Stamp with this moment (UTC) instead of now.")
@click.option(
    "--valid",
    default="7d",
    show_default=True,
    metavar="DURATION",
    help="How long the files hold, such as 12h or 30d (at most): build again before that.",
)
@json_option
@click.pass_context
def command(ctx: click.Context, out: Path, moment: datetime | None, valid: str, *, as_json: bool) -> None:
    """Write every document to OUT for a host of files; only what changed is written."""
    from datetime import UTC, timedelta

    from rootzpub.cli.privacy import keep_memory_private
    from rootzpub.cli.verifying import parse_duration
    from rootzpub.clock import fixed_clock, system_clock
    from rootzpub.errors import UsageError
    from rootzpub.owner.building import build_files

    # Before anything is opened or written: Unix seconds and an expiry must hold it.
    if moment and not _FIRST_YEAR <= moment.year <= _LAST_YEAR:
        raise UsageError(f"expected a moment from {_FIRST_YEAR} to {_LAST_YEAR} after --at, got {moment.date()}")
    clock = fixed_clock(moment.replace(tzinfo=UTC)) if moment else system_clock
    validity = parse_duration(valid)
    if not timedelta(hours=1) <= validity <= timedelta(days=_LONGEST_DAYS):
        raise UsageError(
            f"expected from 1h to {_LONGEST_DAYS}d after --valid, got {valid}",
            hint="An envelope holds for 30 days at most: build again before that.",
        )
    config = configured(ctx)
    keep_memory_private()
    warn_unsigned(config)
    summary = build_files(config, out, validity=validity, clock=clock)
    if as_json:
        print_json(summary.as_dict())
        return
    for name, value in summary.lines():
        echo(f"{name:<12} {value}")
