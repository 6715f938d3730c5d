"""Typographic marks: the documented rules, and the edges that a running WordPress settled."""

import pytest

from rootzpub.wordpress.rendering.locales import Quotes, locale_of
from rootzpub.wordpress.rendering.texturize import texturize

NAMES = frozenset({"caption", "gallery"})


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        pytest.param('"a"', "&#8220;a&#8221;", id="double-quotes"),
        pytest.param("'a'", "&#8216;a&#8217;", id="single-quotes"),
        pytest.param("it's", "it&#8217;s", id="apostrophe"),
        pytest.param("'tis", "&#8217;tis", id="cockney"),
        pytest.param("'99", "&#8217;99", id="year"),
        pytest.param("'99' ", "&#8217;99&#8217; ", id="year-ends-quotation"),
        pytest.param("'99\" ", "&#8217;99&#8221; ", id="year-ends-double-quotation"),
        pytest.param("6'2\"", "6&#8217;2&#8243;", id="prime-after-digit"),
        pytest.param('12" disc', "12&#8243; disc", id="double-prime"),
        pytest.param('"a 9"', "&#8220;a 9&#8221;", id="open-quotation-is-closed-first"),
        pytest.param('"9" and "8"', "&#8220;9&#8221; and &#8220;8&#8221;", id="quoted-numbers"),
        pytest.param('"a 9" b 8".', "&#8220;a 9&#8243; b 8&#8221;.", id="mark-before-a-stop-closes"),
        pytest.param('"a 9" b"', "&#8220;a 9&#8243; b&#8221;", id="mark-without-digit-closes"),
        pytest.param("a -- b --- c--d - e", "a &#8212; b &#8212; c&#8211;d &#8211; e", id="dashes"),
        pytest.param("xn--a", "xn--a", id="domain-name"),
        pytest.param("a...", "a&#8230;", id="ellipsis"),
        pytest.param("a (tm)", "a &#8482;", id="trademark"),
        pytest.param("(c)", "(c)", id="no-copyright-sign"),
        pytest.param("``a''", "&#8220;a&#8221;", id="backticks"),
        pytest.param("9x9", "9&#215;9", id="times"),
        pytest.param("0x9", "0x9", id="hexadecimal"),
        pytest.param("1.0x5 a9x9 9x9a", "1.0&#215;5 a9x9 9x9a", id="times-only-for-numbers"),
        pytest.param("a & b &amp; c", "a &#038; b &amp; c", id="ampersand"),
        pytest.param('a\u00a0"b"', "a\u00a0&#8220;b&#8221;", id="no-break-space"),
    ],
)
def test_marks(text: str, wanted: str) -> None:
    """Each kind of mark becomes what WordPress makes of it."""
    assert texturize(text, Quotes()) == wanted


@pytest.mark.parametrize("tag", ["pre", "code", "kbd", "style", "script", "tt"])
def test_verbatim_elements_stay(tag: str) -> None:
    """Nothing changes inside, and the text behind is typographic again."""
    assert texturize(f'<{tag}>"a" -- &</{tag}> "b"', Quotes()) == f'<{tag}>"a" -- &</{tag}> &#8220;b&#8221;'


@pytest.mark.parametrize(
    "text",
    [
        pytest.param('<a title="it\'s -- x">', id="tag"),
        pytest.param('<!-- "a" & -->', id="comment"),
        pytest.param('[gallery x="a&b"]', id="known-shortcode"),
        pytest.param('[gallery x="<b>"]', id="shortcode-with-a-tag"),
        pytest.param('a < "b"', id="unclosed-angle"),
        pytest.param('<![CDATA["a"]]>', id="cdata"),
    ],
)
def test_pieces_that_stay(text: str) -> None:
    """Tags, comments and known shortcodes keep every character."""
    assert texturize(text, Quotes(), shortcodes=NAMES) == text


def test_unknown_shortcodes_are_text() -> None:
    """WordPress protects only shortcodes it knows."""
    assert texturize('[foo x="y"]', Quotes(), shortcodes=NAMES) == "[foo x=&#8221;y&#8221;]"


@pytest.mark.parametrize(
    "text", ["[gallery [caption", "[gallery <b [", "[gallery <b", "[gallery", "[[", "[/gallery"], ids=repr
)
def test_broken_shortcodes_are_text(text: str) -> None:
    """What never becomes a shortcode is read on as text."""
    assert texturize(f'{text} "', Quotes(), shortcodes=NAMES).startswith(text[:3])


def test_ampersands_in_addresses() -> None:
    """A bare ampersand in a tag becomes an entity too."""
    assert texturize('<a href="?a&b&amp;c">', Quotes()) == '<a href="?a&#038;b&amp;c">'


def test_elements_closing_out_of_turn_close_nothing() -> None:
    """`</pre>` inside `<code>` leaves both open, as WordPress does."""
    assert texturize('<pre><code></pre>"a"', Quotes()) == '<pre><code></pre>"a"'


@pytest.mark.parametrize(
    ("locale", "wanted"),
    [
        ("de_DE", "&#8222;a&#8220; &#8218;b&#8216; it&#8217;s"),
        ("de_CH", "&laquo;a&raquo; &lsaquo;b&rsaquo; it&#8217;s"),
        ("fr_FR", "&laquo;&nbsp;a&nbsp;&raquo; &lsquo;b&rsquo; it&rsquo;s"),
        ("en_GB", "&#8220;a&#8221; &#8216;b&#8217; it&#8217;s"),
        ("xx_XX", "&#8220;a&#8221; &#8216;b&#8217; it&#8217;s"),
    ],
)
def test_languages(locale: str, wanted: str) -> None:
    """Each language has its quotation marks; one that is not listed has the English ones."""
    assert texturize("\"a\" 'b' it's", locale_of(locale).quotes) == wanted
