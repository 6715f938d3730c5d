"""Serving: our answers against a bare Flask route that returns equal bytes on the same server, and against nginx.

Run: python -m bench.serving. Needs wrk; nginx is skipped with a reason where it is missing.
"""

import os
import shutil
import statistics
import subprocess
import sys
import tempfile
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import quote

from bench.load import Load, free_port, load, running, wrk
from bench.synthetic import paths, write_site
from bench.table import Row, show

POSTS = 5000
ROUNDS = 3
WORKERS = "2"
STEP = 2
"""Seconds of a stamp step: thirty times shorter than the default, so that every path is sealed anew in every round."""
CASES = (
    ("ai.json", ["/.well-known/ai"], 0.8),
    ("feed", ["/.well-known/ai/feed"], 0.8),
    ("getPage, one path", ["/wp-json/rootz/v1/page?path=%2Fpost-1%2F"], 0.8),
    (
        f"getPage, 5,000 paths, sealed anew every {STEP} s",
        [f"/wp-json/rootz/v1/page?path={quote(path, safe='')}" for path in paths(POSTS)],
        0.3,
    ),
    ("search, common word", ["/wp-json/rootz/v1/search?q=repair"], 0.3),
)


def rows(only: str = "") -> list[Row]:
    """Requests/s and CPU per request, medians of interleaved rounds; of the cases whose name holds `only`."""
    with tempfile.TemporaryDirectory() as temporary:
        folder = Path(temporary)
        _prepare(folder)
        with _ours(folder) as (pid, port):
            return [row for case in CASES if only in case[0] for row in _compare(folder, pid, port, case)]


def _prepare(folder: Path) -> None:
    source = write_site(folder / "rest", POSTS)
    command = [sys.executable, "-m", "rootzpub"]
    site = folder / "site"
    subprocess.run([*command, "init", site, "--source", f"rest:{source}"], check=True, stdout=subprocess.DEVNULL)
    toml = site / "rootzpub.toml"
    text = toml.read_text().replace('# rate_limit = "100/hour"', 'rate_limit = "none"')
    toml.write_text(text.replace("# stamp_seconds = 60", f"stamp_seconds = {STEP}"))
    subprocess.run([*command, "-C", site, "sync"], check=True, stdout=subprocess.DEVNULL)


@contextmanager
def _ours(folder: Path) -> Iterator[tuple[int, int]]:
    port = free_port()
    bind = f"127.0.0.1:{port}"
    command = [sys.executable, "-m", "rootzpub", "-C", str(folder / "site"), "serve", "--no-watch", "--bind", bind]
    with running([*command, "--workers", WORKERS], port, path="/.well-known/ai") as pid:
        yield pid, port


def _compare(folder: Path, pid: int, port: int, case: tuple[str, list[str], float]) -> Iterator[Row]:
    name, asked, wanted = case
    body = folder / "body"
    with urllib.request.urlopen(f"http://127.0.0.1:{port}{asked[0]}") as response:
        body.write_bytes(response.read())
    bare_port = free_port()
    os.environ["BARE_BODY"] = str(body)
    granian = [str(Path(sys.executable).with_name("granian")), "--interface", "wsgi", "--workers", WORKERS]
    ours: list[Load] = []
    bare: list[Load] = []
    nginx: list[Load] = []
    with (
        running([*granian, "--port", str(bare_port), "bench.bare:app"], bare_port, path="/bare") as bare_pid,
        _nginx(body) as static,
    ):
        _warm(pid, port, asked)
        for _ in range(ROUNDS):
            ours.append(load(pid, port, asked))
            bare.append(load(bare_pid, bare_port, ["/bare"]))
            if static:
                nginx.append(load(static[0], static[1], ["/body"]))
    failed = sum(run.failed for run in ours)
    size = f"{body.stat().st_size:,} bytes" + (f", {failed} FAILED" if failed else "")
    yield Row(
        name=name,
        ours=_rate(ours),
        other=_rate(bare),
        unit="requests/s",
        other_name="bare Flask",
        wanted=wanted,
        note=size,
    )
    yield Row(
        name=f"{name}: CPU", ours=_cpu(ours), other=_cpu(bare), unit="µs/request", other_name="bare Flask",
        lower_is_better=True,
    )  # fmt: skip
    if nginx:
        yield Row(name=name, ours=_rate(ours), other=_rate(nginx), unit="requests/s", other_name="nginx, static file")


def _warm(pid: int, port: int, asked: list[str]) -> None:
    """Ask until every worker has built every document once for this version of the site; then it is only sealed."""
    total = 0
    while total < 4 * len(asked):
        total += load(pid, port, asked).total


def _rate(runs: list[Load]) -> float:
    return statistics.median(run.per_second for run in runs)


def _cpu(runs: list[Load]) -> float:
    return statistics.median(run.cpu_microseconds for run in runs)


@contextmanager
def _nginx(body: Path) -> Iterator[tuple[int, int] | None]:
    """nginx serving the same bytes as a file; None where it is missing."""
    binary = shutil.which("nginx") or shutil.which("nginx", path="/usr/sbin")
    if not binary:
        print("nginx is not installed: its column is left out (scripts/install-live.sh installs it)")
        yield None
        return
    port = free_port()
    configuration = body.parent / "nginx.conf"
    configuration.write_text(
        f"daemon off; worker_processes {WORKERS}; user root; pid {body.parent}/nginx.pid; error_log /dev/null;\n"
        f"events {{}}\nhttp {{ access_log off;\n"
        f"client_body_temp_path {body.parent}/b; proxy_temp_path {body.parent}/p;\n"
        f"fastcgi_temp_path {body.parent}/f; uwsgi_temp_path {body.parent}/u; scgi_temp_path {body.parent}/s;\n"
        f"default_type application/json; server {{ listen 127.0.0.1:{port}; root {body.parent}; }} }}\n"
    )
    body.parent.chmod(0o755)
    with running([binary, "-c", str(configuration)], port, path="/body") as pid:
        yield pid, port


if __name__ == "__main__":
    if wrk() is None:
        sys.exit("bench.serving needs wrk: apt-get install wrk (scripts/install-live.sh does)")
    show("Serving", rows(*sys.argv[1:2]))
