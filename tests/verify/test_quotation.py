"""Quotations against the words that a site signs."""

from urllib.parse import parse_qs, urlsplit

import pytest

from rootzpub.errors import FetchFailed, MalformedInput
from rootzpub.verify import Report
from rootzpub.verify.quotation import Match, compare_words, look_for, questions
from tests.growth import assert_linear
from tests.verify.conftest import ORIGIN, TestPublisher, edited, judged
from tests.verify.published_form import problems

ABOUT = "We make widgets \u2014 Gr\u00f6\u00dfe & Co."


def reading(url: str) -> tuple[bytes, Report]:
    """The site of TestPublisher: a search for a word that a page has finds all its pages."""
    parts, made = urlsplit(url), TestPublisher()
    asked = {name: values[0] for name, values in parse_qs(parts.query).items()}
    if parts.path.endswith("/search"):
        found = [
            {"path": path} for path in ("/gone/", "/", "/about/") if "make" in asked["q"] or "widgets" in asked["q"]
        ]
        data = made.sealed("searchContent", "/wp-json/rootz/v1/search", {"results": found})
    elif asked["path"] == "/gone/":
        raise FetchFailed("answers 404")
    else:
        data = made.page(asked["path"])
    return data, judged(data, url)


@pytest.mark.parametrize(
    ("passage", "match", "differences"),
    [
        ("We make *widgets* \u2014 Gr\u00f6\u00dfe & Co.", Match.EXACT, []),
        ("We make widgets - Gr\u00f6\u00dfe & Co.", Match.TYPOGRAPHY, []),
        ("We  make\u00a0widgets \u2013\nGr\u00f6\u00dfe & Co.", Match.TYPOGRAPHY, []),
        ("We make gadgets - Gr\u00f6\u00dfe & Co.", Match.ALTERED, [("gadgets", "widgets")]),
        ("We never make widgets - Gr\u00f6\u00dfe & Co.", Match.ALTERED, [("never", "")]),
        ("We make - Gr\u00f6\u00dfe & Co.", Match.ALTERED, [("", "widgets")]),
        ("we make widgets - Gr\u00f6\u00dfe & Co.", Match.ALTERED, [("we", "We")]),
        ("The moon is made of green cheese", Match.NONE, []),
        ("They make boats of paper and wood", Match.NONE, []),
    ],
)
def test_a_quotation_is_held_against_the_page(passage: str, match: Match, differences: list[tuple[str, str]]) -> None:
    """Exactly, the same words in other typography, other words and which, or none."""
    found = look_for(passage, ORIGIN, reading)

    assert (found.match, [(each.quoted, each.page) for each in found.differences]) == (match, differences)
    assert found.exit_code == (0 if match in {Match.EXACT, Match.TYPOGRAPHY} else 1)
    assert problems(found.as_dict()) == []
    assert all(quoted in found.as_text() for quoted, _ in differences)
    if match is not Match.NONE:
        assert found.document_url.endswith("/page?path=%2Fabout%2F")


def test_a_page_that_fails_proves_nothing() -> None:
    """Nobody signed these words."""

    def tampered(url: str) -> tuple[bytes, Report]:
        data, _ = reading(url)
        data = edited(data, lambda value: value.update(title="Other"))
        return data, judged(data, url)

    assert look_for("We make widgets", ORIGIN, tampered).match is Match.NONE


def test_what_is_no_quotation_is_refused() -> None:
    """No words, or a book."""
    for passage in ("\u2026", "x" * 20_001):
        with pytest.raises(MalformedInput, match="expected a"):
            look_for(passage, ORIGIN, reading)


def test_questions_leave_a_word_out_each() -> None:
    """So that a page is found although a word of the quotation was altered."""
    asked = questions("one two three four five six seven", loosely=True)

    assert any("two" not in phrase and "one" not in phrase for phrase in asked)
    assert asked[:3] == questions("one two three four five six seven")[:3]


def test_comparing_costs_in_proportion_to_the_page() -> None:
    """Also where each word of it stands in the quotation."""
    quotation = "alpha beta gamma delta and the omega"

    assert_linear(lambda page: compare_words(quotation, page), lambda size: "the and of alpha " * size, 2_000)
