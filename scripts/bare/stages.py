"""What happens in the bare system: the clone, the demo until its first verified answer, the tests."""

import os
import re
import signal
import socket
import subprocess
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from http.client import HTTPException
from pathlib import Path
from urllib.request import urlopen
from xml.etree.ElementTree import ParseError

from .results import Results, opt_in_patterns, read_junit
from .system import Account, BareSystem

ASKED = "/wp-json/rootz/v1/search?q=repair"
LIMIT = 3600.0
"""Seconds that the demo may need until it answers, its installation included."""

PERCENT = re.compile(r"\[ *(\d+)%\]")
PAUSE = 2.0
TAIL = 40
INSTALLER = "scripts/install-live.sh"


class StageFailedError(RuntimeError):
    """A stage did not do what it must; the message says what, and where the whole log is."""


@dataclass(frozen=True)
class Stages:
    """The stages of one account in one bare system; logs go to a folder of the machine."""

    system: BareSystem
    account: Account
    logs: Path

    @property
    def folder(self) -> str:
        """The clone, as the bare system names it."""
        return f"{self.account.home}/rootzpub"

    @property
    def outside(self) -> Path:
        """The clone, as the machine sees it."""
        return self.system.path / self.folder.lstrip("/")

    def clone(self, bundle: str, shared: Path, *, without: str = "") -> None:
        """A clean clone, the shared folder beside it; `without` takes one package out of its install script."""
        self.system.show(shared, f"{self.account.home}/shared")
        done = self.system.run(["git", "clone", "--quiet", bundle, self.folder], account=self.account)
        if done.returncode:
            raise StageFailedError(f"git clone: {done.stdout}")
        if without:
            script = self.outside / INSTALLER
            script.write_text(left_out(script.read_text("utf-8"), without), "utf-8")

    def demo(self) -> None:
        """`make demo` until an answer of it is verified as the README says, then Ctrl-C."""
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            bind = f"127.0.0.1:{probe.getsockname()[1]}"
        log = self._log("demo")
        with log.open("wb") as out:
            process = self._start(["make", "demo"], out, {"DEMO_BIND": bind})
        try:
            answer = self._first_answer(process, f"http://{bind}{ASKED}", log)
            (self.outside / "answer.json").write_bytes(answer)
            verify = [".venv/bin/rootzpub", "verify", "answer.json", "--as", f"http://{bind}{ASKED}"]
            done = self.system.run(verify, account=self.account, folder=self.folder)
            if done.returncode:
                raise StageFailedError(f"the demo's answer is not verified: {done.stdout}")
        finally:
            _interrupt(process)

    def install(self) -> None:
        """The install step of the tests alone, which needs root."""
        log = self._log("install")
        with log.open("wb") as out:
            process = self._start(["sh", INSTALLER], out, {"CI": "true"})
        if process.wait():
            raise StageFailedError(f"{INSTALLER} ended with {process.returncode}\n{tail(log)}")

    def test(self, options: str) -> Results:
        """`CI=true make test`. Raises StageFailedError unless all passes and every skip is listed as opt-in."""
        log, junit = self._log("test"), f"{self.account.home}/junit.xml"
        extra = {"CI": "true", "PYTEST_ADDOPTS": f"{options} --junitxml={junit}".strip()}
        began = time.monotonic()
        with log.open("wb") as out:
            process = self._start(["make", "test"], out, extra)
        self._follow(process, log)
        minutes = (time.monotonic() - began) / 60
        try:
            results = read_junit(self.system.path / junit.lstrip("/"))
        except (OSError, ParseError):
            raise StageFailedError(f"make test ended with {process.returncode} before a result\n{tail(log)}") from None
        counts = f"passed {results.passed}, failed {len(results.failed)}, skipped {len(results.skips)}"
        say(f"{self.account.name}: {counts}, {minutes:.1f} minutes")
        self._judge(results, process.returncode, log)
        return results

    def _judge(self, results: Results, code: int, log: Path) -> None:
        page = (self.outside / "docs/testing.md").read_text("utf-8")
        wrong = [f"failed: {name}" for name in results.failed]
        wrong += [f"skipped: {skip.test}: {skip.reason}" for skip in results.unlisted(opt_in_patterns(page))]
        if not wrong and code:
            wrong = [f"make test ended with {code}", tail(log)]
        if wrong:
            raise StageFailedError("\n".join([f"{self.account.name}: not as it must be", *wrong, f"whole log: {log}"]))

    def _first_answer(self, process: "subprocess.Popen[bytes]", url: str, log: Path) -> bytes:
        end = time.monotonic() + LIMIT
        while process.poll() is None and time.monotonic() < end:
            try:
                with urlopen(url) as answer:
                    return bytes(answer.read())
            except (OSError, HTTPException):
                time.sleep(PAUSE)
        raise StageFailedError(f"make demo gave no answer (exit code {process.poll()})\n{tail(log)}")

    def _follow(self, process: "subprocess.Popen[bytes]", log: Path) -> None:
        """Wait for the end, with a line for each tenth of the tests."""
        told = -1
        while process.poll() is None:
            time.sleep(PAUSE)
            found = PERCENT.findall(tail(log, lines=5))
            if found and int(found[-1]) // 10 > told:
                told = int(found[-1]) // 10
                say(f"{self.account.name}: {found[-1]} % of the tests")

    def _log(self, stage: str) -> Path:
        return self.logs / f"{self.account.name}-{stage}.log"

    def _start(self, arguments: Sequence[str], out: object, extra: Mapping[str, str]) -> "subprocess.Popen[bytes]":
        command = self.system.command(arguments, account=self.account, folder=self.folder)
        return subprocess.Popen(
            command,
            env={**self.system.environment(self.account), **extra},
            stdin=subprocess.DEVNULL,
            stdout=out,  # type: ignore[call-overload]
            stderr=subprocess.STDOUT,
            start_new_session=True,
        )


def left_out(script: str, package: str) -> str:
    """The install script without the row of one package. Raises ValueError when it has no such row."""
    lines = script.splitlines(keepends=True)
    kept = [line for line in lines if not line.startswith(f"{package}:")]
    if kept == lines:
        raise ValueError(f"{INSTALLER} has no row for {package!r}")
    return "".join(kept)


def tail(log: Path, *, lines: int = TAIL) -> str:
    """The last lines of a log, and where all of it is."""
    return "\n".join([*log.read_text("utf-8", errors="replace").splitlines()[-lines:], f"whole log: {log}"])


def say(line: str) -> None:
    """One line of progress, with the time of day."""
    print(f"bare {time.strftime('%H:%M:%S')} {line}", flush=True)


def _interrupt(process: "subprocess.Popen[bytes]") -> None:
    """What Ctrl-C does in a terminal: the signal goes to everything that was started."""
    if process.poll() is None:
        os.killpg(process.pid, signal.SIGINT)
        process.wait()
