"""Roles of straight quotation marks."""

import pytest

from rootzpub.wordpress.rendering.locales import Quotes
from rootzpub.wordpress.rendering.quotation import Mark

SINGLE, DOUBLE = Mark.single(Quotes()), Mark.double(Quotes())


@pytest.mark.parametrize(
    ("run", "wanted"),
    [
        ("'a' b", "&#8216;a&#8217; b"),
        ("('a')", "(&#8216;a&#8217;)"),
        ("5' 'x 6'", "5&#8242; &#8216;x 6&#8217;"),
        ("'x 6' y 7' z", "&#8216;x 6&#8242; y 7&#8217; z"),
        ("x'&lt;", "x'&lt;"),
        ("'142' '4,2' '42'", "&#8216;142&#8217; &#8216;4,2&#8217; &#8217;42&#8217;"),
    ],
)
def test_single_marks(run: str, wanted: str) -> None:
    """Opening, closing, apostrophe, prime, or left as it is."""
    assert SINGLE.write(run) == wanted


@pytest.mark.parametrize(
    ("run", "wanted"),
    [
        ('"a" b', "&#8220;a&#8221; b"),
        ('" a', "&#8221; a"),
        ('a"b', "a&#8221;b"),
        ('"a"b"', "&#8220;a&#8221;b&#8221;"),
        ('"a 3" b 4" c', "&#8220;a 3&#8243; b 4&#8221; c"),
        ('&#8221;"a 3"', "&#8221;&#8221;a 3&#8243;"),
    ],
)
def test_double_marks(run: str, wanted: str) -> None:
    """One that fits nothing else closes."""
    assert DOUBLE.write(run) == wanted
