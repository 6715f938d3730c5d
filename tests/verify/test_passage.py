"""Whether words stand in markdown, and where."""

import pytest

from rootzpub.verify.passage import find_passage, locate_passage
from tests.growth import assert_linear

MARKDOWN = """# About us

We make **fine** *widgets* — since 1999,
and “never” with [cheap parts](https://example.com/parts "why").

> Quoted \\*words\\* & more…

No\\. 7\\! &\n*more*

- first item
- second item

| Size | Price |
| --- | --- |
| Small | 5 |

```python
print("hello_world")
```
"""


def test_words_that_stand_there_are_exact() -> None:
    """Offsets point at them."""
    found = find_passage("since 1999,", MARKDOWN)
    assert found is not None
    assert found.exact
    assert MARKDOWN[found.start : found.end] == "since 1999,"
    assert found.before.endswith("widgets* — ")
    assert found.after.startswith("\nand")


@pytest.mark.parametrize(
    "passage",
    [
        pytest.param('We make fine widgets - since 1999, and "never" with cheap parts.', id="rendered"),
        pytest.param("fine   widgets\u00a0\u2014 since\n1999", id="white-space"),
        pytest.param("and 'never'".replace("'", "\u201d"), id="quotes"),
        pytest.param("Quoted *words* & more...", id="escapes-and-dots"),
        pytest.param("About us We make fine", id="over-a-heading"),
        pytest.param("first item second item", id="over-bullets"),
        pytest.param("Size Price Small 5", id="over-a-table"),
        pytest.param("cheap\u200b parts", id="zero-width"),
        pytest.param("No. 7! & more", id="other-escapes"),
    ],
)
def test_words_as_people_copy_them(passage: str) -> None:
    """White space, quotes, dashes and markdown marks do not matter."""
    found = find_passage(passage, MARKDOWN)
    assert found is not None
    assert not found.exact
    assert 0 <= found.start < found.end <= len(MARKDOWN)


@pytest.mark.parametrize(
    "passage",
    [
        pytest.param("We make fine gadgets", id="another-word"),
        pytest.param("we make fine widgets", id="case"),
        pytest.param("widgets fine", id="order"),
        pytest.param("We widgets", id="gap"),
        pytest.param("", id="empty"),
        pytest.param("  \n", id="blank"),
        pytest.param("**", id="marks-only"),
        pytest.param("\u201c\u201d \u2014", id="punctuation-only"),
        pytest.param("https://evil.example/", id="an-address-that-is-not-there"),
    ],
)
def test_words_that_do_not_stand_there(passage: str) -> None:
    """Other words, another order, or no words at all are not found."""
    assert find_passage(passage, MARKDOWN) is None


def test_the_place_of_normalised_words_is_the_source_s() -> None:
    """Start and end lie around the words, marks between included."""
    found = find_passage("fine widgets", MARKDOWN)
    assert found is not None
    assert MARKDOWN[found.start : found.end] == "fine** *widgets"


def test_the_page_that_has_them() -> None:
    """The first page in which a passage stands, by path."""
    pages = [("/a/", "Nothing here."), ("/b/", MARKDOWN), ("/c/", MARKDOWN)]
    found = locate_passage("fine widgets", pages)
    assert found is not None
    assert found[0] == "/b/"
    assert locate_passage("no such words", pages) is None


@pytest.mark.slow("one very large input")
def test_a_long_text_is_searched_in_linear_time() -> None:
    """Linear in the text: markdown full of brackets costs no more."""

    def text(size: int) -> str:
        return "[" * size + "word" + "](" * size

    assert find_passage("no such words", text(100_000)) is None
    assert_linear(lambda markdown: find_passage("no such words", markdown), text, 20_000)
