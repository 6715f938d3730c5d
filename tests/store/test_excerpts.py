"""Excerpts around what was found."""

import pytest

from rootzpub.store.excerpts import excerpt_around

LONG = "Anfang " + "Wort " * 200 + "hier steht die Nadel im Text " + "mehr " * 200


def test_the_hit_is_in_the_excerpt():
    """A reader sees why this was found."""
    assert "Nadel" in excerpt_around(LONG, ["nadel"])


def test_both_ends_say_that_there_is_more():
    """An ellipsis stands where text was cut."""
    excerpt = excerpt_around(LONG, ["nadel"])
    assert excerpt.startswith("…")
    assert excerpt.endswith("…")


def test_cuts_fall_between_words():
    """No word is halved."""
    words = excerpt_around(LONG, ["nadel"]).strip("…").split()
    assert set(words) <= set(LONG.split())


def test_a_short_text_is_whole():
    """Nothing is cut, nothing added."""
    assert excerpt_around("Kurz und\ngut.", ["gut"]) == "Kurz und gut."


def test_diacritics_do_not_hide_the_hit():
    """`creme` finds `Crème`."""
    assert "Crème" in excerpt_around("x " * 300 + "eine Crème brûlée " + "y " * 300, ["creme"])


def test_a_word_start_is_better_than_the_middle():
    """`art` shows the word art, not the inside of start."""
    text = "start " + "x " * 300 + "art " + "y " * 300
    assert " art " in f" {excerpt_around(text, ['art'])} "


def test_the_given_text_stands_in_when_only_the_title_has_it():
    """No hit in the text: the entry's own excerpt."""
    assert excerpt_around("Text ohne.", ["nadel"], otherwise="Eigener Auszug.") == "Eigener Auszug."


@pytest.mark.parametrize("text", ["", " \n ", "長" * 1000], ids=["empty", "blank", "no spaces"])
def test_odd_texts_give_one_line_of_bounded_length(text):
    """Whatever the text is."""
    excerpt = excerpt_around(text, ["長"])
    assert "\n" not in excerpt
    assert len(excerpt) <= 242
