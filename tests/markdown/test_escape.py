"""Escapes: the functions themselves, at their edges."""

import pytest

from rootzpub.markdown import escape


def test_long_text_is_escaped_like_short_text():
    """Text is escaped in pieces so that memory stays bounded; the pieces do not show."""
    piece = "a_b *c* [x](y) ` ~~ \\ 5 * 3 "

    assert escape.escape(piece * 3000) == escape.escape(piece) * 3000


@pytest.mark.parametrize(
    ("code", "span"),
    [("a", "`a`"), ("a`b", "``a`b``"), ("`", "`` ` ``"), (" ", "` `"), (" a ", "`  a  `"), (" `a", "`` `a``")],
)
def test_code_span(code, span):
    """A fence longer than any run inside, and blanks where CommonMark takes some away."""
    assert escape.code_span(code) == span


@pytest.mark.parametrize(
    ("text", "written"),
    [
        ("t", ' "t"'),
        ('say "hi"', ' "say \\"hi\\""'),
        ("a\\b", ' "a\\\\b"'),
        ("&amp; x", ' "\\&amp; x"'),
        (" \n ", ""),
        ("a\nb", ' "a b"'),
    ],
)
def test_title(text, written):
    """A title in quotes, or nothing."""
    assert escape.title(text) == written


def test_labels_of_attributes_hold_no_control_characters():
    """An attribute may hold anything; the sentinels of the walk must not come from outside."""
    assert escape.label("a\x02b\x03c\u2028d") == "a b c d"


def test_blanks_collapse_in_time_that_grows_with_the_text():
    """Half a million blanks are one blank, at once."""
    assert escape.clean("a" + " " * 500_000 + "b") == "a b"


@pytest.mark.parametrize(
    ("content", "written"),
    [("C #", "C \\#"), ("C#", "C#"), ("a ##", "a \\##"), ("#", "\\#"), ("# b # c #", "# b # c \\#")],
)
def test_heading_tail(content, written):
    """Number signs that would close an ATX heading are kept as text."""
    assert escape.escape_heading_tail(content) == written
