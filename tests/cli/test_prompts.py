"""A passphrase that somebody types."""

import click
import pytest
from click.testing import CliRunner, Result

from rootzpub.cli.prompts import terminal_prompts
from rootzpub.errors import KeyUnavailable


@click.command()
@click.option("--new", is_flag=True)
def asks(new: bool) -> None:
    """Say how long what was typed is."""
    prompts = terminal_prompts()
    click.echo(f"{len(prompts.new_passphrase() if new else prompts.passphrase())} characters")


def typed(text: str, *options: str) -> Result:
    """The command, with this on standard input."""
    return CliRunner().invoke(asks, options, input=text)


def test_an_existing_passphrase_is_asked_for_once() -> None:
    """And what is typed is not shown; the prompt goes to standard error."""
    result = typed("geheim\n")
    assert result.stdout == "6 characters\n"
    assert result.stderr.count("Passphrase") == 1
    assert "geheim" not in result.output


def test_a_new_passphrase_is_asked_for_until_both_agree() -> None:
    """A typo in a key's passphrase would lose the key."""
    result = typed("geheim\ngehiem\nlonger one\nlonger one\n", "--new")
    assert result.stdout == "10 characters\n"
    assert result.stderr.count("Repeat for confirmation") == 2


@pytest.mark.parametrize("options", [(), ("--new",)], ids=["existing", "new"])
def test_where_nobody_sits_the_error_says_how_else_to_give_it(options: tuple[str, ...]) -> None:
    """Standard input that ends is no passphrase, and no crash."""
    error = typed("", *options).exception
    assert isinstance(error, KeyUnavailable)
    assert "standard input ended" in error.message
    assert "--passphrase" in error.hint
