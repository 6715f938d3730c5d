"""docs/runtime.md says of every statement whether it is built, and by which tests."""

import re
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
FOLDER = ROOT / "tests/runtime/agents"
PAGE = (ROOT / "docs/runtime.md").read_text("utf-8")
STATEMENTS = 29


def rows() -> list[list[str]]:
    table = PAGE.split("<!-- begin: statements -->")[1].split("<!-- end: statements -->")[0]
    return [[cell.strip() for cell in line.strip("|").split("|")] for line in table.strip().splitlines()[2:]]


def numbered() -> Iterator[tuple[str, str]]:
    """Number and file of each test that carries one; a name may carry several."""
    for path in FOLDER.glob("test_*.py"):
        for name in re.findall(r"^def (test_\w+)", path.read_text("utf-8"), re.MULTILINE):
            yield from ((f"002.{number}", path.name) for number in re.findall(r"002_(\d\d)", name))


def test_every_statement_has_its_row():
    assert [row[0] for row in rows()] == [f"002.{number:02}" for number in range(1, STATEMENTS + 1)]


def test_the_tests_of_a_row_are_those_that_carry_its_number():
    """In both directions; a statement that is not built has none."""
    named = {(row[0], test) for row in rows() for test in re.findall(r"`([^`]+)`", row[3])}
    assert named == set(numbered())
    assert {row[0] for row in rows() if not row[2].startswith("not built")} == {number for number, _ in named}
