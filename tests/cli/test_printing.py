"""What commands write to a terminal is safe, whoever wrote the words."""

import io
import sys
from pathlib import Path

import pytest

from rootzpub.cli.options import note, print_json, report_error
from rootzpub.cli.printing import echo, write_bytes
from rootzpub.errors import FetchFailed

EVIL = "a\x1b]0;owned\x07b\x9b31m\u202ec"
ROOT = Path(__file__).resolve().parents[2]


@pytest.mark.parametrize(
    "write",
    [
        pytest.param(lambda: echo(EVIL), id="line"),
        pytest.param(lambda: note(EVIL), id="note"),
        pytest.param(lambda: print_json({"title": EVIL}), id="json"),
        pytest.param(lambda: report_error(FetchFailed(EVIL, hint=EVIL)), id="error and hint"),
    ],
)
def test_no_line_steers_the_terminal(write, capsys):
    """Escape sequences, C1 controls, overrides."""
    write()

    shown = "".join(capsys.readouterr())
    assert "owned" in shown
    assert set(shown).isdisjoint("\x1b\x07\x9b\u202e")


class Terminal(io.TextIOWrapper):
    """Standard output that is a terminal, or a pipe."""

    def __init__(self, *, is_terminal: bool) -> None:
        super().__init__(io.BytesIO(), encoding="utf-8")
        self.is_terminal = is_terminal

    def isatty(self) -> bool:
        """As given."""
        return self.is_terminal


@pytest.mark.parametrize(("is_terminal", "written"), [(False, b"a\x1b\xc2\x9b"), (True, b"a\\x1b\\x9b")])
def test_a_result_is_written_byte_for_byte_but_to_a_terminal(monkeypatch, is_terminal, written):
    """What is piped must hash and verify."""
    out = Terminal(is_terminal=is_terminal)
    monkeypatch.setattr(sys, "stdout", out)
    write_bytes(b"a\x1b\xc2\x9b")
    out.flush()

    assert out.buffer.getvalue() == written


def test_commands_write_nowhere_else():
    """`click.echo` stands where text is made safe, and nowhere else."""
    users = {path.name for path in (ROOT / "rootzpub/cli").glob("*.py") if "click.echo(" in path.read_text("utf-8")}

    assert users == {"printing.py", "options.py", "sync.py"}
