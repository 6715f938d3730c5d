"""What a page's head and headers say, whatever bytes it is made of."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rootzpub.pages.page import Page, read_page

URL = "https://site.example/a/"


def read(html: str | bytes, **headers: str) -> Page:
    body = html.encode() if isinstance(html, str) else html
    return read_page(body, url=URL, headers={name.replace("_", "-"): value for name, value in headers.items()})


@pytest.mark.parametrize(
    ("html", "headers", "entry_id"),
    [
        ("", {"link": '<https://site.example/wp-json/wp/v2/pages/7>; rel="alternate"; type="application/json"'}, 7),
        ("", {"link": "<https://site.example/?p=7>; rel=shortlink"}, 7),
        ('<link rel="alternate" type="application/json" href="/wp-json/wp/v2/posts/7">', {}, 7),
        ('<link rel="alternate" type="application/json" href="/?rest_route=/wp/v2/posts/7">', {}, 7),
        ('<link rel="alternate" type="application/json" href="/wp-json/wp/v2/categories/7">', {}, 0),
        ("<link rel='shortlink' href='https://site.example/?p=7' />", {}, 7),
        ('<body class="single postid-7 parent-pageid-9">', {}, 7),
        ('<body class="page page-id-7">', {}, 7),
        ('<body class="attachment attachmentid-7">', {}, 7),
        ('<body><article id="post-7">', {}, 7),
        ('<body><article id="post-7"></article><article id="post-8">', {}, 0),
        ('<body class="archive"><article id="post-7">', {}, 0),
        ('<link rel=shortlink href="/?p=7"><body class="page-id-8"><i id="post-9">', {}, 7),
        ("<p>none</p>", {}, 0),
    ],
)
def test_the_id_of_the_page_in_all_its_forms(html: str, headers: dict[str, str], entry_id: int) -> None:
    assert read(html, **headers).entry_id == entry_id


@pytest.mark.parametrize(
    ("html", "header", "closed"),
    [
        ('<meta name="robots" content="noindex, follow">', "", True),
        ('<meta name="ROBOTS" content="NONE">', "", True),
        ('<meta name="rootzpub" content="noindex">', "", True),
        ('<meta name="googlebot" content="noindex">', "", False),
        ('<meta name="robots" content="index, max-image-preview:large">', "", False),
        ("", "noindex", True),
        ("", "rootzpub: noindex", True),
        ("", "googlebot: noindex, nofollow", False),
        ("", "max-snippet: -1, noindex", True),
        ("", "unavailable_after: 25 Jun 2030 15:00:00 PST", False),
        ("", "otherbot: nofollow, noindex", True),
        ('<div></div><meta name="robots" content="noindex">', "", True),
    ],
)
def test_robots_for_everybody_and_for_us(html: str, header: str, closed: bool) -> None:
    found = read(html, x_robots_tag=header).robots
    assert bool(found & {"noindex", "none"}) is closed


def test_head_values() -> None:
    page = read(
        '<html lang="de-AT"><head><title> A \n b </title><base href="/base/"><link rel="canonical" href="../c/">'
        '<link rel="alternate" hreflang="fr" href="/fr/"><meta http-equiv="Refresh" content="0; url=/later/"></head>'
        "<body><h1>One <b>two</b></h1><a href='x'>l</a><form><input type=password name=post_password></form>"
    )
    assert (page.language, page.title, page.canonical) == ("de-AT", "A b", "https://site.example/c/")
    assert page.alternates == {"fr": "https://site.example/fr/"}
    assert page.refresh == "/later/"
    assert [(heading.level, heading.text) for heading in page.headings] == [(1, "One two")]
    assert page.anchors[0] == "https://site.example/base/x"
    assert page.password_fields
    assert page.post_password


@pytest.mark.parametrize(
    ("body", "content_type"),
    [
        ("<p>größe".encode(), "text/html"),
        ("<p>größe".encode("cp1252"), "text/html; charset=ISO-8859-1"),
        (b"<meta charset=windows-1252><p>gr\xf6\xdfe", "text/html"),
        ("<p>größe".encode("utf-8-sig"), "text/html; charset=latin1"),
        ("\ufeff<p>größe".encode("utf-16-le"), ""),
        ("<p>größe".encode(), "text/html; charset=nonsense"),
    ],
)
def test_encodings(body: bytes, content_type: str) -> None:
    assert read(body, content_type=content_type).words.string == " grösse "


def test_parts_that_json_ld_calls_not_free_are_not_seen() -> None:
    script = '{"@type":"Article","hasPart":{"isAccessibleForFree":"False","cssSelector":".a > .paid, #more"}}'
    page = read(
        f'<script type="application/ld+json">{script}</script><p>free</p>'
        '<div class="x paid">secret</div> tail <div id="more">secret</div>'
    )
    assert page.words.string == " free tail "


def test_a_selector_that_is_not_understood_closes_the_page() -> None:
    script = '{"isAccessibleForFree":false,"cssSelector":"p:nth-child(2)"}'
    assert read(f'<script type="application/ld+json">{script}</script><p>free</p>').words.string == ""


@given(st.binary(max_size=300), st.text(max_size=80))
def test_any_bytes_give_a_page(body: bytes, header: str) -> None:
    page = read_page(body, url=URL, headers={"content-type": header, "x-robots-tag": header, "link": header})
    assert isinstance(page.words.string, str)
    assert isinstance(page.graph.nodes, tuple)
