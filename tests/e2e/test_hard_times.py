"""A served site whose machine is not as it should be: two of everything, few files, little memory, logs rotated."""

import json
import os
import resource
import signal
import socket
import subprocess
import sys
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path

import pytest
import requests

from rootzpub.verify import verify
from rootzpub.verify.report import Verdict
from tests.conftest import ROOT
from tests.e2e.site import free_port, rootzpub, waited_for
from tests.e2e.test_processes import workers
from tests.waiting import LIMIT, eventually

FILES = 64
ROOM = 8 * 1024 * 1024
"""Bytes that a worker whose address space is limited has left."""
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
    with running(site, files=files) as (url, _):
        yield url


@contextmanager
def running(site: Path, *, files: int = 0) -> Iterator[tuple[str, int]]:
    """The same with the number of the process; its records are in `log` beside the site."""
    port, log = free_port(), site.parent / "log"
    command = [sys.executable, "-m", "rootzpub", "-C", str(site), "serve", "--access-log"]
    with log.open("ab") as out:
        process = subprocess.Popen([*command, "--bind", f"127.0.0.1:{port}"], stdout=out, stderr=out)
        if files:
            resource.prlimit(process.pid, resource.RLIMIT_NOFILE, (files, files))
    try:
        waited_for(
            lambda: bool(requests.get(f"http://127.0.0.1:{port}/.well-known/ai", timeout=LIMIT).ok), process, log
        )
        yield f"http://127.0.0.1:{port}", process.pid
    finally:
        process.send_signal(signal.SIGTERM)
        process.wait(timeout=LIMIT)


def is_sound(url: str, path: str) -> bool:
    """Whether an answer is there and verifies as what it is at the site's own address."""
    answer = requests.get(url + path, timeout=LIMIT)
    return bool(answer.ok) and verify(answer.content, url=f"https://example.org{path}").verdict is not Verdict.FAILED


def is_found(url: str, path: str) -> bool:
    """The same, of a server that may not be there now."""
    try:
        return is_sound(url, path)
    except requests.RequestException:
        return False


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


@pytest.mark.slow("starts a server and signals it")
def test_logs_are_rotated_while_serving(site: Path) -> None:
    """Moved or cut off, with every signal that asks for it: it goes on, and each request's record is in one of them."""
    log, moved, copied = (site.parent / name for name in ("log", "log.1", "log.2"))
    assert rootzpub("-C", site, "sync").returncode == 0
    asked: list[str] = []

    def ask(url: str) -> None:
        for path in PATHS:
            answer = requests.get(url + path, timeout=LIMIT)
            assert answer.ok
            asked.append(answer.headers["X-Request-Id"])

    with running(site) as (url, process):
        ask(url)
        copied.write_bytes(log.read_bytes())
        os.truncate(log, 0)
        ask(url)
        log.rename(moved)
        for number in (signal.SIGHUP, signal.SIGUSR1, signal.SIGUSR2):
            os.kill(process, number)
            assert eventually(lambda: is_found(url, PATHS[0]))
        assert eventually(lambda: len(workers(process)) == 2)
        ask(url)
    records = b"".join(file.read_bytes() for file in (moved, copied)).decode()
    assert [number for number in asked if number not in records] == []
    assert "\0" not in records


@pytest.mark.slow("starts a server and takes its memory")
@pytest.mark.skipif(not hasattr(resource, "prlimit"), reason="limits of another process are Linux's")
def test_an_address_space_that_is_used_up(site: Path) -> None:
    """Costly requests get their answer, a 503 that says when to come back, or none; then everything is as before."""
    assert rootzpub("-C", site, "sync").returncode == 0
    document = json.dumps({"a": ["x" * 50] * 8000, "_signature": {}})
    wrong: list[object] = []

    def ask(number: int) -> None:
        try:
            if number % 2:
                answer = requests.post(f"{url}/verify", data={"document": document}, timeout=LIMIT)
            else:
                answer = requests.get(f"{url}/wp-json/rootz/v1/search?q=w{number}", timeout=LIMIT)
        except requests.RequestException:
            return  # the worker that had it ended
        if answer.status_code not in {200, 400, 429, 503}:
            wrong.append((answer.status_code, answer.text))
        if answer.status_code in {429, 503} and "Retry-After" not in answer.headers:
            wrong.append((answer.status_code, answer.headers))

    with running(site) as (url, process):
        for number in workers(process):
            pages = int(Path(f"/proc/{number}/statm").read_text().split()[0])
            limit = pages * resource.getpagesize() + ROOM
            resource.prlimit(number, resource.RLIMIT_AS, (limit, limit))
        with ThreadPoolExecutor(8) as pool:
            list(pool.map(ask, range(40)))
        assert wrong == []
        assert eventually(lambda: all(is_found(url, path) for path in PATHS))
    assert rootzpub("-C", site, "store", "check").returncode == 0
