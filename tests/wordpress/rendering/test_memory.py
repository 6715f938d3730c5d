"""The site in memory: what it selects and in what order."""

from dataclasses import replace

import pytest

from rootzpub.wordpress.rendering import PostQuery, RawEntry
from tests.wordpress.rendering.memory_render_site import MemoryRenderSite
from tests.wordpress.rendering.small_site import SITE, post


@pytest.mark.parametrize(
    ("query", "wanted"),
    [
        pytest.param(PostQuery(), [3, 2, 1], id="newest-first"),
        pytest.param(PostQuery(limit=0, ascending=True), [1, 2, 3], id="all-oldest-first"),
        pytest.param(PostQuery(include=(1, 2, 4)), [2, 1], id="included"),
        pytest.param(PostQuery(exclude=(3,)), [2, 1], id="excluded"),
        pytest.param(PostQuery(order_by="id", offset=1, limit=2), [3, 2], id="page"),
        pytest.param(PostQuery(order_by="modified"), [3, 2, 1], id="by-change"),
        pytest.param(PostQuery(types=("page",), order_by="menu_order", ascending=True, limit=1), [23], id="by-place"),
        pytest.param(PostQuery(types=("page",), order_by="title", ascending=True, limit=2), [21, 20], id="by-title"),
        pytest.param(PostQuery(author_ids=(9,)), [], id="author"),
        pytest.param(PostQuery(search="OWN EXCERPT"), [2], id="words"),
        pytest.param(PostQuery(terms={"category": (1,)}), [2, 1], id="term-with-those-below"),
        pytest.param(PostQuery(terms={"category": (1,), "post_tag": (4,)}), [1], id="terms"),
    ],
)
def test_posts(query: PostQuery, wanted: list[int]) -> None:
    """The query selects these, the hidden left out."""
    assert [entry.id for entry in SITE.posts(query)] == wanted


def test_hidden_entries_count_but_are_not_shown() -> None:
    """As in WordPress's own numbers."""
    assert SITE.count(PostQuery()) == 4
    assert SITE.post(4) is None


@pytest.mark.parametrize(
    ("number", "newer", "wanted"), [(2, True, 3), (2, False, 1), (3, True, None), (1, False, None)]
)
def test_neighbours(number: int, newer: bool, wanted: int | None) -> None:
    """The next in time, never a hidden one."""
    entry = SITE.post(number)
    assert entry is not None
    found = SITE.neighbour(entry, newer=newer)
    assert (found.id if found else None) == wanted


def test_entries_without_a_date_have_no_neighbours() -> None:
    """Without a place in time there is no next."""
    assert SITE.neighbour(RawEntry(id=1), newer=True) is None


@pytest.mark.parametrize(("period", "count"), [("yearly", 1), ("monthly", 4), ("weekly", 4), ("daily", 4)])
def test_archives(period: str, count: int) -> None:
    """Spans of time, newest first."""
    found = SITE.archives(period, "post")  # type: ignore[arg-type]
    assert len(found) == count
    assert [each.start for each in found] == sorted((each.start for each in found), reverse=True)


def test_terms_with_parents_in_a_circle_end() -> None:
    """Damaged trees do not hang."""
    first, second, _ = SITE.terms_by_taxonomy["category"]
    circle = {"category": [replace(first, parent_id=2), replace(second, parent_id=1)]}
    site = replace(SITE, terms_by_taxonomy=circle)
    assert site.posts(PostQuery(terms={"category": (99,)})) == []


def test_unknown_things_are_none() -> None:
    """What is not there is None or empty."""
    site = MemoryRenderSite()
    assert (site.attachment(1), site.author(1), site.reusable_block(1), site.pattern("x"), site.navigation(0)) == (
        None,
    ) * 5
    assert list(site.menu("x")) == []


def test_undated_entries_sort_last() -> None:
    """A missing date is older than any."""
    site = MemoryRenderSite(entries=[post(1, date=None, modified=None), post(2)])
    assert [entry.id for entry in site.posts(PostQuery())] == [2, 1]
    assert [entry.id for entry in site.posts(PostQuery(order_by="modified"))] == [2, 1]
