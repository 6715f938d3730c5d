"""A key is changed while two workers serve under load: no verifier meets an alarm, nor a key beyond its time."""

import json
import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from pathlib import Path

import pytest
import requests

from rootzpub.proof import Address, KeyHistory
from rootzpub.verify import Lookups, Pin, verify
from rootzpub.wire.blocks import parse_time
from tests.conftest import ROOT
from tests.e2e.site import free_port, rootzpub
from tests.waiting import LIMIT, eventually

pytestmark = pytest.mark.slow("waits until a rotation takes effect")
AHEAD = 4
"""Seconds until the rotation takes effect."""
PATHS = ("/.well-known/ai", "/.well-known/ai/feed", "/wp-json/rootz/v1/page", "/wp-json/rootz/v1/search?q=tool")


@pytest.fixture
def site(tmp_path: Path) -> Iterator[tuple[str, Path]]:
    """Address and folder of a site that two workers serve, with stamps of one second."""
    url, folder = f"http://127.0.0.1:{free_port()}", tmp_path / "site"
    made = rootzpub("init", folder, "--source", f"rest:{ROOT / 'fixtures/demo/rest'}", "--base-url", url, "--new-key")
    assert made.returncode == 0, made.stderr
    assert rootzpub("-C", folder, "sync").returncode == 0
    command = [sys.executable, "-m", "rootzpub", "-C", folder, "serve", "--workers", "2"]
    with (tmp_path / "log").open("wb") as log:
        served = subprocess.Popen(
            [*command, "--bind", url.partition("//")[2]],
            stdout=log,
            stderr=log,
            env=os.environ | {"ROOTZPUB_SITE_STAMP_SECONDS": "1"},
        )
    try:
        assert eventually(lambda: _status(url) == 200)
        yield url, folder
    finally:
        served.send_signal(signal.SIGTERM)
        served.wait(LIMIT)


def _status(url: str) -> int:
    try:
        return requests.get(f"{url}/.well-known/ai", timeout=LIMIT).status_code
    except requests.RequestException:
        return 0


def _asked(url: str) -> tuple[str, bytes]:
    return url, requests.get(url, timeout=LIMIT).content


def test_a_rotation_under_load(site: tuple[str, Path]) -> None:
    """Every answer of both workers verifies, with the pin of either key and by the history that is published."""
    url, folder = site
    rotated = json.loads(rootzpub("-C", folder, "keys", "rotate", "--in", AHEAD, "--json").stdout)
    effective = parse_time(rotated["effective"])
    answers: list[tuple[str, bytes]] = []
    with ThreadPoolExecutor(8) as pool:
        while (datetime.now(UTC) - effective).total_seconds() < 2:
            answers += pool.map(_asked, [url + path for path in PATHS * 4])

    keys = requests.get(f"{url}/.well-known/ai/keys", timeout=LIMIT).content
    assert KeyHistory.read(json.loads(keys)).entries[0].message()["effectiveAt"] == int(effective.timestamp())
    lookups = Lookups(key_history=lambda _: keys)
    signed: set[tuple[str, bool]] = set()
    for asked, body in dict.fromkeys(answers):
        block = json.loads(body)["_signature"]
        signed.add((block["signer"], parse_time(block["signedAt"]) >= effective))
        for signer in (rotated["old"], rotated["new"]):
            report = verify(body, url=asked, lookups=lookups, pins={url: _pin(signer)})
            assert not report.failures, (asked, report.failures)
    assert {signer for signer, is_after in signed if is_after} == {rotated["new"]}
    assert rotated["old"] in {signer for signer, _ in signed}


def _pin(signer: str) -> Pin:
    return Pin(
        signer=Address.parse(signer).format(), first_seen="2026-01-01T00:00:00Z", last_seen="2026-01-01T00:00:00Z"
    )
