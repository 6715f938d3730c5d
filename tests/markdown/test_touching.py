"""Emphasis that touches other emphasis, signs, links, code: right for a reader, and the same when it is read again."""

import pytest

from rootzpub.markdown import convert
from tests.markdown.rendering import render, words

CASES = {
    "four deep around a picture": (
        '<b><b><i><strong><img src="/i.png" alt="i"></strong>「</i></b></b>',
        "**__*![i](/i.png)*_「___**",
    ),
    "struck goes, italics stay apart": ("漢<del><i>y</i></del><i>d</i>", "漢*y*_d_"),
    "no picture of a link whose mark went": ('!<i><a href="/x">b</a></i>a', "\\![b](/x)a"),
    "no backslash into a mark": ('<b>!</b><a href="/x">(</a>', "**!**[(](/x)"),
    "a tilde behind struck": ("<s><b>e</b></s>~2", "~~**e**~~\\~2"),
    "a tilde that begins struck": ("<del>~2</del>", "~~\\~2~~"),
    "struck goes on where bold went": ("<del>a<b>b</b></del><del>c</del>", "~~a**b**c~~"),
    "bold that cannot close": ("<b>a</b><strong><b>「</b>(</strong>漢", "**a**__「__(漢"),
    "rule of three after a blank": ("<em><b>a</b><em><b> .</b></em></em>", "***a** _._*"),
    "rule of three after a break": ("<b><i>b</i><br><b><i>^</i></b></b>", "***b*\\\n__^__**"),
    "letters between two kinds": ("<i><strong>b</strong><i><strong>漢</strong></i>b</i>", "*__b__**漢**b*"),
    "blank inside the struck": ("; * <s> c</s>", "; \\* ~~c~~"),
    "code that would define a reference": ('<kbd><a href="/y">]:</a></kbd>', '[`]:`](/y "")'),
    "link into the page that leads nowhere beside bold": ('<a href="#a">a</a><b>^</b>', "a^"),
    "link into the page that leads nowhere in code": ('<code><a href="#z">~</a>b</code>', "`~b`"),
    "brackets of a link that leads nowhere": ('<a href="#a">][</a>', "\\]["),
}


@pytest.mark.parametrize(("html", "markdown"), CASES.values(), ids=CASES)
def test_touching(html, markdown):
    """Written so that a reader sees it as it is meant, or without the mark; and written the same again."""
    assert convert(f"<p>{html}</p>").markdown == markdown + "\n"
    assert convert(render(markdown)).markdown == markdown + "\n"
    assert "".join(words(render(markdown))) == "".join(words(f"<p>{html}</p>"))


def test_marks_beside_a_break_in_a_cell():
    """`<br>` is a sign, beside which a mark could close as well as open."""
    html = "<table><tr><th><em><b>y<br></b><b><b>é</b></b></em></th><th>f</th></tr></table>"
    markdown = convert(html).markdown

    assert "***y**<br>**é***" in markdown
    assert convert(render(markdown)).markdown == markdown


def test_dropped_marks_are_said():
    """The ledger counts what could not be written."""
    losses = {loss.kind: loss.count for loss in convert("<p><b>b</b><strong>.<i>)</i>€</strong></p>").losses}

    assert losses == {"emphasis": 2}


def test_an_item_that_begins_with_a_code_span_of_backticks():
    """It is a paragraph, not a fence: what follows it is a paragraph of its own."""
    markdown = convert("<ul><li><code>``</code><br>é<div>b</div></li></ul>").markdown

    assert markdown == "- ``` `` ```\\\n  é\n\n  b\n"
    assert convert(render(markdown)).markdown == markdown


def test_a_footnote_in_code_stays_a_footnote():
    """A reference inside `<code>` is not lost with the formatting."""
    html = '<p><code>f()<sup><a href="#fn1">1</a></sup></code></p><ol><li id="fn1">note</li></ol>'

    assert convert(html).markdown == "`f()`[^1]\n\n[^1]: note\n"


@pytest.mark.parametrize("count", [1000, 3000])
def test_more_marks_than_can_be_weighed(count):
    """Beyond some thousands in a row marks are dropped, and said; the words stay."""
    article = convert("<p>" + "<b>a</b><i>b</i>" * count + "</p>")

    assert "".join(words(render(article.markdown))) == "ab" * count
    assert ("*" in article.markdown) is (count == 1000)


@pytest.mark.slow("more than a tenth of a second a case")
def test_a_block_in_parts_says_the_same():
    """A long block is finished in parts, at blanks where nothing is open: marks and words stay."""
    markdown = convert("<p>" + "<b>a「x」</b>b <i>c</i><br>d " * 2000 + "</p>").markdown

    assert markdown == ("**a「x**」b *c*\\\nd " * 2000).strip() + "\n"
    assert convert(render(markdown)).markdown == markdown
