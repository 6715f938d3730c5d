"""Starting a server and being sure that it is gone afterwards.

Invariants: a server is its own process group and is ended by its number, first politely, then by force; where `setpriv`
exists the kernel ends it too when the test run itself is killed (but not the workers that it started).
"""

import contextlib
import os
import shutil
import signal
import socket
import subprocess
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

from tests.waiting import LIMIT, eventually

LOOPBACK = "127.0.0.1"
INSTALL_HINT = "sudo scripts/install-live.sh"
STOP_SECONDS = 60.0
"""Time to end politely before it is ended by force."""


class MissingServerError(RuntimeError):
    """A program that a live test needs is not installed; the message says which and what to run."""


class ServerFailedError(RuntimeError):
    """A server ended, or did not answer in time; the message carries the end of its log."""


def program(name: str, *places: str) -> str:
    """The full path of an installed program, looked for on PATH and then at `places`.

    Raises MissingServerError where it is not installed.
    """
    for candidate in (shutil.which(name), *places):
        if candidate and Path(candidate).exists():
            return candidate
    raise MissingServerError(f"{name} is not installed; run: {INSTALL_HINT}")


def free_port() -> int:
    """A port of 127.0.0.1 that nothing listens on at this moment."""
    with socket.socket() as probe:
        probe.bind((LOOPBACK, 0))
        return int(probe.getsockname()[1])


def listens(port: int) -> bool:
    """Whether somebody accepts connections on a port of 127.0.0.1."""
    with socket.socket() as probe:
        probe.settimeout(1.0)
        return probe.connect_ex((LOOPBACK, port)) == 0


class Server:
    """One running server process; `stop_signal` is the one at which it ends in good order."""

    def __init__(
        self,
        command: Sequence[str],
        *,
        log: Path,
        environment: Mapping[str, str] | None = None,
        stop_signal: signal.Signals = signal.SIGTERM,
    ) -> None:
        self.log = log
        self._stop_signal = stop_signal
        guard = ["setpriv", "--pdeathsig", "KILL", "--"] if shutil.which("setpriv") else []
        with log.open("ab") as sink:
            self._process = subprocess.Popen(
                [*guard, *command],
                stdin=subprocess.DEVNULL,
                stdout=sink,
                stderr=sink,
                env={**os.environ, **(environment or {})},
                start_new_session=True,
            )

    @property
    def pid(self) -> int:
        """The number of the process, which is also the number of its group."""
        return self._process.pid

    @property
    def running(self) -> bool:
        """Whether the process is still there."""
        return self._process.poll() is None

    def wait_until(self, ready: Callable[[], bool], *, seconds: float = LIMIT) -> None:
        """Return as soon as `ready()` is true.

        Raises ServerFailedError when the process ends first or the time is over; it is stopped then.
        """
        is_ready = False

        def is_settled() -> bool:
            nonlocal is_ready
            is_ready = ready()
            return is_ready or not self.running

        eventually(is_settled, limit=seconds)
        if not is_ready:
            how = "did not answer in time" if self.running else f"ended with {self._process.returncode}"
            self.stop()
            raise ServerFailedError(f"{self._process.args!r} {how}: {self.tail()}")

    def tail(self, size: int = 2000) -> str:
        """The last `size` characters of the log."""
        return self.log.read_text(errors="replace")[-size:]

    def stop(self) -> None:
        """End the process and everything it started; nothing happens when it is gone already."""
        self._signal(self._stop_signal)
        try:
            self._process.wait(STOP_SECONDS)
        except subprocess.TimeoutExpired:
            self._signal(signal.SIGKILL)
            self._process.wait()
        self._signal(signal.SIGKILL)  # workers that outlived their parent

    def kill(self) -> None:
        """End the process at once, as a crash would."""
        self._signal(signal.SIGKILL)
        self._process.wait()

    def _signal(self, number: signal.Signals) -> None:
        with contextlib.suppress(ProcessLookupError):
            os.killpg(self._process.pid, number)
