"""Blocks that list what is published."""

from dataclasses import replace

import pytest

from tests.wordpress.rendering.small_site import HOME, SITE, html, kinds, post, shown


@pytest.mark.parametrize(
    ("options", "wanted"),
    [
        pytest.param('{"postsToShow":3}', ["It&#8217;s &#8220;three&#8221;", "Post 2"], id="hidden-takes-a-place"),
        pytest.param('{"order":"asc","postsToShow":2}', ["Post 1", "Post 2"], id="oldest-first"),
        pytest.param('{"orderBy":"title","order":"asc"}', ["It&#8217;s", "Post 1", "Post 2"], id="by-title"),
        pytest.param('{"categories":[{"id":1}]}', ["Post 2", "Post 1"], id="category-with-those-below"),
        pytest.param('{"categories":"2"}', ["Post 2"], id="category-in-an-older-form"),
        pytest.param('{"selectedAuthor":1,"postsToShow":9}', ["Post 2", "Post 1"], id="author"),
        pytest.param('{"displayPostDate":true}', ["<time", "August 29, 2026"], id="date"),
        pytest.param('{"displayAuthor":true}', ["by Ada &lt;L&gt;"], id="author-name"),
        pytest.param('{"displayPostContent":true}', ["Content of 3.", "Own excerpt"], id="excerpt"),
        pytest.param('{"displayPostContent":true,"excerptLength":1}', ["Content [&hellip;]"], id="short-excerpt"),
        pytest.param(
            '{"displayPostContent":true,"displayPostContentRadio":"full_post"}', ["Content of 2."], id="content"
        ),
        pytest.param('{"displayFeaturedImage":true}', ["p7-150x150.jpg"], id="picture"),
        pytest.param('{"displayFeaturedImage":true,"addLinkToFeaturedImage":true}', ['/post-1/"><img'], id="linked"),
    ],
)
def test_latest_posts(options: str, wanted: list[str]) -> None:
    """What the block asks for stands in the list, in order, and nothing hidden."""
    found = html(f"<!-- wp:latest-posts {options} /-->")
    places = [found.index(each) for each in wanted]
    assert places == sorted(places)
    assert "SECRET" not in found


def test_latest_posts_without_posts() -> None:
    """An empty list is reported."""
    assert kinds("<!-- wp:latest-posts /-->", site=replace(SITE, entries=())) == {"empty-list": 1}


@pytest.mark.parametrize(
    ("options", "wanted"),
    [
        ("", f"<a href='{HOME}/monthly/2026-08-01/'>August 2026</a></li>"),
        ('{"showPostCounts":true}', "August 2026</a>&nbsp;(1)"),
        ('{"type":"yearly","showPostCounts":true}', ">2026</a>&nbsp;(4)"),
        ('{"type":"weekly"}', "August 24, 2026&#8211;August 30, 2026"),
        ('{"type":"daily"}', ">August 29, 2026<"),
        ('{"displayAsDropdown":true}', "<option value='https://site.example/monthly/2026-08-01/'> August 2026"),
        ('{"displayAsDropdown":true,"showPostCounts":true}', "August 2026 &nbsp;(1)</option>"),
    ],
)
def test_archives(options: str, wanted: str) -> None:
    """Spans of time, newest first, as a list or as a menu."""
    assert wanted in html(f"<!-- wp:archives {options} /-->")


def test_archives_of_an_empty_site() -> None:
    """WordPress says so, and so do we."""
    assert "No archives to show." in html("<!-- wp:archives /-->", site=replace(SITE, entries=()))


@pytest.mark.parametrize(
    ("options", "wanted", "missing"),
    [
        pytest.param("", ">Local &amp; near</a>", "Empty", id="used-only"),
        pytest.param('{"showEmpty":true}', ">Empty</a>", "children", id="all"),
        pytest.param('{"showHierarchy":true}', "<ul class='children'>", "Empty", id="tree"),
        pytest.param('{"showHierarchy":true,"showPostCounts":true}', ">News</a> (2)", "Empty", id="tree-counted"),
        pytest.param('{"showOnlyTopLevel":true}', ">News</a>", "Local", id="top"),
        pytest.param(
            '{"displayAsDropdown":true}', '<option class="level-0" value="1">News</option>', "Empty", id="menu"
        ),
        pytest.param(
            '{"displayAsDropdown":true,"showHierarchy":true,"showPostCounts":true}',
            '<option class="level-1" value="2">&nbsp;&nbsp;&nbsp;Local &amp; near&nbsp;&nbsp;(1)',
            "Empty",
            id="menu-tree",
        ),
        pytest.param('{"taxonomy":"post_tag"}', ">blue</a>", "News", id="other-taxonomy"),
    ],
)
def test_categories(options: str, wanted: str, missing: str) -> None:
    """Terms in use, as a list, a tree or a menu."""
    found = html(f"<!-- wp:categories {options} /-->")
    assert wanted in found
    assert missing not in found


def test_categories_of_an_empty_site() -> None:
    """WordPress says so, and so do we."""
    assert "No categories" in html("<!-- wp:categories /-->", site=replace(SITE, terms_by_taxonomy={}))


@pytest.mark.parametrize(
    ("options", "order"),
    [
        ("", ["blue", "red"]),
        ('{"numberOfTags":1}', ["blue"]),
        ('{"showTagCounts":true}', ["> (5)</span>", "> (2)</span>"]),
    ],
)
def test_tag_cloud(options: str, order: list[str]) -> None:
    """The terms used most, by name."""
    found = html(f"<!-- wp:tag-cloud {options} /-->")
    places = [found.index(each) for each in order]
    assert places == sorted(places)
    assert found.count("<a ") == len(order)


def test_tag_cloud_of_an_empty_site() -> None:
    """WordPress says so, and so do we."""
    assert "no content to show" in html('<!-- wp:tag-cloud {"taxonomy":"none"} /-->')


def test_page_list_is_a_tree_in_menu_order() -> None:
    """Children stand below their parents; a page below one that is not shown is not shown."""
    found = html("<!-- wp:page-list /-->")
    assert [found.index(name) for name in (">First<", ">Alpha<", ">Beta<", ">Inner<")] == sorted(
        found.index(name) for name in (">First<", ">Alpha<", ">Beta<", ">Inner<")
    )
    assert "Orphan" not in found


@pytest.mark.parametrize(
    ("options", "wanted"),
    [('{"parentPageID":20}', "Inner"), ('{"isNested":true}', '<li class="wp-block-pages-list__item">')],
)
def test_page_list_options(options: str, wanted: str) -> None:
    """A part of the tree, or its lines alone."""
    assert wanted in html(f"<!-- wp:page-list {options} /-->")


def test_page_list_without_pages() -> None:
    """An empty list is reported."""
    assert kinds('<!-- wp:page-list {"parentPageID":5} /-->') == {"empty-list": 1}


@pytest.mark.parametrize(
    ("block", "kind"),
    [("latest-comments", "comments"), ('rss {"feedURL":"https://a/feed"}', "feed")],
    ids=["comments", "feed"],
)
def test_what_is_never_shown(block: str, kind: str) -> None:
    """Comments and other sites' feeds are named losses."""
    page = shown(f"<!-- wp:{block} /-->")
    assert (page.html.strip(), [loss.kind for loss in page.losses]) == ("", [kind, "empty-entry"])


def test_trees_of_terms_that_go_round_end() -> None:
    """Parents in a circle neither hang nor show anything twice."""
    first, second = SITE.terms_by_taxonomy["category"][:2]
    circle = [replace(first, parent_id=2), replace(second, parent_id=1)]
    site = replace(SITE, terms_by_taxonomy={"category": circle})
    assert "No categories" in html('<!-- wp:categories {"showHierarchy":true,"showPostCounts":true} /-->', site=site)


def test_untitled_posts_have_a_name() -> None:
    """WordPress writes (no title)."""
    assert "(no title)" in html("<!-- wp:latest-posts /-->", site=replace(SITE, entries=[post(1, title="")]))
