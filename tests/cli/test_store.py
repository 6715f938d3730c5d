"""`rootzpub store`: what its commands print, and their exit codes."""

import json
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from click.testing import CliRunner

from rootzpub import assembly, logs
from rootzpub.cli.main import cli
from rootzpub.cli.store import command
from rootzpub.config import load_config
from rootzpub.publisher import sync
from tests.publisher.making import CLOCK, ListSource, a_page


@pytest.fixture
def site(tmp_path: Path) -> Path:
    """A site without a key that was read."""
    (tmp_path / "rootzpub.toml").write_text('[site]\nbase_url = "https://example.org"\n[signing]\nkey = "none"\n')
    config = load_config(tmp_path)
    source = ListSource()
    source.entries[3] = a_page(3, path="/about/", slug="about")
    sync(source, assembly.open_store(config), config=config, clock=CLOCK)
    return tmp_path


@pytest.fixture
def run(site: Path) -> Iterator[Callable[..., str]]:
    """What `rootzpub -C site store …` prints."""

    def call(*arguments: object) -> str:
        result = CliRunner().invoke(cli, ["-C", str(site), "store", *map(str, arguments)])
        assert not result.exception, result.output
        return result.stdout

    yield call
    logs.uninstall()  # `cli` installs its handler; `main.run`, which takes it away, is not what is called here


def test_check_backup_and_restore(site: Path, run: Callable[..., str]) -> None:
    """Whole, copied, and back again."""
    assert run("check") == "ok\n"
    assert json.loads(run("check", "--json")) == {"problems": []}
    made = json.loads(run("backup", site / "backup", "--json"))
    assert (made["publication"], made["holds"][0]) == (1, "publications.db")
    assert "publication  1" in run("restore", site / "backup")


def test_every_command_shows_an_example() -> None:
    """One line to copy."""
    assert sorted(command.commands) == ["backup", "check", "rebuild", "restore"]  # type: ignore[attr-defined]
    assert all("Example:" in str(inner.epilog) for inner in command.commands.values())  # type: ignore[attr-defined]
