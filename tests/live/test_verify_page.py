"""The verify page in a real browser: its own verdict beside the server's, for good, tampered and foreign documents."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.conftest import ROOT
from tests.e2e.site import Published, published
from tests.live.chromium import Chromium

pytestmark = pytest.mark.live


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Published]:
    """The demo site, served."""
    with published(tmp_path_factory.mktemp("site"), f"rest:{ROOT / 'fixtures/demo/rest'}") as site:
        yield site


def submit(chromium: Chromium, site: Published, what: str, where: str = "") -> dict[str, Any]:
    """Fill in the form, send it, and read both verdicts."""
    chromium.open(f"{site.url}/verify")
    chromium.evaluate(
        f"document.querySelector('#what').value = {json.dumps(what)};"
        f"document.querySelector('#where').value = {json.dumps(where)};"
        "document.querySelector('form').setAttribute('data-sent', 'yes');"
        "document.querySelector('form button').click()"
    )
    chromium.wait_until(
        "document.readyState === 'complete' && !document.querySelector('form[data-sent]') && "
        "(document.querySelector('#browser-verdict') || {textContent: ''}).textContent !== 'nothing yet'"
    )
    return chromium.evaluate(
        "({server: document.querySelector('#server strong')?.textContent ?? '',"
        " browser: document.querySelector('#browser-verdict')?.textContent ?? '',"
        " codes: Array.from(document.querySelectorAll('#browser-checks code'), (code) => code.textContent),"
        " text: document.querySelector('main').innerText})"
    )


def test_an_address_of_this_site(chromium, site):
    """Server and browser agree, nothing is complained about, and no third party is asked."""
    shown = submit(chromium, site, f"{site.url}/.well-known/ai")

    assert (shown["server"], shown["browser"]) == ("verified", "verified")
    assert {"hash-matches", "envelope-matches", "place-matches", "fresh"} <= set(shown["codes"])
    assert chromium.complaints() == []
    assert [request for request in chromium.requests() if not request.startswith(site.url)] == []


def test_a_page_with_its_proof(chromium, site):
    """The browser follows the audit path to the signed root; that the page lies at the site's home is said by both."""
    url = f"{site.url}/wp-json/rootz/v1/page?path=%2Fabout%2F"

    shown = submit(chromium, site, site.get("/wp-json/rootz/v1/page?path=%2Fabout%2F").text, url)

    assert (shown["server"], shown["browser"]) == ("verified with warnings", "verified with warnings")
    assert {"content-matches", "in-publication", "place-other-origin"} <= set(shown["codes"])


def test_llms_txt_as_text(chromium, site):
    """The Verification section is read by both."""
    shown = submit(chromium, site, f"{site.url}/llms.txt")

    assert (shown["server"], shown["browser"]) == ("verified", "verified")


def test_a_tampered_document(chromium, site):
    """One letter more, and both say so."""
    document = site.get("/.well-known/ai").text.replace('"schemaVersion":"2026-02"', '"schemaVersion":"2026-03"')

    shown = submit(chromium, site, document, f"{site.url}/.well-known/ai")

    assert (shown["server"], shown["browser"]) == ("failed", "failed")
    assert "hash-differs" in shown["codes"]


def test_a_document_from_elsewhere(chromium, site):
    """What was signed for this site is not true of another."""
    shown = submit(chromium, site, site.get("/.well-known/ai").text, "https://example.com/.well-known/ai")

    assert (shown["server"], shown["browser"]) == ("failed", "failed")
    assert "place-differs" in shown["codes"]


def test_a_document_of_the_wordpress_plugin(chromium, site, shared):
    """Its dialect is recomputed, and what it leaves open is a warning."""
    vectors = json.loads((shared / "vectors/plugin/signed-documents.json").read_bytes())

    shown = submit(chromium, site, vectors["documents"][0]["servedWellKnown"])

    assert shown["browser"] == "verified with warnings"
    assert shown["server"] == "verified with warnings"


def test_a_passage(chromium, site):
    """The page it comes from is found and verified, and the words are shown in place."""
    words = (
        json.loads(site.get("/wp-json/rootz/v1/page?path=%2Fabout%2F").text)["content"].split("\n\n")[1][:120].split()
    )

    shown = submit(chromium, site, " ".join(words[2:14]))

    # It is served here and lies at the home of the site: that the words stand there is the document's claim.
    assert "These words stand in a signed document" in shown["text"]
    assert (shown["server"], shown["browser"]) == ("verified with warnings", "verified with warnings")


def test_a_passage_nobody_wrote(chromium, site):
    """Said in words, with a hint, not with an empty page."""
    shown = submit(chromium, site, "Nobody on this site ever wrote this very sentence about zebras.")

    assert "could not be verified" in shown["text"]


def test_a_private_address_is_refused(chromium, site):
    """The page is no way into the server's own network."""
    shown = submit(chromium, site, "http://127.0.0.1:1/.well-known/ai")

    assert "could not be verified" in shown["text"]


@pytest.mark.parametrize("dark", [False, True], ids=["light", "dark"])
def test_it_is_readable_on_a_telephone(chromium, site, tmp_path: Path, dark):
    """Nothing is wider than the screen, and a screenshot can be made."""
    chromium.set_window(390, 844, dark=dark)
    submit(chromium, site, f"{site.url}/.well-known/ai")

    wide = chromium.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
    chromium.screenshot(tmp_path / "page.png")

    assert wide <= 0
    assert (tmp_path / "page.png").stat().st_size > 10_000
    chromium.set_window(1280, 900)


def test_the_keyboard_reaches_everything_in_order(chromium, site):
    """Skip link, navigation, fields, button: each can have the focus."""
    chromium.open(f"{site.url}/verify")

    order = chromium.evaluate(
        "Array.from(document.querySelectorAll('a, textarea, input, button'))"
        ".map((element) => { element.focus(); return document.activeElement === element; })"
    )

    assert len(order) >= 6
    assert all(order)
