"""What a test run gave: counts from pytest's JUnit file, and skips held against the table of docs/testing.md."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from fnmatch import fnmatchcase
from pathlib import Path
from xml.etree import ElementTree as ET

TABLE = re.compile(r"<!-- begin: opt-in skips -->\n(.*?)<!-- end: opt-in skips -->", re.DOTALL)


class NoTableError(ValueError):
    """docs/testing.md has no table of opt-in skips, or a row that is none."""


@dataclass(frozen=True)
class Skip:
    """A test that was skipped, with its reason."""

    test: str
    reason: str


@dataclass(frozen=True)
class Results:
    """One run of the suite."""

    passed: int
    failed: tuple[str, ...]
    skips: tuple[Skip, ...]

    def unlisted(self, patterns: Sequence[str]) -> list[Skip]:
        """Skips whose reason no pattern of the table matches."""
        return [skip for skip in self.skips if not any(fnmatchcase(skip.reason, pattern) for pattern in patterns)]


def read_junit(file: Path) -> Results:
    """The results in a JUnit file of pytest. Raises OSError or ParseError where there is none."""
    passed, failed, skips = 0, [], []
    for case in ET.parse(file).getroot().iter("testcase"):
        name = f"{case.get('classname', '')}::{case.get('name', '')}"
        skipped = case.find("skipped")
        if case.find("failure") is not None or case.find("error") is not None:
            failed.append(name)
        elif skipped is not None:
            skips.append(Skip(test=name, reason=skipped.get("message", "")))
        else:
            passed += 1
    return Results(passed=passed, failed=tuple(dict.fromkeys(failed)), skips=tuple(skips))


def opt_in_patterns(page: str) -> list[str]:
    """The first column of the table of opt-in skips: reasons as pytest prints them, `*` for what varies.

    Raises NoTableError where the page has no such table or a row's first cell is not one code span.
    """
    table = TABLE.search(page)
    if table is None:
        raise NoTableError("docs/testing.md has no table between <!-- begin: opt-in skips --> and <!-- end: … -->")
    return [_pattern(row) for row in _rows(table[1])]


def _rows(table: str) -> Iterable[str]:
    """Rows below the head and its rule."""
    return [line for line in table.splitlines() if line.startswith("|")][2:]


def _pattern(row: str) -> str:
    cell = row.strip("|").split("|")[0].strip()
    span = re.fullmatch(r"`([^`]+)`", cell)
    if span is None:
        raise NoTableError(f"docs/testing.md: the first cell of an opt-in skip is one `reason`, not {cell!r}")
    return span[1]
