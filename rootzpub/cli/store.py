"""`rootzpub store`: check, rebuild, back up and restore the data folder."""

from pathlib import Path

import click

from rootzpub.cli.exit_codes import FINE, UNAVAILABLE
from rootzpub.cli.options import configured, json_option, note, print_json
from rootzpub.cli.printing import echo

_FILE = click.argument("file", type=click.Path(dir_okay=False, path_type=Path))


@click.group("store", epilog="\b\nExample:\n  rootzpub store backup rootzpub.backup")
def command() -> None:
    """Check, rebuild, back up and restore what is kept."""


@command.command("check", epilog="\b\nExample:\n  rootzpub store check")
@json_option
@click.pass_context
def check(ctx: click.Context, *, as_json: bool) -> int:
    """Recompute every hash and proof; name the file that is damaged, and what helps. Exit code 0 when nothing is."""
    from rootzpub.owner.upkeep import check_store, hint_for

    problems = check_store(configured(ctx))
    if as_json:
        print_json({"problems": [{"message": line, "hint": hint_for(line)} for line in problems]})
    elif not problems:
        echo("ok")
    else:
        for line in problems:
            echo(line)
        for hint in dict.fromkeys(map(hint_for, problems)):
            note(f"hint: {hint}")
    return UNAVAILABLE if problems else FINE


@command.command("rebuild", epilog="\b\nExample:\n  rootzpub store rebuild")
@json_option
@click.pass_context
def rebuild(ctx: click.Context, *, as_json: bool) -> None:
    """Make site.db anew from the source; the publication history is kept and goes on."""
    from rootzpub.owner.upkeep import rebuild_store

    summary = rebuild_store(configured(ctx), report=note)
    if as_json:
        print_json(summary.as_dict())
        return
    for name, value in summary.lines():
        echo(f"{name:<12} {value}")


@command.command("backup", epilog="\b\nExample:\n  rootzpub store backup rootzpub.backup")
@_FILE
@click.option("--with-key", is_flag=True, help="The key file too. Who has the backup then has the key.")
@json_option
@click.pass_context
def backup(ctx: click.Context, file: Path, *, with_key: bool, as_json: bool) -> None:
    """Write what cannot be made again to FILE (mode 0600), also while the server runs."""
    from rootzpub.owner.upkeep import back_up

    _report(back_up(configured(ctx), file, with_key=with_key), as_json=as_json)


@command.command("restore", epilog="\b\nExample:\n  rootzpub store restore rootzpub.backup && rootzpub sync")
@_FILE
@click.option("--older", is_flag=True, help="Also a history that ends before the one that is there.")
@json_option
@click.pass_context
def restore_(ctx: click.Context, file: Path, *, older: bool, as_json: bool) -> None:
    """Put the history, key history, statement and delegation of a backup back. Stop the server first."""
    from rootzpub.owner.upkeep import restore

    _report(restore(configured(ctx), file, older=older), as_json=as_json)


def _report(done: object, *, as_json: bool) -> None:
    from rootzpub.owner.upkeep import Backup

    assert isinstance(done, Backup)
    if as_json:
        print_json({"file": str(done.path), "publication": done.publication, "holds": list(done.names)})
        return
    echo(f"file         {done.path}")
    echo(f"publication  {done.publication}")
    echo(f"holds        {', '.join(done.names)}")
