"""Half an hour of a served site: read at half load while it is killed, edited and its key rotated."""

import json
import os
import shutil
from collections import Counter
from pathlib import Path

from tests.conftest import ROOT
from tests.e2e.killing import KilledSite
from tests.e2e.site import rootzpub

MINUTES = float(os.environ.get("SOAK_MINUTES", "30"))
"""CI takes one (`.ci/run`)."""
PAUSE = 2.0
"""Seconds between two events."""
EVENTS = ("edit", "worker", "edit", "rotate", "edit", "watcher", "edit", "build", "edit", "rotate", "edit", "parent")
GROWTH = 48 * 1024 * 1024
"""What the largest process may hold more in the last third than in the first: caches fill (docs/deployment.md)."""


def edit(folder: Path, number: int) -> None:
    """Another title for one of the posts, written as a backup tool would: whole, and renamed."""
    posts = json.loads((folder / "posts.json").read_bytes())
    posts[number % len(posts)]["title"]["rendered"] = f"Edited {number}"
    beside = folder / ".posts.json"
    beside.write_text(json.dumps(posts), "utf-8")
    beside.replace(folder / "posts.json")


def test_half_an_hour_of_everything(tmp_path: Path) -> None:
    """No wrong answer, no 5xx but a 503 that says when to come back, flat memory; afterwards everything is sound."""
    rest = tmp_path / "rest"
    shutil.copytree(ROOT / "fixtures/demo/rest", rest)
    site = KilledSite(tmp_path, f"rest:{rest}", seed=3)
    done, held = Counter[str](), list[int]()

    def step(number: int) -> None:
        event = EVENTS[number % len(EVENTS)]
        if event == "edit":
            edit(rest, number)
        elif event == "rotate":
            assert rootzpub("-C", site.folder, "keys", "rotate").returncode == 0
        else:
            site.kill(event)
        done[event] += 1
        held.append(site.memory())

    try:
        site.soak(60 * MINUTES, step, pause=PAUSE)
    finally:
        site.close()
    third = len(held) // 3
    print(dict(done), dict(site.seen.statuses), f"{max(held[:third]) >> 20} -> {max(held[-third:]) >> 20} MiB")
    assert site.seen.wrong == []
    assert set(site.seen.statuses) <= {0, 200, 503}
    assert site.seen.statuses[200] > 100 * MINUTES
    assert len(done) == len(set(EVENTS))
    assert max(held[-third:]) <= max(held[:third]) + GROWTH
    for command in (["store", "check"], ["doctor"]):
        assert rootzpub("-C", site.folder, *command).returncode == 0
