"""nginx and Chromium do what the tests rely on."""

from collections.abc import Callable
from pathlib import Path

import pytest
import requests

from tests.waiting import LIMIT

from .chromium import Chromium, PageError
from .nginx import Nginx
from .processes import free_port

PAGE = """<!DOCTYPE html><title>A page</title><body><p id=p>before</p><input type=file>
<script>document.getElementById("p").textContent = "after";</script></body>"""


@pytest.fixture
def site(nginx: Callable[..., Nginx], tmp_path: Path) -> str:
    """A static site with one page, and its address."""
    root = tmp_path / "root"
    root.mkdir()
    (root / "index.html").write_text(PAGE)
    (root / "broken.html").write_text("<body><script>no_such_thing()</script><img src=/missing.png></body>")
    return nginx(f'root {root}; add_header X-Test "yes";').url


def test_nginx_serves_with_the_directives_given(site: str) -> None:
    """Nginx serves files and obeys the directives of the test."""
    answer = requests.get(site + "/", timeout=LIMIT)
    assert "A page" in answer.text
    assert answer.headers["X-Test"] == "yes"
    assert answer.headers["Content-Type"] == "text/html"


def test_nginx_refuses_a_wrong_directive(nginx: Callable[..., Nginx]) -> None:
    """A directive that nginx does not know is reported with nginx's own words."""
    with pytest.raises(RuntimeError, match='unknown directive "no_such_directive"'):
        nginx("no_such_directive on;")


def test_chromium_runs_the_page(chromium: Chromium, site: str) -> None:
    """A page is loaded with its scripts; title, text and document can be read."""
    chromium.open(site + "/")
    assert chromium.evaluate("document.title") == "A page"
    assert chromium.text().strip() == "after"
    assert '<p id="p">after</p>' in chromium.html()
    assert chromium.complaints() == []


def test_chromium_waits_for_promises(chromium: Chromium, site: str) -> None:
    """A promise is waited for and its value comes back as JSON."""
    chromium.open(site + "/")
    script = "fetch('/').then(async (answer) => ({status: answer.status, size: (await answer.text()).length}))"
    assert chromium.evaluate(script) == {"status": 200, "size": len(PAGE)}


def test_chromium_reports_complaints(chromium: Chromium, site: str) -> None:
    """Errors of scripts and failed requests are collected."""
    chromium.open(site + "/broken.html")
    complaints = " ".join(chromium.complaints())
    assert "no_such_thing is not defined" in complaints
    assert "404" in complaints
    assert f"{site}/missing.png" in chromium.requests()


def test_chromium_script_that_throws(chromium: Chromium, site: str) -> None:
    """A script that throws is an exception with the browser's message."""
    chromium.open(site + "/")
    with pytest.raises(PageError, match="because I can"):
        chromium.evaluate("(() => { throw new Error('because I can'); })()")


def test_chromium_nothing_there(chromium: Chromium) -> None:
    """An address where nothing listens is an exception."""
    with pytest.raises(PageError, match="ERR_CONNECTION_REFUSED"):
        chromium.open(f"http://127.0.0.1:{free_port()}/")


def test_chromium_knows_no_other_host(chromium: Chromium) -> None:
    """The browser cannot reach another host than 127.0.0.1."""
    with pytest.raises(PageError, match="ERR_NAME_NOT_RESOLVED"):
        chromium.open("http://example.org/")


def test_chromium_chooses_a_file(chromium: Chromium, site: str, tmp_path: Path) -> None:
    """A file can be put into a file field and read by the page."""
    document = tmp_path / "document.json"
    document.write_text('{"a":1}')
    chromium.open(site + "/")
    chromium.choose_file("input[type=file]", document)
    assert chromium.evaluate("document.querySelector('input').files[0].text()") == '{"a":1}'


def test_chromium_offline(chromium: Chromium, site: str) -> None:
    """The network can be taken away and given back."""
    chromium.open(site + "/")
    chromium.set_offline(offline=True)
    try:
        assert chromium.evaluate("fetch('/').then(() => 'reached', () => 'refused')") == "refused"
    finally:
        chromium.set_offline(offline=False)
    assert chromium.evaluate("fetch('/').then(() => 'reached', () => 'refused')") == "reached"


@pytest.mark.parametrize("dark", [False, True], ids=["light", "dark"])
def test_chromium_window(chromium: Chromium, site: str, tmp_path: Path, *, dark: bool) -> None:
    """Size and colour scheme of the window can be chosen, and a picture of it taken."""
    chromium.set_window(400, 300, dark=dark)
    chromium.open(site + "/")
    chromium.screenshot(tmp_path / "page.png")
    assert chromium.evaluate("[innerWidth, matchMedia('(prefers-color-scheme: dark)').matches]") == [400, dark]
    assert (tmp_path / "page.png").read_bytes().startswith(b"\x89PNG")
