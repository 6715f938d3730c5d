"""Divi 4, WPBakery and Avada: each kind of row, switches at every level, and what holds for any text."""

import re
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rootzpub.markdown import convert
from rootzpub.wordpress.rendering import RawEntry, render
from rootzpub.wordpress.rendering.builders import expand_rendered
from rootzpub.wordpress.rendering.builders.nesting import SHORTCODE_BUILDERS
from rootzpub.wordpress.rendering.losses import LossLog
from tests.growth import assert_linear
from tests.wordpress.rendering.memory_render_site import MemoryRenderSite
from tests.wordpress.rendering.small_site import HOME, SITE, html, kinds, shown

BUILDER_NAME = re.compile(r"\[/?(?:et_pb_|vc_|fusion_)")


def markdown(raw: str, *, site: MemoryRenderSite = SITE) -> str:
    """What the text becomes in the end."""
    return convert(html(raw, site=site), base_url=f"{HOME}/").markdown


def cases(name: str) -> dict[str, str]:
    """The cases of a file beside this one: `=== name`, then the text."""
    parts = (Path(__file__).parent / f"{name}.txt").read_text(encoding="utf-8").split("=== ")[1:]
    return {case: text.removesuffix("\n") for case, _, text in (part.partition("\n") for part in parts)}


ROWS = {case: text.split("\n--- reads\n") for case, text in cases("shortcodes").items()}
HIDDEN = cases("hidden")


@pytest.mark.parametrize(("raw", "expected"), ROWS.values(), ids=list(ROWS))
def test_an_element_becomes_what_its_builder_prints(raw: str, expected: str) -> None:
    """The smallest input of each row, and what an agent reads."""
    assert markdown(raw) == f"{expected}\n"


@pytest.mark.parametrize("raw", [row[0] for row in ROWS.values()], ids=list(ROWS))
def test_a_page_of_a_builder_is_marked(raw: str) -> None:
    """WordPress's own words are better where the site can be asked."""
    assert shown(raw).marks == {"builder"}


def test_plain_text_is_not_marked() -> None:
    """Nor are shortcodes that only begin alike."""
    assert "builder" not in shown("a [vcard] [et_pb] b").marks


def test_pictures_are_found_by_id() -> None:
    """An attachment that visitors may see; another is said to be missing."""
    raw = '[vc_single_image image="7" img_size="full"]'
    assert "7.jpg" in markdown(raw)
    assert kinds('[vc_single_image image="999"]') == {"missing-reference": 1}
    assert kinds(raw) == {}


def test_galleries_show_their_pictures() -> None:
    """By their ids."""
    assert markdown('[vc_gallery images="7,9"]').count("![") == 2
    assert markdown('[et_pb_gallery gallery_ids="7,9" /]').count("![") == 2
    assert markdown('[fusion_gallery image_ids="7,9"][/fusion_gallery]').count("![") == 2


@pytest.mark.parametrize("raw", HIDDEN.values(), ids=list(HIDDEN))
def test_what_no_visitor_sees_is_not_shown(raw: str) -> None:
    """Switched off, under a condition, for members, or no text at all."""
    found = shown(f"before {raw}")
    assert "MARK" not in convert(found.html).text
    assert "before" in found.html


def test_what_is_switched_off_for_some_screens_is_shown() -> None:
    """Somebody sees it."""
    assert markdown('[et_pb_text disabled_on="on|on|off"]a[/et_pb_text]') == "a\n"
    assert markdown('[vc_column offset="vc_hidden-xs"]a[/vc_column]') == "a\n"


def test_what_follows_something_switched_off_is_shown() -> None:
    """Only the element itself is left out."""
    raw = '[vc_row][vc_single_image image="7" disable_element="yes"]a[/vc_row][vc_row disable_element="yes"]b[/vc_row]c'
    assert markdown(raw) == "a\n\nc\n"


@pytest.mark.parametrize(
    "raw", ['[et_pb_blog posts_number="3" /]', "[vc_basic_grid]", "[fusion_blog /]", "[vc_unknown]"]
)
def test_what_only_the_builder_knows_is_a_loss(raw: str) -> None:
    """By the name of the element."""
    loss = shown(raw).losses[0]
    assert (loss.kind, loss.example) == ("page-builder", raw.strip("[]/ ").split()[0])


def test_names_of_builders_are_no_unknown_shortcodes() -> None:
    """Their table knows them."""
    assert kinds('[vc_row][vc_column_text a="b"]x[/vc_column_text][/vc_row] [foo_bar a="b"]') == {
        "unknown-shortcode": 1
    }


def test_an_escaped_shortcode_is_shown_by_its_name() -> None:
    """As WordPress shows it."""
    assert convert(html("see [[et_pb_text]]")).text.strip() == "see [et_pb_text]"


def test_a_library_element_comes_from_the_library() -> None:
    """The page's own copy of it is old; within itself it is not shown."""
    library = {
        77: RawEntry(
            id=77,
            type="et_pb_layout",
            content='[et_pb_section global_module="77"]New [et_pb_row global_module="78"]x[/et_pb_row][/et_pb_section]',
        ),
        5: RawEntry(id=5, type="fusion_element", content="[fusion_text]Shared[/fusion_text]"),
    }
    site = MemoryRenderSite(library=library)
    raw = '[et_pb_section global_module="77"]Old[/et_pb_section][fusion_global id="5"]'
    found = render(raw, entry=RawEntry(id=1, content=raw), site=site)
    assert convert(found.html).text.split() == ["New", "Shared"]
    assert {"block:5", "block:77"} <= found.uses


def test_a_whole_page() -> None:
    """Hero, columns, tabs and a call, as one reads them."""
    page = (
        '[vc_row full_width="stretch_row" css=".vc_custom_1{padding: 1px !important;}"][vc_column width="1/2"]'
        '[vc_custom_heading text="Saws" font_container="tag:h1"][vc_column_text css=""]\n\nWe sharpen saws.\n\n'
        'Since 1920.\n\n[/vc_column_text][/vc_column][vc_column width="1/2"][vc_single_image image="7"][/vc_column]'
        '[/vc_row][vc_row][vc_column][vc_tta_accordion][vc_tta_section title="When?"][vc_column_text]'
        "Always.[/vc_column_text][/vc_tta_section][/vc_tta_accordion]"
        '[vc_btn title="Write" link="url:%2Fcontact"][/vc_column][/vc_row]'
    )
    assert markdown(page) == (
        "# Saws\n\nWe sharpen saws.\n\nSince 1920.\n\n![alt 7](https://site.example/p7.jpg)\n\n"
        "**When?**\n\nAlways.\n\n[Write](https://site.example/contact)\n"
    )


NAMES = [name for rows in SHORTCODE_BUILDERS for name in sorted(rows.rows)]
PIECES = st.one_of(
    st.sampled_from([f"[{name}]" for name in NAMES]),
    st.sampled_from([f"[/{name}]" for name in NAMES]),
    st.sampled_from([f'[{name} title="a" text="[vc_row" link="url:[et_pb_x]" /]' for name in NAMES]),
    st.sampled_from(
        ["[et_pb_", "[vc_row", "]", "[", "[[", "<p>", "<a title='[vc_row]'>", "<!--", "-->", "\n\n", "<", '"']
    ),
    st.text(max_size=4),
)


@pytest.mark.slow("a hundred generated texts, each through the whole")
@given(st.lists(PIECES, max_size=30))
def test_no_name_of_a_builder_is_ever_in_what_comes_out(pieces: list[str]) -> None:
    """Whatever the text is: comments aside, which nobody reads, and what is escaped."""
    text = "".join(pieces).replace("[[", "[")
    found = convert(html(text)).markdown
    assert not BUILDER_NAME.search(found), found


@pytest.mark.slow("measures growth")
@pytest.mark.parametrize(
    "unit",
    [
        "[vc_row]",
        "[vc_row][vc_column]",
        "[vc_row",
        "[/vc_row]",
        "[vc_row]a[/vc_row]",
        "[vc_row disable_element=yes]",
        "[et_pb_text]a\n\n[/et_pb_text]",
        "[et_pb_",
        "[fusion_code]YQ==[/fusion_code]",
        '[vc_btn title="a" link="url:b"]',
        "[[vc_row]]",
        "<b [vc_row]>",
    ],
)
def test_cost_grows_with_the_text(unit: str) -> None:
    """Twice the text, twice the cost, for damaged nesting as well."""
    assert_linear(html, lambda size: unit * size, 150)


def test_depth_is_no_concern() -> None:
    """Five thousand levels."""
    deep = "[vc_row]" * 5_000 + "a" + "[/vc_row]" * 5_000
    assert convert(html(deep)).text.strip() == "a"


def test_what_wordpress_left_of_a_builder_over_rest() -> None:
    """Paragraphs and curled quotes are there already; nothing can be asked for by id."""
    log = LossLog()
    html = (
        "<p>[vc_row][vc_column width=&#8221;1/2&#8243;][vc_column_text]Words[/vc_column_text]"
        "[vc_single_image image=&#8221;7&#8243;][vc_column_text disable_element=&#8221;yes&#8221;]MARK[/vc_column_text]"
        "[/vc_column][/vc_row]</p>\n"
    )
    assert convert(expand_rendered(html, log)).markdown == "Words\n"
    assert (log.marks, [loss.kind for loss in log.losses()]) == ({"builder"}, ["missing-reference"])


def test_other_html_is_left_alone_over_rest() -> None:
    """And not marked."""
    log = LossLog()
    assert expand_rendered("<p>[vcard] a</p>", log) == "<p>[vcard] a</p>"
    assert log.marks == set()
