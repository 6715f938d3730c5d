"""`[signing] isolate = true`: the key is in the process that signs and in no other, and its death is passed over."""

import os
import re
import signal
import subprocess
import sys
import threading
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import pytest
import requests

from rootzpub.cli import signer
from rootzpub.config import load_config
from rootzpub.signing import held_in_environment
from rootzpub.verify import verify
from rootzpub.verify.report import Verdict
from tests.conftest import ROOT
from tests.e2e.site import free_port, rootzpub, waited_for
from tests.e2e.test_processes import children
from tests.waiting import LIMIT, eventually

pytestmark = [
    pytest.mark.skipif(not Path("/proc/self/maps").exists(), reason="reads /proc"),
    pytest.mark.slow("starts a server, kills and reads its processes"),
]
KEY = "0c679768108e4b0c53d71657e87017c157e46ba6dd3f96e2d8547dc9a7d90201"
"""TEST KEY ONLY: the key of the published worked examples."""
ADDRESS = "0x67bEdA60"
SETTINGS = """[policies]
rate_limit = "none"
document_limit = "none"
[site]
stamp_seconds = 1
base_url = "{url}"
[source]
url = "{source}"
[signing]
isolate = true
isolate_rate = 1000
key = "{key}"
"""
_MAPPING = re.compile(r"([0-9a-f]+)-([0-9a-f]+) rw")


class Isolated:
    """A server with a process that signs."""

    def __init__(self, folder: Path, key: str) -> None:
        self.folder, self.log = folder / "site", folder / "log"
        self.url = f"http://127.0.0.1:{free_port()}"
        source = f"rest:{ROOT / 'fixtures/demo/rest'}"
        made = rootzpub("init", self.folder, "--source", source, "--base-url", self.url, "--new-key")
        assert made.returncode == 0, made.stderr
        (self.folder / "secret").write_text(KEY)
        (self.folder / "secret").chmod(0o600)
        settings = SETTINGS.format(url=self.url, source=source, key=key)
        (self.folder / "rootzpub.toml").write_text(settings, "utf-8")
        assert rootzpub("-C", self.folder, "sync").returncode == 0
        command = [sys.executable, "-m", "rootzpub", "-C", self.folder, "serve", "--no-watch"]
        with self.log.open("wb") as out:
            self.process = subprocess.Popen(
                [*command, "--bind", self.url.partition("//")[2]],
                stdout=out,
                stderr=out,
                env={**os.environ, "TEST_KEY": KEY} if key.startswith("env:") else None,
            )
        waited_for(lambda: self.get().status_code == 200, self.process, self.log)

    def get(self, path: str = "/.well-known/ai") -> requests.Response:
        """An answer."""
        return requests.get(self.url + path, timeout=LIMIT)

    @property
    def keeper(self) -> int:
        """The process that opened the key."""
        return next((number for number, line in children(self.process.pid).items() if signer.__name__ in line), 0)

    @property
    def child(self) -> int:
        """Its child, which signs."""
        return next(iter(children(self.keeper)), 0) if self.keeper else 0

    def close(self) -> None:
        """Stop, and nobody is left."""
        family = [self.keeper, self.child]
        self.process.send_signal(signal.SIGTERM)
        self.process.wait(timeout=LIMIT)
        assert eventually(lambda: not any(number and Path(f"/proc/{number}").exists() for number in family))


@pytest.fixture(params=["file:secret", "env:TEST_KEY"])
def isolated(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Isolated]:
    """Over each place of a key."""
    site = Isolated(tmp_path, request.param)
    yield site
    site.close()


@pytest.fixture
def rotating(tmp_path: Path) -> Iterator[Isolated]:
    """Over a key that can be rotated."""
    site = Isolated(tmp_path, "file:secret")
    yield site
    site.close()


def memory(process: int) -> bytes:
    """Everything that a process may write to."""
    found = []
    with Path(f"/proc/{process}/mem").open("rb", buffering=0) as file:
        for start, end in _MAPPING.findall(Path(f"/proc/{process}/maps").read_text()):
            try:
                file.seek(int(start, 16))
                found.append(file.read(int(end, 16) - int(start, 16)))
            except (OSError, OverflowError):  # a page of the system's own
                continue
    return b"".join(found)


def test_only_the_process_that_signs_has_the_key(isolated: Isolated) -> None:
    """Neither memory nor environment of parent and workers; the search finds it where it is."""
    if os.geteuid() != 0:
        pytest.skip("reading another process's memory is root's: the processes are not dumpable")
    assert isolated.get().json()["_signature"]["signer"].startswith(ADDRESS)
    raw = bytes.fromhex(KEY)
    assert raw in memory(isolated.child)
    serving = [
        isolated.process.pid,
        *(number for number in children(isolated.process.pid) if number != isolated.keeper),
    ]
    assert len(serving) == 3
    for number in serving:
        content = memory(number)
        assert raw not in content
        assert raw[::-1] not in content  # as numbers are laid out
        assert KEY.encode() not in content
    for number in (isolated.keeper, isolated.child):
        locked = re.search(r"VmLck:\s*(\d+)", Path(f"/proc/{number}/status").read_text())
        assert locked is not None
        assert int(locked[1]) > 0
    for number in (*serving, isolated.keeper, isolated.child):
        assert KEY.encode() not in Path(f"/proc/{number}/environ").read_bytes()
        limits = Path(f"/proc/{number}/limits").read_text().splitlines()
        assert next(line for line in limits if line.startswith("Max core file size")).split()[4:6] == ["0", "0"]


def test_the_signer_is_killed_under_load(isolated: Isolated) -> None:
    """Answers are right or a 503 that says when to come back; it is there again by itself."""
    stop, statuses, wrong = threading.Event(), Counter[int](), list[str]()

    def read() -> None:
        while not stop.is_set():
            answer = isolated.get("/.well-known/ai/feed")
            statuses[answer.status_code] += 1
            if answer.status_code == 503 and "Retry-After" not in answer.headers:
                wrong.append("503 without Retry-After")
            if (
                answer.ok
                and verify(answer.content, url=isolated.url + "/.well-known/ai/feed").verdict is Verdict.FAILED
            ):
                wrong.append(answer.text)

    reader = threading.Thread(target=read)
    reader.start()
    try:
        for _ in range(5):
            before = isolated.child
            os.kill(before, signal.SIGKILL)
            assert eventually(lambda before=before: isolated.child not in (0, before))
            assert eventually(lambda: isolated.get("/llms.txt").status_code == 200)
    finally:
        stop.set()
        reader.join()
    assert wrong == []
    assert set(statuses) <= {200, 503}
    assert statuses[200]


def test_the_keeper_is_killed(rotating: Isolated) -> None:
    """It is started again, and its child does not outlive it."""
    keeper, signer = rotating.keeper, rotating.child
    os.kill(keeper, signal.SIGKILL)
    assert eventually(lambda: not Path(f"/proc/{signer}").exists())
    assert eventually(lambda: rotating.keeper not in (0, keeper) and rotating.child != 0)
    assert eventually(lambda: rotating.get("/llms.txt").status_code == 200)
    assert "the process that signs ended" in rotating.log.read_text()


def test_a_key_of_the_environment_that_went_with_the_keeper_ends_the_server(tmp_path: Path) -> None:
    """Whoever started it has it: a service manager starts it again. It is said."""
    site = Isolated(tmp_path, "env:TEST_KEY")
    assert held_in_environment(load_config(site.folder)) == ("TEST_KEY",)
    os.kill(site.keeper, signal.SIGKILL)
    assert eventually(lambda: site.process.poll() is not None)
    assert "start rootzpub again" in site.log.read_text()


def test_rotating_while_serving(rotating: Isolated) -> None:
    """No restart; no answer is wrong at any moment."""
    done = rootzpub("-C", rotating.folder, "keys", "rotate", "--json")
    assert done.returncode == 0, done.stderr

    def follows() -> bool:
        answer = rotating.get()
        assert verify(answer.content, url=rotating.url + "/.well-known/ai").verdict is not Verdict.FAILED
        return not str(answer.json()["_signature"]["signer"]).startswith(ADDRESS)

    assert eventually(follows)
    assert rotating.get("/.well-known/ai/keys").json()["history"]


def test_a_key_that_cannot_be_opened_is_said_at_start(tmp_path: Path) -> None:
    """One line and a hint, as without it."""
    site = Isolated(tmp_path, "file:secret")
    site.close()
    (site.folder / "secret").chmod(0o644)
    said = rootzpub("-C", site.folder, "serve", "--no-watch", "--bind", site.url.partition("//")[2])
    assert said.returncode == 3
    assert b"can be read by others" in said.stderr
    assert b"chmod 600" in said.stderr
    assert b"Traceback" not in said.stderr
