"""Paragraphs and breaks: one example for each obligation."""

import pytest

from rootzpub.wordpress.rendering.autop import autop


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        pytest.param("", "", id="nothing"),
        pytest.param(" \n\t", "", id="white-space"),
        pytest.param("a\n\nb", "<p>a</p>\n<p>b</p>\n", id="paragraphs"),
        pytest.param("a\nb", "<p>a<br />\nb</p>\n", id="break"),
        pytest.param("a\r\n\r\nb\rc", "<p>a</p>\n<p>b<br />\nc</p>\n", id="other-line-ends"),
        pytest.param("a<br><br/>b", "<p>a</p>\n<p>b</p>\n", id="double-break"),
        pytest.param("a<br>\nb", "<p>a<br />\nb</p>\n", id="no-second-break"),
        pytest.param("<div>a</div>b", "<div>a</div>\n<p>b</p>\n", id="block-alone"),
        pytest.param("<pre>a\n\nb</pre>", "<pre>a\n\nb</pre>\n", id="pre"),
        pytest.param("a</pre>b<pre>c</pre>", "<p>ab</p>\n<pre>c</pre>\n", id="stray-end-of-pre"),
        pytest.param("<blockquote>a</blockquote>", "<blockquote><p>a</p></blockquote>\n", id="quotation"),
        pytest.param("<ul>\n<li>a</li>\n</ul>", "<ul>\n<li>a</li>\n</ul>\n", id="list"),
        pytest.param("a<hr>b", "<p>a</p>\n<hr>\n<p>b</p>\n", id="rule"),
        pytest.param("<!-- a\n\nb -->", "<p><!-- a\n\nb --></p>\n", id="comment"),
        pytest.param("<script>\na\n\nb</script>", "<p><script>\na</p>\n<p>b</script></p>\n", id="script"),
        pytest.param("<script>\na\nb</script>\nc", "<p><script>\na\nb</script><br />\nc</p>\n", id="script-lines"),
        pytest.param("<script>\na\nb", "<p><script><br />\na<br />\nb</p>\n", id="script-without-end"),
        pytest.param(
            "<object>\n<param name='a'>\n</object>", "<p><object><param name='a'></object></p>\n", id="object"
        ),
        pytest.param(
            "<select>\n<option>a</option>\n</select>", "<p><select><option>a</option></select></p>\n", id="select"
        ),
        pytest.param("<form>a</form>", "<form>a</form>\n", id="form"),
        pytest.param("<p>a</div>", "<p>a</p></div>\n", id="unfinished-paragraph"),
    ],
)
def test_paragraphs(text: str, wanted: str) -> None:
    """The text comes out as WordPress writes it."""
    assert autop(text) == wanted


def test_formulas_are_blocks_before_6_7() -> None:
    """As measured on 6.1: three paragraphs."""
    text = "Let <math><mi>x</mi></math> be."

    assert autop(text).count("<p>") == 2
    assert "<p>Let <math>" not in autop(text)


def test_formulas_stand_in_the_line_since_6_7() -> None:
    """One paragraph; line ends in a formula are still kept."""
    text = "Let <math>\n<mi>x</mi>\n</math> be."

    assert autop(text, math_is_block=False) == "<p>Let <math>\n<mi>x</mi>\n</math> be.</p>\n"
