"""Smilies, and the name WordPress."""

import pytest

from rootzpub.wordpress.rendering.finishing import capital_p, smilies


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        (":)", "🙂"),
        ("a :-D b", "a 😀 b"),
        ("a:)", "a:)"),
        ("<b>:(</b>", "<b>🙁</b>"),
        ("<code>:)</code> :)", "<code>:)</code> 🙂"),
        ("&nbsp;:?:&nbsp;", "&nbsp;❓&nbsp;"),
        ("http://a", "http://a"),
    ],
)
def test_smilies(text: str, wanted: str) -> None:
    """Smilies stand alone, and not in code."""
    assert smilies(text) == wanted


def test_the_green_smiley_is_a_picture() -> None:
    """The one smiley without an emoji."""
    assert 'src="https://a/wp-includes/images/smilies/mrgreen.png" alt=":mrgreen:"' in smilies(
        ":mrgreen:", home_url="https://a"
    )


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("a Wordpress", "a WordPress"),
        ("(Wordpress)", "(WordPress)"),
        (">Wordpress", ">WordPress"),
        ("xWordpress", "xWordpress"),
        ("none", "none"),
    ],
)
def test_capital_p(text: str, wanted: str) -> None:
    """The name is corrected where it begins a word."""
    assert capital_p(text) == wanted


def test_capital_p_behind_the_quotes_of_a_language() -> None:
    """Behind the mark that opens a quotation in the site's language, and behind no other."""
    text = "&#8222;Wordpress &#8220;Wordpress"
    assert capital_p(text, quote="&#8222;") == "&#8222;WordPress &#8220;Wordpress"
