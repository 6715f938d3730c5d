"""What the check of a site's pages costs a sync, and how often it asks the site in the background.

Run: python -m bench confirm [POSTS [ROUNDS]]. A web server of its own on this machine prints every entry's page and
notes when it was asked. Each sync begins with an empty store; those with the check on and off take turns.
"""

import statistics
import sys
import tempfile
import threading
import time
from collections.abc import Iterator, Sequence
from contextlib import closing, contextmanager
from dataclasses import dataclass
from functools import partial
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

from bench.load import free_port, running
from bench.pages import page
from bench.sync import HOME, MadeUpSite, an_entry
from bench.table import Row, show
from rootzpub.assembly import open_confirm_run
from rootzpub.assembly.following import site_robots
from rootzpub.clock import system_clock
from rootzpub.config import Config
from rootzpub.publisher import SyncOptions, sync
from rootzpub.store import SqliteStore, Store

POSTS, ROUNDS = 10_000, 3
RATES = (2.0, 20.0)
"""Requests a second that the owner allows; 2 is what is allowed without a word of his."""
SECONDS = 10.0
"""How long the background is watched at each rate."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Cost:
    """Until an entry of the sync is published, which all of them are at once."""

    seconds: float
    cpu: float


@dataclass(slots=True, kw_only=True)
class Site:
    """The web server in a process of its own."""

    port: int
    log: Path

    def asked(self) -> list[float]:
        """When it was asked, in seconds of this machine's monotonic clock."""
        return [float(line.split()[0]) for line in self.log.read_text("ascii").splitlines()]

    def config(self, folder: Path, *, on: bool, rate: float = RATES[0]) -> Config:
        """The site as its owner sets it; its home is the made-up one, and `connect` leads here."""
        table = {"site": HOME, "connect": f"127.0.0.1:{self.port}", "site_rate": rate} if on else {"site": "off"}
        return Config(directory=folder, source=table)


def serve(port: int, log: Path) -> None:
    """Print the page of every entry, by its address."""

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"
        wbufsize = 1 << 16

        def log_message(self, *_args: object) -> None:
            """Say nothing."""

        def do_GET(self) -> None:
            if self.path != "/":
                with log.open("a", encoding="ascii") as lines:
                    lines.write(f"{time.monotonic():.6f} {self.path[:80]}\n")
            number = self.path.rstrip("/").rpartition("-")[2]
            found = self.path == "/" or (self.path.startswith("/2") and number.isdecimal())
            body = page(int(number), an_entry(int(number), "1").html) if found and number else b"<p>nothing</p>"
            self.send_response(200 if found else 404)
            self.send_header("Content-Type", "text/html; charset=utf-8")
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

    ThreadingHTTPServer(("127.0.0.1", port), Handler).serve_forever()


@contextmanager
def site(folder: Path) -> Iterator[Site]:
    """The web server while it runs."""
    port, log = free_port(), folder / "asked"
    log.touch()
    with running([sys.executable, "-m", "bench.confirm", "--serve", str(port), str(log)], port):
        yield Site(port=port, log=log)


@contextmanager
def published(config: Config, posts: int) -> Iterator[tuple[Store, Cost]]:
    """An empty store after one sync, and what that took."""
    options = SyncOptions(robots=lambda plan: site_robots(config, plan))
    with closing(SqliteStore.open(config.data_dir)) as store:
        begun, cpu = time.perf_counter(), time.process_time()
        summary = sync(MadeUpSite(posts), store, config=config, clock=system_clock, options=options)
        cost = Cost(seconds=time.perf_counter() - begun, cpu=time.process_time() - cpu)
        assert summary.size == posts, summary
        yield store, cost


def publication_rows(web: Site, folder: Path, posts: int, rounds: int) -> Iterator[Row]:
    """Time and CPU until publication with the check on, against off."""
    costs: dict[bool, list[Cost]] = {True: [], False: []}
    # What is loaded with the first request, by both once.
    with published(web.config(folder / "first", on=True), 10):
        before = len(web.asked())
    for number in range(rounds):
        for on in (True, False) if number % 2 else (False, True):
            with published(web.config(folder / f"{number}-{on}", on=on), posts) as (_, cost):
                costs[on].append(cost)
    asked = (len(web.asked()) - before) / rounds
    for name in ("seconds", "cpu"):
        on, off = (statistics.median(getattr(cost, name) for cost in costs[turn]) for turn in (True, False))
        yield Row(
            name=f"{posts:,} plain entries: {'time' if name == 'seconds' else 'CPU'} until publication, check on",
            ours=on,
            other=off,
            unit="seconds",
            other_name="check off",
            wanted=0.9,
            lower_is_better=True,
            note=f"median of {rounds} in turns; {asked:.0f} requests to the site before publication",
        )


def background_row(web: Site, folder: Path, posts: int, rate: float) -> Row:
    """Requests a second in the background, against the rate that the owner allows."""
    config = web.config(folder / f"rate-{rate:g}", on=True, rate=rate)
    with published(config, posts) as (store, _):
        before, stop = len(web.asked()), threading.Event()
        run = open_confirm_run(config, store, stop=stop)
        assert run is not None
        timer = threading.Timer(SECONDS, stop.set)
        timer.start()
        cpu = time.process_time()
        looked = sum(1 for _ in run.run())
        cpu = time.process_time() - cpu
        timer.join()
    asked = web.asked()[before:]
    per_second = (len(asked) - 1) / (asked[-1] - asked[0])
    return Row(
        name=f"requests in the background at {rate:g} a second",
        ours=per_second,
        other=rate,
        unit="requests/s",
        other_name="the rate",
        wanted=0.99,
        lower_is_better=True,
        note=f"{len(asked)} requests, {busiest(asked)} in the busiest second; {looked} entries looked at, "
        f"{1000 * cpu / max(1, len(asked)):.1f} ms of CPU for a request",
    )


def busiest(moments: Sequence[float]) -> int:
    """The most requests in any one second."""
    return max(sum(start <= moment < start + 1 for moment in moments) for start in moments)


def main(posts: int = POSTS, rounds: int = ROUNDS) -> None:
    """Measure and print."""
    with tempfile.TemporaryDirectory() as temporary:
        folder = Path(temporary)
        with site(folder) as web:
            rows = [*publication_rows(web, folder, posts, rounds)]
            rows += map(partial(background_row, web, folder, min(posts, 1_000)), RATES)
    show("The check of a site's pages", rows)


if __name__ == "__main__":
    if sys.argv[1:2] == ["--serve"]:
        serve(int(sys.argv[2]), Path(sys.argv[3]))
    else:
        main(*map(int, sys.argv[1:3]))
