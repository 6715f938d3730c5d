"""`rootzpub sync`: source -> store, once or for as long as the source changes."""

import sys
import threading
from typing import TYPE_CHECKING

import click

from rootzpub.cli.exit_codes import FINE, HELD_BACK
from rootzpub.cli.options import configured, json_option, note, print_json
from rootzpub.cli.printing import echo
from rootzpub.terminal import printable

if TYPE_CHECKING:
    from rootzpub.publisher import SyncSummary

_WIDTH = 30
"""Characters of the progress line: padded, so that a shorter text covers a longer one."""


@click.command("sync", epilog="\b\nExample:\n  rootzpub sync --full")
@click.option(
    "--full", is_flag=True, help="Read everything again, not only what changed; nor go on with a read that broke off."
)
@click.option("--dry-run", is_flag=True, help="Show what would be added, changed and removed; write nothing.")
@click.option(
    "--accept-removals",
    is_flag=True,
    help="What the source does not mention any more is gone, however much it is; and the clock is right.",
)
@click.option("--watch", is_flag=True, help="Go on: look for changes every refresh_seconds and take them over.")
@click.option("--until-eof", is_flag=True, hidden=True, help="With --watch: stop when standard input closes.")
@json_option
@click.pass_context
def command(ctx: click.Context, /, *, watch: bool, until_eof: bool, as_json: bool, **asked: bool) -> int:
    """Read the source into the store; report what was read, changed, removed, left out and why, and lost.

    Exit code 7 when something was held back: the source does not mention it any more, and that is not plausible.
    """
    from rootzpub.assembly import run_sync, run_watch
    from rootzpub.errors import UsageError
    from rootzpub.publisher import SyncOptions

    config, options = (
        configured(ctx),
        SyncOptions(full=asked["full"], dry_run=asked["dry_run"], accept_removals=asked["accept_removals"]),
    )
    if watch and options != SyncOptions():
        raise UsageError(
            "--watch goes with none of --full, --dry-run, --accept-removals", hint="Run that sync first, then --watch."
        )
    if watch:
        stop = threading.Event()
        if until_eof:
            threading.Thread(target=_stop_at_eof, args=(stop,), daemon=True).start()
        run_watch(config, stop=stop)
        return FINE
    # A progress line rewrites itself, which only a terminal shows as one line.
    progress = _progress if sys.stderr.isatty() else None
    summary = run_sync(config, options=options, progress=progress, report=note)
    if progress is not None:
        # Ends the progress line, which has no line feed.
        note("")
    if as_json:
        print_json(summary.as_dict())
    else:
        _print_summary(summary)
    return HELD_BACK if summary.held and not summary.dry_run else FINE


def _progress(done: str) -> None:
    click.echo(f"\r{printable(done):<{_WIDTH}}", err=True, nl=False)


def _stop_at_eof(stop: threading.Event) -> None:
    """Stop when standard input closes: then the process that started us is gone."""
    # Reads and uses nothing of it: the pipe closes when the process at its other end is gone, however it ended.
    sys.stdin.buffer.read()
    stop.set()


def _print_summary(summary: "SyncSummary") -> None:
    for name, value in summary.lines():
        echo(f"{name:<12} {value}")
