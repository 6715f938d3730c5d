"""The whole: outline, engines, determinism."""

import pytest

from rootzpub.errors import UsageError
from rootzpub.markdown import Article, Loss, Section, convert, to_markdown
from rootzpub.markdown.conversion import CONVERTERS


def test_outline_has_offsets_of_parts():
    """A section reaches to the next heading of its level or above."""
    article = convert('<p>in</p><h2 id="a">A</h2><p>x</p><h3>B</h3><p>y</p><h2>C</h2><p>z</p>')
    parts = [article.markdown[section.start : section.end] for section in article.sections]

    assert [(section.level, section.title, section.anchor) for section in article.sections] == [
        (2, "A", "a"),
        (3, "B", ""),
        (2, "C", ""),
    ]
    assert parts == ["## A\n\nx\n\n### B\n\ny\n\n", "### B\n\ny\n\n", "## C\n\nz\n"]


@pytest.mark.parametrize(
    ("html", "anchor"),
    [
        ('<h2><span id="x">A</span></h2>', "x"),
        ('<a name="x"></a><h2>A</h2>', "x"),
        ('<div id="x"><h2>A</h2></div>', "x"),
        ('<h2 id="x">A</h2>', "x"),
        ('<p id="x">p</p><h2>A</h2>', ""),
    ],
    ids=["inside", "before", "around", "own", "elsewhere"],
)
def test_anchor(html, anchor):
    """The id of a heading, wherever WordPress and its plugins put it."""
    assert convert(html).sections[0].anchor == anchor


def test_headings_in_containers_are_in_the_outline():
    """Their offset is where the heading's line says it."""
    article = convert("<blockquote><h2>Q</h2></blockquote><ul><li><h3>L</h3></li></ul>")

    assert [article.markdown[section.start :].split("\n")[0] for section in article.sections] == ["## Q", "### L"]


def test_outline_of_two_line_headings():
    """The first of its lines."""
    (section,) = convert("<h1>a<br>b</h1>").sections

    assert (section.title, section.start) == ("a b", 0)


def test_unknown_converter():
    """A setting that cannot be is refused by name."""
    with pytest.raises(UsageError, match=r"expected the converter walker or markdownify, got 'pandoc'"):
        convert("<p>x</p>", converter="pandoc")


@pytest.mark.parametrize("converter", CONVERTERS)
def test_both_engines_give_articles(converter):
    """Markdown, text, losses, sections, counts: whichever engine."""
    html = "<h2>A</h2><p>x <b>y</b> <a href='/l'>l</a></p><script>s</script>"
    article = convert(html, base_url="https://e.org/", converter=converter)

    assert article.markdown == "## A\n\nx **y** [l](https://e.org/l)\n"
    assert [loss.kind for loss in article.losses] == ["script"]
    assert [(section.title, section.start) for section in article.sections] == [("A", 0)]
    assert article.word_count == 4


def test_an_engine_that_fails_is_replaced_and_said():
    """markdownify cannot read deep nesting; the walker does it instead."""
    article = convert("<div>" * 3000 + "deep", converter="markdownify")

    assert article.markdown == "deep\n"
    assert [(loss.kind, loss.example) for loss in article.losses] == [("engine-fallback", "RecursionError")]


def test_an_engine_that_fails_is_logged_with_its_traceback(caplog):
    """The loss is published and says little; whoever fixes it finds the place in the log."""
    convert("<div>" * 3000 + "deep", converter="markdownify")

    (record,) = caplog.records
    assert (record.name, record.levelname) == ("rootzpub.markdown", "WARNING")
    assert record.exc_info[0] is RecursionError
    assert record.exc_info[2] is not None
    assert "deep" not in record.getMessage()


def test_the_second_engine_has_the_outline_outside_fences():
    """A comment in code is no heading."""
    article = convert("<h1>A</h1><pre># no</pre><h2>B</h2>", converter="markdownify")

    assert [(s.level, s.title) for s in article.sections] == [(1, "A"), (2, "B")]
    assert [article.markdown[s.start : s.end].split("\n")[0] for s in article.sections] == ["# A", "## B"]


def test_the_second_engine_refuses_scripts_too():
    """Its links and images are as safe as the walker's."""
    article = convert(
        '<p><a href="javascript:x">a</a><img src="data:image/png;base64,AA" alt="b"></p>', converter="markdownify"
    )

    assert "javascript" not in article.markdown
    assert "data:" not in article.markdown
    assert [loss.kind for loss in article.losses] == ["unsafe-link"]


def test_the_same_input_gives_the_same_article():
    """Nothing of one conversion is left in the next."""
    html = "<h2 id=a>A</h2><p>x<sup><a href='#n'>1</a></sup></p><ol><li id=n>note</li></ol><b>open"
    first = convert(html)
    convert("<table><tr><td>" * 50 + "<b><i><a href=/x>left open")

    assert convert(html) == first


def test_markdown_ends_in_one_line_feed():
    """Unless there is none."""
    assert to_markdown("<p>x</p>\n\n") == "x\n"
    assert to_markdown("") == ""


def test_the_values_are_those_of_the_site():
    """One Article for everyone."""
    article = convert("<h1>x</h1><form>y</form>")

    assert isinstance(article, Article)
    assert isinstance(article.losses[0], Loss)
    assert isinstance(article.sections[0], Section)
