"""A first read of a live site that is killed, interrupted or refused in the middle, and the command that goes on."""

import json
import signal
import stat
import subprocess
import sys
import threading
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import pytest

from rootzpub.state.file_state import SCRATCH_FILE
from rootzpub.store import SqliteStore
from tests.e2e.site import MARKER, rootzpub
from tests.sources.rest.server import FakeSite, Fault, post, serving
from tests.waiting import LIMIT, eventually

FIRST = 10_000
"""Id of the first of the posts that we add."""
ADDED = 300
WHOLE = "excerpt"


@pytest.fixture
def site(shared: Path) -> Iterator[FakeSite]:
    """The theme unit site as a live REST API, and enough posts to make four pages."""

    def saved(name: str) -> Any:
        text = (shared / f"sites/themeunit/rest/{name}.json").read_text("utf-8")
        return json.loads(text.replace("http://127.0.0.1:8081", "HOME"))

    bases = ("posts", "pages", "media", "categories", "tags", "users")
    collections = {base: saved(base) for base in bases}
    collections["posts"] += [post(number, categories=[]) for number in range(FIRST, FIRST + ADDED)]
    types, taxonomies = saved("types"), saved("taxonomies")
    site = FakeSite(collections=collections, index=saved("index"), types=types, taxonomies=taxonomies)
    with serving(site) as running:
        yield running


@pytest.fixture
def folder(site: FakeSite, tmp_path: Path) -> Path:
    """Made by `init`, never synced."""
    return _init(site, tmp_path / "site")


def _init(site: FakeSite, folder: Path) -> Path:
    made = rootzpub("init", folder, "--source", site.home, "--new-key")
    assert made.returncode == 0, made.stderr
    return folder


def _command(folder: Path, *arguments: str) -> list[str]:
    return [sys.executable, "-m", "rootzpub", "-C", str(folder), "sync", *arguments]


def _break_off(site: FakeSite, folder: Path, how: signal.Signals | None) -> bytes:
    """Start a sync that ends while it waits for page 4 of the posts; gives what it said."""
    answer = threading.Event()
    site.faults.append(Fault(path="/posts?page=4", also=WHOLE, status=403, hold=answer, times=99))
    process = subprocess.Popen(_command(folder), stdout=subprocess.PIPE, stderr=subprocess.STDOUT)

    def is_there() -> bool:
        return any("/posts?page=4" in asked for asked in site.asked)

    assert eventually(lambda: process.poll() is not None or is_there()), site.asked
    assert process.poll() is None, process.communicate()[0]
    if how is not None:
        process.send_signal(how)
        process.wait(timeout=LIMIT)
    answer.set()
    said, _ = process.communicate(timeout=LIMIT)
    site.faults.clear()
    site.asked.clear()
    assert process.returncode != 0
    return said


def _change_meanwhile(site: FakeSite) -> None:
    """One edited, one protected, one made private, one added between the two runs."""
    added = {item["id"]: item for item in site.collections["posts"] if item["id"] >= FIRST}
    later = {"modified_gmt": "2026-02-02T00:00:00"}
    edited = {"rendered": "<p>Words of the second edition</p>", "protected": False}
    added[FIRST + 5].update(content=edited, **later)
    secret = {"rendered": "", "protected": True}
    added[FIRST + 6].update(content=secret, excerpt=secret, **later)
    site.collections["posts"].remove(added[FIRST + 7])
    site.collections["posts"].append(post(FIRST + 900, categories=[]))


def _published(folder: Path) -> Mapping[str, str]:
    """Path and hash of every published entry."""
    store = SqliteStore.open(folder / "rootzpub-data")
    with store.site() as site:
        records = {record.path: record.content_hash for record in site.records(limit=10_000)}
        assert len(records) == site.publication.size
    store.close()
    return records


def _pages(site: FakeSite, base: str) -> list[str]:
    """Pages of whole entries that were asked for."""
    asked = [path for path in site.asked if f"/{base}?page=" in path and WHOLE in path]
    return [path.partition("page=")[2].partition("&")[0] for path in asked]


@pytest.mark.slow("starts processes and kills them again and again")
@pytest.mark.parametrize("how", [signal.SIGKILL, signal.SIGINT, None], ids=["kill -9", "ctrl-c", "refused"])
def test_a_sync_that_broke_off_goes_on(
    site: FakeSite, folder: Path, tmp_path: Path, how: signal.Signals | None
) -> None:
    """Pages that were done are not asked for again; what is published is what an unbroken read of now publishes."""
    said = _break_off(site, folder, how)
    assert b"Traceback" not in said
    assert (b"what was read is kept" in said) == (how is None)
    journal = folder / "rootzpub-data" / SCRATCH_FILE
    assert stat.S_IMODE(journal.stat().st_mode) == 0o600
    _change_meanwhile(site)

    synced = rootzpub("-C", folder, "sync", "--json")

    assert synced.returncode == 0, synced.stderr
    assert [_pages(site, base) for base in ("posts", "pages", "media")] == [["4"], ["1"], ["1"]]
    assert b"resumed: 300 of " in synced.stderr
    assert json.loads(synced.stdout)["resumed"] == 300
    assert not journal.exists()
    unbroken = _init(site, tmp_path / "unbroken")
    assert rootzpub("-C", unbroken, "sync").returncode == 0
    published = _published(folder)
    assert published == _published(unbroken)
    assert f"/2026/post-{FIRST + 5}/" in published
    assert f"/2026/post-{FIRST + 900}/" in published
    assert not published.keys() & {f"/2026/post-{FIRST + 6}/", f"/2026/post-{FIRST + 7}/"}


@pytest.mark.slow("starts processes and kills them again and again")
def test_no_word_of_what_was_hidden_meanwhile_is_left(site: FakeSite, folder: Path) -> None:
    """In no file of the data folder, and the edited entry bears its new words."""
    _break_off(site, folder, signal.SIGKILL)
    _change_meanwhile(site)

    summary = rootzpub("-C", folder, "sync")

    assert summary.returncode == 0, summary.stderr
    assert b"resumed      300 of " in summary.stdout
    kept = b"".join(file.read_bytes() for file in (folder / "rootzpub-data").iterdir())
    assert b"second edition" in kept
    for hidden in (b"Body of %d" % (FIRST + 5), b"Body of %d" % (FIRST + 6), b"Body of %d" % (FIRST + 7)):
        assert hidden not in kept
    assert not MARKER.search(kept)


@pytest.mark.slow("starts processes and kills them again and again")
def test_full_begins_anew(site: FakeSite, folder: Path) -> None:
    """`sync --full` takes nothing for granted."""
    _break_off(site, folder, signal.SIGKILL)

    synced = rootzpub("-C", folder, "sync", "--full", "--json")

    assert synced.returncode == 0, synced.stderr
    assert _pages(site, "posts") == ["1", "2", "3", "4"]
    assert json.loads(synced.stdout)["resumed"] == 0


@pytest.mark.slow("starts processes and kills them again and again")
def test_a_watcher_goes_on_too(site: FakeSite, folder: Path, tmp_path: Path) -> None:
    """What `sync` left, `serve` takes up: its watcher says so and publishes."""
    _break_off(site, folder, signal.SIGKILL)
    log = tmp_path / "log"
    with log.open("wb") as out:
        process = subprocess.Popen(_command(folder, "--watch", "--until-eof"), stdin=subprocess.PIPE, stderr=out)
    assert eventually(lambda: b"publication 1" in log.read_bytes() or process.poll() is not None), log.read_text()
    assert process.poll() is None, log.read_text()
    process.communicate(timeout=LIMIT)

    assert "resumed: 300 of " in log.read_text()
    assert _pages(site, "posts") == ["4"]


@pytest.mark.slow("starts processes and kills them again and again")
def test_another_source_clears_what_was_left(site: FakeSite, folder: Path, shared: Path) -> None:
    """Who reads a folder now will not go on with the live site: its answers do not stay on the disk."""
    _break_off(site, folder, signal.SIGKILL)
    journal = folder / "rootzpub-data" / SCRATCH_FILE
    assert journal.exists()
    source = f"rest:{shared / 'sites/themeunit/rest'}"

    synced = rootzpub("-C", folder, "sync", env={"ROOTZPUB_SOURCE_URL": source})

    assert synced.returncode == 0, synced.stderr
    assert not journal.exists()
