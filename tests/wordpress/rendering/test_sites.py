"""Whole sites: what we make of the stored texts against what WordPress itself showed."""

import json
import re
from pathlib import Path

import pytest

from rootzpub.markdown import convert
from rootzpub.sources.rest.traces import HiddenTraces
from rootzpub.wordpress.rendering import KINDS, render
from tests.wordpress.rendering.dumped import DumpedSite

TABLE = json.loads(Path(__file__).with_name("differences.json").read_text(encoding="utf-8"))
DOCUMENT = Path(__file__).parents[3] / "docs" / "rendering.md"
WANTED = 0.96
MARKER = re.compile(r"LEAK[A-Z]+")


@pytest.fixture(params=["themeunit", "demo"])
def named_site(request: pytest.FixtureRequest) -> tuple[str, DumpedSite]:
    """Each site with its name in the table of differences."""
    return request.param, request.getfixturevalue(request.param)


def _different(site: DumpedSite) -> list[int]:
    """The entries whose markdown differs from that of WordPress's own rendering, hidden entries left out of lists."""
    traces = HiddenTraces()
    for number, entry in site.entries.items():
        if number not in site.visible:
            traces.add(number, entry.url, site.rendered[number]["title"])
    found: list[int] = []
    for number in site.visible:
        entry = site.entries[number]
        theirs, _ = traces.remove_from(site.rendered[number]["content_rendered"])
        ours = render(entry.content, entry=entry, site=site.site).html
        base = f"{site.home}/"
        if convert(theirs, base_url=base).markdown != convert(ours, base_url=base).markdown:
            found.append(number)
    return found


@pytest.mark.slow("more than a tenth of a second a case")
def test_markdown_equals_that_of_wordpress(named_site: tuple[str, DumpedSite]) -> None:
    """At least 96 % of the published entries are equal byte for byte, and the rest is exactly the committed table."""
    name, site = named_site
    different = _different(site)
    assert len(different) <= (1 - WANTED) * len(site.visible)
    assert different == [row["id"] for row in TABLE[name]]


def test_every_difference_is_told_in_the_documentation() -> None:
    """The table shown to readers is the one the tests enforce, cause by cause."""
    text = " ".join(DOCUMENT.read_text(encoding="utf-8").split())
    rows = [(site, row["id"], row["cause"]) for site, rows in TABLE.items() for row in rows]
    missing = [row for row in rows if f"| {row[0]} | {row[1]} | {row[2]} |" not in text]
    assert not missing


@pytest.mark.slow("more than a tenth of a second a case")
def test_nothing_hidden_is_rendered(themeunit: DumpedSite) -> None:
    """No marker word of a hidden entry is in the HTML or the losses of a visible one."""
    pages = [
        render(entry.content, entry=entry, site=themeunit.site)
        for entry in (themeunit.entries[number] for number in themeunit.visible)
    ]
    found = [word for page in pages for word in MARKER.findall(f"{page.html} {page.losses}")]
    assert found == []


def test_media_items_begin_with_their_picture(themeunit: DumpedSite, shared: Path) -> None:
    """A media item's description is what WordPress answers over REST: the picture linked to its file, then the text."""
    answers = json.loads((shared / "sites" / "themeunit" / "rest" / "media.json").read_text(encoding="utf-8"))
    different = []
    for answer in answers:
        item = themeunit.site.attachment(answer["id"])
        assert item is not None
        entry = themeunit.media_entry(item)
        ours = convert(render(item.description, entry=entry, site=themeunit.site).html, base_url=themeunit.home)
        theirs = convert(answer["description"]["rendered"], base_url=themeunit.home)
        if ours.markdown != theirs.markdown:
            different.append((answer["id"], theirs.markdown, ours.markdown))
    assert different == []


def test_the_documentation_lists_every_kind_of_loss() -> None:
    """The table of losses in the documentation is the one in the code."""
    rows = re.findall(r"^\| `([a-z-]+)` \| (.*) \|$", DOCUMENT.read_text(encoding="utf-8"), re.MULTILINE)
    assert {kind: meaning for kind, meaning in rows if kind in KINDS} == KINDS


def test_the_documentation_tells_the_measured_numbers(named_site: tuple[str, DumpedSite]) -> None:
    """How close the result comes is what the tests find."""
    name, site = named_site
    equal, total = len(site.visible) - len(TABLE[name]), len(site.visible)
    assert f"| {total} | {100 * equal / total:.1f} % ({equal}) |" in DOCUMENT.read_text(encoding="utf-8")
