"""Addresses that owners chose one by one, texts of qTranslate, types with hyphens: what plugins say of a whole site."""

from pathlib import Path

import pytest

from tests.sources.reading import read

from .tables import WordPressFile
from .test_languages import EN, FR, HOME, MAKERS, both, php, urls


@pytest.mark.parametrize("active", ["custom-permalinks/custom-permalinks.php", ""])
def test_custom_permalinks(wordpress: WordPressFile, tmp_path: Path, active: str) -> None:
    """The address that the owner wrote; the usual one redirects there, so it is a former path."""
    if active:
        wordpress.options(active_plugins=php([active]))
    wordpress.post(5, meta={"custom_permalink": "my/own-way.html"})
    wordpress.options(custom_permalink_table=php({"neues/": {"id": 1, "kind": "category", "slug": "news"}}))
    seen = both(wordpress, tmp_path)
    assert (seen.entries[5].path, seen.entries[5].former_paths) == ("/my/own-way.html", ("/2026/01/post-5/",))
    assert {term.slug: term.url for term in seen.terms} == {"news": f"{HOME}/neues/"}


def test_custom_permalinks_switched_off(wordpress: WordPressFile) -> None:
    """Its meta stays behind and says nothing."""
    wordpress.options(active_plugins=php(["akismet/akismet.php"]))
    wordpress.post(5, meta={"custom_permalink": "my/own-way"})
    assert urls(read(wordpress.url)) == {5: "/2026/01/post-5/"}


@pytest.mark.parametrize(
    ("general", "uri", "expected"),
    [
        ({}, "shop/own", "/shop/own/"),
        ({"trailing_slashes": 2}, "shop/own", "/shop/own"),
        ({}, "brochure.pdf", "/brochure.pdf"),
        ({}, "über", "/%C3%BCber/"),
    ],
)
def test_permalink_manager(
    wordpress: WordPressFile, tmp_path: Path, general: dict[str, object], uri: str, expected: str
) -> None:
    """Addresses by entry and by term out of one option."""
    wordpress.options(
        active_plugins=php(["permalink-manager/permalink-manager.php"]),
        **{
            "permalink-manager-uris": php({5: uri, "tax-1": "topics/news"}),
            "permalink-manager": php({"general": general}),
            "permalink-manager-redirects": php({5: ["very/old"]}),
        },
    )
    wordpress.post(5)
    seen = both(wordpress, tmp_path)
    assert seen.entries[5].path == expected
    assert set(seen.entries[5].former_paths) == {"/2026/01/post-5/", "/very/old/"}
    assert seen.terms[0].url.startswith(f"{HOME}/topics/news")


def test_permalink_manager_sends_elsewhere(wordpress: WordPressFile) -> None:
    """An entry that redirects to another site has no page."""
    wordpress.options(**{"permalink-manager-external-redirects": php({5: "https://else.test/"})})
    wordpress.post(5)
    assert read(wordpress.url).hidden == {5: "redirect"}


@pytest.mark.parametrize("plugin", MAKERS)
def test_a_chosen_address_in_a_language(wordpress: WordPressFile, plugin: str) -> None:
    """The language comes before what the owner chose, and not twice."""
    MAKERS[plugin](wordpress)
    active = {"polylang": "polylang/polylang.php", "wpml": "sitepress-multilingual-cms/sitepress.php"}[plugin]
    wordpress.options(active_plugins=php([active, "custom-permalinks/custom-permalinks.php"]))
    wordpress.insert("postmeta", post_id=FR, meta_key="custom_permalink", meta_value="chez-nous/")
    wordpress.insert("postmeta", post_id=EN, meta_key="custom_permalink", meta_value="at-home/")
    found = urls(read(wordpress.url))
    assert (found[EN], found[FR]) == ("/at-home/", "/fr/chez-nous/")


@pytest.mark.parametrize(
    ("stored", "expected"),
    [
        ("[:en]Hello[:de]Hallo[:]", "Hallo"),
        ("<!--:en-->Hello<!--:--><!--:de-->Hallo<!--:-->", "Hallo"),
        ("{:en}Hello{:}{:de}Hallo{:}", "Hallo"),
        ("[:en]Hello[:]", "Hello"),
        ("A [:en]Hello[:de]Hallo[:] Z", "A Hallo Z"),
        ("Plain", "Plain"),
    ],
)
@pytest.mark.parametrize("active", [True, False])
def test_qtranslate(wordpress: WordPressFile, tmp_path: Path, stored: str, expected: str, *, active: bool) -> None:
    """Of texts in several languages the site's first, in title, body, excerpt and terms."""
    wordpress.options(blogname=stored, qtranslate_default_language="de")
    if active:
        wordpress.options(active_plugins=php(["qtranslate-xt/qtranslate.php"]))
    wordpress.update("terms", "term_id=1", name=stored)
    wordpress.post(5, terms=(1,), post_title=stored, post_excerpt=stored, post_content=f"{stored}")
    seen = both(wordpress, tmp_path)
    entry = seen.entries[5]
    assert (entry.title, entry.excerpt, entry.html) == (expected, expected, f"<p>{expected}</p>\n")
    assert (seen.facts.name, seen.terms[0].name) == (expected, expected)
    lost = [loss.example for loss in entry.losses if loss.kind == "other-languages"]
    assert lost == (["en"] if stored.count("en") and "Hallo" in stored else [] if stored == "Plain" else lost)


def test_qtranslate_switched_off(wordpress: WordPressFile) -> None:
    """Then WordPress prints what is stored."""
    wordpress.options(active_plugins=php(["akismet/akismet.php"]))
    wordpress.post(5, post_title="[:en]Hello[:de]Hallo[:]")
    assert read(wordpress.url).entries[5].title == "[:en]Hello[:de]Hallo[:]"


@pytest.mark.parametrize("name", ["case-study", "top10", "x-1_y"])
def test_a_type_with_hyphens_and_digits(wordpress: WordPressFile, name: str) -> None:
    """Its tag in the structure is its whole name."""
    rule = {"work/([^/]+)(?:/([0-9]+))?/?$": f"index.php?{name}=$matches[1]&page=$matches[2]"}
    wordpress.options(rewrite_rules=php(rule))
    wordpress.post(5, post_type=name, post_name="first")
    assert urls(read(f"{wordpress.url}&types={name}")) == {5: "/work/first/"}
