"""`rootzpub withdraw`: after a leak, entries gone from every answer at once."""

import sys
from typing import TYPE_CHECKING

import click

from rootzpub.cli.exit_codes import FINE, USAGE
from rootzpub.cli.options import configured, json_option, note, print_json
from rootzpub.cli.printing import echo

if TYPE_CHECKING:
    from rootzpub.publisher import Withdrawal


@click.command("withdraw", epilog="\b\nExample:\n  rootzpub withdraw /prices-2027/ --yes")
@click.argument("paths", nargs=-1, metavar="[PATH]...")
@click.option("--all", "everything", is_flag=True, help="Everything that is published.")
@click.option("--undo", is_flag=True, help="Let the next sync publish it again.")
@click.option("--yes", is_flag=True, help="Do not ask.")
@json_option
@click.pass_context
def command(ctx: click.Context, /, paths: tuple[str, ...], *, as_json: bool, **asked: bool) -> int:
    """Take entries out of every answer at once: after a leak.

    PATH is an entry's path or URL; what lies below it goes along. A new publication without them is signed, their words
    go from the store, the index, the history's titles and every cache of a running server, and later syncs keep them
    out. The source is not asked. Exit code 2 when a PATH is not published (it is kept out all the same).
    """
    from rootzpub.owner.withdrawing import release_paths, withdraw_paths

    config = configured(ctx)
    if asked["undo"]:
        left = release_paths(config, paths, everything=asked["everything"])
        note(f"the next `rootzpub sync` publishes it again; {left} withdrawn paths are left")
        return FINE
    if not asked["yes"]:
        _ask(paths)
    done = withdraw_paths(config, paths, everything=asked["everything"])
    if as_json:
        print_json(done.as_dict())
    else:
        _report(done)
    return USAGE if done.unknown else FINE


def _ask(paths: tuple[str, ...]) -> None:
    from rootzpub.errors import UsageError

    what = ", ".join(paths) or "everything that is published"
    # Nobody can be asked in a script, and nothing of this kind is done by a slip.
    if not sys.stdin.isatty():
        raise UsageError(f"expected --yes to withdraw {what}", hint="On a terminal you are asked instead.")
    click.confirm(f"Withdraw {what}?", abort=True, err=True)


def _report(done: "Withdrawal") -> None:
    for name, paths in (("withdrawn", done.paths), ("shows it", done.quoting), ("unknown", done.unknown)):
        for path in paths:
            echo(f"{name:<12} {path}")
    echo(f"{'publication':<12} {done.before} -> {done.sequence}, {done.size} entries")
    if done.quoting:
        note("What shows it is out as well, until the next `rootzpub sync` has read it anew.")
    if done.unknown:
        note(
            "Not published: " + ", ".join(done.unknown) + ". Later syncs keep it out all the same; is it spelled right?"
        )
    if not done.is_clean:
        note("A reader still holds the store's log: its words go with the next look of `rootzpub serve`, or a sync.")
    note("Later syncs keep it out until `rootzpub withdraw --undo`. To say so for good: [content] exclude.")
    note("Static files: run `rootzpub build` and upload them. Copies that others have stay with them.")
