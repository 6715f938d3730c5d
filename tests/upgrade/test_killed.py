"""A migration that is killed at any point loses nothing: the next opening goes on with it."""

import json
import sqlite3
import subprocess
import sys
from pathlib import Path

import pytest

from rootzpub.state.folder import STEPS
from rootzpub.store.database import statements
from rootzpub.store.schema import HISTORY_MIGRATIONS, SITE_MIGRATIONS
from tests.upgrade.folders import COMMITS, FIXTURES, OldFolder

_DOWN = {
    "site.db": ("DROP INDEX entries_by_revision",),
    "publications.db": (
        "DROP TRIGGER entries_fixed",
        "DROP INDEX records_by_entry",
        "ALTER TABLE records DROP COLUMN entry_id",
    ),
}
"""Back to the first schema, so that there is something to migrate."""


@pytest.mark.slow("a process of its own is killed at each of some hundred steps")
@pytest.mark.parametrize("commit", COMMITS)
def test_a_kill_at_any_step_loses_nothing(commit: str, tmp_path: Path) -> None:
    """Each SQL statement and each operation on a file of the whole upgrade, from the oldest form that there is."""
    data = OldFolder.unpack(commit, tmp_path / "site").data
    (data / "limits").unlink()
    for name, downs in _DOWN.items():
        connection = sqlite3.connect(data / name)
        for down in (*downs, "PRAGMA user_version=1"):
            connection.execute(down)
        connection.close()
    ended = subprocess.run(
        [sys.executable, "-m", "tests.upgrade.killing", str(data), str(tmp_path / "work")],
        cwd=FIXTURES.parent.parent,
        capture_output=True,
        check=False,
    )
    assert ended.returncode == 0, ended.stderr.decode()
    killed = json.loads(ended.stdout)
    migrations = (*HISTORY_MIGRATIONS[1:], *SITE_MIGRATIONS[1:])
    assert killed.count("execute") > sum(len(list(statements(migration))) for migration in migrations)
    assert killed.count("replace") >= len(STEPS)
