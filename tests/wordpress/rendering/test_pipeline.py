"""The pipeline: the order of its steps, and what it promises for any text."""

from dataclasses import replace

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from rootzpub.wordpress.rendering import KINDS, Attachment, RawEntry, RenderSettings, render
from rootzpub.wordpress.rendering.locales import Quotes
from tests.growth import assert_linear
from tests.wordpress.rendering import snippets
from tests.wordpress.rendering.memory_render_site import MemoryRenderSite
from tests.wordpress.rendering.small_site import HOME, SITE, html, kinds, shown

PIECES = (
    *snippets.TEXTURE,
    *snippets.STRUCTURE,
    *snippets.BLOCKS,
    *snippets.SHORTCODES,
    *(
        '<!-- wp:query {"query":{}} -->',
        "<!-- wp:post-template -->",
        "<!-- wp:post-content /-->",
        "<!-- wp:post-excerpt /-->",
    ),
    *("<!-- wp:latest-posts /-->", '<!-- wp:block {"ref":51} /-->', "<!-- wp:calendar /-->", "<!-- wp:navigation /-->"),
    *("https://a.example/b\n", "[embed]https://a.example[/embed]", '<!-- wp:cover {"useFeaturedImage":true} -->', ":)"),
)
SIZE = 20_000


def test_classic_posts_have_paragraphs_and_block_posts_do_not() -> None:
    """A single block switches paragraphs off for the whole text."""
    assert html("a\n\nb") == "<p>a</p>\n<p>b</p>\n"
    assert html("a\n\nb<!-- wp:x /-->") == "a\n\nb"


def test_free_text_beside_blocks_has_no_paragraphs() -> None:
    """Not even in the block made for it."""
    assert html("<!-- wp:freeform -->a\n\nb<!-- /wp:freeform -->") == "a\n\nb"


def test_breaks_of_the_text_stay_comments() -> None:
    """An entry is rendered whole."""
    assert (
        html("a<!--more-->b<!--nextpage-->c<!--noteaser-->") == "<p>a<!--more-->b<!--nextpage-->c<!--noteaser--></p>\n"
    )


def test_shortcodes_come_after_typography() -> None:
    """Attributes keep their straight marks, captions get curly ones."""
    found = html('[caption width="9"]<img src="a"> "b"[/caption]')
    assert "&#8220;b&#8221;</figcaption>" in found


def test_names_and_smilies_come_last() -> None:
    """After everything else."""
    assert html("Use Wordpress :)") == "<p>Use WordPress 🙂</p>\n"


def test_smilies_follow_the_setting() -> None:
    """Off is off."""
    assert html(":)", site=MemoryRenderSite(settings=replace(SITE.settings, use_smilies=False))) == "<p>:)</p>\n"


@pytest.mark.parametrize(
    ("item", "wanted"),
    [
        pytest.param(SITE.attachments[0], f"<p class=\"attachment\"><a href='{HOME}/p7.jpg'><img", id="picture"),
        pytest.param(SITE.attachments[3], f'<source type="audio/mpeg" src="{HOME}/a.mp3', id="sound"),
        pytest.param(SITE.attachments[4], f'<source type="video/mp4" src="{HOME}/v.mp4', id="film"),
        pytest.param(Attachment(id=1, url=f"{HOME}/x.pdf", title="Paper"), ">Paper</a></p>", id="document"),
    ],
)
def test_media_items_begin_with_themselves(item: Attachment, wanted: str) -> None:
    """The picture or player stands before the description."""
    entry = RawEntry(id=item.id, type="attachment", attachment=item)
    found = html("Described.", entry=entry)
    assert wanted in found
    assert found.endswith("<p>Described.</p>\n")


def test_an_item_without_a_file_is_its_description() -> None:
    """Nothing to show, nothing before the text."""
    assert html("x", entry=RawEntry(id=1, attachment=Attachment(id=1, url=""))) == "<p>x</p>\n"


def test_languages_that_are_not_known_are_told() -> None:
    """English stands for them, and that is a loss."""
    site = MemoryRenderSite(settings=replace(SITE.settings, locale="eo"))
    assert kinds("x", site=site) == {"untranslated": 1}


def test_unknown_shortcodes_give_nothing_and_are_told_by_name() -> None:
    """Their arguments may hold anything; the loss says the name alone."""
    page = shown("Write: [contact-form id=1]")
    assert page.html == "<p>Write: </p>\n"
    assert [(loss.kind, loss.example) for loss in page.losses] == [("unknown-shortcode", "[contact-form]")]


def test_damaged_blocks_are_told() -> None:
    """Text that WordPress would show twice is named."""
    assert kinds("<!-- wp:group --><p>x</p>") == {"damaged-blocks": 1}


@pytest.mark.slow("one very large input")
def test_what_grows_beyond_measure_is_too_costly() -> None:
    """A pattern of megabytes shown a hundred times: nothing of it, and what it was made of is known all the same."""
    site = MemoryRenderSite(blocks={1: "a" * 1_000_000})
    page = shown('<!-- wp:block {"ref":1} /-->' * 60, site=site)
    assert (page.html, page.too_costly, page.uses) == ("", True, {"block:1"})


@pytest.mark.parametrize(
    ("raw", "wanted"),
    [
        ("text", set()),
        ("<!-- wp:site-title /-->", {"settings"}),
        ("[gallery]", {"attachments-of:1"}),
        ("[gallery ids=7]", {"attachment:7"}),
        ('<!-- wp:latest-posts {"displayAuthor":true} /-->', {"posts", "author:1"}),
        ("<!-- wp:post-navigation-link /-->", {"posts"}),
        ("<!-- wp:tag-cloud /--><!-- wp:categories /-->", {"terms:post_tag", "terms:category"}),
        ('<!-- wp:post-terms {"term":"category"} /-->', {"post-terms:1"}),
        ("<!-- wp:archives /-->", {"archives", "settings"}),
        ('<!-- wp:navigation {"ref":60} /-->', {"navigation:60"}),
        ('<!-- wp:navigation {"__unstableLocation":"primary"} /-->', {"menu:primary"}),
        ('<!-- wp:pattern {"slug":"x"} /-->', {"pattern:x"}),
        ('<!-- wp:navigation-link {"label":"L","kind":"post-type","id":2} /-->', {"post:2"}),
    ],
)
def test_uses_tell_what_an_entry_depends_on(raw: str, wanted: set[str]) -> None:
    """Everything asked of the site is named, so that a change elsewhere finds the entry."""
    assert wanted <= shown(raw).uses


def test_rendering_is_the_same_twice() -> None:
    """No chance, no clock, no counter that outlives an entry."""
    raw = "[gallery orderby=rand][audio src='https://a/b.mp3'][gallery]"
    assert shown(raw) == shown(raw)


@pytest.mark.slow("hundreds of generated examples, each through the whole")
@settings(max_examples=300, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.lists(st.one_of(st.sampled_from(PIECES), st.text(max_size=8)), max_size=30).map("".join))
def test_any_text_is_rendered(raw: str) -> None:
    """No text raises, and every loss is of a known kind with a sensible example."""
    page = shown(raw)
    assert all(loss.kind in KINDS and loss.count > 0 and len(loss.example) <= 120 for loss in page.losses)
    assert "SECRET" not in page.html


@pytest.mark.slow("hundreds of generated examples, each through the whole")
@settings(max_examples=100, deadline=None)
@given(
    st.dictionaries(
        st.sampled_from(
            [
                "ref",
                "query",
                "postsToShow",
                "categories",
                "label",
                "url",
                "level",
                "metadata",
                "content",
                "id",
                "kind",
                "term",
                "year",
                "month",
                "queryId",
                "type",
                "slug",
                "numberOfTags",
                "footnotes",
            ]
        ),
        st.recursive(
            st.none() | st.booleans() | st.floats(allow_nan=False) | st.integers() | st.text(max_size=5),
            lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3),
        ),
    )
)
def test_any_attributes_are_accepted(attributes: dict[str, object]) -> None:
    """No block trusts the types of its attributes."""
    import json

    from rootzpub.wordpress.rendering.blocks.renderers import RENDERERS

    given_json = json.dumps(attributes).replace("--", "\\u002d\\u002d")
    raw = "".join(f"<!-- wp:{name} {given_json} --><p>x</p><!-- /wp:{name} -->" for name in RENDERERS)
    assert "SECRET" not in shown(raw).html


@pytest.mark.slow("measures growth: many sizes of the same page")
@pytest.mark.parametrize(
    "piece",
    [
        *(
            "<",
            "[",
            '"',
            "'",
            "&",
            "-",
            " ",
            "\n",
            "<p>",
            "<p><li",
            "<pre>",
            "<br ",
            "[gallery ",
            "[[gallery",
            "[caption]",
        ),
        *("[embed]", "[embed]x", "https://a\n", "<p>https://a ", '<!-- wp:x {"a":1 ', "<!-- /wp:x -->", "<!-- ", ":) "),
        *(
            '&nbsp;"',
            "1,",
            "9x",
            "'9'",
            "[a b=",
            "<option>",
            "<![CDATA[",
            '[audio src="',
            "<script>",
            "<a title='[gallery]",
        ),
        "<!-- wp:group -->",
    ],
)
def test_time_grows_with_the_text(piece: str) -> None:
    """Trouble from one end to the other is rendered in linear time."""

    def work(raw: str) -> object:
        return render(raw, entry=RawEntry(id=1), site=MemoryRenderSite())

    assert_linear(work, lambda size: piece * (size // len(piece)), SIZE)
    raw = piece * (SIZE // len(piece))
    page = render(raw, entry=RawEntry(id=1), site=MemoryRenderSite())
    assert page.html or not raw.strip() or piece in {"[caption]", "[embed]", "[gallery "}


@pytest.mark.slow("one very large input")
@pytest.mark.parametrize("name", ["group", "query", "block", "navigation", "post-template"])
def test_depth_is_no_bound(name: str) -> None:
    """A hundred thousand nested blocks are rendered without recursion."""
    raw = f"<!-- wp:{name} -->" * 100_000 + "x" + f"<!-- /wp:{name} -->" * 100_000
    assert isinstance(shown(raw, site=MemoryRenderSite()).html, str)


def test_quotes_have_a_mark_for_every_role() -> None:
    """The English marks are the default."""
    assert Quotes().double_open == "&#8220;"


def test_the_page_that_lists_posts_is_not_empty() -> None:
    """What visitors read there is not in its text."""
    site = MemoryRenderSite(settings=RenderSettings(posts_page_id=1))
    assert shown("", site=site).losses == ()
    assert shown("").marks == {"empty"}
