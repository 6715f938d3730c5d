"""Processes of `rootzpub serve`: started before the first sync, killed one after the other, nobody left at the end."""

import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest
import requests

from tests.conftest import ROOT
from tests.e2e.site import free_port, rootzpub
from tests.waiting import LIMIT, eventually

pytestmark = pytest.mark.skipif(not Path("/proc/self/stat").exists(), reason="reads /proc")
WORKERS = 3


def children(parent: int) -> dict[int, str]:
    """Command lines of the living children, by number."""
    found = {}
    for folder in Path("/proc").glob("[0-9]*"):
        try:
            fields = (folder / "stat").read_text().rpartition(")")[2].split()
            if int(fields[1]) == parent and fields[0] != "Z":
                found[int(folder.name)] = (folder / "cmdline").read_text().replace("\0", " ")
        except OSError:  # it ended while we looked
            continue
    return found


def watcher(parent: int) -> list[int]:
    """Those that follow the source."""
    return [number for number, command in children(parent).items() if "sync --watch" in command]


def workers(parent: int) -> list[int]:
    """Those that answer."""
    return [number for number, command in children(parent).items() if "sync --watch" not in command]


def status(url):
    """Of the discovery document; 0 while nobody answers."""
    try:
        return requests.get(f"{url}/.well-known/ai", timeout=LIMIT).status_code
    except requests.RequestException:
        return 0


@pytest.fixture
def serve(tmp_path):
    """`rootzpub serve --workers 3` over a store that was never synced: (address, process)."""
    url = f"http://127.0.0.1:{free_port()}"
    source = f"rest:{ROOT / 'fixtures/demo/rest'}"
    made = rootzpub("init", tmp_path / "site", "--source", source, "--base-url", url, "--new-key")
    assert made.returncode == 0, made.stderr
    command = [sys.executable, "-m", "rootzpub", "-C", tmp_path / "site", "serve", "--workers", str(WORKERS)]
    with (tmp_path / "log").open("wb") as log:
        process = subprocess.Popen([*command, "--bind", url.partition("//")[2]], stdout=log, stderr=log)
    yield url, process
    family = children(process.pid)
    process.terminate()
    process.wait(timeout=LIMIT)
    assert not any(Path(f"/proc/{number}").exists() for number in family), (tmp_path / "log").read_text()


@pytest.mark.slow("starts processes and kills them again and again")
def test_a_site_survives_the_death_of_its_processes(serve):
    """503 until the first sync, then live; a killed worker and a killed watcher come back, and no answer is wrong."""
    url, process = serve
    seen = set()
    assert eventually(lambda: seen.add(status(url)) or 200 in seen)
    assert seen <= {0, 503, 200}
    assert len(workers(process.pid)) == WORKERS

    os.kill(workers(process.pid)[0], signal.SIGKILL)
    assert {status(url) for _ in range(10)} <= {0, 200}
    assert eventually(lambda: len(workers(process.pid)) == WORKERS)

    first = watcher(process.pid)
    os.kill(first[0], signal.SIGKILL)
    assert eventually(lambda: watcher(process.pid) not in ([], first))
    assert status(url) == 200


@pytest.mark.slow("starts processes and kills them again and again")
def test_nobody_outlives_a_parent_that_was_killed(serve):
    """Neither workers, which would keep the port, nor the watcher."""
    url, process = serve
    assert eventually(lambda: status(url) == 200)
    family = [*workers(process.pid), *watcher(process.pid)]
    assert len(family) == WORKERS + 1

    process.kill()
    process.wait()

    assert eventually(lambda: not any(Path(f"/proc/{number}").exists() for number in family))
    assert status(url) == 0


@pytest.mark.slow("starts processes and kills them again and again")
def test_a_worker_that_dies_again_and_again_takes_nobody_along(serve, tmp_path):
    """The others answer meanwhile; it comes back after a growing pause, which is said."""
    url, process = serve
    assert eventually(lambda: status(url) == 200)
    healthy = workers(process.pid)
    for _ in range(3):
        newest = max(workers(process.pid))
        os.kill(newest, signal.SIGKILL)
        assert eventually(lambda newest=newest: max(workers(process.pid), default=0) > newest)
        assert {status(url) for _ in range(5)} <= {0, 200}
        assert process.poll() is None

    assert set(sorted(healthy)[:-1]) <= set(workers(process.pid))
    assert eventually(lambda: status(url) == 200)
    assert "it is started again in 2 s" in (tmp_path / "log").read_text()
