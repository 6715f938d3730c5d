"""Words, minutes, tokens."""

import pytest

from rootzpub.markdown import convert
from rootzpub.markdown.count import count_words, reading_minutes, token_estimate


@pytest.mark.parametrize(
    ("text", "words", "ideographs"),
    [
        ("Hello, world!", 2, 0),
        ("it's don’t 3.14 e.g.", 4, 0),
        ("well-known — “two” · words", 4, 0),
        ("naïve Größe слово", 3, 0),
        ("漢字と仮名", 0, 5),
        ("한국어 abc", 1, 3),
        ("👍 ★ …", 0, 0),
        ("a\u0301b", 1, 0),
        ("", 0, 0),
    ],
)
def test_words(text, words, ideographs):
    """Unicode words; Chinese, Japanese and Korean by character."""
    assert count_words(text) == (words, ideographs)


def test_long_text_is_counted_in_pieces():
    """The pieces do not show."""
    assert count_words("some words here. " * 50_000) == (150_000, 0)
    assert count_words("x" * 200_000)[0] in (1, 2, 3, 4)


@pytest.mark.parametrize(
    ("words", "ideographs", "minutes"), [(0, 0, 0), (1, 0, 1), (238, 0, 1), (714, 0, 3), (0, 1500, 3)]
)
def test_minutes(words, ideographs, minutes):
    """238 words or 500 characters a minute, one at least."""
    assert reading_minutes(words, ideographs) == minutes


@pytest.mark.parametrize(("markdown", "tokens"), [("", 0), ("abcd", 1), ("abcde", 2), ("漢字漢字", 3)])
def test_tokens(markdown, tokens):
    """Four bytes a token."""
    assert token_estimate(markdown) == tokens


def test_an_article_has_them_all():
    """From the same walk as the markdown."""
    article = convert("<h2>Title</h2><p>Some <b>bold</b> words &amp; 漢字.</p>")

    assert (article.word_count, article.reading_minutes, article.text) == (6, 1, "Title\nSome bold words & 漢字.")
    assert article.token_estimate == 10
