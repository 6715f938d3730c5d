"""What rendering asks of a site."""

from collections.abc import Iterator
from contextlib import ExitStack

import pytest

from rootzpub.sources.wordpress_tables.render_site import TableSite, table_site
from rootzpub.sources.wordpress_tables.source import TableSnapshot
from rootzpub.wordpress.rendering import PostQuery
from tests.sources.reading import opened

from .tables import WordPressFile


@pytest.fixture
def site(wordpress: WordPressFile) -> Iterator[TableSite]:
    """Posts 5 to 8 (8 protected), page 10 with 11 below, picture 20, a menu."""
    for number in range(5, 9):
        wordpress.post(
            number, post_date=f"2026-01-{number:02d} 10:00:00", post_author=number % 2 + 1, post_title=f"T{9 - number}"
        )
    wordpress.term(3, "category", "below", "Below", parent=1)
    wordpress.update("posts", "ID=8", post_password="x")
    wordpress.update("posts", "ID=6", post_content="Needle_100% here")
    wordpress.insert("term_relationships", object_id=5, term_taxonomy_id=3, term_order=0)
    wordpress.options(sticky_posts="a:1:{i:0;i:5;}")
    wordpress.page(10)
    wordpress.page(11, post_parent=10)
    wordpress.attachment(20, parent=5, menu_order=2)
    wordpress.attachment(21, parent=5, menu_order=1)
    wordpress.term(9, "nav_menu", "head", "Head")
    meta = {"_menu_item_type": "post_type", "_menu_item_object_id": "10"}
    wordpress.post(30, post_type="nav_menu_item", post_title="", terms=(9,), meta=meta)
    below = {"_menu_item_type": "custom", "_menu_item_url": "https://x.test/", "_menu_item_menu_item_parent": "30"}
    wordpress.post(31, post_type="nav_menu_item", post_title="Sub", terms=(9,), meta=below)
    wordpress.post(40, post_type="wp_block", post_content="shared")
    with ExitStack() as stack:
        snapshot = stack.enter_context(opened(wordpress.url).snapshot())
        assert isinstance(snapshot, TableSnapshot)
        yield table_site(snapshot.site)


def ids(site: TableSite, **query: object) -> list[int]:
    """The entries a query selects."""
    return [entry.id for entry in site.posts(PostQuery(**query))]  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("query", "found"),
    [
        pytest.param({}, [7, 6, 5], id="newest-first"),
        pytest.param({"limit": 2}, [7], id="protected-ones-count"),
        pytest.param({"limit": 0, "ascending": True}, [5, 6, 7], id="all-ascending"),
        pytest.param({"order_by": "title", "ascending": True}, [7, 6, 5], id="title"),
        pytest.param({"order_by": "modified"}, [7, 6, 5], id="modified"),
        pytest.param({"order_by": "id", "offset": 2}, [6, 5], id="offset"),
        pytest.param({"types": ("page",), "order_by": "menu_order", "ascending": True}, [10, 11], id="pages"),
        pytest.param({"types": ("page",), "parents": (10,)}, [11], id="parents"),
        pytest.param({"types": ("secret",)}, [], id="unknown-type"),
        pytest.param({"types": ("attachment",)}, [21, 20], id="attachments"),
        pytest.param({"include": (5, 6), "exclude": (6,)}, [5], id="include-exclude"),
        pytest.param({"author_ids": (2,)}, [7, 5], id="author"),
        pytest.param({"terms": {"category": (1,)}}, [5], id="category-with-children"),
        pytest.param({"terms": {"category": (99,)}}, [], id="unknown-category"),
        pytest.param({"sticky": "only"}, [5], id="sticky-only"),
        pytest.param({"sticky": "exclude"}, [7, 6], id="sticky-excluded"),
        pytest.param({"sticky": "first"}, [5, 7, 6], id="sticky-first"),
        pytest.param({"search": "needle_100% HERE"}, [6], id="search"),
        pytest.param({"search": "needleX100"}, [], id="search-takes-marks-literally"),
    ],
)
def test_queries(site: TableSite, query: dict[str, object], found: list[int]) -> None:
    """Every condition and order; what is hidden counts and is not shown."""
    assert ids(site, **query) == found


def test_counts(site: TableSite) -> None:
    """As WordPress counts: the protected one among them."""
    assert site.count(PostQuery()) == 4


@pytest.mark.slow("more than a tenth of a second a case")
def test_attachments(site: TableSite) -> None:
    """One by id, all of an entry by menu order; unknown ones are None."""
    item = site.attachment(20)
    assert item is not None
    assert (item.alt, item.page_url) == ("Picture 20", "https://example.test/2026/01/post-5/picture-20/")
    assert [found.id for found in site.attachments_of(5)] == [21, 20]
    assert list(site.attachments_of(6)) == []
    assert site.attachment(5) is None
    assert site.attachment(99) is None


def test_posts_by_id(site: TableSite) -> None:
    """Visible ones only, with their content."""
    entry = site.post(6)
    assert entry is not None
    assert (entry.content, entry.url) == ("Needle_100% here", "https://example.test/2026/01/post-6/")
    assert site.post(8) is None
    assert site.post(99) is None


def test_neighbours(site: TableSite) -> None:
    """The next and previous visible post in time."""
    entry = site.post(6)
    assert entry is not None
    newer, older = site.neighbour(entry, newer=True), site.neighbour(entry, newer=False)
    assert newer is not None
    assert older is not None
    assert (newer.id, older.id) == (7, 5)
    assert site.neighbour(newer, newer=True) is None


def test_terms_and_authors(site: TableSite) -> None:
    """By name, with their entries' own; an author by display name."""
    assert [term.name for term in site.terms("category")] == ["Below", "News"]
    assert [term.name for term in site.most_used_terms("category", 1)] == ["News"]
    assert [term.name for term in site.post_terms(5, "category")] == ["Below"]
    author = site.author(1)
    assert author is not None
    assert author.name == "Ada"
    assert site.author(77) is None


def test_menus_and_blocks(site: TableSite) -> None:
    """A menu as a tree, by slug or number; patterns of themes cannot be known."""
    (link,) = site.menu("head")
    assert (link.label, link.url, [below.label for below in link.children]) == (
        "Page 10",
        "https://example.test/page-10/",
        ["Sub"],
    )
    assert site.menu("9") == site.menu("head")
    assert list(site.menu("nothing")) == []
    assert site.reusable_block(40) == "shared"
    assert site.reusable_block(5) is None
    assert site.pattern("theme/hero") is None
    assert site.navigation(0) is None
