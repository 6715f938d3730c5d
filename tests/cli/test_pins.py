"""`rootzpub pins`: list, add, forget."""

import json
from pathlib import Path

import pytest

from tests.verify.conftest import ORIGIN, key

ADDRESS = key(1).address.format()


@pytest.fixture(autouse=True)
def _own_config(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Pins of a test are its own."""
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path / "config"))


def run(*arguments: str) -> int:
    """The exit code of the command line."""
    from rootzpub.cli.main import run as run_cli

    return run_cli(["pins", *arguments])


def test_pins_are_added_listed_and_forgotten(capsys: pytest.CaptureFixture[str]) -> None:
    """In the default file."""
    assert run("add", ORIGIN, ADDRESS) == 0
    assert run("list") == 0
    assert f"{ORIGIN}  {ADDRESS}" in capsys.readouterr().out
    assert run("forget", ORIGIN) == 0
    capsys.readouterr()
    assert run("list", "--json") == 0
    assert json.loads(capsys.readouterr().out) == {}


def test_a_file_of_one_s_own(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """`--pins FILE`."""
    file = str(tmp_path / "mine.json")
    run("add", ORIGIN, ADDRESS, "--pins", file)
    capsys.readouterr()
    assert run("list", "--json", "--pins", file) == 0
    assert json.loads(capsys.readouterr().out)[ORIGIN]["signer"] == ADDRESS


@pytest.mark.parametrize(
    ("arguments", "problem"),
    [
        (("add", "example.com", ADDRESS), "expected an http or https URL"),
        (("add", ORIGIN, "0x12"), "expected an address"),
        (("forget", ORIGIN), "nothing is known of"),
    ],
)
def test_what_cannot_be_done(arguments: tuple[str, ...], problem: str, capsys: pytest.CaptureFixture[str]) -> None:
    """Exit code 2 and why."""
    assert run(*arguments) == 2
    assert problem in capsys.readouterr().err
