"""Inside a block: emphasis, links, sub- and superscript, quotations, abbreviations."""

import pytest

from rootzpub.markdown import convert
from tests.markdown.rendering import render

CASES = {
    "bold and italic": ("<b>a</b> <i>b</i>", "**a** *b*"),
    "blanks move out": ("a<strong> b </strong>c", "a **b** c"),
    "empty": ("a<em></em><strong> </strong>b", "a b"),
    "break moves out": ("<strong>a<br></strong>b", "**a**\\\nb"),
    "break inside": ("<strong>a<br>b</strong>", "**a\\\nb**"),
    "inside a word": ("in<em>tra</em>word", "in*tra*word"),
    "touching bold": ("<strong>x</strong><strong>y</strong>", "**x**__y__"),
    "touching bold inside a word": ("<strong>x</strong><strong>y</strong>z", "__x__**y**z"),
    "bold beside bold": ("<b>x</b> <b>y</b>", "**x** **y**"),
    "touching bold and italic": ("<em>a</em><strong>b</strong>", "*a*__b__"),
    "bold in italic": ("<em>a <strong>b</strong> c</em>", "*a **b** c*"),
    "bold in bold": ("<strong>a <strong>b</strong> c</strong>", "**a __b__ c**"),
    "bold and italic together": ("<strong><em>a</em></strong>", "***a***"),
    "Google's bold that is none": ('<b style="font-weight:normal">a</b>', "a"),
    "struck": ("<del>a</del> <s>b</s> <strike>c</strike>", "~~a~~ ~~b~~ ~~c~~"),
    "old and new": ("<del>old</del><ins>new</ins>", "~~old~~ new"),
    "CJK punctuation": ("这是<strong>「粗体」</strong>文字", "这是「**粗体**」文字"),
    "CJK colon": ("<b>注：</b>中文", "**注**：中文"),
    "quotation marks inside": ("<strong>«q»</strong>z", "**«q**»z"),
    "punctuation only": ("a<b>!</b>b", "a!b"),
    "link": ('<a href="/x">t</a>', "[t](/x)"),
    "link with a title": ('<a href="/x" title="say &quot;hi&quot;">t</a>', '[t](/x "say \\"hi\\"")'),
    "title that repeats the text": ('<a href="/x" title="t">t</a>', "[t](/x)"),
    "link with emphasis": ('<a href="/x"><b>t</b> u</a>', "[**t** u](/x)"),
    "link in bold": ('<b>a <a href="/x">t</a></b>', "**a [t](/x)**"),
    "brackets in a link": ('<a href="/x">[t]</a>', "[\\[t\\]](/x)"),
    "exclamation mark before a link": ('a!<a href="/x">t</a>', "a\\![t](/x)"),
    "blanks in a link": ('a<a href="/x"> t </a>b', "a [t](/x) b"),
    "picture in a link": ('<a href="/x"><img src="/i.png" alt="i"></a>', "[![i](/i.png)](/x)"),
    "link known by its label": ('<a href="/x" aria-label="Home"><svg></svg></a>', "[Home](/x)"),
    "link without anything": ('a<a href="/x"></a>', "a"),
    "address as text": ('<a href="https://e.org/a_b">https://e.org/a_b</a>', "[https://e.org/a_b](https://e.org/a_b)"),
    "no address": ("<a>t</a>", "t"),
    "script": ('<a href="javascript:alert(1)">t</a>', "t"),
    "hidden script": ('<a href=" java\nscript:alert(1)">t</a>', "t"),
    "data": ('<a href="data:text/html,x">t</a>', "t"),
    "mail": ('<a href="mailto:a@e.org">t</a>', "[t](mailto:a@e.org)"),
    "link in a link": ('<a href="/x">a <span><a href="/y">b</a></span></a>', "[a b](/x)"),
    "power": ("10<sup>6</sup>", "10^6"),
    "power of a sum": ("x<sup>n+1</sup>", "x^(n+1)"),
    "ordinal": ("1<sup>st</sup>", "1st"),
    "water": ("H<sub>2</sub>O", "H₂O"),
    "index": ("x<sub>i</sub>", "x_i"),
    "raised at the beginning": ("<sup>1</sup> note", "1 note"),
    "quotation": ("<q>a <q>b</q></q>", "“a ‘b’”"),
    "abbreviation once": ('<abbr title="Hyper">HT</abbr> <abbr title="Hyper">HT</abbr>', "HT (Hyper) HT"),
    "ruby": ("<ruby>漢<rp>(</rp><rt>kan</rt><rp>)</rp></ruby>", "漢(kan)"),
    "mark": ("<mark>m</mark>", "m"),
    "screen reader text": ('<span class="screen-reader-text">sr</span>', "sr"),
    "no-break spaces": ("a&nbsp;&nbsp;b\u200bc", "a\xa0\xa0b\u200bc"),
    "control characters": ("a&#1;b\x85c", "a b c"),
    "invisible tags": ("a\U000e0041\U000e0042b", "ab"),
    "flag of tags": ("\U0001f3f4\U000e0067\U000e0062\U000e007f", "\U0001f3f4\U000e0067\U000e0062\U000e007f"),
}


@pytest.mark.parametrize(("html", "markdown"), CASES.values(), ids=CASES)
def test_inline(html, markdown):
    """Each inline element says in markdown what it said in HTML."""
    assert convert(f"<p>{html}</p>").markdown == markdown + "\n"


@pytest.mark.parametrize(
    "text",
    [
        "* not list, _under_ snake_case_name, [x](y), 5 * 3 * 2, `tick`, ~~no~~, # no, \\ back, AT&T &amp; <div>",
        "![x](y) [a][b] [^1] ^[x] <https://e.org> &copy; &#65; \\* __init__ *a*b* ~a~ ~5 a~",
        "\\", "a\\", "\\\\", "_", "*", "`", "~", "[", "]", "!", "<a", "&lt;", "a_b_ _c", "**", "](", "***bold***",
    ],
)  # fmt: skip
def test_text_stays_text(text):
    """What looks like markup comes back as the same characters."""
    html = f"<p>{text.replace('&', '&amp;').replace('<', '&lt;').replace('>', '&gt;')}</p>"

    assert render(convert(html).markdown).replace("&quot;", '"').strip() == html


@pytest.mark.parametrize(
    "text",
    ["5 * 3 * 2", "snake_case_name", "AT&T", "a < b", "https://e.org/a_b_c", "~5", "[1]", "[caption]", "C:\\dir", "$5"],
)
def test_no_needless_backslash(text):
    """What cannot be markup is left alone: people and agents read it."""
    html = f"<p>{text.replace('&', '&amp;').replace('<', '&lt;')}</p>"

    assert convert(html).markdown == text + "\n"


def test_anchors_are_kept_when_the_heading_exists():
    """A link into the page leads somewhere or is none."""
    article = convert('<h2 id="part">Part</h2><p><a href="#part">go</a> <a href="#gone">nowhere</a></p>')

    assert article.markdown == "## Part\n\n[go](#part) nowhere\n"
    assert [(loss.kind, loss.example) for loss in article.losses] == [("anchor", "#gone")]


def test_anchor_before_its_heading():
    """A table of contents stands before what it lists."""
    assert "[a](#x)" in convert('<ul><li><a href="#x">a</a></li></ul><h2 id="x">A</h2>').markdown


def test_emphasis_that_cannot_stand_is_said():
    """The ledger counts marks that moved."""
    assert [loss.kind for loss in convert("<p>这是<b>「粗」</b>字</p>").losses] == ["emphasis"]


def test_unfolded_link_is_said_once():
    """The address is the example."""
    losses = convert('<a href="/card"><h3>C</h3><p>a</p></a>').losses

    assert [(loss.kind, loss.count, loss.example) for loss in losses] == [("link-unfolded", 1, "/card")]


def test_thousands_of_touching_marks_are_dropped_and_said():
    """No text is worth weighing ten thousand marks; the words stay."""
    article = convert("<p>" + "<em>a</em>" * 10_000 + "</p>")

    assert article.text == "a" * 10_000
    assert article.markdown == "a" * 10_000 + "\n"
    assert [(loss.kind, loss.count) for loss in article.losses] == [("emphasis", 10_000)]


def test_formats_without_end_are_let_through():
    """A hundred levels of emphasis are enough for anyone; the text stays."""
    assert "x" in convert("<b><i>" * 5000 + "x").markdown
