"""Kills by chance while readers read: what was published stays, and no answer is wrong (the long form is in soak)."""

from pathlib import Path

import pytest

from tests.conftest import ROOT
from tests.e2e.killing import KilledSite
from tests.e2e.site import rootzpub

pytestmark = pytest.mark.skipif(not Path("/proc/self/stat").exists(), reason="reads /proc")
KILLS = 12


@pytest.mark.slow("starts processes and kills them again and again")
def test_a_dozen_kills_leave_no_wrong_answer(tmp_path: Path) -> None:
    """Workers, watcher, parent, builds and rotations of the key; then everything is sound."""
    site = KilledSite(tmp_path, f"rest:{ROOT / 'fixtures/demo/rest'}", seed=1)
    try:
        assert sum(site.run(KILLS).values()) == KILLS
    finally:
        site.close()
    assert site.seen.wrong == []
    assert set(site.seen.statuses) <= {0, 200, 503}
    assert site.seen.statuses[200] > KILLS
    assert rootzpub("-C", site.folder, "doctor").returncode == 0
    assert rootzpub("-C", site.folder, "build", tmp_path / "public").returncode == 0
