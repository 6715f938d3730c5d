"""Random kills of a served site under load: whom, how often, and what readers saw meanwhile."""

import contextlib
import os
import signal
import subprocess
import sys
import threading
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from random import Random

import requests

from rootzpub.verify import verify
from rootzpub.verify.report import Verdict
from tests.e2e.site import free_port, rootzpub
from tests.e2e.test_processes import watcher, workers
from tests.waiting import LIMIT, eventually

PATHS = (
    "/.well-known/ai",
    "/llms.txt",
    "/.well-known/ai/keys",
    "/wp-json/rootz/v1/page?path=%2F",
    "/.well-known/ai/feed",
)
SETTINGS = '[policies]\nrate_limit = "none"\ndocument_limit = "none"\n'
VICTIMS = ("worker", "watcher", "build", "sign", "parent")
_LONGEST = 0.6
"""Seconds that a command runs at most before it is killed."""


@dataclass(slots=True)
class Seen:
    """What readers were answered."""

    statuses: Counter[int] = field(default_factory=Counter)
    wrong: list[str] = field(default_factory=list)
    took: float = 0.0
    """Seconds of the last answer."""


class KilledSite:
    """A site that is served, read all the time, and killed."""

    def __init__(self, folder: Path, source: str, *, seed: int) -> None:
        self.folder, self.seen, self.random = folder / "site", Seen(), Random(seed)
        self.port = free_port()
        self.url = f"http://127.0.0.1:{self.port}"
        made = rootzpub("init", self.folder, "--source", source, "--base-url", self.url, "--new-key")
        assert made.returncode == 0, made.stderr
        (self.folder / "rootzpub.toml").write_text(
            f'[source]\nurl = "{source}"\n[site]\nbase_url = "{self.url}"\n{SETTINGS}', "utf-8"
        )
        assert rootzpub("-C", self.folder, "sync").returncode == 0
        self.log = (folder / "log").open("ab")
        self.process = self._start()

    def run(self, kills: int) -> Counter[str]:
        """So many kills, each of a process by chance, while readers read; how often each was the victim."""
        stop = threading.Event()
        readers = [threading.Thread(target=self._read, args=(stop, number)) for number in range(2)]
        for reader in readers:
            reader.start()
        done: Counter[str] = Counter()
        try:
            for number in range(kills):
                victim = VICTIMS[number % len(VICTIMS)]
                getattr(self, f"_kill_{victim}")()
                done[victim] += 1
                assert eventually(self.answers), (victim, number)
        finally:
            stop.set()
            for reader in readers:
                reader.join()
        return done

    def soak(self, seconds: float, step: Callable[[int], None], *, pause: float) -> None:
        """Readers at half load for so long; `step` between pauses, with its number."""
        stop, over = threading.Event(), threading.Event()
        timer = threading.Timer(seconds, over.set)
        timer.start()
        readers = [threading.Thread(target=self._read, args=(stop, number, 1.0)) for number in range(2)]
        for reader in readers:
            reader.start()
        try:
            number = 0
            while not over.is_set():
                step(number)
                assert eventually(self.answers), number
                number += 1
                over.wait(pause)
        finally:
            timer.cancel()
            stop.set()
            for reader in readers:
                reader.join()

    def kill(self, victim: str) -> None:
        """One of VICTIMS."""
        getattr(self, f"_kill_{victim}")()

    def memory(self) -> int:
        """Bytes that parent, workers and watcher hold, the largest of them."""
        family = [self.process.pid, *workers(self.process.pid), *watcher(self.process.pid)]
        return max(map(_resident, family))

    def close(self) -> None:
        """Stop serving."""
        self.process.terminate()
        self.process.wait(timeout=LIMIT)
        self.log.close()

    def answers(self) -> bool:
        """Whether the discovery document is there."""
        try:
            return bool(requests.get(f"{self.url}/.well-known/ai", timeout=LIMIT).ok)
        except requests.RequestException:
            return False

    def _start(self) -> "subprocess.Popen[bytes]":
        process = self._command("serve", "--bind", f"127.0.0.1:{self.port}")
        assert eventually(lambda: process.poll() is not None or self.answers())
        assert process.poll() is None
        return process

    def _command(self, *arguments: str) -> "subprocess.Popen[bytes]":
        command = [sys.executable, "-m", "rootzpub", "-C", str(self.folder), *arguments]
        return subprocess.Popen(command, stdout=self.log, stderr=self.log)

    def _read(self, stop: threading.Event, number: int, rest: float = 0.0) -> None:
        """A reader: asks by chance, and judges everything that it gets; rests for `rest` times what an answer took."""
        choice = Random(number)
        while not stop.is_set():
            stop.wait(rest * self.seen.took)
            path = choice.choice(PATHS)
            try:
                answer = requests.get(self.url + path, timeout=LIMIT)
            except requests.RequestException:
                self.seen.statuses[0] += 1  # nobody listens: its process was killed
                continue
            self.seen.statuses[answer.status_code] += 1
            self.seen.took = min(answer.elapsed.total_seconds(), 1.0)
            if problem := self._problem(answer, path):
                self.seen.wrong.append(problem)

    def _problem(self, answer: requests.Response, path: str) -> str:
        if answer.status_code == requests.codes.unavailable:
            return "" if "Retry-After" in answer.headers else f"{path}: 503 without Retry-After"
        report = verify(answer.content, url=self.url + path)
        return (
            ""
            if answer.ok and report.verdict is not Verdict.FAILED
            else f"{path}: {answer.status_code} {report.verdict.value}"
        )

    def _kill_worker(self) -> None:
        self._kill(workers(self.process.pid))

    def _kill_watcher(self) -> None:
        self._kill(watcher(self.process.pid))

    def _kill_build(self) -> None:
        self._kill_command("build", str(self.folder.parent / "public"))

    def _kill_sign(self) -> None:
        self._kill_command("keys", "rotate")

    def _kill_command(self, *arguments: str) -> None:
        process = self._command(*arguments)
        try:
            process.wait(timeout=self.random.uniform(0.1, _LONGEST))
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()

    def _kill_parent(self) -> None:
        family = [*workers(self.process.pid), *watcher(self.process.pid)]
        self.process.kill()
        self.process.wait()
        assert eventually(lambda: not any(Path(f"/proc/{number}").exists() for number in family))
        self.process = self._start()

    def _kill(self, processes: list[int]) -> None:
        if processes:
            with contextlib.suppress(ProcessLookupError):  # it ended by itself meanwhile
                os.kill(self.random.choice(processes), signal.SIGKILL)


def _resident(process: int) -> int:
    """Bytes; 0 for one that has ended."""
    try:
        return int(Path(f"/proc/{process}/statm").read_text().split()[1]) * os.sysconf("SC_PAGE_SIZE")
    except (OSError, IndexError):
        return 0
