"""`rootzpub`: finds the command, runs it, and turns every error into one line, a hint and an exit code."""

import contextlib
import os
import sys
from importlib import import_module
from pathlib import Path

import click

from rootzpub import __version__, logs
from rootzpub.cli.exit_codes import BROKEN_PIPE, UNAVAILABLE, exit_code
from rootzpub.cli.options import report_error
from rootzpub.cli.printing import echo
from rootzpub.errors import RootzpubError

COMMANDS = (
    "init",
    "sync",
    "serve",
    "build",
    "show",
    "search",
    "approve",
    "confirm",
    "withdraw",
    "doctor",
    "deploy",
    "losses",
    "keys",
    "store",
    "verify",
    "pins",
    "bookmark",
    "recheck",
    "convert",
)
"""Every command, in the order of `--help`; each has a module of its name with a `command`."""


def load_command(name: str) -> click.Command:
    """The command of this name, one of `COMMANDS`; its module is imported now, not when `rootzpub` starts."""
    # Now and not at start: importing all of them would cost every start, `--help` and the verifier too.
    command: click.Command = import_module(f"rootzpub.cli.{name}").command
    return command


class CommandTable(click.Group):
    """A click group that reads `COMMANDS`."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        """The names, in the order of `--help`."""
        del ctx
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """The command of this name, imported now; None for a name that is none."""
        del ctx
        return load_command(cmd_name) if cmd_name in COMMANDS else None


def _version(ctx: click.Context, _: click.Parameter, wanted: bool) -> None:  # noqa: FBT001 - click's
    """Which version runs, and whether its converter is compiled."""
    if wanted:
        from rootzpub.compiled import build_name

        echo(f"rootzpub {__version__} ({build_name()})")
        ctx.exit()


@click.command(
    cls=CommandTable,
    epilog="\b\nExample:\n  rootzpub init my-site --source https://example.com\n  cd my-site && rootzpub serve",
    context_settings={"help_option_names": ["-h", "--help"]},
)
@click.option(
    "--version", is_flag=True, is_eager=True, expose_value=False, callback=_version, help="Version, and build."
)
@click.option(
    "-C",
    "--directory",
    type=click.Path(exists=True, file_okay=False, path_type=Path),
    default=Path(),
    help="Folder of rootzpub.toml (default: here).",
)
@click.option(
    "--log-level",
    type=click.Choice(["debug", "info", "warning", "error"]),
    help="Least severe log records on standard error (default: [log] level).",
)
@click.option("--log-json", is_flag=True, help="Write log records as JSON, one object a line (default: [log] format).")
@click.pass_context
def cli(ctx: click.Context, directory: Path, log_level: logs.Level | None, *, log_json: bool) -> None:
    """Publish a WordPress site for AI agents, signed; and verify what others publish."""
    ctx.obj = directory
    logs.install(log_level or "info", "json" if log_json else "text")  # a command that reads settings installs theirs


def main(arguments: list[str] | None = None) -> None:
    """Run the command line and exit with its code."""
    code = run(arguments)
    # Flushed here: output that cannot be written must change the exit code, and the interpreter's end is too late.
    try:
        sys.stdout.flush()
    except OSError as error:
        code = _unwritten(error)
    sys.exit(code)


def run(arguments: list[str] | None = None) -> int:
    """Run the command line; the exit code (0 fine, see `exit_codes`). Errors are printed to standard error."""
    try:
        outcome = cli.main(args=arguments, prog_name="rootzpub", standalone_mode=False)
    except click.exceptions.Abort:
        echo("interrupted", err=True)
        # 128 + 2, what a shell reports for a program that SIGINT ended.
        return 130
    except click.ClickException as error:
        error.show()
        return error.exit_code
    except RootzpubError as error:
        report_error(error)
        return exit_code(error)
    except SystemExit:
        return BROKEN_PIPE  # so click ends a command whose reader is gone
    except OSError as error:
        return _unwritten(error)
    finally:
        logs.uninstall()
    return outcome if isinstance(outcome, int) else 0


def _unwritten(error: OSError) -> int:
    """The exit code where output could not be written: never 0, for it may have been a verdict."""
    # What is still in the buffer has nowhere to go; without this the interpreter would try again when it ends.
    with contextlib.suppress(OSError, ValueError):
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
    if isinstance(error, BrokenPipeError):
        return BROKEN_PIPE  # the reader, such as `head`, has seen enough: that is no error to print
    echo(f"error: {error.filename or 'the output'} cannot be written: {error.strerror or error}", err=True)
    return UNAVAILABLE
