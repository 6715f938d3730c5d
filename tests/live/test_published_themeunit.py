"""The theme unit test site published from each form it has: the same site, and no word that WordPress hides.

The truth is what WordPress shows an anonymous visitor: rendered.json, in the shared folder. What an owner runs is run:
init, sync, build, doctor; then every byte of store, build and output is searched.
"""

import gzip
import json
import os
import re
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest

from tests.live.mariadb import Database

pytestmark = pytest.mark.live

MARKER = re.compile(rb"leak[a-z]", re.IGNORECASE)
PASSWORD = "THEMEUNIT_DATABASE_PASSWORD"
WAYS = ("rest", "sql", "wxr", "mysql")


def source(way: str, folder: Path, database: Callable[[], Database]) -> list[str]:
    """Options of `rootzpub init` for one form of the site."""
    if way == "mysql":
        os.environ[PASSWORD] = database().reader_password
        return [database().source_url(), "--password", f"env:{PASSWORD}"]
    return [
        {"rest": f"rest:{folder}/rest", "sql": f"sql:{folder}/dump.sql", "wxr": f"wxr:{folder}/export.wxr.xml"}[way]
    ]


@pytest.fixture(scope="module", params=WAYS)
def published(
    request: pytest.FixtureRequest, shared: Path, tmp_path_factory: pytest.TempPathFactory
) -> tuple[Path, bytes]:
    """The folder of the published site, and all that was said while it was made."""
    folder = tmp_path_factory.mktemp(request.param)
    options = source(request.param, shared / "sites/themeunit", lambda: request.getfixturevalue("themeunit_database"))
    program = [sys.executable, "-m", "rootzpub"]
    said = b""
    for command in (
        ["init", folder, "--new-key", "--source", *options],
        ["-C", folder, "sync"],
        ["-C", folder, "build", folder / "out"],
        ["-C", folder, "doctor"],
        ["-C", folder, "show", "/wp-json/rootz/v1/search?q=LEAKPASSWORDBODY"],
    ):
        # Its home is on the web, and not asked here.
        environment = dict(os.environ, ROOTZPUB_SOURCE_SITE="off")
        result = subprocess.run([*program, *map(str, command)], capture_output=True, check=False, env=environment)
        assert result.returncode == 0, result.stderr.decode()
        said += result.stderr if command[2] == "show" else result.stdout + result.stderr
        if command[2] == "show":
            assert json.loads(result.stdout)["results"] == []
    return folder, said


def records(folder: Path) -> dict[str, Any]:
    """Path -> record of the publication, out of the built files."""
    found: list[dict[str, Any]] = []
    for path in sorted((folder / "out" / ".well-known" / "ai").rglob("*")):
        if path.is_file() and path.suffix != ".gz" and "pages" in path.relative_to(folder / "out").parts[2]:
            document = json.loads(path.read_bytes())
            found += (
                document["pages"] if document["_signature"]["envelope"]["message"]["kind"] == "ai-page-manifest" else []
            )
    return {record["path"]: record for record in found}


def test_the_entries_are_those_of_the_truth(published: tuple[Path, bytes], shared: Path) -> None:
    """Every published post and page under its own permalink, and no other."""
    rendered = json.loads((shared / "sites/themeunit/rendered.json").read_bytes())
    wanted = {
        urlsplit(entry["permalink"]).path: (entry["type"], entry["modified_gmt"] + "Z")
        for entry in rendered
        if not entry["protected"]
    }

    here = {path: record for path, record in records(published[0]).items() if record["type"] in {"post", "page"}}

    assert {path: (record["type"], record["modified"]) for path, record in here.items()} == wanted


def test_no_hidden_word_is_anywhere(published: tuple[Path, bytes]) -> None:
    """Not in a file of the store, its full-text index included, not in a built file, not in what was said."""
    folder, said = published
    files = [path for path in folder.rglob("*") if path.is_file()]
    leaks = [
        str(path.relative_to(folder))
        for path in files
        if MARKER.search(gzip.decompress(path.read_bytes()) if path.suffix == ".gz" else path.read_bytes())
    ]

    assert len(files) > 50
    assert leaks == []
    assert not MARKER.search(said)
