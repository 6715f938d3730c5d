"""A published site under test: initialised, synced and served by the command line, as an owner would do it."""

import json
import os
import re
import signal
import socket
import subprocess
import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import quote

import requests

from tests.waiting import LIMIT, eventually

MARKER = re.compile(rb"LEAK[A-Z]+|leak[a-z]+mail@|DEMOHIDDEN")


def rootzpub(
    *arguments: object,
    cwd: Path | None = None,
    env: dict[str, str] | None = None,
    stdin: bytes = b"",
    limit: float = LIMIT,
) -> Any:
    """Run the command line; gives the finished process with bytes in stdout and stderr."""
    return subprocess.run(
        [sys.executable, "-m", "rootzpub", *map(str, arguments)],
        cwd=cwd,
        env={**os.environ, **(env or {})},
        input=stdin,
        capture_output=True,
        check=False,
        timeout=limit,
    )


def free_port() -> int:
    """A port nothing listens on now."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@dataclass(frozen=True, slots=True, kw_only=True)
class Published:
    """A served site."""

    folder: Path
    url: str
    log: Path
    pid: int

    def get(self, path: str, **options: Any) -> requests.Response:
        """GET a path of it."""
        return requests.get(self.url + path, timeout=LIMIT, **options)

    def json(self, path: str) -> Any:
        """The parsed body of a path that must answer 200."""
        response = self.get(path)
        assert response.status_code == 200, (path, response.status_code, response.text[:300])
        return response.json()

    def page(self, path: str) -> requests.Response:
        """getPage for an entry's path."""
        return self.get(f"/wp-json/rootz/v1/page?path={quote(path, safe='')}")

    def paged(self, path: str, members: Sequence[str]) -> Iterator[Any]:
        """Every item of a paged document, following nextUrl."""
        while path:
            document = self.json(path)
            found: Any = document
            for member in members:
                found = found[member]
            yield from found
            path = document.get("nextUrl", "").removeprefix(self.url)


@contextmanager
def published(folder: Path, source: str, *, settings: str = "", limit: float = LIMIT) -> Iterator[Published]:
    """init, sync and serve `source`; `settings` is TOML that replaces the written file's tables of the same name."""
    port = free_port()
    url = f"http://127.0.0.1:{port}"
    site = folder / "site"
    made = rootzpub("init", site, "--source", source, "--base-url", url, "--new-key")
    assert made.returncode == 0, made.stderr
    if settings:
        keep = f'[source]\nurl = {json.dumps(source)}\n[site]\nbase_url = "{url}"\n'
        (site / "rootzpub.toml").write_text(keep + settings, "utf-8")
    synced = rootzpub("-C", site, "sync", limit=limit)
    assert synced.returncode == 0, synced.stderr
    log = folder / "serve.log"
    with serving(site, port, log) as pid:
        yield Published(folder=site, url=url, log=log, pid=pid)


@contextmanager
def serving(site: Path, port: int, log: Path) -> Iterator[int]:
    """`rootzpub serve` until the end of the block; stopped by pid."""
    command = [sys.executable, "-m", "rootzpub", "-C", site, "serve", "--bind", f"127.0.0.1:{port}", "--access-log"]
    with log.open("ab") as out:
        process = subprocess.Popen(command, stdout=out, stderr=out)
    try:
        _wait(port, process, log)
        yield process.pid
    finally:
        process.send_signal(signal.SIGTERM)
        process.wait(timeout=LIMIT)


def _wait(port: int, process: "subprocess.Popen[bytes]", log: Path) -> None:
    url = f"http://127.0.0.1:{port}/.well-known/ai"
    waited_for(lambda: requests.get(url, timeout=LIMIT).status_code == 200, process, log)


def waited_for(what: Callable[[], bool], process: "subprocess.Popen[bytes]", log: Path) -> None:
    """Until it is true of a server that runs; a server that ended is an error with what it said."""

    def happened() -> bool:
        try:
            return what()
        except requests.ConnectionError:
            return False

    assert eventually(lambda: process.poll() is not None or happened()), log.read_text()
    assert process.poll() is None, log.read_text()
