"""What holds for any input: the same words, the same markdown again, no raw HTML, no exception."""

import html as escaping
import re
import unicodedata

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from rootzpub.markdown import convert
from tests.markdown.rendering import WORD, raw_html, render, words

NEVER = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u2028\u2029]")

SIGNS = (
    "word",
    "a",
    "x y",
    " ",
    "\n",
    "*",
    "**",
    "_",
    "`",
    "``",
    "[",
    "]",
    "](",
    "![",
    "<",
    ">",
    "&",
    "&amp;",
    "# ",
    "1. ",
    "- ",
    "> ",
    "|",
    "~~",
    "\\",
    "!",
    ".",
    "(",
    ")",
    "「",
    "」",
    "漢字",
    "é",
    "👍",
    "=",
    "---",
    "\xa0",
    "snake_case",
    "http://a.b/c_d",
    "|---|",
    "\t",
    "    ",
    "*a*",
    "«q»",
    "…",
    "’",
    "\x01",
    "²",
    "٣",
    "'",
    '"',
    ":",
    "~",
    "\u2028",
)
PIECES = st.sampled_from(SIGNS)
TEXT = st.lists(PIECES, min_size=1, max_size=4).map(lambda pieces: escaping.escape("".join(pieces), quote=False))
INLINE = ("b", "strong", "i", "em", "code", "span", "del", "sup", "sub", "q", "kbd", "mark", "small", "u")
BLOCK = ("p", "div", "blockquote", "h1", "h2", "h4", "section", "figure", "details", "address", "center")


def _element(names):
    return lambda inside: st.tuples(st.sampled_from(names), inside).map(
        lambda pair: f"<{pair[0]}>{pair[1]}</{pair[0]}>"
    )


def _list(inside):
    return st.tuples(st.sampled_from(["ul", "ol"]), st.lists(inside, min_size=1, max_size=3)).map(
        lambda pair: f"<{pair[0]}>" + "".join(f"<li>{item}</li>" for item in pair[1]) + f"</{pair[0]}>"
    )


def _table(inside):
    row = st.lists(inside, min_size=2, max_size=3).map(
        lambda cells: "<tr>" + "".join(f"<td>{cell}</td>" for cell in cells) + "</tr>"
    )
    return st.lists(row, min_size=1, max_size=3).map(lambda rows: f"<table>{''.join(rows)}</table>")


TARGETS = ("/x", "https://e.org/a(b)_c", "/é?a=1&amp;b=2")
LINK = st.tuples(st.sampled_from(TARGETS), TEXT).map(lambda p: f'<a href="{p[0]}">{p[1]}</a>')
PHRASE = st.recursive(
    st.one_of(TEXT, TEXT, LINK, st.just("<br>"), st.just('<img src="/i.png" alt="i">')),
    lambda inside: st.one_of(_element(INLINE)(inside), st.lists(inside, max_size=3).map("".join)),
    max_leaves=6,
)
PAGE = st.recursive(
    PHRASE.map(lambda phrase: f"<p>{phrase}</p>"),
    lambda inside: st.one_of(
        _element(BLOCK)(inside), _list(inside), _table(PHRASE), st.lists(inside, max_size=3).map("".join), PHRASE
    ),
    max_leaves=8,
)
TOUCHING_SIGNS = (*"ab漢字。.「」,()!'é€*_~[]`“…", "word", "x y", " ", " ", '"', "\\", "~2", "\u200b")
TOUCHING_INLINE = ("b", "i", "strong", "em", "del", "s", "b", "i", "code", "sup", "sub", "kbd", "span", "cite", "mark")
TOUCHING_TEXT = st.sampled_from(TOUCHING_SIGNS)
TOUCHING = st.recursive(
    st.one_of(TOUCHING_TEXT, TOUCHING_TEXT, TOUCHING_TEXT, st.sampled_from(["<br>", '<img src="/i.png" alt="i">'])),
    lambda inside: st.one_of(
        _element(TOUCHING_INLINE)(st.lists(inside, min_size=1, max_size=3).map("".join)),
        st.lists(inside, min_size=1, max_size=3).map(lambda parts: f'<a href="/x">{"".join(parts)}</a>'),
        st.lists(inside, min_size=2, max_size=4).map("".join),
    ),
    max_leaves=10,
)
HOLDERS = (
    ("<p>", "</p>"),
    ("<ul><li>", "</li></ul>"),
    ("<table><tr><td>", "</td><td>z</td></tr></table>"),
    ("<table><tr><th>", "</th><th>q</th></tr><tr><td>e</td><td>f</td></tr></table>"),
    ("<h2>", "</h2>"),
    ("<h4>", "</h4>"),
    ("<blockquote>", "</blockquote>"),
    ("<figure><img src='/x.png'><figcaption>", "</figcaption></figure>"),
    ("<dl><dt>", "</dt><dd>d</dd></dl>"),
    ("<details><summary>", "</summary>k</details>"),
    ("<table><caption>", "</caption><tr><td>m</td><td>n</td></tr></table>"),
)
CONTESTED = st.tuples(st.sampled_from(HOLDERS), TOUCHING).map(lambda pair: f"{pair[0][0]}{pair[1]}{pair[0][1]}")
TAGS = st.sampled_from(
    [
        *"<b> </b> <p> </div> <ul> <li> <td> <table> <pre> </pre> <!-- --> <svg> <math> <details> <form>".split(),  # noqa: SIM905
        *("<a href=x>", "<h2 id=x>", "<video src=v>"),
    ]
)
ANY_HTML = st.one_of(PAGE, st.lists(st.one_of(TEXT, TAGS), max_size=12).map("".join))


@given(st.text(max_size=200))
def test_any_text_comes_out_with_the_same_words_in_order(text):
    """Markdown, rendered, says what the paragraph said."""
    html = f"<p>{escaping.escape(text)}</p>"
    article = convert(html)

    assert words(render(article.markdown)) == WORD.findall(text.replace("\x00", "�")) or _beyond(text)
    assert WORD.findall(article.text) == WORD.findall(text) or _beyond(text)


def _beyond(text):
    """Characters that HTML itself changes: surrogates, and tags made to be invisible."""
    return re.search("[\ud800-\udfff\U000e0000-\U000e007f]", text) is not None


@given(st.lists(PIECES, max_size=12).map("".join))
def test_text_full_of_signs_keeps_its_words(text):
    """Signs of markdown are text when they were text."""
    assert words(render(convert(f"<p>{escaping.escape(text)}</p>").markdown)) == WORD.findall(text)


@pytest.mark.slow("hundreds of generated examples, each through the whole")
@settings(max_examples=400, deadline=None, derandomize=True)
@given(PAGE)
def test_converted_rendered_converted_is_converted(html):
    """Markdown is a fixed point: what agents quote does not change when it is read again."""
    markdown = convert(html).markdown

    assert convert(render(markdown)).markdown == markdown


@pytest.mark.slow("hundreds of generated examples, each through the whole")
@settings(max_examples=1200, deadline=None, derandomize=True)
@given(CONTESTED)
def test_emphasis_that_touches_comes_back_as_it_went_out(html):
    """Marks that touch marks, signs, CJK, pictures, code and links, wherever a phrase can stand."""
    markdown = convert(html).markdown
    rendered = render(markdown)

    assert convert(rendered).markdown == markdown
    assert letters(rendered) == letters(html)
    assert raw_html(markdown) == []
    assert not NEVER.search(markdown)


def letters(html):
    """The visible letters and digits in order; raised ones count as they are on the line."""
    return [sign for sign in unicodedata.normalize("NFKC", "".join(words(html))) if sign.isalnum()]


@pytest.mark.slow("hundreds of generated examples, each through the whole")
@settings(max_examples=200, deadline=None)
@given(ANY_HTML)
def test_never_raw_html_nor_control_characters(html):
    """But `<br>` in a cell, tabs and line feeds."""
    article = convert(html)

    assert raw_html(article.markdown) == []
    assert not NEVER.search(article.markdown)
    assert "engine-fallback" not in {loss.kind for loss in article.losses}


@settings(max_examples=300, deadline=None)
@given(st.binary(max_size=400))
def test_any_bytes_do_not_raise(data):
    """Broken, binary, truncated: an article all the same, and by the walker."""
    article = convert(data)

    assert not NEVER.search(article.markdown)
    assert "engine-fallback" not in {loss.kind for loss in article.losses}


@pytest.mark.slow("hundreds of generated examples, each through the whole")
@settings(max_examples=200, deadline=None)
@given(ANY_HTML)
def test_offsets_point_at_headings(html):
    """Each section begins at a heading's line and ends where it should."""
    article = convert(html)

    for section in article.sections:
        line = article.markdown[section.start :].split("\n", 1)[0]
        assert line.startswith("#" * section.level + " ") or section.level < 3
        assert section.start < section.end <= len(article.markdown)


@pytest.mark.slow("more than a tenth of a second a case")
@pytest.mark.parametrize("converter", ["walker", "markdownify"])
@settings(max_examples=50, deadline=None)
@given(ANY_HTML)
def test_both_engines_convert_anything(converter, html):
    """An entry never stops a site."""
    assert isinstance(convert(html, converter=converter).markdown, str)
