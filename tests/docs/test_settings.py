"""Settings named anywhere in README and docs exist."""

import re
from pathlib import Path

from rootzpub.config import setting_names

ROOT = Path(__file__).resolve().parents[2]
NAMES = {(table, key) for table, key, _, _ in setting_names()}


def test_every_setting_in_the_readme_is_one():
    """`[table] key` in running text."""
    readme = (ROOT / "README.md").read_text("utf-8")
    named = re.findall(r"`\[([a-z]+)\] ([a-z_]+)", readme)

    assert named
    assert set(named) <= NAMES


def test_every_setting_in_the_docs_is_one():
    """The same for the pages of docs/."""
    named = {
        pair
        for page in (ROOT / "docs").glob("*.md")
        for pair in re.findall(r"`\[([a-z]+)\] ([a-z_]+)", page.read_text())
    }

    assert named <= NAMES
