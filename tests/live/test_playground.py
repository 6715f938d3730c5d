"""The demo site in WordPress 6.2 to 6.7 on SQLite: opt-in, `pytest -m wp67` after `scripts/install-playground.sh`."""

import json
import sqlite3
from pathlib import Path
from typing import Any

import pytest
from bs4 import BeautifulSoup

from rootzpub.markdown import convert
from rootzpub.site import NOTHING_KNOWN, Entry
from rootzpub.sources import SourceOptions, open_source

from .demo import DEMO, rest_forms
from .playground import Playground

pytestmark = pytest.mark.wp67

PICTURES = 118
"""Over REST its playlist is for scripts only, in the file it is a list."""
SITE_MAP = 32
"""Its list of newest entries ends excerpts with "Read more" since WordPress 6.3."""


def words(html: str) -> str:
    """The text of HTML with single spaces."""
    return " ".join(BeautifulSoup(html, "lxml").get_text(" ").split())


@pytest.fixture(scope="module")
def rendered() -> dict[int, Any]:
    """The demo site as WordPress 6.1 on MariaDB shows it, by number."""
    return {entry["id"]: entry for entry in json.loads((DEMO / "rendered.json").read_text(encoding="utf-8"))}


def entries(site: Playground) -> dict[int, Any]:
    """Everything that the site publishes, by number."""
    return {entry["id"]: entry for name in ("posts", "pages", "event") for entry in site.rest_all(f"/wp/v2/{name}")}


def test_version(demo_playground: Playground) -> None:
    """The build is the WordPress that its name says."""
    version = demo_playground.php("echo get_bloginfo( 'version' );")
    named = {"beta": "6.6", "nightly": "6.7"}
    assert version.startswith(named.get(demo_playground.build, demo_playground.build))


def test_same_entries(demo_playground: Playground, rendered: dict[int, Any]) -> None:
    """The same entries are published as by WordPress 6.1, under the same addresses and dates."""
    found = {
        (number, entry["link"], entry["date_gmt"], entry["modified_gmt"])
        for number, entry in entries(demo_playground).items()
    }
    assert found == {
        (number, entry["permalink"], entry["date_gmt"], entry["modified_gmt"]) for number, entry in rendered.items()
    }


def test_same_words(demo_playground: Playground, rendered: dict[int, Any]) -> None:
    """Every entry says the same words as in WordPress 6.1; the HTML around them may differ."""
    found = entries(demo_playground)
    different = [
        number
        for number, entry in rendered.items()
        if words(entry["content_rendered"]) != words(found[number]["content"]["rendered"])
    ]
    assert set(different) <= {SITE_MAP}


def test_database_is_a_sqlite_file(demo_playground: Playground) -> None:
    """The tables are in a SQLite file that can be read while the site runs."""
    with sqlite3.connect(f"file:{demo_playground.sqlite}?mode=ro", uri=True) as database:
        (count,) = database.execute("SELECT COUNT(*) FROM wp_posts WHERE post_status = 'publish'").fetchone()
    database.close()
    assert count > 60


def read_markdown(url: str) -> dict[int, str]:
    """Entry number -> markdown, as rootzpub reads it from a source."""
    with open_source(url, SourceOptions()).snapshot() as snapshot:
        entries = [change for change in snapshot.changes(None, NOTHING_KNOWN) if isinstance(change, Entry)]
    return {
        entry.id: convert(entry.html, base_url=entry.url).markdown for entry in entries if entry.type != "attachment"
    }


def test_sqlite_source_equals_rest(demo_playground: Playground, tmp_path: Path) -> None:
    """The `sqlite:` source gives the entries and the markdown that the REST API of the same site gives."""
    for name, text in rest_forms(demo_playground).items():
        (tmp_path / name).write_text(text, encoding="utf-8")
    from_rest = read_markdown(f"rest:{tmp_path}")
    from_file = read_markdown(f"sqlite:{demo_playground.sqlite}")
    assert from_file.keys() == from_rest.keys()
    assert {number for number, text in from_file.items() if text != from_rest[number]} <= {PICTURES, SITE_MAP}
