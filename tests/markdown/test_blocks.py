"""Blocks: what each block element becomes."""

import pytest

from rootzpub.markdown import convert
from tests.markdown.rendering import render

CASES = {
    "paragraphs": ("<p>a</p><p>b</p>", "a\n\nb"),
    "text without an element": ("a<div>b</div>c", "a\n\nb\n\nc"),
    "blanks collapse": ("<p> a \n\t b </p>", "a b"),
    "line break": ("<p>a<br>b</p>", "a\\\nb"),
    "two line breaks": ("<p>a<br><br>b</p>", "a\\\n\\\nb"),
    "line breaks at the edges": ("<p><br>a<br></p>", "a"),
    "line separator": ("<p>a\u2028b</p>", "a\\\nb"),
    "rule": ("<p>a</p><hr><p>b</p>", "a\n\n---\n\nb"),
    "headings": ("<h1>a</h1><h3>b</h3><h6>c</h6>", "# a\n\n### b\n\n###### c"),
    "heading with a number sign at its end": ("<h2>C #</h2>", "## C \\#"),
    "heading with a picture": ('<h3><img src="/i.png" alt="i"></h3>', "### ![i](/i.png)"),
    "heading of two lines": ("<h2>a<br>b</h2>", "a\\\nb\n---"),
    "low heading of two lines": ("<h3>a<br>b</h3>", "### a b"),
    "heading with blocks inside": ("<h2><p>a</p><p>b</p></h2>", "a\\\nb\n---"),
    "empty heading": ("<h2> </h2><p>x</p>", "x"),
    "quotation": ("<blockquote><p>a</p><p>b</p></blockquote>", "> a\n>\n> b"),
    "quotation with its source": ("<blockquote><p>Q</p><cite>Me</cite></blockquote>", "> Q\n>\n> — Me"),
    "source that has its dash": ("<blockquote><p>Q</p><cite>– Me</cite></blockquote>", "> Q\n>\n> – Me"),
    "title of a work in a sentence": ("<p>I read <cite>Emma</cite>.</p>", "I read *Emma*."),
    "tight list": ("<ul><li>a</li><li>b</li></ul>", "- a\n- b"),
    "loose list": ("<ul><li><p>a</p></li><li><p>b</p></li></ul>", "- a\n\n- b"),
    "numbers": ('<ol start="3"><li>c</li><li>d</li></ol>', "3. c\n4. d"),
    "nested list": ("<ul><li>a<ul><li>b</li></ul></li><li>c</li></ul>", "- a\n  - b\n- c"),
    "nested numbers not from 1": ('<ul><li>a<ol start="3"><li>b</li></ol></li></ul>', "- a\n\n  3. b"),
    "list in a list without an item": ("<ul><li>a</li><ul><li>b</li></ul></ul>", "- a\n  - b"),
    "two lists in a row": ("<ol><li>a</li></ol><ol><li>b</li></ol>", "1. a\n\n1) b"),
    "two bullet lists in a row": ("<ul><li>a</li></ul><ul><li>b</li></ul>", "- a\n\n* b"),
    "empty item": ("<ul><li>a</li><li></li></ul>", "- a\n-"),
    "item with a rule": ("<ul><li><hr></li></ul>", "- ___"),
    "item with code": ("<ul><li>a<pre><code>x</code></pre></li></ul>", "- a\n  ```\n  x\n  ```"),
    "item left open by a div": ("<ul><li><div>a</li><li>b</li></ul>", "- a\n- b"),
    "item without a list": ("<li>a</li>", "a"),
    "task list": (
        '<ul><li><input type="checkbox" checked> a</li><li><input type="checkbox"> b</li></ul>',
        "- [x] a\n- [ ] b",
    ),
    "definitions": ("<dl><dt>T</dt><dd>D</dd></dl>", "**T**\n\nD"),
    "details": ("<details><summary>Q?</summary><p>A.</p></details>", "**Q?**\n\nA."),
    "figure with its caption": (
        '<figure><img src="/a.jpg" alt="A"><figcaption>cap</figcaption></figure>',
        "![A](/a.jpg)\n\n*cap*",
    ),
    "caption with emphasis of its own": ("<figcaption>A <em>cap</em></figcaption>", "A *cap*"),
    "bold around paragraphs": ("<strong><p>a</p><p>b</p></strong>", "**a**\n\n**b**"),
    "bold that the parser ends too soon": ("<b><p>a</p></b>", "**a**"),
    "heading that the parser ends too soon": ("<h2><p>a</p></h2>", "## a"),
    "link around blocks": ('<a href="/card"><h3>Card</h3><p>body</p></a>', "### [Card](/card)\n\nbody"),
    "link around a picture and a heading": (
        '<a href="/c"><img src="i.png" alt=""><h3>C</h3></a>',
        "[![](i.png)](/c)\n\n### [C](/c)",
    ),
    "block comments": ("<!-- wp:paragraph --><p>x</p><!-- /wp:paragraph --><!--more-->", "x"),
    "classic gallery in one order": (
        (
            '<div class="gallery galleryid-1"><dl class="gallery-item"><dt><img src="b.jpg" alt=""></dt></dl>'
            '<dl class="gallery-item"><dt class="gallery-icon"><img src="a.jpg" alt=""></dt></dl></div>'
        ),
        "![](a.jpg)\n\n**![](b.jpg)**",
    ),
}


@pytest.mark.parametrize(("html", "markdown"), CASES.values(), ids=CASES)
def test_block(html, markdown):
    """Each block element says in markdown what it said in HTML."""
    assert convert(html).markdown == markdown + "\n"


@pytest.mark.parametrize(
    "text",
    ["1. x", "12) x", "# x", "> x", "- x", "+ x", "===", "---", "***", "* x", "|---|", "~~~", "[a]: b", "    x", "```"],
)
def test_text_that_looks_like_a_block_stays_text(text):
    """A paragraph's first characters never make it something else, on the first line or after a break."""
    html = f"<p>{text.replace('>', '&gt;')}</p>"
    broken = f"<p>a<br>{text.replace('>', '&gt;')}</p>"

    assert render(convert(html).markdown).replace("&gt;", ">").strip() == f"<p>{text.strip()}</p>"
    assert "<p>a<br />" in render(convert(broken).markdown)
    assert render(convert(broken).markdown).count("<") == 3


def test_lists_deeper_than_renderers_follow_are_unfolded():
    """Twelve levels in, no word is lost when the markdown is rendered, and the ledger says what happened."""
    html = "".join(f"<ul><li>level{number}" for number in range(12)) + "</li></ul>" * 12
    article = convert(html)

    assert all(f"level{number}" in render(article.markdown) for number in range(12))
    assert "deep-nesting" in {loss.kind for loss in article.losses}


def test_random_gallery_order_does_not_change_the_markdown():
    """A second rendering of the same gallery gives the same bytes."""
    items = [f'<figure class="gallery-item"><img src="{name}.jpg" alt="{name}"></figure>' for name in "cab"]
    shells = [f'<div id="gallery-{number}" class="gallery galleryid-5">{{}}</div>' for number in (1, 7)]

    first, second = shells[0].format("".join(items)), shells[1].format("".join(reversed(items)))

    assert convert(first).markdown == convert(second).markdown


@pytest.mark.parametrize(
    ("html", "example"),
    [("<ol reversed><li>x</li></ol>", "reversed="), ('<ol><li>a</li><li value="7">b</li></ol>', "value=7")],
    ids=["reversed", "value"],
)
def test_numbers_commonmark_cannot_write_are_said(html, example):
    """The ledger has the attribute."""
    losses = {loss.kind: loss for loss in convert(html).losses}

    assert losses["list-numbering"].example == example


def test_a_heading_whose_last_line_holds_a_pipe_is_one_line():
    """Underlined it would be a table; its marks are weighed as they then stand."""
    article = convert("<h2><i>—<br>?</i><b>1</b>|</h2>")

    assert article.markdown == "## — ?**1**|\n"
    assert [loss.kind for loss in article.losses] == ["break-in-heading", "emphasis"]


def test_a_heading_of_two_lines_that_begins_with_a_number_sign():
    """It is not written right under a paragraph, which it would underline."""
    assert convert("<ul><li>|<h2>#<br>b</h2></li></ul>").markdown == "- \\|\n\n  #\\\n  b\n  ---\n"


def test_a_list_that_begins_with_nothing_in_the_line_of_another_marker_is_no_thematic_break():
    """`- - -` would be one: the empty item goes, whatever has words stays."""
    html = "<ul><li>x</li><li><ul><li><ul><li></li><li>y</li></ul></li></ul></li></ul>"

    markdown = convert(html).markdown

    assert markdown == "- x\n- - - y\n"
    assert convert(render(markdown)).markdown == markdown
