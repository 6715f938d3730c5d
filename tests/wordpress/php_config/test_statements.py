"""Settings files read without PHP."""

import random
from pathlib import Path

import pytest

from rootzpub.sources.wordpress_tables.local_files import LocalFiles
from rootzpub.wordpress.php_config import Scope, run_file, run_text, shown
from tests.growth import assert_linear

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


@pytest.mark.parametrize("quote", ["'", '"'])
def test_a_text_without_an_end_is_looked_through_once(quote: str, folder: Path) -> None:
    """Escaped quotes, each the beginning of another one: 16 KB took more than a second. What stood before is known."""
    assert_linear(lambda text: known(text, folder), lambda size: "<?php " + f"\\{quote}" * size, 4_000)
    assert known(f"<?php define('DB_NAME', 'x'); $a = {quote}define('DB_NAME2', 1);", folder)["DB_NAME"] == "x"


@pytest.mark.parametrize(
    "piece",
    [
        pytest.param("$a = " + "'x'." * 5_000 + "'x';", id="chain"),
        pytest.param("$a = " + "1 ? 1 : " * 5_000 + "1;", id="choices"),
        pytest.param("$a = $b" + "[1]" * 5_000 + ";", id="keys"),
        pytest.param("if ($x) {$a = 1;}" + "elseif ($x) {$a = 1;}" * 2_000, id="branches"),
        pytest.param("if ($x) {} " + "else if ($x) {} " * 2_000, id="other-branches"),
        pytest.param("$a = " + "1" * 5_000 + "; $b = (int) '" + "1" * 5_000 + "';", id="digits"),
        pytest.param("$a = 'x';" + "$a .= $a;" * 60 + "$a = 'x';" + '$a = "$a$a";' * 60, id="doubled-texts"),
        pytest.param(f"$a = '{'x' * 60_000}'; $b = str_replace('x', $a, $a);", id="replaced"),
        pytest.param("$a = dirname('/a/b', 9999999999);", id="folders-above"),
        pytest.param(
            "$a = 1; $b = 1;" + "$a = [$a, $a]; $b = [$b, $b];" * 500 + "$c = $a === $b;", id="arrays-compared"
        ),
        pytest.param("$a = 1;" + "$a = $a + $a;" * 20_000 + "$b = $a . 'x';", id="sums"),
    ],
)
def test_whatever_is_repeated_is_read(piece: str, folder: Path) -> None:
    """Each ended the reading with an error of Python's, or would have filled memory; what follows is known."""
    assert known(f"<?php {piece} define('DB_NAME', 'wp');", folder)["DB_NAME"] == "wp"


@pytest.mark.parametrize(
    "piece",
    [
        pytest.param("{$a}", id="braces without a semicolon"),
        pytest.param("if ($a): $b; ", id="ifs without an end"),
        pytest.param("try { $a } ", id="tries"),
        pytest.param("if ($a) { $b ", id="open blocks"),
        pytest.param("{ if ($a): { $b } else ", id="mixed"),
    ],
)
def test_what_cannot_be_read_is_tried_once(piece: str, folder: Path) -> None:
    """Each of them doubled the cost: sixteen took more than a second. Deeper ones cost in proportion."""
    assert_linear(lambda text: known(text, folder), lambda size: "<?php " + piece * size, 150)


def test_an_array_costs_what_it_is_long(folder: Path) -> None:
    """For each element the largest number so far was looked for again."""
    assert_linear(lambda text: known(text, folder), lambda size: "<?php $a = array(" + "1," * size + ");", 2_000)
