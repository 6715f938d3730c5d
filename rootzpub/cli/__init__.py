"""The command line: options in, exit code out; one thin file per command.

Command bodies import what they need when they run, so that `rootzpub --help` and the verifier start at once.
"""

from rootzpub.cli.main import COMMANDS, cli, load_command, main

__all__ = ["COMMANDS", "cli", "load_command", "main"]
