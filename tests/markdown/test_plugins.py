"""Markup that page builders and plugins write: it says what the visitor sees."""

import pytest

from rootzpub.markdown import convert
from tests.markdown.rendering import render

PAGE = "https://example.org/post/"
CRAYON = """<div id="crayon-5" class="crayon-syntax crayon-theme-classic">
  <div class="crayon-toolbar"><span class="crayon-title"></span><span class="crayon-language">Python</span></div>
  <div class="crayon-info"></div>{source}
  <div class="crayon-main"><table class="crayon-table"><tr class="crayon-row">
    <td class="crayon-nums "><div class="crayon-nums-content"><div class="crayon-num">1</div></div></td>
    <td class="crayon-code"><div class="crayon-pre"><div class="crayon-line"><span>def</span> f():</div><div
    class="crayon-line crayon-striped-line"><span>&nbsp;&nbsp;&nbsp;&nbsp;</span><span>return</span> 1</div></div></td>
  </tr></table></div></div>"""
SOURCE = """<div class="crayon-plain-wrap"><textarea class="crayon-plain print-no">
def f():
\treturn "a  b" &lt; 1   </textarea></div>"""
HIGHLIGHTED = """<div class="syntaxhighlighter php"><table><tbody><tr><td class="gutter"><div class="line">1</div>
<div class="line">2</div></td><td class="code"><div class="container"><div class="line"><code>&lt;?php</code></div>
<div class="line"><code>&nbsp;&nbsp;</code><code>echo</code> <code>'a|b';</code></div></div></td></tr></tbody></table>
</div>"""
CASES = {
    "Crayon with its source: exact bytes": (
        CRAYON.replace("{source}", SOURCE),
        '```python\ndef f():\n\treturn "a  b" < 1   \n```',
    ),
    "Crayon without its source": (CRAYON.replace("{source}", ""), "```python\ndef f():\n    return 1\n```"),
    "SyntaxHighlighter's table": (HIGHLIGHTED, "```php\n<?php\n  echo 'a|b';\n```"),
    "SyntaxHighlighter's pre": (
        '<pre class="brush: css; highlight: [2]; title: ; notranslate" title="">\na { b: c }\n</pre>',
        "```css\na { b: c }\n```",
    ),
    "Prismatic's line numbers": (
        (
            '<pre class="line-numbers language-php"><code>echo 1;\n<span aria-hidden="true" class="line-numbers-rows">'
            "<span></span></span></code></pre>"
        ),
        "```php\necho 1;\n```",
    ),
    "Enlighter": ('<pre class="EnlighterJSRAW" data-enlighter-language="js">let a;\n</pre>', "```js\nlet a;\n```"),
    "KaTeX of a plugin": (
        (
            '<p>So <span class="wp-katex-eq" data-display="false">a_b</span></p>'
            '<p><span class="wp-katex-eq" data-display="true">\\frac{1}{2}</span></p>'
        ),
        "So $a_b$\n\n$$\\frac{1}{2}$$",
    ),
    "QuickLaTeX in a line": (
        (
            '<p>In <span class="ql-right-eqno"> &nbsp; </span><span class="ql-left-eqno"> &nbsp; </span>'
            '<img src="/q.png" class="ql-img-inline-formula quicklatex-auto-format" alt="x^2"/> it</p>'
        ),
        "In $x^2$ it",
    ),
    "QuickLaTeX on its own": (
        (
            '<p class="ql-center-displayed-equation"><span class="ql-right-eqno"> (1) </span><img src="/q.png"'
            ' class="ql-img-displayed-equation quicklatex-auto-format" alt="\\[E=mc^2\\]"/></p>'
        ),
        "(1) $$E=mc^2$$",
    ),
    "Easy Footnotes with the page's address": (
        (
            '<p>Text<span class="easy-footnote"><a href="https://example.org/post/#easy-footnote-bottom-1-12"'
            ' title="Note."><sup>1</sup></a></span>.</p><ol class="easy-footnotes-wrapper"><li>'
            '<span id="easy-footnote-bottom-1-12"></span>Note.<a class="easy-footnote-to-top"'
            ' href="#easy-footnote-1-12"></a></li></ol>'
        ),
        "Text[^1].\n\n[^1]: Note.",
    ),
    "table of contents with the page's address": (
        '<p><a href="https://example.org/post#More">to it</a></p><h2><span id="More"></span>More</h2>',
        "[to it](#More)\n\n## More",
    ),
    "WP Rocket's video, once and with its title": (
        (
            '<div class="rll-youtube-player" data-src="https://www.youtube.com/embed/abcDEF12345" data-id="abcDEF12345"'
            ' data-alt="The film"></div><noscript><iframe title="The film" src="https://www.youtube.com/embed/abcDEF12345'
            '?feature=oembed"></iframe></noscript>'
        ),
        "[The film](https://www.youtube.com/watch?v=abcDEF12345) ([embed](https://www.youtube.com/embed/abcDEF12345))",
    ),
    "a3 Lazy Load": (
        (
            '<p><img class="lazy lazy-hidden" src="//e.org/plugins/a3-lazy-load/lazy_placeholder.gif"'
            ' data-src="https://e.org/a3.jpg" alt="a3"><noscript><img src="https://e.org/a3.jpg" alt="a3"></noscript>'
        ),
        "![a3](https://e.org/a3.jpg)",
    ),
    "Jetpack's tiled gallery": (
        (
            '<div class="tiled-gallery-item"><a href="/a/"><img src="/o.jpg" alt="Bell"></a>'
            '<div class="tiled-gallery-caption">On the wharf</div></div>'
        ),
        "[![Bell](https://example.org/o.jpg)](https://example.org/a/)\n\n*On the wharf*",
    ),
    "Elementor's counter": (
        '<span>$</span><span class="elementor-counter-number" data-to-value="100" data-from-value="0">0</span>',
        "$100",
    ),
    "icons of Divi and Material": (
        '<p><span class="et-pb-icon">\ue0e9</span>Fast<i class="material-icons">face</i></p>',
        "Fast",
    ),
    "raised text in italics": ("<p>x<sup><em>n</em></sup> and x<sup><em>n+1</em></sup></p>", "x^*n* and x^(*n+1*)"),
    "heading with a link to itself": ('<h3 id="x">c <a class="anchor" href="#x">#</a></h3>', "### c"),
    "number sign that leads elsewhere": (
        '<h3 id="x">c <a href="#y">#</a></h3><h3 id="y">d</h3>',
        "### c [#](#y)\n\n### d",
    ),
    "display formula without TeX": (
        '<div>a<math display="block"><mi>x</mi><mo>=</mo><mn>1</mn></math>b</div>',
        "a\n\nx = 1\n\nb",
    ),
    "prime": ("<p>f<sup>′</sup></p>", "f′"),
}


@pytest.mark.parametrize(("html", "markdown"), CASES.values(), ids=CASES)
def test_plugins(html, markdown):
    """What each plugin writes comes out as what it means, and the same when it is read again."""
    assert convert(html, base_url=PAGE).markdown == markdown + "\n"
    if "footnote" not in html:  # notes need a renderer that knows them
        assert convert(render(markdown), base_url=PAGE).markdown == markdown + "\n"


@pytest.mark.parametrize(
    "html",
    [
        pytest.param('<span style="position:absolute;clip:rect(0,0,0,0)">secret</span>', id="clipped away"),
        pytest.param('<span style="clip: rect(1px, 1px, 1px, 1px); position: absolute">secret</span>', id="one pixel"),
        pytest.param("<dialog>secret</dialog>", id="closed dialog"),
    ],
)
def test_more_that_nobody_sees(html):
    """Hidden text is reported, not carried."""
    article = convert(f"<p>seen</p>{html}")

    assert article.markdown == "seen\n"
    assert [(loss.kind, loss.example) for loss in article.losses] == [("hidden-text", "secret")]


def test_what_is_open_or_measured_later_is_seen():
    """An open dialog, and the frame of an embed that WordPress clips until a script has measured it."""
    embed = '<iframe style="position: absolute; clip: rect(1px, 1px, 1px, 1px);" title="T" src="/p/embed/"></iframe>'
    markdown = convert(f"<dialog open>said</dialog>{embed}", base_url=PAGE).markdown

    assert markdown.startswith("said\n\n[T](https://example.org/p/)")


@pytest.mark.parametrize(
    ("html", "markdown"),
    [
        pytest.param('a<sup><a href="#fn1">1</a></sup>(see){note}', "a[^1] (see){note}", id="parenthesis behind"),
        pytest.param('<sup><a href="#fn1">1</a></sup>: text{note}', "[^1] : text{note}", id="colon behind"),
        pytest.param('a<sup><a href="#fn1">1</a></sup>(see)', "a[1\\](see)", id="no note, parenthesis behind"),
        pytest.param('a<sup><a href="#fn1">1</a></sup><sup><a href="#fn2">2</a></sup>', "a[1\\][2]", id="two"),
        pytest.param('a<sup><a href="#fn1">1</a></sup><a href="/x">b</a>', "a[1][b](/x)", id="no note, link behind"),
        pytest.param(
            'a<sup><a href="#fn1">1</a></sup><a href="/x"><img src="/i"></a>', "a[1][![](/i)](/x)", id="picture behind"
        ),
        pytest.param('x]<sup><a href="#fn1">1</a></sup>', "x\\][1]", id="no note, bracket before"),
        pytest.param('x^<sup><a href="#fn1">1</a></sup>', "x^\\[1]", id="no note, circumflex before"),
    ],
)
def test_references_beside_signs(html, markdown):
    """A reference never becomes a link, a definition or an inline note through what stands beside it."""
    article = convert("<p>" + html.replace("{note}", "</p><ol><li id=fn1>Note.</li></ol>"))

    assert article.markdown == markdown.replace("{note}", "\n\n[^1]: Note.") + "\n"
