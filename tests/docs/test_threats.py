"""Every test that the page of threats names is there."""

import re
from pathlib import Path

import pytest

TESTS = Path(__file__).resolve().parents[1]
PAGE = TESTS.parent / "docs/spec/threats.md"
NAMED = re.compile(r"`([a-z0-9_/]+\.py)(?:::(test_\w+))?`")
"""`folder/file.py::test`, or a whole file."""
ROW = re.compile(r"^\| (?!attack |fault |---)(.+) \|$", re.MULTILINE)


def _is_there(file: str, test: str) -> bool:
    path = TESTS / file
    return path.is_file() and (
        not test or re.search(rf"^\s*def {test}\(", path.read_text("utf-8"), re.MULTILINE) is not None
    )


def test_every_named_test_exists() -> None:
    """By file and by name."""
    named = NAMED.findall(PAGE.read_text("utf-8"))
    assert len(named) > 50
    assert [f"{file}::{test}" for file, test in named if not _is_there(file, test)] == []


@pytest.mark.parametrize("absent", [("attacks/test_edits.py", "test_nothing"), ("attacks/nowhere.py", "")])
def test_what_is_not_there_is_found(absent: tuple[str, str]) -> None:
    """Else the test above could not fail."""
    assert not _is_there(*absent)


def test_every_row_names_a_test_and_every_part_says_what_remains() -> None:
    """A promise without a test is none."""
    text = PAGE.read_text("utf-8")
    assert [row for row in ROW.findall(text) if not NAMED.search(row)] == []
    parts = text.split("\n## ")[2:]
    assert [part.partition("\n")[0] for part in parts if "**Remains.**" not in part] == []
