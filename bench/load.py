"""Load on a server of ours: requests per second and CPU time per request, with wrk on loopback."""

import os
import re
import shutil
import socket
import subprocess
import tempfile
import time
import urllib.error
import urllib.request
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

CONNECTIONS = 16


@dataclass(frozen=True, slots=True, kw_only=True)
class Load:
    """What one run gave."""

    per_second: float
    cpu_microseconds: float
    """CPU time of the server's processes for one request."""
    failed: int
    total: int


def wrk() -> str | None:
    """Where wrk is, or None."""
    return shutil.which("wrk")


def free_port() -> int:
    """A port nobody listens on now."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@contextmanager
def running(command: Sequence[str], port: int, *, cwd: Path | None = None, path: str = "/") -> Iterator[int]:
    """Start a server, wait until it answers, give its pid, stop it by pid."""
    process = subprocess.Popen(command, cwd=cwd, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    try:
        _wait_for(port, path)
        yield process.pid
    finally:
        process.terminate()
        try:
            process.wait(timeout=30)
        finally:  # one that does not end, or a Ctrl-C meanwhile: nothing stays behind
            process.kill()
            process.wait()


def load(pid: int, port: int, paths: Sequence[str], *, seconds: int = 3) -> Load:
    """Ask for `paths` in turn as fast as the server answers."""
    with tempfile.NamedTemporaryFile("w", suffix=".lua") as script:
        listed = ",".join(f'"{path}"' for path in paths)
        script.write(
            f"local paths = {{{listed}}}\nlocal n = 0\n"
            "request = function() n = n % #paths + 1; return wrk.format('GET', paths[n]) end\n"
        )
        script.flush()
        before = cpu_seconds(pid)
        command = ["wrk", "-t1", f"-c{CONNECTIONS}", f"-d{seconds}s", "-s", script.name, f"http://127.0.0.1:{port}"]
        out = subprocess.run(command, capture_output=True, text=True, check=True).stdout
        used = cpu_seconds(pid) - before
    per_second = float(re.search(r"Requests/sec:\s+([\d.]+)", out)[1])
    total = int(re.search(r"(\d+) requests in", out)[1])
    bad = re.search(r"Non-2xx or 3xx responses: (\d+)", out)
    return Load(
        per_second=per_second,
        cpu_microseconds=used / max(1, total) * 1e6,
        failed=int(bad[1]) if bad else 0,
        total=total,
    )


def cpu_seconds(pid: int) -> float:
    """User and system time of a process and all below it."""
    total = 0.0
    for family in _family(pid):
        try:
            fields = Path(f"/proc/{family}/stat").read_text().rpartition(")")[2].split()
        except OSError:
            continue
        total += (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")
    return total


def _family(pid: int) -> list[int]:
    family = [pid]
    try:
        children = Path(f"/proc/{pid}/task/{pid}/children").read_text().split()
    except OSError:
        return family
    return family + [deeper for child in children for deeper in _family(int(child))]


def _wait_for(port: int, path: str) -> None:
    deadline = time.monotonic() + 60
    while time.monotonic() < deadline:
        try:
            with urllib.request.urlopen(f"http://127.0.0.1:{port}{path}", timeout=5) as response:
                if response.status == 200:
                    return
        except (OSError, urllib.error.URLError):
            time.sleep(0.1)
    raise TimeoutError(f"nothing answered on port {port}")
