"""Rules have names, the page that lists them is right, and what they open they close."""

import re
from pathlib import Path
from types import ModuleType

import pytest
from hypothesis import given
from hypothesis import strategies as st
from lxml import etree

import rootzpub.markdown
from rootzpub.markdown.elements import FLOW, MODES, RULES
from rootzpub.markdown.walker import CONTENT, Mode, Rule, Walker

PAGE = Path(__file__).resolve().parents[2] / "docs" / "markdown.md"

TAGS = sorted({name for mode in MODES.values() for name in mode.elements})
CLASSES = ["", "gallery galleryid-1", "gallery-item", "wp-block-verse", "katex", "tex", "syntaxhighlighter", "gutter",
           "modern-footnotes-footnote__note", "wp-caption-text", "sharedaddy", "wp-block-file__button"]  # fmt: skip
PIECES = st.one_of(
    st.tuples(st.sampled_from(TAGS), st.sampled_from(CLASSES)).map(
        lambda pair: f'<{pair[0]} class="{pair[1]}" href=/x>'
    ),
    st.sampled_from(TAGS).map(lambda tag: f"</{tag}>"),
    st.sampled_from(["word", " ", "<br>", "<audio src=/a.mp3>", "<a href=#n>", "<input type=checkbox>", "<p hidden>"]),
)


def _failing(walker, attributes=None):
    del walker, attributes
    raise ZeroDivisionError


def test_the_page_lists_every_rule_at_the_first_table_it_is_in():
    """In the order of the tables."""
    rows = re.findall(
        r"^\| ([a-z ]+) \| (`.*`) \|$", PAGE.read_text("utf-8").partition("## The rules")[2], re.MULTILINE
    )
    seen = [CONTENT.name]
    for place, names in rows:
        listed = re.findall(r"`([a-z0-9-]+)`", names)
        in_place = dict.fromkeys(rule.name for table in MODES[place] for rule in table.values())
        assert listed == [name for name in in_place if name not in seen]
        seen += listed

    assert [place for place, _ in rows] == list(MODES)
    assert seen == list(RULES)


def test_every_rule_of_the_modules_is_in_a_table():
    """None is made and forgotten."""
    made = {
        value.name
        for module in vars(rootzpub.markdown).values()
        if isinstance(module, ModuleType)
        for value in vars(module).values()
        if isinstance(value, Rule)
    }

    assert made
    assert made <= set(RULES)


@pytest.mark.parametrize("name", RULES)
def test_names_are_words_with_hyphens(name):
    """As documentation writes them."""
    assert re.fullmatch(r"[a-z]+(-[a-z0-9]+)*", name)


def test_an_error_at_a_start_tag_names_the_rule_and_those_around_it():
    """So that a failed conversion can be understood from its error alone."""
    walker = Walker(Mode({"p": Rule("paragraph"), "a": Rule("link", _failing)}, {}))
    walker.start("p", {})

    with pytest.raises(ZeroDivisionError) as caught:
        walker.start("a", {})

    assert caught.value.__notes__ == ["markdown rule link at <a> in paragraph"]


def test_an_error_at_an_end_tag_names_the_rule():
    """The same for its second half."""
    walker = Walker(Mode({"p": Rule("paragraph", None, _failing)}, {}))
    walker.start("p", {})

    with pytest.raises(ZeroDivisionError) as caught:
        walker.end("p")

    assert caught.value.__notes__ == ["markdown rule paragraph at </p>"]


@pytest.mark.slow("more than a tenth of a second a case")
@given(st.lists(PIECES, max_size=30).map("".join))
def test_what_is_opened_is_closed(html):
    """No frame, container, list, table or count is left when a document ends, whatever its nesting was."""
    walker = Walker(FLOW)
    etree.fromstring(f"<div>{html}", etree.HTMLParser(target=walker, encoding="utf-8"))

    inline, containers = walker.inline, walker.containers
    assert (walker.frames, containers.outer, containers.lists, walker.tables.open) == ([], [], [], [])
    assert (inline.formats, inline.codes, inline.quotes, inline.superscripts, containers.level) == (0, 0, 0, 0, 0)
    assert walker.mode == FLOW
