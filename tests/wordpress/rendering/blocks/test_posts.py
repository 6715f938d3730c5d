"""Blocks that show parts of a post."""

from dataclasses import replace

import pytest

from rootzpub.wordpress.rendering import RawEntry
from tests.wordpress.rendering.memory_render_site import MemoryRenderSite
from tests.wordpress.rendering.small_site import HOME, SITE, html, kinds, post, shown

LONG = " ".join(f"w{number}" for number in range(80))


@pytest.mark.parametrize(
    ("block", "wanted"),
    [
        ("post-title", '<h2 class="wp-block-post-title">Post 1</h2>'),
        (
            'post-title {"level":4,"isLink":true}',
            f'<h4 class="wp-block-post-title"><a href="{HOME}/post-1/">Post 1</a></h4>',
        ),
        ('post-title {"level":0}', '<p class="wp-block-post-title">'),
        ("post-date", ">June 10, 2026</time>"),
        ('post-date {"format":"Y-m-d","isLink":true}', f'<a href="{HOME}/post-1/">2026-06-10</a>'),
        ('post-date {"displayType":"modified","format":"H:i"}', ">13:00<"),
        (
            'post-date {"format":"H:i","metadata":{"bindings":{"datetime":{"args":{"field":"modified"}}}}}',
            ">13:00<",
        ),
        ("post-excerpt", '<p class="wp-block-post-excerpt__excerpt">Content of 1. </p>'),
        ('post-excerpt {"moreText":"Go"}', 'more-text"><a class="wp-block-post-excerpt__more-link"'),
        ('post-excerpt {"moreText":"Go","showMoreOnNewLine":false}', "Content of 1. <a class="),
        (
            "post-featured-image",
            f'<figure class="wp-block-post-featured-image"><img width="600" height="400" src="{HOME}/p7.jpg"',
        ),
        ('post-featured-image {"isLink":true}', f'<a href="{HOME}/post-1/"><img'),
        ('post-terms {"term":"category"}', 'rel="tag">News</a></div>'),
        ('post-terms {"term":"post_tag","prefix":"P ","suffix":" S"}', '__prefix">P </span><a'),
        ("post-author", "Ada &lt;L&gt;</p>"),
        ('post-author {"byline":"By"}', '__byline">By</p>'),
        ("post-author-name", "Ada &lt;L&gt;</div>"),
        ("post-navigation-link", f'<a href="{HOME}/post-2/" rel="next">Next</a>'),
        ('post-navigation-link {"showTitle":true}', ">Post 2</a>"),
        ('post-navigation-link {"showTitle":true,"linkLabel":true,"label":"Then"}', ">Then: Post 2</a>"),
        ("read-more", ">Read more</a>"),
        ('read-more {"content":"Go on"}', ">Go on</a>"),
    ],
)
def test_parts(block: str, wanted: str) -> None:
    """Each part as WordPress shows it."""
    assert wanted in html(f"<!-- wp:{block} /-->")


@pytest.mark.parametrize(
    "block",
    [
        "post-title",
        "post-date",
        'post-terms {"term":"category"}',
        "post-terms",
        "post-featured-image",
        "post-author",
        "post-author-name",
        "post-excerpt",
        'post-navigation-link {"type":"previous"}',
        'post-date {"displayType":"modified"}',
    ],
)
def test_parts_that_are_missing(block: str) -> None:
    """What an entry does not have is not shown."""
    assert html(f"<!-- wp:{block} /-->", entry=RawEntry(id=5)).strip() == ""


def test_unchanged_entries_have_no_date_of_change() -> None:
    """A change before publication is none."""
    entry = post(1, modified=post(0).date)
    assert html('<!-- wp:post-date {"displayType":"modified"} /-->', entry=entry) == ""


@pytest.mark.parametrize(
    ("block", "kind"),
    [
        ("avatar", "author-profile"),
        ("post-author-biography", "author-profile"),
        ('post-author {"showBio":true}', "author-profile"),
        ("comments", "comments"),
        ("comments-title", "comments"),
        ("post-comments-form", "form"),
        ("post-content", "recursion"),
    ],
)
def test_losses(block: str, kind: str) -> None:
    """What is left out is named."""
    assert kinds(f"<!-- wp:{block} /-->") == {kind: 1}


@pytest.mark.parametrize(
    ("entry", "wanted"),
    [
        pytest.param(post(1, content=LONG), "w54 [&hellip;]", id="55-words"),
        pytest.param(post(1, content="a<!--more-->b"), ">a <", id="up-to-more"),
        pytest.param(post(1, content="a<!--nextpage-->b"), ">a <", id="first-page"),
        pytest.param(post(1, content='a [caption width="9"]<img> x[/caption] y [gallery]'), ">a y <", id="shortcodes"),
        pytest.param(post(1, excerpt="<em>own</em>"), "<em>own</em>", id="owner's"),
        pytest.param(
            post(
                1,
                content="<!-- wp:group --><div><!-- wp:paragraph --><p>in</p><!-- /wp:paragraph --></div>"
                "<!-- /wp:group -->"
                "<!-- wp:list --><ul><!-- wp:list-item --><li>item</li><!-- /wp:list-item --></ul><!-- /wp:list -->"
                "<!-- wp:quote --><q><!-- wp:paragraph --><p>quoted</p><!-- /wp:paragraph --></q><!-- /wp:quote -->"
                "<!-- wp:latest-posts /-->",
            ),
            ">in quoted <",
            id="blocks-of-text",
        ),
    ],
)
def test_excerpts(entry: RawEntry, wanted: str) -> None:
    """The owner's, else the beginning of the text."""
    assert wanted in html("<!-- wp:post-excerpt /-->", entry=entry)


@pytest.mark.parametrize(
    ("version", "block", "wanted"),
    [
        (0, 'post-excerpt {"excerptLength":2}', "w54 [&hellip;] <"),
        (55853, 'post-excerpt {"excerptLength":2}', "w0 w1&hellip; <"),
        (0, 'latest-posts {"displayPostContent":true,"excerptLength":1}', "w0 [&hellip;]</div>"),
        (55853, 'latest-posts {"displayPostContent":true,"excerptLength":1}', "w0 … <a href="),
        (56657, 'latest-posts {"displayPostContent":true,"excerptLength":1}', 'reader-text">: Post 1</span></a></div>'),
        (56657, "read-more", 'Read more<span class="screen-reader-text">: Post 1</span></a>'),
    ],
)
def test_excerpts_follow_the_version_of_wordpress(version: int, block: str, wanted: str) -> None:
    """Since 6.3 the length of a block counts, and a cut text leads on by a link."""
    entry = post(1, content=LONG)
    site = MemoryRenderSite(settings=replace(SITE.settings, db_version=version), entries=[entry])
    assert wanted in html(f"<!-- wp:{block} /-->", entry=entry, site=site)


def test_excerpts_count_letters_where_nobody_writes_spaces() -> None:
    """Japanese and Chinese are cut by letters."""
    site = MemoryRenderSite(settings=replace(SITE.settings, locale="ja"))
    found = html("<!-- wp:post-excerpt /-->", entry=post(1, content="字" * 99), site=site)
    assert "字" * 55 + " [&hellip;]" in found


def test_excerpts_do_not_contain_themselves() -> None:
    """An excerpt block within the text an excerpt is made of shows nothing."""
    entry = post(1, content="text <!-- wp:post-excerpt /-->")
    assert shown(entry.content, entry=entry).html.count("text") == 2
