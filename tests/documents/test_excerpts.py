"""Short texts end at a sentence or a word, in every script."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rootzpub.documents.excerpts import (
    is_whole_sentence,
    looks_like_mail,
    opening,
    sentences,
    shorten,
    without_headings,
    without_mail,
)


@pytest.mark.parametrize(
    ("text", "limit", "short"),
    [
        pytest.param("Short.", 20, "Short.", id="whole"),
        pytest.param("One\n two   three", 20, "One two three", id="one-line"),
        pytest.param("We measure widgets. They are blue and round.", 30, "We measure widgets.", id="sentence"),
        pytest.param('He said "stop." And then he left us.', 20, 'He said "stop."', id="sentence-with-quote"),
        pytest.param("We measure widgets of every colour", 20, "We measure widgets…", id="word"),
        pytest.param("Version 3.5 measures widgets well", 20, "Version 3.5…", id="a-number-is-no-end"),
        pytest.param("Hi. We measure widgets of every colour", 20, "Hi. We measure…", id="too-early-a-sentence"),
        pytest.param("widgets, blue; and round ones here", 9, "widgets…", id="no-comma-before-the-dots"),
        pytest.param("私たちは部品を測ります。毎日測ります。", 14, "私たちは部品を測ります。", id="japanese-sentence"),
        pytest.param("私たちは部品を測って記録して公開します", 8, "私たちは部品を…", id="japanese-word"),
        pytest.param("私たちは部品、測定", 8, "私たちは部品…", id="no-line-begins-with-a-comma"),
        pytest.param("Look: [gallery ids=1,2,3] and more words", 22, "Look…", id="shortcode"),
        pytest.param("Fish &amp; chips and peas for all", 9, "Fish…", id="entity"),
        pytest.param("x" * 40, 10, "x" * 9 + "…", id="one-long-word"),
        pytest.param("[" + "x" * 40 + "]", 10, "[" + "x" * 8 + "…", id="nothing-but-a-shortcode"),
    ],
)
def test_a_cut_falls_at_a_sentence_or_a_word(text: str, limit: int, short: str) -> None:
    """Never inside a word, an entity or a shortcode; white space is one blank."""
    assert shorten(text, limit) == short


def test_composed_characters_stay_whole() -> None:
    """A family emoji and a letter with a combining accent are not cut apart."""
    family = "👩\u200d👩\u200d👧"
    assert shorten("a" + family * 5, 7) in {f"a{family}…", "a…"}
    assert shorten("e\u0301" * 20, 4) == "e\u0301…"


@given(st.text(max_size=400), st.integers(5, 120))
def test_a_short_text_is_never_longer_than_asked(text: str, limit: int) -> None:
    """At most `limit` characters, one line, no blanks at the ends."""
    short = shorten(text, limit)
    assert len(short) <= limit
    assert short == short.strip()
    assert "\n" not in short


@given(st.lists(st.text(alphabet="abc", min_size=1, max_size=6), min_size=1, max_size=60), st.integers(10, 60))
def test_every_word_of_a_short_text_is_a_word_of_the_long_one(words: list[str], limit: int) -> None:
    """No word is cut."""
    short = shorten(" ".join(words), limit).removesuffix("…")
    assert short.split() == words[: len(short.split())]


def test_a_long_text_is_not_read_to_its_end() -> None:
    """Megabytes of text, or of white space, give their excerpt all the same."""
    assert shorten("word " * 2_000_000, 20) == "word word word word…"
    assert shorten("a" + " " * 100_000 + "b", 20) == "a b"


def test_sentences_end_where_people_end_them() -> None:
    """At full stops before a blank, at line feeds, at the marks of CJK scripts; one that is cut off is left out."""
    text = "Version 3.5 is out.\nA line\n部品です。They cost 5."
    assert list(sentences(text, 1000)) == ["Version 3.5 is out.", "A line", "部品です。", "They cost 5."]
    assert list(sentences("One is here. Two is cut off somewhere.", 20)) == ["One is here."]
    assert list(sentences("It costs 3.50 today.", 11)) == []


def test_headings_are_told_from_sentences() -> None:
    """Blocks that are nothing but a heading fall away; what ends like a sentence is one."""
    assert (
        without_headings("Who  we are\nWe are nine.\nWho we are not", ["Who we are"]) == "We are nine.\nWho we are not"
    )
    assert without_headings("a\nb", []) == "a\nb"
    assert is_whole_sentence("He said “stop.”")
    assert is_whole_sentence("部品です。")
    assert not is_whole_sentence("9 10 11 12")


@pytest.mark.parametrize(
    ("text", "begins"),
    [
        pytest.param(
            "Who we are\nWe make widgets.\nWe do it here and everywhere.\nName\nPrice\nThat is all.",
            "We make widgets. We do it here and everywhere.",
            id="prose-before-a-table",
        ),
        pytest.param(
            "We make widgets of every kind and colour. These are they:\nA\nB",
            "We make widgets of every kind and colour.",
            id="prose-before-a-list",
        ),
        pytest.param(
            "Lisbon\nWe make widgets of every kind and colour.",
            "Lisbon We make widgets of every kind and colour.",
            id="an-address-first",
        ),
        pytest.param("Who we are\nNine people.\nLisbon", "Nine people. Lisbon", id="too-little-prose"),
        pytest.param("Who we are", "Who we are", id="nothing-but-a-heading"),
        pytest.param("", "", id="nothing"),
    ],
)
def test_an_entry_begins_with_its_prose(text: str, begins: str) -> None:
    """Headings fall away, and what follows the first sentences, where these are enough."""
    assert opening(text, ["Who we are"], 100) == begins


def test_mail_addresses_are_taken_out_save_those_the_owner_gave() -> None:
    """[wire §7.2]."""
    text = "Write to ann@example.com or info@example.com."
    assert without_mail(text, "info@example.com") == "Write to [mail address] or info@example.com."
    assert without_mail("no address @ all") == "no address @ all"
    assert looks_like_mail("ann@example.com")
    assert not looks_like_mail("Ann @ Home")


@pytest.mark.parametrize(
    "printed",
    [
        "Table of Contents\nToggle\nOne thing\nTwo things",
        "Inhalt\n1 One thing\n1.1 Two things",
        "Contents\n1One thing\n2.Two things",
        "One thing\nTwo things",
    ],
    ids=["easy-toc", "numbered", "numbers-without-blanks", "no-title"],
)
def test_a_table_of_contents_is_no_excerpt(printed: str) -> None:
    """Neither its title nor its lines, with prose before it or without."""
    body = "One thing\nThe clock is repaired here, and by hand.\nTwo things\nMore."
    titles = ["One thing", "Two things"]
    assert opening(f"{printed}\n{body}", titles, 45) == "The clock is repaired here, and by hand."
    assert without_headings(f"We begin.\n{printed}\n{body}", titles).startswith("We begin.\nThe clock")


def test_short_lines_before_a_heading_are_no_title_of_contents() -> None:
    """Nothing is listed here: the line over a heading is the entry's own."""
    assert (
        without_headings("Free admission\n2 Sorts\nOne thing\nMore.", ["One thing"]) == "Free admission\n2 Sorts\nMore."
    )
