"""One real site, read in every way that needs no server: the same entries, as WordPress itself shows them."""

import hashlib
import json
from pathlib import Path
from typing import Any

import pytest
from eth_keys.datatypes import PrivateKey

from rootzpub.proof import decrypt_plugin_key
from rootzpub.sources.plugin import plugin_settings, plugin_wallet
from rootzpub.wordpress.plain_text import plain_text
from tests.sources.reading import LATER, Seen, opened, read

WAYS = {"rest": "rest:{}/rest", "sql": "sql:{}/dump.sql", "wxr": "wxr:{}/export.wxr.xml"}


@pytest.fixture(scope="module")
def folder(shared: Path) -> Path:
    """Where the site lies."""
    return shared / "sites" / "themeunit"


@pytest.fixture(scope="module")
def truth(folder: Path) -> dict[int, dict[str, Any]]:
    """What WordPress showed an anonymous visitor, protected entries left out."""
    items = json.loads((folder / "rendered.json").read_bytes())
    return {item["id"]: item for item in items if not item["protected"]}


@pytest.fixture(scope="module", params=WAYS)
def seen(request: pytest.FixtureRequest, folder: Path) -> Seen:
    """The site in one of the ways."""
    return read(WAYS[request.param].format(folder), now=LATER)


@pytest.mark.slow("reads and publishes a real site")
def test_the_same_entries(seen: Seen, truth: dict[int, dict[str, Any]]) -> None:
    """Every published, unprotected post and page, and no other."""
    assert {entry.id for entry in seen.entries.values() if entry.type != "attachment"} == truth.keys()


@pytest.mark.slow("more than a tenth of a second a case")
def test_the_same_permalinks(seen: Seen, truth: dict[int, dict[str, Any]]) -> None:
    """Percent-encoded Greek ones included."""
    assert {number: seen.entries[number].url for number in truth} == {n: item["permalink"] for n, item in truth.items()}
    assert seen.entries[1811].path == "/greek/%ce%b5%cf%80%ce%af%cf%80%ce%b5%ce%b4%ce%bf-2/"


@pytest.mark.slow("reads and publishes a real site")
def test_the_same_titles_and_dates(seen: Seen, truth: dict[int, dict[str, Any]]) -> None:
    """Titles as plain text, dates in GMT."""
    ours = {
        number: (entry.title, f"{entry.published:%Y-%m-%dT%H:%M:%S}", f"{entry.modified:%Y-%m-%dT%H:%M:%S}")
        for number, entry in seen.entries.items()
        if number in truth
    }
    assert ours == {n: (plain_text(item["title"]), item["date_gmt"], item["modified_gmt"]) for n, item in truth.items()}


@pytest.mark.slow("reads and publishes a real site")
def test_all_ways_agree(folder: Path) -> None:
    """Authors, terms, parents, pictures and order are the same whichever way the site is read."""
    ways = [read(way.format(folder), now=LATER) for way in WAYS.values()]
    facts = [
        {
            number: (
                *(entry.type, entry.slug, entry.author_id, entry.parent_id, entry.menu_order, entry.sticky),
                *(sorted(entry.term_ids), entry.featured_image),
            )
            for number, entry in way.entries.items()
        }
        for way in ways
    ]
    assert facts[0] == facts[1] == facts[2]
    terms = [sorted(way.terms, key=lambda term: term.id) for way in ways]
    assert terms[0] == terms[1] == terms[2]
    assert ways[0].authors == ways[1].authors == ways[2].authors


def test_no_marker_word(seen: Seen) -> None:
    """Nothing of what is hidden: drafts, private, protected, scheduled, trashed, comments, mail addresses."""
    shown = repr(seen).lower()
    assert "leak" not in shown


@pytest.mark.slow("more than a tenth of a second a case")
def test_the_plugin(folder: Path) -> None:
    """The dump holds the plugin's settings and its key, which opens to the address that it names."""
    source = opened(WAYS["sql"].format(folder))
    with source.snapshot() as snapshot:
        settings = plugin_settings(snapshot.site_facts().settings)
    assert settings["identity"]["legal_name"] == "Small Peer Site Ltd"
    assert settings["contact"]["operator"] == "Jane Operator"
    wallet = plugin_wallet(source)
    assert wallet is not None
    names = ("SECURE_AUTH_KEY", "SECURE_AUTH_SALT")
    salts = (hashlib.sha256(f"peer-test-only-{name}".encode()).hexdigest() for name in names)
    key = decrypt_plugin_key(wallet.encrypted, *salts)
    assert PrivateKey(key).public_key.to_checksum_address() == wallet.address
