"""Preformatted text: bytes, languages, fences, verse."""

import pytest

from rootzpub.markdown import convert

LANGUAGES = {
    "language class": '<pre><code class="language-php">x</code></pre>',
    "lang class": '<pre class="lang-php">x</pre>',
    "brush": '<pre class="brush: php; title: ; notranslate">x</pre>',
    "data-lang": '<pre data-lang="PHP">x</pre>',
    "data-language": '<pre><code data-language="php">x</code></pre>',
    "enlighter": '<pre class="EnlighterJSRAW" data-enlighter-language="php">x</pre>',
    "lang attribute of the code block": '<pre class="wp-block-code"><code lang="php">x</code></pre>',
    "highlight.js": '<pre><code class="hljs php">x</code></pre>',
    "wrapper": '<div class="highlight highlight-source-php"><pre>x</pre></div>',
    "single class": '<pre class="php">x</pre>',
}


@pytest.mark.parametrize("html", LANGUAGES.values(), ids=LANGUAGES)
def test_language(html):
    """Every usual way to name the language is understood."""
    assert convert(html).markdown == "```php\nx\n```\n"


@pytest.mark.parametrize(
    "html", ['<pre class="wp-block-code">x</pre>', '<pre><code class="language-none">x</code></pre>']
)
def test_no_language(html):
    """A class that names no language gives none."""
    assert convert(html).markdown == "```\nx\n```\n"


@pytest.mark.parametrize(
    ("html", "code"),
    [
        ("<pre><code>a\n\n  b\t c  \n</code></pre>", "a\n\n  b\t c  \n"),
        ("<pre>\na\n</pre>", "a\n"),
        ("<pre><code>\na</code></pre>", "\na\n"),
        ("<pre>a<br>  b</pre>", "a\n  b\n"),
        ("<pre>a\r\nb</pre>", "a\nb\n"),
        ("<pre>a <em>b</em> <span>c</span></pre>", "a b c\n"),
        ("<pre><div>a</div><div>b</div></pre>", "a\nb\n"),
        ("<pre><code>&lt;b&gt; &amp;amp; *x* [y](z)</code></pre>", "<b> &amp; *x* [y](z)\n"),
        ("<pre>a\u2028b</pre>", "a\nb\n"),
        ("<pre>a&#1;b</pre>", "a b\n"),
        ('<pre><span class="line-numbers-rows"><span></span></span>x<button>Copy</button></pre>', "x\n"),
    ],
    ids=[
        "blanks",
        "first line feed",
        "inside code",
        "br",
        "crlf",
        "markup",
        "divs",
        "signs",
        "separator",
        "control",
        "gutter",
    ],
)
def test_bytes(html, code):
    """The code is what the page showed, to the last blank."""
    assert convert(html).markdown == f"```\n{code}```\n"


def test_a_fence_is_longer_than_any_inside():
    """Code that holds a fence does not end it."""
    assert convert("<pre><code>```\nx\n````</code></pre>").markdown == "`````\n```\nx\n````\n`````\n"


def test_an_empty_code_block_is_one():
    """`<pre><code></code></pre>` is not nothing, an empty `<pre>` is."""
    assert convert("<pre><code></code></pre>").markdown == "```\n```\n"
    assert convert("<pre> </pre>").markdown == ""


def test_verse_keeps_lines_indents_and_emphasis():
    """Poetry is text, not code."""
    html = '<pre class="wp-block-verse">Roses\n  are <em>red</em><br>x</pre>'

    assert convert(html).markdown == "Roses\\\n\xa0\xa0are *red*\\\nx\n"


@pytest.mark.parametrize(
    ("html", "kind"),
    [
        ('<pre><a href="https://e.org/">x</a></pre>', "link-in-code"),
        ("<pre><b>x</b></pre>", "code-formatting"),
        ('<pre>x<img src="/i.png" alt="i"></pre>', "code-formatting"),
    ],
    ids=["link", "bold", "picture"],
)
def test_what_a_fence_cannot_hold_is_said(html, kind):
    """The ledger names it."""
    assert [loss.kind for loss in convert(html).losses] == [kind]


@pytest.mark.parametrize(
    ("html", "markdown"),
    [
        ("<code>a`b</code>", "``a`b``"),
        ("<code>``</code>", "``` `` ```"),
        ("<code>`a</code>", "`` `a ``"),
        ("<code> x </code>", "`  x  `"),
        ("<code>a\n b</code>", "`a b`"),
        ("<code>a</code><code>b</code>", "`ab`"),
        ("<kbd>Ctrl</kbd> <samp>out</samp> <tt>t*t</tt>", "`Ctrl` `out` `t*t`"),
        ('<code><a href="/x">f()</a></code>', "[`f()`](/x)"),
        ("<code>a<br>b</code>", "`a`\\\n`b`"),
        ("<code></code>x", "x"),
    ],
    ids=[
        "backtick",
        "only backticks",
        "first backtick",
        "blanks",
        "line feed",
        "touching",
        "kbd",
        "link",
        "break",
        "empty",
    ],
)
def test_code_span(html, markdown):
    """Inline code keeps its characters."""
    assert convert(f"<p>{html}</p>").markdown == markdown + "\n"
