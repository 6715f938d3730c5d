"""Every dependency has its line, and its reason."""

import re
import tomllib
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]


def test_the_decision_lists_what_is_declared():
    """No package enters without a reason, none stays in the table that is gone."""
    declared = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]["dependencies"]
    names = {re.match(r"[A-Za-z0-9-]+", dependency)[0] for dependency in declared}
    table = (ROOT / "docs/decisions/0002-dependencies.md").read_text("utf-8")
    rows = re.findall(r"^\| ([a-z0-9, -]+) \|", table, re.MULTILINE)
    listed = {name.strip() for row in rows for name in row.split(",")}

    assert listed - {"package"} == names
