"""The demo site, read in every way there is, is published as one and the same site, and nothing hidden gets out.

Each way is a whole run of the commands an owner uses: `init`, `sync`, `build`.
"""

import gzip
import json
import os
import shutil
import subprocess
import sys
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from rootzpub.sources import SOURCES

from .demo import DEMO
from .wordpress import WordPress

ROOTZPUB = Path(sys.executable).with_name("rootzpub")
MARKER = b"demohidden"
PASSWORD = "DEMO_DATABASE_PASSWORD"

Way = Callable[[WordPress], list[str]]
"""Options of `rootzpub init` for a way to read the site, which also stands in a real WordPress."""


def database_options(site: WordPress) -> list[str]:
    """The read-only account, its password by reference."""
    os.environ[PASSWORD] = site.database.reader_password
    return ["--source", f"{site.database.source_url()}&types=event", "--password", f"env:{PASSWORD}"]


WAYS: Mapping[str, Way] = {
    "rest": lambda site: ["--source", f"rest:{DEMO / 'rest'}"],
    "sql": lambda site: ["--source", f"sql:{DEMO / 'dump.sql'}"],
    "wxr": lambda site: ["--source", f"wxr:{DEMO / 'export.wxr.xml'}?types=event"],
    "mysql": database_options,
    "wordpress": lambda site: ["--source", f"wordpress:{site.path}?types=event"],
}

KNOWN_DIFFERENCES = {
    "/2024/06/pictures-from-the-open-day/": "over REST a playlist's tracks are for scripts only, else they are a list",
    "/about/house-style/": "an export (WXR) does not name the site's logo",
    "/site-map/": "REST lists pages that are marked noindex; from the source they are left out of lists",
}
"""Path -> why its markdown is another one over REST than from database, dump or export."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Published:
    """What a run left: everything that was said, every file of the store and the build."""

    said: bytes
    folder: Path

    @property
    def records(self) -> dict[str, Any]:
        """Path -> record of the publication."""
        records: list[dict[str, Any]] = []
        for path in sorted((self.folder / "out" / ".well-known" / "ai").glob("pages*")):
            for file in [path] if path.is_file() else sorted(path.rglob("*")):
                if file.is_file() and file.suffix != ".gz":
                    records += json.loads(file.read_bytes())["pages"]
        return {record["path"]: record for record in records}

    def leaks(self) -> list[str]:
        """Where a marker word stands."""
        found = ["what was said"] if MARKER in self.said.lower() else []
        for path in self.folder.rglob("*"):
            data = path.read_bytes() if path.is_file() else b""
            if path.suffix == ".gz":
                data = gzip.decompress(data)
            if MARKER in data.lower():
                found.append(str(path.relative_to(self.folder)))
        return found


@pytest.fixture(scope="module")
def publish(demo_wordpress: WordPress, tmp_path_factory: pytest.TempPathFactory) -> Callable[[str], Published]:
    """Publishes the demo site by a way of reading it, once for each."""
    done: dict[str, Published] = {}

    def run(way: str) -> Published:
        if way not in done:
            folder = tmp_path_factory.mktemp(way)
            said = b""
            base = [str(ROOTZPUB), "-C", str(folder)]
            for command in (
                [str(ROOTZPUB), "init", str(folder), "--new-key", *WAYS[way](demo_wordpress)],
                [*base, "sync"],
                [*base, "build", str(folder / "out")],
                [*base, "doctor"],
            ):
                # Its home is nowhere.
                environment = dict(os.environ, ROOTZPUB_SOURCE_SITE="off")
                result = subprocess.run(command, capture_output=True, check=False, env=environment)
                said += result.stdout + result.stderr
                assert result.returncode == 0, result.stderr.decode()
            done[way] = Published(said=said, folder=folder)
        return done[way]

    return run


@pytest.fixture(params=[way for way in WAYS if way in SOURCES])
def published(request: pytest.FixtureRequest, publish: Callable[[str], Published]) -> Published:
    """The demo site published by each way there is."""
    return publish(request.param)


def test_everything_public_is_published(published: Published) -> None:
    """Every entry that a visitor may see is published under its address, and nothing else."""
    shown = json.loads((DEMO / "rendered.json").read_text(encoding="utf-8"))
    hidden = {302, 308, 309, 310, 311, 312}  # fixtures/demo/README.md, "Marker words"
    paths = {entry["permalink"].removeprefix("https://werkhof.example") for entry in shown if entry["id"] not in hidden}
    assert {path for path, record in published.records.items() if record["type"] != "attachment"} == paths


def test_nothing_hidden_gets_out(published: Published) -> None:
    """No marker word is in any file of the store, any published file, or anything that a command said."""
    assert published.leaks() == []


def test_same_titles_as_over_rest(published: Published, publish: Callable[[str], Published]) -> None:
    """Titles, kinds and dates of change are those that the REST form gives."""
    rest = publish("rest").records
    mine = published.records
    assert {path: (record["title"], record["type"], record["modified"]) for path, record in mine.items()} == {
        path: (record["title"], record["type"], record["modified"]) for path, record in rest.items()
    }


def test_same_markdown_as_over_rest(published: Published, publish: Callable[[str], Published]) -> None:
    """The markdown of every entry is byte for byte the one that the REST form gives, but where the cause is known."""
    rest = publish("rest").records
    different = {
        path for path, record in published.records.items() if record["contentHash"] != rest[path]["contentHash"]
    }
    assert different <= set(KNOWN_DIFFERENCES)


def test_leak_search_can_find(published: Published, tmp_path: Path) -> None:
    """The search for marker words finds one in a plain file and in a compressed one, whatever its case."""
    shutil.copytree(published.folder, tmp_path / "copy")
    (tmp_path / "copy" / "plain").write_bytes(b"a DemoHidden word")
    (tmp_path / "copy" / "packed.gz").write_bytes(gzip.compress(b"DEMOHIDDENDRAFT"))
    found = Published(said=b"DEMOHIDDEN", folder=tmp_path / "copy").leaks()
    assert sorted(found) == ["packed.gz", "plain", "what was said"]
