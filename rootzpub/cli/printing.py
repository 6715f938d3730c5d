"""How commands write to the terminal: every line goes through here, made safe, whoever wrote the words in it."""

import sys

import click

from rootzpub.terminal import printable_lines


def echo(text: str, *, err: bool = False, nl: bool = True) -> None:
    """Write a line (or several) to standard output, or to standard error."""
    click.echo(printable_lines(text), err=err, nl=nl)


def write_bytes(data: bytes) -> None:
    """Write a result to standard output: byte for byte, but made safe where a terminal shows it."""
    if sys.stdout.isatty():
        echo(data.decode("utf-8", "replace"), nl=False)
    else:
        # A text layer could change line ends, or fail in another encoding.
        sys.stdout.buffer.write(data)
        sys.stdout.buffer.flush()
