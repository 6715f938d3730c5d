"""The query loop."""

from dataclasses import replace

import pytest

from tests.wordpress.rendering.small_site import SITE, html, kinds, shown

TEMPLATE = "<!-- wp:post-template --><!-- wp:post-title /--><!-- /wp:post-template -->"
PAGINATION = (
    "<!-- wp:query-pagination --><!-- wp:query-pagination-previous /--><!-- wp:query-pagination-numbers /-->"
    '<!-- wp:query-pagination-next {"label":"More"} /--><!-- /wp:query-pagination -->'
)
NOTHING = (
    "<!-- wp:query-no-results --><!-- wp:paragraph --><p>none</p><!-- /wp:paragraph --><!-- /wp:query-no-results -->"
)


def _loop(query: str, inside: str = TEMPLATE + PAGINATION + NOTHING) -> str:
    return f'<!-- wp:query {{"queryId":3,"query":{query}}} --><div>{inside}</div><!-- /wp:query -->'


@pytest.mark.parametrize(
    ("query", "titles"),
    [
        pytest.param('{"perPage":2}', ["three"], id="hidden-takes-a-place"),
        pytest.param("{}", ["three", "Post 2", "Post 1"], id="default"),
        pytest.param('{"perPage":9,"order":"asc"}', ["Post 1", "Post 2", "three"], id="oldest-first"),
        pytest.param('{"postType":"page","orderBy":"title","order":"asc","perPage":2}', ["Alpha", "Beta"], id="pages"),
        pytest.param('{"postType":"page","parents":[20]}', ["Inner"], id="children"),
        pytest.param('{"exclude":[3,4]}', ["Post 2", "Post 1"], id="excluded"),
        pytest.param('{"taxQuery":{"category":[2]}}', ["Post 2"], id="terms"),
        pytest.param('{"categoryIds":[1],"tagIds":[4]}', ["Post 1"], id="older-terms"),
        pytest.param('{"author":"1","search":"of 2"}', ["Post 2"], id="author-and-words"),
        pytest.param('{"offset":2,"perPage":1}', ["Post 2"], id="offset"),
        pytest.param('{"perPage":-1,"offset":true}', ["three", "Post 2"], id="nonsense"),
    ],
)
def test_selection(query: str, titles: list[str]) -> None:
    """The loop shows what its query selects, in order, and nothing hidden."""
    found = html(_loop(query))
    places = [found.index(title) for title in titles]
    assert places == sorted(places)
    assert "SECRET" not in found


@pytest.mark.parametrize(
    ("sticky", "titles"),
    [("", ["Post 1", "three"]), ("only", ["Post 1"]), ("exclude", ["three", "Post 2"])],
)
def test_sticky_posts(sticky: str, titles: list[str]) -> None:
    """Sticky posts come first, alone, or not at all."""
    site = replace(SITE, sticky_ids=frozenset({1}))
    found = html(_loop(f'{{"perPage":3,"sticky":"{sticky}"}}'), site=site)
    places = [found.index(title) for title in titles]
    assert places == sorted(places)
    assert (sticky == "exclude") is ("Post 1" not in found)


def test_nothing_found() -> None:
    """The template is left out, the message shown, and the loss named."""
    query = _loop('{"search":"nowhere"}')
    assert '<div class="wp-block-query-no-results"><p>none</p></div>' in html(query)
    assert kinds(query) == {"empty-list": 1}


def test_message_is_not_shown_beside_results() -> None:
    """What is for an empty list stays away from a full one."""
    assert "none" not in html(_loop("{}"))


def test_loops_of_archive_pages_have_nothing_to_show() -> None:
    """An entry's page passes on no posts."""
    assert kinds(_loop('{"inherit":true}')) == {"site-chrome": 1}


@pytest.mark.parametrize(
    ("query", "wanted"),
    [
        ('{"perPage":2}', '<a class="page-numbers" href="https://site.example/post-1/?query-3-page=2">2</a></div>'),
        ('{"perPage":1}', '<span class="page-numbers dots">&hellip;</span>'),
        (
            '{"perPage":2}',
            '<a href="https://site.example/post-1/?query-3-page=2" class="wp-block-query-pagination-next">More</a>',
        ),
    ],
)
def test_pagination(query: str, wanted: str) -> None:
    """Links to the further pages, which count as WordPress counts."""
    site = replace(SITE, entries=[*SITE.entries, *(replace(SITE.entries[0], id=100 + each) for each in range(3))])
    assert wanted in html(_loop(query), site=site if "1" in query else SITE)


@pytest.mark.parametrize(("pages", "shown"), [(0, True), (1, False), (2, True)])
def test_a_list_may_end_early(pages: int, *, shown: bool) -> None:
    """A block may allow fewer pages than its posts would fill."""
    found = html(_loop(f'{{"perPage":1,"pages":{pages}}}'))
    assert ("wp-block-query-pagination-next" in found) is shown
    assert ("query-3-page=3" in found) is (pages == 0)


@pytest.mark.parametrize(
    ("asked", "titles"),
    [
        pytest.param("revision", ["three"], id="without-pages"),
        pytest.param("any", ["three"], id="any"),
        pytest.param("attachment", ["none"], id="attachments"),
        pytest.param("unknown", ["none"], id="unknown"),
    ],
)
def test_types_that_a_loop_cannot_list(asked: str, titles: list[str]) -> None:
    """A type without pages of its own is taken for posts; attachments are never found, as their status is another."""
    found = html(_loop(f'{{"postType":"{asked}","perPage":9}}'))
    assert all(title in found for title in titles)
    assert ("three" in found) is ("three" in titles)


def test_one_page_has_no_further_ones() -> None:
    """No links where everything is shown."""
    assert "page-numbers" not in html(_loop('{"perPage":50}'))


def test_contents_of_other_posts_are_rendered() -> None:
    """A post's content inside a loop goes through the whole pipeline."""
    inside = "<!-- wp:post-template --><!-- wp:post-content /--><!-- /wp:post-template -->"
    assert '<div class="entry-content wp-block-post-content"><p>Content of 2.</p>' in html(_loop("{}", inside))


def test_parts_of_a_loop_outside_one_show_nothing() -> None:
    """Templates and pages without a query."""
    assert html(TEMPLATE + NOTHING + "<!-- wp:query-pagination-numbers /--><!-- wp:query-pagination-next /-->") == ""


def test_loops_without_a_number() -> None:
    """The links of a loop without an id name none."""
    raw = f'<!-- wp:query {{"query":{{"perPage":2}}}} -->{PAGINATION}<!-- /wp:query -->'
    assert 'href="https://site.example/post-1/?query-page=2"' in html(raw)


@pytest.mark.parametrize(
    "name", ["woocommerce/product-collection", "woocommerce/single-product", "generateblocks/query"]
)
def test_loops_of_plugins_show_nothing_of_this_page(name: str) -> None:
    """Their templates hold the blocks of a loop, which would name the page they stand on."""
    raw = (
        f'<!-- wp:{name} {{"productId":7}} --><div><!-- wp:woocommerce/product-template -->'
        "<!-- wp:post-title /--><!-- /wp:woocommerce/product-template --></div>"
        f"<!-- /wp:{name} --><p>a</p>"
    )
    found = shown(raw)
    assert found.html == "<p>a</p>"
    assert [(loss.kind, loss.example) for loss in found.losses] == [("unknown-block", name)]
