"""A served site whose machine or owner is not as it should be: two of everything, and few open files."""

import resource
import signal
import socket
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
import requests

from rootzpub.verify import verify
from rootzpub.verify.report import Verdict
from tests.conftest import ROOT
from tests.e2e.site import free_port, rootzpub, waited_for
from tests.waiting import LIMIT, eventually

FILES = 64
PATHS = ("/.well-known/ai", "/llms.txt", "/.well-known/ai/keys")


@pytest.fixture
def site(tmp_path: Path) -> Path:
    """Initialised, not synced."""
    source = f"rest:{ROOT / 'fixtures/demo/rest'}"
    made = rootzpub("init", tmp_path / "site", "--source", source, "--base-url", "https://example.org", "--new-key")
    assert made.returncode == 0, made.stderr
    return tmp_path / "site"


@contextmanager
def served(site: Path, *, files: int = 0) -> Iterator[str]:
    """`rootzpub serve`, with so many open files at most; the address."""
    port, log = free_port(), site.parent / "log"
    command = [sys.executable, "-m", "rootzpub", "-C", str(site), "serve", "--bind", f"127.0.0.1:{port}"]
    with log.open("ab") as out:
        process = subprocess.Popen(command, stdout=out, stderr=out)
        if files:
            resource.prlimit(process.pid, resource.RLIMIT_NOFILE, (files, files))
    try:
        waited_for(
            lambda: bool(requests.get(f"http://127.0.0.1:{port}/.well-known/ai", timeout=LIMIT).ok), process, log
        )
        yield f"http://127.0.0.1:{port}"
    finally:
        process.send_signal(signal.SIGTERM)
        process.wait(timeout=LIMIT)


def is_sound(url: str, path: str) -> bool:
    """Whether an answer is there and verifies as what it is at the site's own address."""
    answer = requests.get(url + path, timeout=LIMIT)
    return bool(answer.ok) and verify(answer.content, url=f"https://example.org{path}").verdict is not Verdict.FAILED


@pytest.mark.slow("starts two readers of a source")
def test_two_syncs_on_one_folder_make_one_publication(site: Path) -> None:
    """One publishes; the other waits, or says in one line that somebody else is at it."""
    command = [sys.executable, "-m", "rootzpub", "-C", str(site), "sync"]
    both = [subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE) for _ in range(2)]
    said = [process.communicate(timeout=LIMIT)[1].decode() for process in both]
    assert 0 in {process.returncode for process in both}, said
    assert "Traceback" not in "".join(said)
    assert rootzpub("-C", site, "store", "check").returncode == 0


@pytest.mark.slow("starts two servers")
def test_two_servers_on_one_folder_both_answer(site: Path) -> None:
    """The same publication, signed; one of them ends, and the other goes on."""
    with served(site) as first:
        with served(site) as second:
            assert all(is_sound(url, path) for url in (first, second) for path in PATHS)
        assert all(is_sound(first, path) for path in PATHS)
    assert rootzpub("-C", site, "store", "check").returncode == 0


@pytest.mark.slow("starts a server and holds its files")
@pytest.mark.skipif(not hasattr(resource, "prlimit"), reason="limits of another process are Linux's")
def test_few_open_files_end_with_those_who_held_them(site: Path) -> None:
    """A hundred silent connections take all 64; when they are gone, everything is answered, by itself."""
    assert rootzpub("-C", site, "sync").returncode == 0
    with served(site, files=FILES) as url:
        assert all(is_sound(url, path) for path in PATHS)
        place = ("127.0.0.1", int(url.rpartition(":")[2]))
        held = [socket.create_connection(place, timeout=LIMIT) for _ in range(100)]
        for connection in held:
            connection.close()
        assert eventually(lambda: all(is_sound(url, path) for path in PATHS))
