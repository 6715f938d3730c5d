"""Replacing shortcodes, and the paragraphs around them."""

import pytest

from rootzpub.wordpress.rendering.losses import LossLog
from rootzpub.wordpress.rendering.shortcodes import expand, unautop

HANDLERS = {"x": lambda found: f"<{found.content or '-'}>", "y": lambda _: "Y"}


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        pytest.param("a [x] b", "a <-> b", id="single"),
        pytest.param("[x]in[/x]", "<in>", id="enclosing"),
        pytest.param("[[x]]", "[x]", id="escaped"),
        pytest.param("[[x] [x]]", "[<-> <->]", id="half-escaped"),
        pytest.param("[z] text", "[z] text", id="unknown"),
        pytest.param("[z] &#91; [x]", "[z] &#091; <->", id="written-bracket"),
        pytest.param("<!-- [x] --> [y]", "<!-- [x] --> Y", id="comment"),
        pytest.param("a < b [y] c > d", "a < b Y c > d", id="less-than"),
        pytest.param("a < b [y]", "a < b Y", id="open-angle"),
        pytest.param("<[y]>", "<Y>", id="brackets-only"),
        pytest.param("<b ]> [y]", "<b ]> Y", id="stray-bracket-in-a-tag"),
    ],
)
def test_expansion(text: str, wanted: str) -> None:
    """Known shortcodes are replaced where WordPress replaces them."""
    assert expand(text, HANDLERS, LossLog()) == wanted


@pytest.mark.parametrize("text", ['<a title="[y]">', "<a [y] <b>"])
def test_shortcodes_in_quoted_attributes_stay_and_are_reported(text: str) -> None:
    """A shortcode in an attribute is left as text, and said."""
    log = LossLog()
    assert expand(text, HANDLERS, log) == text
    assert [loss.kind for loss in log.losses()] == ["shortcode-in-tag"]


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        pytest.param("<p>[x]</p>", "[x]", id="alone"),
        pytest.param("<p> [x]a[/x]&nbsp;</p>", "[x]a[/x]", id="enclosing"),
        pytest.param("<p>[x]a</p>", "<p>[x]a</p>", id="not-alone"),
        pytest.param("<p>[x]</p>a[/x]", "[x]a[/x]", id="closing-tag-elsewhere"),
        pytest.param("<p>[x /]</p><p>[z]</p>", "[x /]<p>[z]</p>", id="unknown-stays"),
        pytest.param("<p>[x</p>", "<p>[x</p>", id="open-end"),
        pytest.param("text", "text", id="nothing"),
    ],
)
def test_unautop(text: str, wanted: str) -> None:
    """Only shortcodes alone in a paragraph lose it."""
    assert unautop(text, {"x"}) == wanted
