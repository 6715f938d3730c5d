"""Where a post's text breaks, and what marks without an end cost."""

import pytest

from rootzpub.wordpress.rendering.blocks.post_texts import first_page
from tests.growth import assert_linear


@pytest.mark.slow("more than a tenth of a second a case")
def test_marks_without_an_end_are_read_once() -> None:
    """`<!--more` again and again, as an author may write it."""
    assert_linear(first_page, lambda size: "<!--more" * size, 3_000)


def test_the_first_closed_mark_breaks_the_text() -> None:
    """One that its line does not close is text."""
    assert first_page("a<!--more\nb<!--more Go on-->c") == "a<!--more\nb"
