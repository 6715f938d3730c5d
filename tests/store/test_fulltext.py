"""Words of any language for the index, and questions that cannot do harm."""

import sqlite3

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rootzpub.store.fulltext import fold, question, runs, spaced


@pytest.mark.parametrize(
    ("typed", "words", "in_runs"),
    [
        pytest.param("hello world", '"hello" AND "world"', "", id="words"),
        pytest.param('"hello world"', '"hello world"', "", id="phrase"),
        pytest.param("hel*", '"hel"*', "", id="prefix"),
        pytest.param("don't", '"don t"', "", id="apostrophe"),
        pytest.param("日本", '" 日  本 "', "", id="two characters"),
        pytest.param("日本語", "", '"日本語"', id="three characters"),
        pytest.param("hello 日本語", '"hello"', '"日本語"', id="both"),
        pytest.param("Straße", '"strasse"', "", id="sharp s"),
        pytest.param("ΛΌΓΟΣ", '"λογοσ"', "", id="Greek capitals"),
        pytest.param("NEAR(a b)", '"NEAR a" AND "b"', "", id="operators are words"),
        pytest.param('" OR 1=1 --', '"OR" AND "1 1"', "", id="stray quote"),
        pytest.param("!!! ()", "", "", id="no letters"),
    ],
)
def test_what_is_typed_becomes_quoted_words(typed, words, in_runs):
    """Only letters and digits inside quotes reach the index."""
    asked = question(typed)
    assert (asked.words, asked.runs) == (words, in_runs)


def test_a_question_without_words_is_false():
    """Nothing to look for."""
    assert not question("?!")


def test_needles_are_folded_and_unique():
    """The excerpt looks for each word once, without case and diacritics."""
    assert question("Crème creme CRÈME").needles == ("creme",)


def test_a_very_long_question_is_cut():
    """Two hundred characters of single letters do not become two hundred terms."""
    assert question("a " * 500).words.count("AND") < 40


def test_characters_of_unspaced_scripts_stand_apart():
    """One character of Japanese is one token."""
    assert spaced("今日 ok").split() == ["今", "日", "ok"]


def test_runs_hold_only_unspaced_scripts():
    """Latin words are not in the trigram index."""
    assert runs("Tokyo 東京タワー and 大阪") == "東京タワー\n大阪"


@pytest.mark.parametrize(("text", "folded"), [("Ärger", "arger"), ("ΆΛΦΑ", "αλφα"), ("ÑANDÚ", "nandu"), ("ABC", "abc")])
def test_folding_drops_case_and_diacritics(text, folded):
    """What people do not type does not tell words apart."""
    assert fold(text) == folded


@given(st.text())
def test_folding_keeps_the_length(text):
    """Offsets in the folded text are offsets in the text."""
    assert len(fold(text)) == len(text)


@pytest.mark.slow("more than a tenth of a second a case")
@given(st.text(max_size=200))
def test_any_text_is_a_valid_question(text):
    """FTS5 never sees anything that it would refuse."""
    asked = question(text)
    connection = sqlite3.connect(":memory:")
    connection.execute('CREATE VIRTUAL TABLE w USING fts5 (t, tokenize="unicode61 remove_diacritics 2")')
    connection.execute("CREATE VIRTUAL TABLE r USING fts5 (t, tokenize='trigram')")
    if asked.words:
        connection.execute("SELECT count(*) FROM w WHERE w MATCH ?", (asked.words,)).fetchone()
    if asked.runs:
        connection.execute("SELECT count(*) FROM r WHERE r MATCH ?", (asked.runs,)).fetchone()
    connection.close()
    assert '"""' not in asked.words
