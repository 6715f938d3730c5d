"""The grammar of shortcodes."""

import pytest

from rootzpub.wordpress.rendering.shortcode_grammar import Ahead, attributes, find, known_name, token_end

NAMES = frozenset({"caption", "gallery"})


@pytest.mark.parametrize(
    ("text", "named", "positional"),
    [
        pytest.param(" a=\"1\" B='2' c=3", {"a": "1", "b": "2", "c": "3"}, (), id="three-quotings"),
        pytest.param(' "x y" z', {}, ("x y", "z"), id="positional"),
        pytest.param(" a = 1", {"a": "1"}, (), id="spaces-around-the-sign"),
        pytest.param('\u00a0a="1"', {"a": "1"}, (), id="odd-space"),
        pytest.param(r' a="\x41\n\t\101\\"', {"a": "A\n\tA\\"}, (), id="escapes"),
        pytest.param(' a="<b"', {"a": ""}, (), id="half-a-tag"),
        pytest.param(' a="<b>"', {"a": "<b>"}, (), id="whole-tag"),
        pytest.param(' a="1"b', {}, ('a="1"b',), id="no-space-behind"),
        pytest.param("", {}, (), id="nothing"),
    ],
)
def test_attributes(text: str, named: dict[str, str], positional: tuple[str, ...]) -> None:
    """Attributes are read as WordPress reads them."""
    assert attributes(text) == (named, positional)


def test_content_ends_at_the_first_closing_tag() -> None:
    """A shortcode cannot hold its own kind."""
    found = list(find("[caption]a[caption]b[/caption]c[/caption]", NAMES))
    assert [each.content for each in found] == ["a[caption]b"]


@pytest.mark.parametrize(
    ("text", "escaped", "before", "after"),
    [
        ("[[gallery]]", True, "[", "]"),
        ("[[gallery]", False, "[", ""),
        ("[gallery]]", False, "", "]"),
        ("[gallery /]", False, "", ""),
    ],
)
def test_brackets_of_escape(text: str, escaped: bool, before: str, after: str) -> None:
    """Only brackets on both sides escape; single ones stay beside the result."""
    (found,) = find(text, NAMES)
    assert (found.escaped, found.before, found.after) == (escaped, before, after)


@pytest.mark.parametrize("text", ["[galleryx]", "[gallery-x]", "[gallery", "[unknown]", "gallery]"])
def test_what_is_none(text: str) -> None:
    """Other names and open ends are no shortcodes."""
    assert list(find(text, NAMES)) == []


@pytest.mark.parametrize(("written", "wanted"), [("gallery", "gallery"), ("gallery,x", "gallery"), ("galleryx", "")])
def test_known_name(written: str, wanted: str) -> None:
    """A name ends where a character comes that no name has."""
    assert known_name(written, NAMES) == wanted


@pytest.mark.parametrize(
    ("text", "end"), [("[gallery]", 9), ("[/gallery]x", 10), ("[[gallery]]", 11), ("[gallery <b>]", 13), ("[x]", -1)]
)
def test_token_end(text: str, end: int) -> None:
    """A tag of a shortcode ends behind its brackets."""
    assert token_end(text, 0, NAMES) == end


def test_ahead_remembers() -> None:
    """The next place of a mark is found, and a missing one stays missing."""
    ahead = Ahead("a-b-c")
    assert [ahead.find("-", 0), ahead.find("-", 1), ahead.find("-", 2), ahead.find("-", 4)] == [1, 1, 3, -1]
    assert ahead.find("-", 5) == -1
