"""Text read in the wrong character set."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rootzpub.wordpress.mojibake import mysql_latin1, repaired

MEANT = ["Grüße", "“quoted” – €", "日本語テキスト", "Ελληνικά", "naïve façade"]


@pytest.mark.parametrize("text", MEANT)
def test_double_encoded_text_is_set_right(text: str) -> None:
    """UTF-8 that was taken for latin1 once, or twice."""
    once = mysql_latin1(text.encode())
    assert repaired(once) == text
    assert repaired(mysql_latin1(once.encode())) == text


@pytest.mark.parametrize(
    "text", [*MEANT, "plain", "", "Ã is a letter", "Â", "5 × 3 ÷ 2", "Ã¼ beside ü", "crème brûlée"]
)
def test_proper_text_stays(text: str) -> None:
    """What is right as it is is not touched, and is the same object."""
    assert repaired(text) is text


@given(st.text())
def test_latin1_is_undone(text: str) -> None:
    """Reading UTF-8 as latin1 never fails, and repairing gives text either way."""
    assert isinstance(repaired(mysql_latin1(text.encode("utf-8", "replace"))), str)
