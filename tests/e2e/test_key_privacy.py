"""A key in the environment: read once, and then in no `/proc/PID/environ` of any process of the server."""

import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest
import requests

from tests.conftest import ROOT
from tests.e2e.site import free_port, rootzpub, waited_for
from tests.e2e.test_processes import children
from tests.waiting import LIMIT

pytestmark = pytest.mark.skipif(not Path("/proc/self/environ").exists(), reason="reads /proc")
KEY = "0c679768108e4b0c53d71657e87017c157e46ba6dd3f96e2d8547dc9a7d90201"
"""TEST KEY ONLY: the key of the published worked examples."""


@pytest.mark.slow("starts a server")
def test_the_environment_shows_no_key_and_nothing_can_be_dumped(tmp_path: Path) -> None:
    """Parent, workers and watcher; and no core file has room."""
    site = tmp_path / "site"
    source = f"rest:{ROOT / 'fixtures/demo/rest'}"
    assert rootzpub("init", site, "--source", source, "--base-url", "http://127.0.0.1", "--new-key").returncode == 0
    port, log = free_port(), tmp_path / "log"
    (site / "rootzpub.toml").write_text(
        f'[source]\nurl = "{source}"\n[site]\nbase_url = "http://127.0.0.1"\n[signing]\nkey = "env:TEST_KEY"\n'
    )
    command = [sys.executable, "-m", "rootzpub", "-C", site, "serve", "--bind", f"127.0.0.1:{port}"]
    with log.open("wb") as out:
        process = subprocess.Popen(command, stdout=out, stderr=out, env={**os.environ, "TEST_KEY": KEY})
    try:
        url = f"http://127.0.0.1:{port}/.well-known/ai"
        waited_for(lambda: requests.get(url, timeout=LIMIT).status_code == 200, process, log)
        assert requests.get(url, timeout=LIMIT).json()["_signature"]["signer"].startswith("0x67bEdA60")
        family = [process.pid, *children(process.pid)]
        assert len(family) == 4
        for number in family:
            assert KEY.encode() not in Path(f"/proc/{number}/environ").read_bytes()
        for number in (process.pid, *(n for n, line in children(process.pid).items() if "--watch" not in line)):
            limits = Path(f"/proc/{number}/limits").read_text().splitlines()
            assert next(line for line in limits if line.startswith("Max core file size")).split()[4:6] == ["0", "0"]
    finally:
        process.send_signal(signal.SIGTERM)
        process.wait(timeout=LIMIT)
