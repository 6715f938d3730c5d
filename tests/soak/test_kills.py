"""Two hundred kills by chance under load."""

from pathlib import Path

from tests.conftest import ROOT
from tests.e2e.killing import KilledSite
from tests.e2e.site import rootzpub

KILLS = 200


def test_two_hundred_kills_leave_no_wrong_answer(tmp_path: Path) -> None:
    """As in tests/e2e/test_kills.py, and the store is whole afterwards."""
    site = KilledSite(tmp_path, f"rest:{ROOT / 'fixtures/demo/rest'}", seed=2)
    try:
        assert sum(site.run(KILLS).values()) == KILLS
    finally:
        site.close()
    assert site.seen.wrong == []
    assert set(site.seen.statuses) <= {0, 200, 503}
    assert rootzpub("-C", site.folder, "store", "check").returncode == 0
    assert rootzpub("-C", site.folder, "doctor").returncode == 0
