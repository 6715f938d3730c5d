"""Words of any language for the index, and questions that cannot do harm."""

import sqlite3

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rootzpub.store.finding.asking import parts_of
from rootzpub.store.fulltext import fold, runs, spaced


@pytest.mark.parametrize(
    ("typed", "parts"),
    [
        pytest.param("hello World", [("word", "hello", ""), ("word", "world", "")], id="words"),
        pytest.param('"hello world"', [("phrase", "hello world", "")], id="phrase"),
        pytest.param("hel*", [("word", "hel", "*")], id="prefix"),
        pytest.param("-hello", [("word", "hello", "-")], id="excluded"),
        pytest.param("日本語", [("run", "日本語", "")], id="unspaced"),
        pytest.param('" OR 1=1 --', [("word", "or", ""), ("word", "1", "")], id="operators are words"),
        pytest.param("!!! ()", [], id="no letters"),
    ],
)
def test_what_is_typed_becomes_parts(typed, parts):
    """Each once, in order."""
    marks = {(False, False): "", (True, False): "-", (False, True): "*"}
    assert [(p.kind, p.typed, marks[p.excluded, p.is_prefix]) for p in parts_of(typed)] == parts


def test_a_very_long_question_is_cut():
    """Thousands of terms do not become thousands of parts."""
    assert len(parts_of(" ".join(f"w{n}" for n in range(5_000)))) == 16


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


@given(st.text(max_size=200))
def test_any_text_is_a_valid_question(text):
    """FTS5 never sees anything that it would refuse."""
    connection = sqlite3.connect(":memory:")
    connection.execute('CREATE VIRTUAL TABLE words USING fts5 (t, tokenize="unicode61 remove_diacritics 2")')
    connection.execute("CREATE VIRTUAL TABLE runs USING fts5 (t, tokenize='trigram')")
    for part in parts_of(text):
        table = "runs" if part.is_trigram else "words"
        connection.execute(f"SELECT count(*) FROM {table} WHERE {table} MATCH ?", (part.expression,)).fetchone()
        assert part.expression.strip("*").count('"') == 2
    connection.close()
