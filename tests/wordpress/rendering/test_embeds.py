"""Embeds out of what WordPress has stored."""

import hashlib
from dataclasses import replace

import pytest

from rootzpub.wordpress.rendering import RawEntry
from tests.wordpress.rendering.memory_render_site import MemoryRenderSite
from tests.wordpress.rendering.small_site import SITE, html, shown

VIDEO = "https://video.example/watch?v=1&t=2"


def _name(address: str, width: str = "i:500;", height: str = "i:750;", more: str = "", count: int = 2) -> str:
    size = f'a:{count}:{{s:5:"width";{width}s:6:"height";{height}{more}}}'
    return "_oembed_" + hashlib.md5(f"{address}{size}".encode()).hexdigest()


def _entry(**meta: str) -> RawEntry:
    return RawEntry(id=1, meta=meta)


@pytest.mark.parametrize(
    "name",
    [
        pytest.param(_name(VIDEO), id="default-width"),
        pytest.param(_name(VIDEO, "i:500;", "d:750;"), id="height-as-float"),
        pytest.param(_name(VIDEO, "i:1234;", "i:1000;"), id="width-of-a-theme"),
    ],
)
@pytest.mark.parametrize("raw", [VIDEO, f"a\n{VIDEO}\nb", f"<p> {VIDEO} </p>", f"[embed]{VIDEO}[/embed]"])
def test_stored_answers_are_shown(name: str, raw: str) -> None:
    """An address alone on a line or in a paragraph, or in the shortcode, is what the provider answered."""
    assert "<iframe></iframe>" in html(raw, entry=_entry(**{name: "<iframe></iframe>"}))


def test_sizes_of_the_shortcode_are_part_of_the_name() -> None:
    """A width given to `[embed]` is stored as text."""
    name = _name(VIDEO, 's:3:"300";', "i:750;")
    assert "<iframe>" in html(f'[embed width="300"]{VIDEO}[/embed]', entry=_entry(**{name: "<iframe>"}))


def test_other_options_of_the_shortcode_are_part_of_the_name() -> None:
    """Any further attribute counts."""
    name = _name(VIDEO, more='s:1:"x";s:1:"y";', count=3)
    assert "<iframe>" in html(f'[embed x="y"]{VIDEO}[/embed]', entry=_entry(**{name: "<iframe>"}))


def test_the_answer_stored_last_counts() -> None:
    """With the theme's width unknown, the newest answer is that of the theme in use."""
    entry = _entry(**{_name(VIDEO): "<b>old</b>", _name(VIDEO, "i:600;", "i:900;"): "<b>new</b>"})
    assert "new" in html(VIDEO, entry=entry)


def test_a_known_width_counts_more() -> None:
    """With the theme's width known, its answer counts."""
    entry = _entry(**{_name(VIDEO): "<b>old</b>", _name(VIDEO, "i:600;", "i:900;"): "<b>new</b>"})
    site = MemoryRenderSite(settings=replace(SITE.settings, content_width=500))
    assert "old" in html(VIDEO, entry=entry, site=site)


def test_refused_addresses_stay_text() -> None:
    """What the provider refused is shown as WordPress shows it, without a loss."""
    page = shown(VIDEO, entry=_entry(**{_name(VIDEO): "{{unknown}}"}))
    assert (page.html, page.losses) == (f"<p>{VIDEO.replace('&', '&#038;')}</p>\n", ())


def test_refused_addresses_of_the_shortcode_are_links() -> None:
    """The shortcode always makes a link."""
    page = shown(f"[embed]{VIDEO}[/embed]", entry=_entry(**{_name(VIDEO): "{{unknown}}"}))
    assert (page.html.startswith("<p><a href="), page.losses) == (True, ())


@pytest.mark.parametrize("raw", [VIDEO, f"[embed]{VIDEO}[/embed]", f'[embed src="{VIDEO}"]'])
def test_unknown_addresses_become_links_and_are_told(raw: str) -> None:
    """WordPress has never asked: a link stands for the embed."""
    page = shown(raw)
    assert '<a href="https://video.example/watch?v=1&#038;t=2">' in page.html
    assert [loss.kind for loss in page.losses] == ["embed-as-link"]


@pytest.mark.parametrize(("address", "element"), [("https://a/b.mp3", "<audio"), ("https://a/b.mp4", "<video")])
def test_files_are_played(address: str, element: str) -> None:
    """Sound and film need no provider."""
    assert element in html(address)


def test_old_youtube_addresses_are_asked_for_by_their_new_one() -> None:
    """`/v/x` and `/embed/x` are stored as `watch?v=x`."""
    entry = _entry(**{_name("https://youtube.com/watch?v=x"): "<iframe>"})
    assert "<iframe>" in html("https://www.youtube.com/v/x", entry=entry)


@pytest.mark.parametrize("raw", [f"see {VIDEO}", f"<a href='{VIDEO}'>x</a>", f'"{VIDEO}"'])
def test_addresses_within_text_stay(raw: str) -> None:
    """Only an address alone is an embed."""
    assert shown(raw).losses == ()


def test_addresses_no_browser_should_follow_are_text() -> None:
    """A script is never linked."""
    assert "<a" not in html("[embed]javascript:alert(1)[/embed]")
