"""Settings files read without PHP."""

import random
from pathlib import Path

import pytest

from rootzpub.sources.wordpress_tables.local_files import LocalFiles
from rootzpub.wordpress.php_config import Scope, run_file, run_text, shown

from .cases import CASES, ENVIRONMENT, PREFIX, Expected


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Where the settings lie, with what they include."""
    site = tmp_path / "site"
    site.mkdir()
    (site / "local.php").write_text("<?php define('DB_NAME', 'inc');")
    (site / "secret").write_text(" word\n")
    return site


def known(source: str, folder: Path) -> dict[str, str]:
    """What is known of a settings file."""
    scope = Scope(folder / "settings.php", ENVIRONMENT, LocalFiles())
    run_text(source, scope)
    values = {**scope.constants, PREFIX: scope.variables.get("table_prefix")}
    texts = {name: shown(value) for name, value in values.items()}
    return {name: text for name, text in texts.items() if text is not None and (name != PREFIX or text)}


@pytest.mark.parametrize(("source", "expected"), CASES.values(), ids=CASES)
def test_what_is_known(folder: Path, source: str, expected: Expected) -> None:
    """What can be known is known as PHP has it; the rest is unknown, not guessed."""
    assert known("<?php\n" + source, folder) == {name: text for name, text in expected.items() if text is not None}


def test_a_file(folder: Path) -> None:
    """From a file, with a byte order mark, up to where WordPress itself begins."""
    file = folder / "settings.php"
    file.write_bytes(b"\xef\xbb\xbf<?php define('A', __FILE__); require_once 'wp-settings.php'; define('B', 'no');")
    scope = Scope(file, {}, LocalFiles())
    run_file(file, scope)
    assert scope.constants == {"A": str(file)}


def test_files_that_include_each_other(folder: Path) -> None:
    """A circle of files ends."""
    (folder / "local.php").write_text("<?php include 'local.php'; include 'local.php'; define('X', '1');")
    assert known("<?php include 'local.php'; define('Y', '1');", folder) == {}
    (folder / "local.php").write_text("<?php include_once 'local.php'; define('X', '1');")
    assert known("<?php include_once 'local.php'; define('Y', '1');", folder) == {"X": "1", "Y": "1"}


@pytest.mark.slow("one very large input")
@pytest.mark.parametrize("opening", ["(", "[", "!", "{", "if(1)", "'a'.(", "$a=", "f("])
def test_nesting_ends(folder: Path, opening: str) -> None:
    """However deep a file nests, it is read in the end, and what comes before it is known."""
    assert known("<?php define('A', 'x'); " + opening * 20_000, folder)["A"] == "x"


@pytest.mark.parametrize("seed", range(40))
def test_broken_files(folder: Path, seed: int) -> None:
    """Whatever a file holds, reading it ends without an error, and quickly."""
    chance = random.Random(seed)
    text = list("<?php\n" + "\n".join(source for source, _ in CASES.values()))
    for _ in range(30):
        at = chance.randrange(6, len(text))
        text[at : at + chance.randrange(4)] = chance.choice(
            ["", "'", '"', "{", "}", "(", ")", "?", ":", "$", "<<<A\n", "/*"]
        )
    assert isinstance(known("".join(text), folder), dict)
