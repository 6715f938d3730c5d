"""Languages as WordPress writes them."""

import pytest

from rootzpub.wordpress.rendering.locales import is_listed, locale_of


@pytest.mark.parametrize(
    ("name", "month"), [("de_DE_formal", "März"), ("fr_CA", "mars"), ("en_GB", "March"), ("xx", "March"), ("", "March")]
)
def test_locale_falls_back_to_its_language(name: str, month: str) -> None:
    """Country, then language, then English."""
    assert locale_of(name).months[2] == month


@pytest.mark.parametrize(("name", "wanted"), [("de_AT", True), ("", True), ("eo", False)])
def test_is_listed(name: str, wanted: bool) -> None:
    """Whether a language is known can be asked."""
    assert is_listed(name) is wanted
