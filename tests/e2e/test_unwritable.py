"""A disk that is full or read-only: what was published is shown and served, and said to be the last."""

import os
import shutil
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
import requests

from tests.conftest import ROOT
from tests.e2e.site import free_port, rootzpub, waited_for
from tests.waiting import LIMIT

Disk = Callable[..., Path]


@pytest.fixture
def disk(tmp_path: Path) -> Iterator[Path]:
    """A small file system of its own, with a synced site on it."""
    place = tmp_path / "disk"
    place.mkdir()
    if (
        os.geteuid()
        or subprocess.run(["mount", "-t", "tmpfs", "-o", "size=8m", "tmpfs", place], check=False).returncode
    ):
        pytest.skip("needs to mount a tmpfs (root)")
    try:
        source = f"rest:{ROOT / 'fixtures/demo/rest'}"
        made = rootzpub("init", place / "site", "--source", source, "--base-url", "http://127.0.0.1", "--new-key")
        assert made.returncode == 0, made.stderr
        assert rootzpub("-C", place / "site", "sync").returncode == 0
        yield place
    finally:
        subprocess.run(["umount", "-l", place], check=True)


def full(disk: Path) -> None:
    """To the last byte."""
    with (disk / "filler").open("wb", buffering=0) as filler:
        for block in (65536, 512, 1):
            while True:
                try:
                    if not filler.write(b"x" * block):
                        break
                except OSError:
                    break


def read_only(disk: Path) -> None:
    """As a disk that failed, or a container's."""
    subprocess.run(["mount", "-o", "remount,ro", disk], check=True)


def full_with_a_log(disk: Path) -> None:
    """A sync died before: what it did stands in the log alone."""
    data = disk / "site/rootzpub-data"
    code = (
        "import os, sqlite3, sys; c = sqlite3.connect(sys.argv[1]); c.execute('PRAGMA wal_autocheckpoint=0'); "
        "c.execute('UPDATE meta SET value = value + 1 WHERE key = \\'version\\''); c.commit(); os.kill(os.getpid(), 9)"
    )
    subprocess.run([sys.executable, "-c", code, data / "site.db"], check=False)
    assert (data / "site.db-wal").stat().st_size
    for name in ("site.db-shm", "publications.db-shm"):
        (data / name).unlink(missing_ok=True)
    full(disk)


FAULTS = [full, read_only, full_with_a_log]


@pytest.mark.slow("processes of its own, on a disk of their own")
@pytest.mark.parametrize("fault", FAULTS, ids=lambda fault: fault.__name__)
def test_what_was_published_is_shown(disk: Path, fault: Callable[[Path], None]) -> None:
    """The same document but for its stamps; sync and doctor say in a line what cannot be done."""
    before = rootzpub("-C", disk / "site", "show", "/llms.txt")
    fault(disk)
    after = rootzpub("-C", disk / "site", "show", "/llms.txt")
    assert (after.returncode, after.stdout.split(b"Verification")[0]) == (0, before.stdout.split(b"Verification")[0])
    assert b"last publication" in after.stderr
    doctor = rootzpub("-C", disk / "site", "doctor")
    assert b"publication 1" in doctor.stdout, doctor.stdout + doctor.stderr
    assert b"can only be read" in doctor.stdout
    synced = rootzpub("-C", disk / "site", "sync", "--full")
    assert synced.returncode == 3
    for said in (after.stderr, doctor.stderr, synced.stderr):
        assert b"Traceback" not in said


@pytest.mark.slow("processes of its own, on a disk of their own")
@pytest.mark.parametrize("fault", FAULTS, ids=lambda fault: fault.__name__)
def test_what_was_published_is_served(disk: Path, fault: Callable[[Path], None], tmp_path: Path) -> None:
    """A server that is started then answers; when there is room again it follows the source as before."""
    fault(disk)
    port, log = free_port(), tmp_path / "log"
    command = [sys.executable, "-m", "rootzpub", "-C", disk / "site", "serve", "--bind", f"127.0.0.1:{port}"]
    with log.open("wb") as out:
        process = subprocess.Popen(command, stdout=out, stderr=out)
    try:
        url = f"http://127.0.0.1:{port}"
        waited_for(lambda: requests.get(f"{url}/.well-known/ai", timeout=LIMIT).status_code == 200, process, log)
        for path in ("/llms.txt", "/.well-known/ai/feed", "/wp-json/rootz/v1/search?q=a"):
            assert requests.get(url + path, timeout=LIMIT).status_code == 200
    finally:
        process.send_signal(signal.SIGTERM)
        process.wait(timeout=LIMIT)
    assert "Traceback" not in log.read_text()


@pytest.mark.slow("processes of its own")
@pytest.mark.skipif(os.geteuid() != 0, reason="becomes another user")
def test_a_folder_that_only_lets_itself_be_read(tmp_path: Path) -> None:
    """Not root: the rights of the folder count."""
    source = f"rest:{ROOT / 'fixtures/demo/rest'}"
    site = tmp_path / "site"
    assert rootzpub("init", site, "--source", source, "--base-url", "http://127.0.0.1", "--new-key").returncode == 0
    assert rootzpub("-C", site, "sync").returncode == 0
    for path in (site, *site.rglob("*")):
        shutil.chown(path, 65534, 65534)
        path.chmod(0o500 if path.is_dir() else 0o400)
    for path in (tmp_path, *tmp_path.parents):
        if path.stat().st_uid == 0 and not path.stat().st_mode & 0o001:
            path.chmod(path.stat().st_mode | 0o011)
    # Once as root, so that every module is loaded: the interpreter may lie where nobody else can read it.
    code = (
        "import os, sys\nfrom rootzpub.cli.main import run\n"
        "arguments = ['-C', sys.argv[1], 'show', '/llms.txt']\nassert run(arguments) == 0\n"
        "os.setgroups([])\nos.setgid(65534)\nos.setuid(65534)\nsys.exit(run(arguments))"
    )
    ended = subprocess.run([sys.executable, "-c", code, site], capture_output=True, check=False, cwd=ROOT)
    assert (ended.returncode, b"Traceback" in ended.stderr) == (0, False), ended.stderr
    assert b"last publication" in ended.stderr
