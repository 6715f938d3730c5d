"""Language tags, addresses of languages, texts in several languages."""

import pytest

from rootzpub.wordpress.languages import Addressing, host_home, language_tag, sub_domain
from rootzpub.wordpress.one_language import OneLanguage, in_language, languages_in
from rootzpub.wordpress.permalinks import Permalinks, PostLink, Route
from tests.growth import assert_linear

HOME = "https://example.test/sub"


@pytest.mark.parametrize(
    ("locale", "tag"),
    [
        ("de_CH_informal", "de-CH"),
        ("en_US", "en-US"),
        ("fr", "fr"),
        ("pt-br", "pt-BR"),
        ("zh_Hant_TW", "zh-Hant-TW"),
        ("es_419", "es-419"),
        ("ca_valencia", "ca"),
        ("", ""),
        ("<b>", ""),
    ],
)
def test_tags(locale: str, tag: str) -> None:
    """BCP 47 of what WordPress calls a locale."""
    assert language_tag(locale) == tag


@pytest.mark.parametrize(
    ("url", "expected"),
    [
        (f"{HOME}/a/", f"{HOME}/fr/a/"),
        (f"{HOME}/", f"{HOME}/fr/"),
        (f"{HOME}/fr/a/", f"{HOME}/fr/a/"),
        (f"{HOME}/france/", f"{HOME}/fr/france/"),
        ("https://example.test/elsewhere/", "https://example.test/elsewhere/"),
    ],
)
def test_a_directory_is_told_once(url: str, expected: str) -> None:
    """Below home, and not where it stands already."""
    assert Addressing(home=HOME, kind="directory", default="en").of(url, "fr") == expected


def test_index_php_stands_before_the_language() -> None:
    """Where the server cannot rewrite."""
    addressing = Addressing(home=HOME, kind="directory", default="en", before="index.php/", after="index.php/")
    assert addressing.of(f"{HOME}/index.php/a/", "fr") == f"{HOME}/index.php/fr/a/"


def test_hosts() -> None:
    """A host of its own, with the path of the home."""
    assert sub_domain("https://www.example.test/sub", "fr") == "https://fr.example.test/sub"
    assert host_home(HOME, "exemple.test") == "https://exemple.test/sub"
    homes = {"fr": "https://exemple.test"}
    addressing = Addressing(home=HOME, kind="host", default="en", homes=homes)
    assert addressing.of(f"{HOME}/a/", "fr") == "https://exemple.test/a/"
    assert (addressing.is_elsewhere("fr"), addressing.is_elsewhere("en")) == (True, False)


def test_texts_without_marks_stay() -> None:
    """Brackets and braces of other kinds are text."""
    for text in ("[:alpha:]", "{:x", "a [b] c", "<!-- wp:paragraph -->", "[:)"):
        assert (languages_in(text), in_language(text, "de")) == ([], text)


def test_an_unknown_plugin_needs_a_whole_block() -> None:
    """Of a text that only looks so nothing is taken away."""
    assert OneLanguage("de", is_certain=False).of("[:en]x[:de]y") == "[:en]x[:de]y"
    assert OneLanguage("de", is_certain=False).of("[:en]x[:de]y[:]") == "y"
    assert OneLanguage("de").of("[:en]x[:de]y") == "y"


@pytest.mark.slow("more than a tenth of a second a case")
def test_cost_of_many_blocks() -> None:
    """Linear in the length of the text."""
    assert_linear(lambda text: in_language(text, "de"), lambda size: "[:en]a[:de]b[:]" * size, 2_000)


@pytest.mark.parametrize(
    ("structure", "expected"),
    [
        ("/%postname%/", True),
        ("/%category%/%postname%/", True),
        ("/index.php/%postname%/", True),
        ("", True),
        ("/blog/%postname%/", False),
        ("/%year%/%postname%/", False),
    ],
)
def test_who_has_a_path(structure: str, *, expected: bool) -> None:
    """WordPress's verbose page rules: pages first where posts stand right below the home."""
    assert Permalinks(home=HOME, structure=structure).pages_first is expected


@pytest.mark.parametrize("name", ["case-study", "top10", "9-lives", "x_y"])
def test_tags_of_any_name(name: str) -> None:
    """A type's name may hold hyphens and digits; an encoded slug holds no tags."""
    links = Permalinks(home=HOME, structure="/%postname%/", types={name: Route(structure=f"w/%e4%bd%a0/%{name}%")})
    post = PostLink(id=1, type=name, slug="%e5%bd%e5")
    assert links.of(post) == f"{HOME}/w/%e4%bd%a0/%e5%bd%e5/"
