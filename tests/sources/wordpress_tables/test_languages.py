"""Entries in several languages: addresses, translations, lists, typography; addresses that owners chose."""

from pathlib import Path
from typing import Any

import pytest

from rootzpub.site import NOTHING_KNOWN, Hidden
from tests.sources.dump.test_source import dumped
from tests.sources.reading import Seen, look, opened, read
from tests.sources.wxr.test_source import export, item

from .tables import WordPressFile

HOME = "https://example.test"
EN, FR, PT = 1, 2, 3
"""Posts: in English, in French, in Portuguese of Brazil."""


def php(value: object) -> str:
    """A value as PHP's `serialize()` writes it."""
    if isinstance(value, bool):
        return f"b:{int(value)};"
    if isinstance(value, int):
        return f"i:{value};"
    if isinstance(value, str):
        return f's:{len(value.encode())}:"{value}";'
    pairs = value.items() if isinstance(value, dict) else enumerate(value)  # type: ignore[call-overload]
    inner = "".join(php(key) + php(each) for key, each in pairs)
    return f"a:{len(value)}:{{{inner}}}"  # type: ignore[arg-type]


def polylang(site: WordPressFile, **settings: object) -> None:
    """A site of three languages, `en` the first, and one post in each that says the same."""
    site.options(
        WPLANG="",
        permalink_structure="/%postname%/",
        active_plugins=php(["polylang/polylang.php"]),
        polylang=php({"force_lang": 1, "hide_default": 1, "rewrite": 1, "default_lang": "en"} | settings),
    )
    for number, code, locale in ((101, "en", "en_US"), (102, "fr", "fr_FR"), (103, "pt", "pt_BR")):
        site.term(number, "language", code, code.upper(), description=php({"locale": locale, "rtl": 0}))
    site.term(110, "post_translations", "pll_1", "pll_1", description=php({"en": EN, "fr": FR, "pt": PT}))
    for number, slug in ((EN, "about"), (FR, "a-propos"), (PT, "sobre")):
        site.page(number, post_name=slug, terms=(100 + number, 110), post_content='Say "yes"')


def wpml(site: WordPressFile, **settings: object) -> None:
    """The same with WPML."""
    site.options(
        WPLANG="",
        permalink_structure="/%postname%/",
        active_plugins=php(["sitepress-multilingual-cms/sitepress.php"]),
        icl_sitepress_settings=php(
            {
                "default_language": "en",
                "language_negotiation_type": 1,
                "active_languages": ["en", "fr", "pt-br"],
                "urls": {"directory_for_default_language": 0},
            }
            | settings
        ),
    )
    site.connection.executescript(
        "CREATE TABLE wp_icl_translations (translation_id INTEGER PRIMARY KEY, element_type, element_id, trid, "
        "language_code, source_language_code);"
        "CREATE TABLE wp_icl_languages (id INTEGER PRIMARY KEY, code, default_locale);"
        "CREATE TABLE wp_icl_locale_map (code, locale);"
    )
    for code, locale in (("en", "en_US"), ("fr", "fr_FR"), ("pt-br", "pt_BR")):
        site.insert("icl_languages", code=code, default_locale=locale)
    for number, slug, code in ((EN, "about", "en"), (FR, "a-propos", "fr"), (PT, "sobre", "pt-br")):
        site.page(number, post_name=slug, post_content='Say "yes"')
        site.insert("icl_translations", element_type="post_page", element_id=number, trid=9, language_code=code)


MAKERS = {"polylang": polylang, "wpml": wpml}


def both(site: WordPressFile, tmp_path: Path) -> Seen:
    """The site read from its database; a dump of it gives the same."""
    file = tmp_path / "dump.sql"
    file.write_text(dumped(site), encoding="utf-8")
    database = read(site.url)
    assert read(f"sql:{file}").changes == database.changes
    return database


def urls(seen: Seen) -> dict[int, str]:
    """Addresses below home, by id."""
    return {entry.id: entry.url.removeprefix(HOME) for entry in seen.entries.values()}


@pytest.mark.parametrize(
    ("settings", "expected"),
    [
        ({}, ("/about/", "/fr/a-propos/", "/pt/sobre/")),
        ({"hide_default": 0}, ("/en/about/", "/fr/a-propos/", "/pt/sobre/")),
        ({"rewrite": 0}, ("/about/", "/language/fr/a-propos/", "/language/pt/sobre/")),
        ({"force_lang": 0}, ("/about/", "/a-propos/", "/sobre/")),
        ({"hide_default": True, "rewrite": True}, ("/about/", "/fr/a-propos/", "/pt/sobre/")),
    ],
)
def test_polylang_addresses(
    wordpress: WordPressFile, tmp_path: Path, settings: dict[str, object], expected: tuple[str, ...]
) -> None:
    """The language stands in the address as the option says."""
    polylang(wordpress, **settings)
    seen = both(wordpress, tmp_path)
    assert urls(seen) == dict(zip((EN, FR, PT), expected, strict=True))
    assert {entry.path for entry in seen.entries.values()} == set(expected)


@pytest.mark.parametrize(
    ("settings", "expected"),
    [
        ({}, ("/about/", "/fr/a-propos/", "/pt-br/sobre/")),
        ({"urls": {"directory_for_default_language": 1}}, ("/en/about/", "/fr/a-propos/", "/pt-br/sobre/")),
        ({"language_negotiation_type": 3}, ("/about/", "/a-propos/?lang=fr", "/sobre/?lang=pt-br")),
        ({"language_negotiation_type": "1"}, ("/about/", "/fr/a-propos/", "/pt-br/sobre/")),
    ],
)
def test_wpml_addresses(
    wordpress: WordPressFile, tmp_path: Path, settings: dict[str, object], expected: tuple[str, ...]
) -> None:
    """The language stands in the address as the settings say."""
    wpml(wordpress, **settings)
    assert urls(both(wordpress, tmp_path)) == dict(zip((EN, FR, PT), expected, strict=True))


@pytest.mark.parametrize("plugin", MAKERS)
def test_language_and_translations(wordpress: WordPressFile, tmp_path: Path, plugin: str) -> None:
    """Each entry says its language and where it stands in others, as BCP 47; the site says its first."""
    MAKERS[plugin](wordpress)
    seen = both(wordpress, tmp_path)
    assert [seen.entries[number].language for number in (EN, FR, PT)] == ["en-US", "fr-FR", "pt-BR"]
    portuguese = seen.entries[PT].url
    assert seen.entries[FR].translations == {"en-US": f"{HOME}/about/", "pt-BR": portuguese}
    assert seen.facts.language == "en-US"
    assert not {term.taxonomy for term in seen.terms} & {"language", "post_translations"}


@pytest.mark.parametrize("plugin", MAKERS)
def test_a_hidden_translation_is_not_named(wordpress: WordPressFile, plugin: str) -> None:
    """A draft has no address for anybody."""
    MAKERS[plugin](wordpress)
    wordpress.update("posts", f"ID={FR}", post_status="draft")
    assert list(read(wordpress.url).entries[EN].translations) == ["pt-BR"]


@pytest.mark.parametrize("plugin", MAKERS)
def test_marks_follow_the_entry(wordpress: WordPressFile, plugin: str) -> None:
    """Quotation marks are those of the entry's language, not of the site's."""
    MAKERS[plugin](wordpress)
    wordpress.update("posts", f"ID={FR}", post_title='"Oui"')
    seen = read(wordpress.url)
    assert "&#8220;yes&#8221;" in seen.entries[EN].html
    assert "&laquo;&nbsp;yes&nbsp;&raquo;" in seen.entries[FR].html
    assert seen.entries[FR].title.startswith("«")


@pytest.mark.parametrize("plugin", MAKERS)
def test_lists_keep_to_the_language(wordpress: WordPressFile, plugin: str) -> None:
    """A list of latest posts shows those of the page's language, and those that have none."""
    MAKERS[plugin](wordpress)
    for number, code in ((11, "en"), (12, "fr"), (13, "")):
        terms = {"en": (101,), "fr": (102,)}.get(code, ()) if plugin == "polylang" else ()
        wordpress.post(number, post_title=f"Nachricht{number}", terms=terms)
        if plugin == "wpml" and code:
            wordpress.insert(
                "icl_translations", element_type="post_post", element_id=number, trid=number, language_code=code
            )
    for number in (EN, FR):
        wordpress.update("posts", f"ID={number}", post_content="<!-- wp:latest-posts /-->")
    html = {number: entry.html for number, entry in read(wordpress.url).entries.items()}
    assert ["Nachricht11" in html[EN], "Nachricht12" in html[EN], "Nachricht13" in html[EN]] == [True, False, True]
    assert ["Nachricht11" in html[FR], "Nachricht12" in html[FR], "Nachricht13" in html[FR]] == [False, True, True]


@pytest.mark.parametrize("plugin", MAKERS)
def test_one_slug_in_two_languages(wordpress: WordPressFile, plugin: str) -> None:
    """Two pages with one slug stand at two addresses."""
    MAKERS[plugin](wordpress)
    wordpress.update("posts", f"ID IN ({EN},{FR})", post_name="contact")
    found = urls(read(wordpress.url))
    assert (found[EN], found[FR]) == ("/contact/", "/fr/contact/")


@pytest.mark.parametrize(
    ("plugin", "settings", "expected"),
    [
        ("polylang", {}, ("/", "/fr/a-propos/")),
        ("polylang", {"redirect_lang": 1}, ("/", "/fr/")),
        ("polylang", {"hide_default": 0, "redirect_lang": 1}, ("/en/", "/fr/")),
        ("polylang", {"hide_default": 0}, ("/en/about/", "/fr/a-propos/")),
        ("wpml", {}, ("/", "/fr/")),
        ("wpml", {"language_negotiation_type": 3}, ("/", "/?lang=fr")),
        ("wpml", {"urls": {"directory_for_default_language": 1}}, ("/en/", "/fr/")),
    ],
)
def test_front_pages(
    wordpress: WordPressFile, plugin: str, settings: dict[str, object], expected: tuple[str, str]
) -> None:
    """The translated front page stands where the plugin puts it."""
    MAKERS[plugin](wordpress, **settings)
    wordpress.options(show_on_front="page", page_on_front=str(EN))
    found = urls(read(wordpress.url))
    assert (found[EN], found[FR]) == expected


@pytest.mark.parametrize(
    ("plugin", "settings"),
    [
        ("polylang", {"force_lang": 2}),
        ("polylang", {"force_lang": 3, "domains": {"en": HOME, "fr": "https://exemple.test", "pt": HOME}}),
        ("wpml", {"language_negotiation_type": 2, "language_domains": {"fr": "exemple.test", "pt-br": "pt.test"}}),
    ],
)
def test_another_host_is_not_ours_to_sign(
    wordpress: WordPressFile, tmp_path: Path, plugin: str, settings: dict[str, Any]
) -> None:
    """What stands on another host is left out by name; the home's language stays."""
    MAKERS[plugin](wordpress, **settings)
    seen = both(wordpress, tmp_path)
    assert seen.entries[EN].url == f"{HOME}/about/"
    assert seen.hidden[FR] == "other-host"
    causes = {change.id: change.cause for change in seen.changes if isinstance(change, Hidden)}
    assert causes[FR] == {"polylang": "Polylang", "wpml": "WPML"}[plugin]
    assert "fr-FR" not in seen.entries[EN].translations


def test_a_language_that_visitors_do_not_see(wordpress: WordPressFile) -> None:
    """WPML's hidden languages are for those who are logged in; Polylang's inactive ones answer nobody."""
    wpml(wordpress, hidden_languages=["fr"])
    seen = read(wordpress.url)
    assert (seen.hidden, seen.entries[EN].translations.keys()) == ({FR: "restricted"}, {"pt-BR"})


def test_an_inactive_language_of_polylang(wordpress: WordPressFile) -> None:
    """Its entries are left out."""
    polylang(wordpress)
    wordpress.update("term_taxonomy", "term_id=102", description=php({"locale": "fr_FR", "active": False}))
    assert read(wordpress.url).hidden == {FR: "restricted"}


@pytest.mark.parametrize("plugin", MAKERS)
def test_what_an_inactive_plugin_left_behind(wordpress: WordPressFile, plugin: str) -> None:
    """Neither address nor language counts once the plugin is switched off."""
    MAKERS[plugin](wordpress)
    wordpress.options(active_plugins=php(["akismet/akismet.php"]))
    seen = read(wordpress.url)
    assert urls(seen)[FR] == "/a-propos/"
    assert (seen.entries[FR].language, dict(seen.entries[FR].translations)) == ("", {})


@pytest.mark.parametrize("plugin", MAKERS)
def test_terms_stand_in_their_language(wordpress: WordPressFile, plugin: str) -> None:
    """The address of a category tells its language too."""
    MAKERS[plugin](wordpress)
    wordpress.term(50, "category", "nouvelles", "Nouvelles")
    if plugin == "polylang":
        wordpress.term(105, "term_language", "pll_fr", "fr")
        wordpress.insert("term_relationships", object_id=50, term_taxonomy_id=105, term_order=0)
    else:
        wordpress.insert("icl_translations", element_type="tax_category", element_id=50, trid=5, language_code="fr")
    addresses = {term.slug: term.url for term in read(wordpress.url).terms}
    assert addresses["nouvelles"] == f"{HOME}/fr/category/nouvelles/"
    assert addresses["news"] == f"{HOME}/category/news/"


def test_custom_taxonomies_that_are_called_language(wordpress: WordPressFile) -> None:
    """A site about books may sort by language without any such plugin."""
    wordpress.term(60, "language", "latin", "Latin")
    wordpress.post(5, terms=(60,))
    wordpress.options(rewrite_rules=php({"language/([^/]+)/?$": "index.php?language=$matches[1]"}))
    seen = read(wordpress.url)
    assert ("latin" in {term.slug for term in seen.terms}, seen.entries[5].language) == (True, "")


CHANGES: dict[str, Any] = {
    "slug of the translation": lambda site: site.update("posts", f"ID={FR}", post_name="nouveau"),
    "translation becomes a draft": lambda site: site.update("posts", f"ID={FR}", post_status="draft"),
}


@pytest.mark.parametrize("plugin", MAKERS)
@pytest.mark.parametrize("change", CHANGES)
def test_translations_are_followed(wordpress: WordPressFile, plugin: str, change: str) -> None:
    """An entry comes again when a translation of it moved or went."""
    MAKERS[plugin](wordpress)
    source = opened(wordpress.url)
    first = look(source)
    CHANGES[change](wordpress)
    again = look(source, first.fingerprint, first.revisions)
    assert {EN, PT} <= again.entries.keys()
    assert again.entries[EN] == read(wordpress.url).entries[EN]


@pytest.mark.parametrize("plugin", MAKERS)
def test_a_new_translation_is_noticed(wordpress: WordPressFile, plugin: str) -> None:
    """The entry that is translated names the new one."""
    MAKERS[plugin](wordpress)
    if plugin == "polylang":
        wordpress.update("term_taxonomy", "term_id=110", description=php({"en": EN, "fr": FR}))
        wordpress.connection.execute(f"DELETE FROM wp_term_relationships WHERE object_id={PT}")
    else:
        wordpress.connection.execute(f"DELETE FROM wp_icl_translations WHERE element_id={PT}")
    source = opened(wordpress.url)
    first = look(source)
    assert list(first.entries[EN].translations) == ["fr-FR"]
    if plugin == "polylang":
        wordpress.update("term_taxonomy", "term_id=110", description=php({"en": EN, "fr": FR, "pt": PT}))
        for term in (103, 110):
            wordpress.insert("term_relationships", object_id=PT, term_taxonomy_id=term, term_order=0)
    else:
        wordpress.insert("icl_translations", element_type="post_page", element_id=PT, trid=9, language_code="pt-br")
    again = look(source, first.fingerprint, first.revisions)
    assert again.entries.keys() == {EN, FR, PT}
    assert set(again.entries[EN].translations) == {"fr-FR", "pt-BR"}


@pytest.mark.parametrize(
    "change",
    [
        pytest.param(lambda site: site.options(polylang=php({"force_lang": 1, "hide_default": 0})), id="option"),
        pytest.param(lambda site: site.update("terms", "term_id=102", slug="fra"), id="code"),
        pytest.param(lambda site: site.options(active_plugins=php(["a/b.php"])), id="plugin off"),
    ],
)
def test_what_decides_addresses_is_noticed(wordpress: WordPressFile, change: Any) -> None:
    """After a change of settings everything is what a first look would give."""
    polylang(wordpress)
    source = opened(wordpress.url)
    first = look(source)
    change(wordpress)
    again = look(source, first.fingerprint, first.revisions)
    assert first.entries | again.entries == read(wordpress.url).entries


def test_one_batch_of_statements(wordpress: WordPressFile) -> None:
    """Languages cost a handful of statements a batch, however many entries there are."""
    polylang(wordpress)
    for number in range(200, 260):
        wordpress.post(number, terms=(102,))
    source = opened(wordpress.url)
    asked: list[str] = []
    with source.snapshot() as snapshot:
        raw = snapshot.site.reader.connection.connection.driver_connection  # type: ignore[attr-defined]
        raw.set_trace_callback(asked.append)
        assert len(list(snapshot.changes(None, NOTHING_KNOWN))) == 63
    of_languages = [text for text in asked if "post_translations" in text]
    assert len(of_languages) <= 4


def wxr(tmp_path: Path, *items: str) -> Seen:
    """An export with Polylang's terms, read."""
    terms = "".join(
        f"<wp:term><wp:term_id>{number}</wp:term_id><wp:term_taxonomy>{taxonomy}</wp:term_taxonomy>"
        f"<wp:term_slug>{slug}</wp:term_slug><wp:term_name><![CDATA[{slug}]]></wp:term_name>"
        f"<wp:term_description><![CDATA[{description}]]></wp:term_description></wp:term>"
        for number, taxonomy, slug, description in (
            (101, "language", "en", php({"locale": "en_GB"})),
            (102, "language", "fr", php({"locale": "fr_FR"})),
            (110, "post_translations", "pll_1", php({"en": 5, "fr": 6})),
        )
    )
    file = tmp_path / "export.xml"
    file.write_text(export(terms, *items), encoding="utf-8")
    return read(f"wxr:{file}")


def mark(code: str) -> str:
    """The terms of an item in a language."""
    return (
        f'<category domain="language" nicename="{code}">x</category>'
        '<category domain="post_translations" nicename="pll_1">x</category>'
    )


def test_an_export_tells_languages(tmp_path: Path) -> None:
    """Polylang's taxonomies come with an export, addresses as the site had them."""
    seen = wxr(
        tmp_path,
        item(5, extra=mark("en")),
        item(6, extra=mark("fr"), link=f"{HOME}/fr/2026/01/post-6/"),
    )
    assert [seen.entries[number].language for number in (5, 6)] == ["en-GB", "fr-FR"]
    assert seen.entries[5].translations == {"fr-FR": f"{HOME}/fr/2026/01/post-6/"}
    assert not {term.taxonomy for term in seen.terms} & {"language", "post_translations"}


def test_an_export_from_two_hosts(tmp_path: Path) -> None:
    """What the export says to stand on another host is left out."""
    seen = wxr(
        tmp_path, item(5, extra=mark("en")), item(6, extra=mark("fr"), link="https://exemple.test/2026/01/post-6/")
    )
    assert (list(seen.entries), seen.hidden) == ([5], {6: "other-host"})
