"""README and the commands say the same."""

import re
from pathlib import Path

import click
import pytest

from rootzpub.cli import COMMANDS, load_command
from rootzpub.cli.exit_codes import EXIT_CODES, FINE, HELD_BACK, VERIFICATION_FAILED, WARNINGS_UNDER_STRICT

ROOT = Path(__file__).resolve().parents[2]
README = (ROOT / "README.md").read_text("utf-8")


def leaves(name: str, command: click.Command) -> list[tuple[str, click.Command]]:
    """The command itself, or the commands of a group."""
    if isinstance(command, click.Group):
        return [pair for child, inner in command.commands.items() for pair in leaves(f"{name} {child}", inner)]
    return [(name, command)]


LEAVES = [pair for name in COMMANDS for pair in leaves(name, load_command(name))]


@pytest.mark.parametrize("name", COMMANDS)
def test_every_command_stands_in_the_readme(name):
    """A command nobody can find is not there."""
    assert re.search(rf"`rootzpub {name}\b", README)


@pytest.mark.parametrize(("name", "command"), LEAVES, ids=[name for name, _ in LEAVES])
def test_every_command_explains_itself_with_an_example(name, command):
    """`--help` says what it does and shows a call."""
    text = f"{command.help or ''}\n{command.epilog or ''}"

    assert "Example" in text
    assert f"rootzpub {name}" in text.replace("\\\n", " ")


@pytest.mark.parametrize(("name", "command"), LEAVES, ids=[name for name, _ in LEAVES])
def test_every_option_has_help(name, command):
    """An option without a word is a riddle."""
    silent = [
        parameter.name
        for parameter in command.params
        if isinstance(parameter, click.Option) and not parameter.hidden and not parameter.help
    ]

    assert silent == [], name


def test_the_readme_names_every_exit_code():
    """Scripts rely on them."""
    codes = {FINE, VERIFICATION_FAILED, WARNINGS_UNDER_STRICT, HELD_BACK, *EXIT_CODES.values()}
    line = next(line for line in README.splitlines() if "Exit codes:" in line)

    assert {int(code) for code in re.findall(r"(\d) ", line.partition("Exit codes:")[2])} == codes


def test_the_readme_shows_no_command_that_is_not_there():
    """What is typed from the README works."""
    shown = set(re.findall(r"rootzpub ([a-z]+)", README)) - {"is", "lets", "and", "reads", "answers"}

    assert shown <= set(COMMANDS)


def test_every_linked_page_is_there():
    """No dead links in README and docs."""
    pages = [ROOT / "README.md", *(ROOT / "docs").rglob("*.md")]
    dead = [
        f"{page.name}: {target}"
        for page in pages
        for target in re.findall(r"\]\((?!https?:|#|mailto:|<|/)([^)#\s]+)", page.read_text("utf-8"))
        if "/" in target or target.endswith(".md")
        if not (page.parent / target).exists()
    ]

    assert dead == []
