"""Titles and excerpts as WordPress words them."""

import pytest

from rootzpub.wordpress.wording import Wording


@pytest.mark.parametrize(
    ("locale", "markup", "words"),
    [
        pytest.param("en_US", 'a "b" -- <em>c</em> &amp; d', "a “b” — c & d", id="english"),
        pytest.param("de_DE", 'a "b"', "a „b“", id="german-quotes"),
        pytest.param("", "it's", "it’s", id="no-locale"),
        pytest.param("en_US", "", "", id="nothing"),
        pytest.param("en_US", "Wordpress", "Wordpress", id="name-left-alone"),
    ],
)
def test_an_excerpt_has_the_marks_of_its_locale_and_no_markup(locale: str, markup: str, words: str) -> None:
    """Typographic marks first, then plain text."""
    assert Wording(locale).plain(markup) == words


def test_a_title_spells_wordpress_as_it_does_itself() -> None:
    """And has the same marks as an excerpt."""
    assert Wording("en_US").title('Wordpress "6"') == "WordPress “6”"
