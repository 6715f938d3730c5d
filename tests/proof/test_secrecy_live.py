"""The key of a published site is in its key file only: not in the store, the log, an answer or a process."""

from pathlib import Path

import pytest

from tests.conftest import ROOT
from tests.e2e.site import published, rootzpub

pytestmark = pytest.mark.live


def process_tree(pid: int) -> list[int]:
    """A process and everything it started."""
    found = [pid]
    for number in found:
        for children in Path(f"/proc/{number}/task").glob("*/children"):
            found.extend(int(child) for child in children.read_text().split())
    return found


@pytest.mark.skipif(not Path("/proc/self/environ").exists(), reason="needs /proc")
def test_the_key_of_a_served_site_is_in_its_file_only(tmp_path: Path) -> None:
    """Initialised, synced and served: every other file, every answer, and every process's environment and arguments."""
    with published(tmp_path, f"rest:{ROOT / 'fixtures/demo/rest'}") as site:
        key_file = site.folder / "rootzpub-data/signing.key"
        digits = key_file.read_text().strip()
        forms = [digits.encode(), digits.upper().encode(), bytes.fromhex(digits)]
        answers = [
            site.get(path).content for path in ("/.well-known/ai", "/.well-known/ai/keys", "/llms.txt", "/nothing")
        ]
        processes = [
            Path(f"/proc/{pid}/{part}").read_bytes()
            for pid in process_tree(site.pid)
            for part in ("environ", "cmdline")
        ]
        files = [path.read_bytes() for path in tmp_path.rglob("*") if path.is_file() and path != key_file]
        shown = rootzpub("-C", site.folder, "keys", "show")
        doctor = rootzpub("-C", site.folder, "doctor")
    assert key_file.stat().st_mode & 0o777 == 0o600
    assert shown.returncode == 0
    assert len(files) > 1
    assert len(processes) >= 2
    for content in [*answers, *processes, *files, site.log.read_bytes(), shown.stdout, shown.stderr, doctor.stdout]:
        assert not any(form in content for form in forms)
