"""Servers: the same bare Flask route on each, requests/s of interleaved rounds (docs/decisions/0001-server.md).

Run: python -m bench.servers. Needs wrk and the extra `bench`.
"""

import os
import statistics
import sys
import tempfile
from contextlib import ExitStack
from pathlib import Path

from bench.load import free_port, load, running, wrk
from bench.table import Row, show

ROUNDS = 3
BYTES = 20_000


def commands(port: int) -> dict[str, list[str]]:
    """How each server is started on a port."""
    here = Path(sys.executable).parent
    bind = f"127.0.0.1:{port}"
    return {
        "granian, 2 workers": [
            str(here / "granian"), "--interface", "wsgi", "--workers", "2", "--port", str(port), "bench.bare:app",
        ],
        "gunicorn, 2 workers of 4 threads": [
            str(here / "gunicorn"), "-w", "2", "--threads", "4", "-b", bind, "bench.bare:app",
        ],
        "gunicorn, 2 sync workers": [str(here / "gunicorn"), "-w", "2", "-b", bind, "bench.bare:app"],
        "waitress, 4 threads": [str(here / "waitress-serve"), f"--listen={bind}", "--threads=4", "bench.bare:app"],
    }  # fmt: skip


def rows() -> list[Row]:
    """Each server against two sync workers of gunicorn."""
    with tempfile.NamedTemporaryFile() as body, ExitStack() as stack:
        Path(body.name).write_bytes(b"a" * BYTES)
        os.environ["BARE_BODY"] = body.name
        started = {}
        for name in commands(0):
            port = free_port()
            started[name] = (stack.enter_context(running(commands(port)[name], port, path="/bare")), port)
        rates: dict[str, list[float]] = {name: [] for name in started}
        for _ in range(ROUNDS):
            for name, (pid, port) in started.items():
                rates[name].append(load(pid, port, ["/bare"]).per_second)
    medians = {name: statistics.median(values) for name, values in rates.items()}
    base = "gunicorn, 2 sync workers"
    return [
        Row(name=name, ours=rate, other=medians[base], unit="requests/s", other_name=base)
        for name, rate in medians.items()
    ]


if __name__ == "__main__":
    if wrk() is None:
        sys.exit("bench.servers needs wrk: apt-get install wrk")
    show("Servers", rows())
