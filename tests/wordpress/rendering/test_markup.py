"""Cutting and escaping HTML."""

import pytest

from rootzpub.wordpress.rendering.markup import collapse_ascii_space, escape, escape_url, pieces, strip_tags, tag_name


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("a<b>c", [("a", False), ("<b>", True), ("c", False)]),
        ("<!-- > -->x", [("<!-- > -->", True), ("x", False)]),
        ("<![CDATA[>]]>x", [("<![CDATA[>]]>", True), ("x", False)]),
        ("a<b", [("a", False), ("<b", True)]),
    ],
)
def test_pieces(text: str, wanted: list[tuple[str, bool]]) -> None:
    """Tags and text in turn, everything kept."""
    assert list(pieces(text)) == wanted


@pytest.mark.parametrize(("tag", "wanted"), [("<A b>", "a"), ("</pre>", "/pre"), ("<!-- x -->", ""), ("<br/>", "br")])
def test_tag_name(tag: str, wanted: str) -> None:
    """The name is in lower case, an end tag has a slash."""
    assert tag_name(tag) == wanted


def test_escape_keeps_entities() -> None:
    """Marks become entities, entities stay."""
    assert escape("<a href=\"x\">'&amp;' & &#8220; &no-entity;") == (
        "&lt;a href=&quot;x&quot;&gt;&#039;&amp;&#039; &amp; &#8220; &amp;no-entity;"
    )


@pytest.mark.parametrize(
    ("url", "wanted"),
    [
        ("https://a.b/c d?e=1&f=2&amp;g='", "https://a.b/c%20d?e=1&#038;f=2&#038;g=&#039;"),
        ("javascript:alert(1)", ""),
        ("JAVA\nSCRIPT:alert(1)", ""),
        ("a.mp3", "http://a.mp3"),
        ("/a", "/a"),
        ("#a", "#a"),
        ("?a:b", "?a:b"),
        ("index.php?a", "index.php?a"),
        ("mailto:a@b.c", "mailto:a@b.c"),
        (" ", ""),
        ('https://a"<b>', "https://ab"),
    ],
)
def test_escape_url(url: str, wanted: str) -> None:
    """Only harmless addresses pass, written for an attribute."""
    assert escape_url(url) == wanted


@pytest.mark.parametrize(
    ("html", "wanted"),
    [
        ("<p>a <b>b</b></p>", "a b"),
        ("a<script>x</script>b<style>y</style>", "ab"),
        ("a<script>x", "ax"),
        ("a</script>b<script >c</SCRIPT>d", "abd"),
        ("a <3 b> c", "a  c"),
        ("a <3 b", "a "),
        ('a <i x=">" y=\'">\'>b', "a b"),
        ("a <i <b> c> d", "a  d"),
        ("a <!--> b <!-- c", "a  b "),
        ("1 < 2 <!-- c --> d", "1 < 2  d"),
        ("İ<script>x</script>", "İx"),
    ],
)
def test_strip_tags(html: str, wanted: str) -> None:
    """As PHP: text alone stays, and a `<` before a space; a tag that is not closed takes all the rest with it."""
    assert strip_tags(html) == wanted


def test_one_line() -> None:
    """White space becomes single spaces."""
    assert collapse_ascii_space(" a\n\t b ") == "a b"
