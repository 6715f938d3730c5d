"""How much is logged, and in which form: flag, environment, setting, default."""

import json
import logging
from collections.abc import Iterator
from pathlib import Path

import click
import pytest

from rootzpub import logs
from rootzpub.cli.main import cli, run
from rootzpub.cli.options import configured, note
from rootzpub.errors import ConfigError

QUIET = '[log]\nlevel = "error"\nformat = "json"\n'


@pytest.fixture(autouse=True)
def clean() -> Iterator[None]:
    """Nothing stays installed."""
    yield
    logs.uninstall()


def asked(folder: Path, *flags: str) -> click.Context:
    """A command line that was read, for the site in this folder."""
    return cli.make_context("rootzpub", [*flags, "sync"], obj=folder)


@pytest.mark.parametrize(
    ("settings", "environment", "flags", "expected"),
    [
        pytest.param("", {}, [], ("INFO", False), id="default"),
        pytest.param(QUIET, {}, [], ("ERROR", True), id="settings"),
        pytest.param(QUIET, {"LEVEL": "debug", "FORMAT": "text"}, [], ("DEBUG", False), id="environment"),
        pytest.param(QUIET, {"LEVEL": "debug"}, ["--log-level", "warning"], ("WARNING", True), id="flag"),
        pytest.param("", {}, ["--log-json"], ("INFO", True), id="flag for machines"),
    ],
)
def test_what_is_nearer_counts_more(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, settings: str, environment: dict, flags: list, expected: tuple
) -> None:
    """From default over file and environment to the flag."""
    (tmp_path / "rootzpub.toml").write_text(settings)
    for name, value in environment.items():
        monkeypatch.setenv(f"ROOTZPUB_LOG_{name}", value)
    configured(asked(tmp_path, *flags))
    level = logging.getLevelName(logging.getLogger("rootzpub").level)
    assert (level, logs.writes_json()) == expected


def test_an_unknown_level_is_refused(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """As a flag and as a setting."""
    assert run(["--log-level", "loud", "doctor"]) == 2
    assert "'loud' is not one of" in capsys.readouterr().err
    (tmp_path / "rootzpub.toml").write_text('[log]\nlevel = "loud"\n')
    with pytest.raises(ConfigError, match=r"log\.level"):
        configured(asked(tmp_path))


def test_an_error_is_a_line_for_people_and_a_record_for_machines(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """With its hint."""
    assert run(["-C", str(tmp_path), "sync"]) == 2
    lines = capsys.readouterr().err.splitlines()
    assert run(["--log-json", "-C", str(tmp_path), "sync"]) == 2
    record = json.loads(capsys.readouterr().err)
    assert lines == [f"error: {record['message']}", f"hint: {record['hint']}"]
    assert (record["level"], record["logger"]) == ("error", "rootzpub.cli")


@pytest.mark.parametrize("layout", ["text", "json"])
def test_a_note_fits_the_log_that_it_is_written_into(layout: logs.Format, capsys: pytest.CaptureFixture[str]) -> None:
    """Whoever reads JSON lines finds nothing else."""
    logs.install("info", layout)
    note("reading")
    said = capsys.readouterr().err
    assert (said if layout == "text" else json.loads(said)["message"] + "\n") == "reading\n"


def test_the_handler_is_gone_when_the_command_ends(tmp_path: Path) -> None:
    """It belonged to that run."""
    logs.uninstall()  # what another test has left
    before = list(logging.getLogger("rootzpub").handlers)
    run(["--log-level", "debug", "-C", str(tmp_path), "doctor"])
    assert logging.getLogger("rootzpub").handlers == before
