"""What in brackets is a shortcode of a plugin, and where it ends."""

import pytest

from rootzpub.wordpress.rendering.foreign_grammar import Names, Place, find_tags
from tests.growth import assert_linear

NAMES = Names(ignored={"gallery"}, known={"box", "youtube"}, single={"toc"})


def found(text: str) -> list[str]:
    """The pieces of the text that are tags of shortcodes."""
    return [text[tag.start : tag.end] for tag in find_tags(text, NAMES) if tag.place is not Place.TAG]


@pytest.mark.parametrize(
    "text",
    [
        '[gmap key="K"]',
        "[gmap key='K' /]",
        "[gmap key=K]",
        "[gmap key = “K”]",
        "[gmap/]",
        "[my_plugin_map]",
        "[woocommerce_cart]",
        "[display-posts]",
        "[contact-form-7 404 'Contact']",
        "[mailto me@example.org]",
        "[pdf https://example.org/a.pdf]",
        "[youtube=https://youtu.be/x]",
        "[toc]",
        "[directory]",
        '[gmap\n\tkey="K"<br />\n zoom="3"]',
        '[gmap title="a [b] c" key="K"]',
        '[gmap title="a > b" key="K"]',
    ],
)
def test_shapes_of_shortcodes(text: str) -> None:
    """The whole text is one shortcode, by its shape alone."""
    assert found(text) == [text]


@pytest.mark.parametrize(
    "text",
    [
        "He said [sic] and [1] and [citation needed].",
        "the [e-mail] he sent to [Vice-President] Smith",
        "list[i], list[my_index], data['x'] and [my_file](https://example.org)",
        'input[type="text"] and the selector [rel="me"]',
        "[gallery ids='1'] is WordPress's own",
        "see [private] and [note] and [box]",
        "[and/or], [w/], [x], [ ], [], [-], [...]",
        "[Anm. d. Red.] and [2026-01-02]",
        '<code>[gmap key="K"]</code> in code',
        "an [open bracket",
        "[X_Y], [IMG_1234] and [Some_Page]",
        "patterns: [a-z], [a-z_]+, [A-Z_]*, [^a]",
        "[Music] and [user@example.org] and [EDIT: a=b]",
    ],
)
def test_brackets_in_prose_and_code_are_text(text: str) -> None:
    """What nobody registers stays exactly as WordPress leaves it."""
    assert found(text) == []


def test_closing_tags_make_any_name_a_shortcode() -> None:
    """Also one of the shortest."""
    assert found("[b]bold[/b] and [sic]") == ["[b]", "[/b]"]


def test_pairs_nest_and_compare_without_case() -> None:
    """The outer closing tag belongs to the outer opening one."""
    tags = find_tags("[Guard_x][guard_X][/GUARD_x][/guard_x]", NAMES)
    assert [tag.partner for tag in tags] == [3, 2, 1, 0]


def test_a_lone_opening_tag_reaches_to_the_last_closing_one() -> None:
    """Of two that one tag closes, the outer is not left open."""
    tags = find_tags("[guard_x a=1][guard_x][/guard_x]", NAMES)
    assert [tag.partner for tag in tags] == [2, 2, 1]


def test_a_tag_that_never_ends_gives_its_attributes_away() -> None:
    """The words behind it are not part of it."""
    assert found('[gmap key="K" zoom=3 and more words') == ['[gmap key="K" zoom=3']


def test_a_slash_of_an_address_closes_nothing() -> None:
    """`[url=https://example.org/]` encloses its text."""
    assert [tag.single for tag in find_tags("[url=https://example.org/]x[/url]", NAMES)] == [False, False]


@pytest.mark.parametrize(("text", "doubled"), [("[[gmap a=1]]", True), ("[gmap a=1]", False)], ids=["escaped", "plain"])
def test_doubled_brackets_are_seen(text: str, doubled: bool) -> None:
    """The bracket before an opening tag may belong to an escape."""
    assert find_tags(text, NAMES)[0].doubled is doubled


def test_brackets_in_tags_come_as_one_piece() -> None:
    """Only where there are any; comments are never shown, and left alone."""
    places = [tag.place for tag in find_tags('<a href="[my_url]">x</a><b>y</b><!-- [my_url] -->', NAMES)]
    assert places == [Place.TAG]


@pytest.mark.slow("more than a tenth of a second a case")
@pytest.mark.parametrize(
    "piece",
    [
        "[",
        "[a ",
        "[a_b ",
        '[a b="',
        "[a b='c' [",
        "[/a]",
        "[a_b]",
        "[x]y[/x]",
        "<[a_b]",
        "[[a b=1]]",
        "[a]" * 3,
        "<a [b]",
    ],
)
def test_time_grows_with_the_text(piece: str) -> None:
    """Whatever is repeated, and with an end as well."""
    assert_linear(lambda text: find_tags(text, NAMES), lambda size: piece * size + "]", 300)
