"""Pages that were fetched before the sweep, and which of their objects still hold."""

from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from rootzpub.clock import fixed_clock
from rootzpub.sources.rest.catalog import CORE_TYPES
from rootzpub.sources.rest.client import Answer
from rootzpub.sources.rest.journal import Journal
from rootzpub.sources.rest.kept import Freshness, KeptPages, lists_others
from rootzpub.sources.rest.listing import Page
from rootzpub.sources.rest.sweep import Sweep

from .server import post

POSTS = CORE_TYPES[0]
MODIFIED = datetime(2026, 1, 2, 3, 4, 5, tzinfo=UTC)
"""Of every post of the fake site."""
READ = MODIFIED + timedelta(hours=1)


def swept(*items: dict[str, Any]) -> Sweep:
    """A sweep that saw these posts."""
    sweep = Sweep(zone=UTC, now=READ, taxonomy_bases=("categories", "tags"), show_protected_titles=False)
    for item in items:
        sweep.add(item, POSTS)
    return sweep


def linking(to: str) -> dict[str, Any]:
    """A post whose HTML links somewhere."""
    return post(1, content={"rendered": f'<a href="{to}">there</a>', "protected": False})


@pytest.mark.parametrize(
    ("changes", "holds"),
    [
        pytest.param({}, True, id="as-it-was"),
        pytest.param({"modified_gmt": "2026-01-02T03:04:06"}, False, id="edited"),
        pytest.param({"content": {"rendered": "", "protected": True}}, False, id="protected"),
        pytest.param({"title": {"rendered": "Other"}}, False, id="renamed"),
        pytest.param({"tags": [7]}, False, id="tagged"),
    ],
)
def test_an_object_holds_while_the_sweep_says_the_same(changes: dict[str, Any], *, holds: bool) -> None:
    """Whatever the sweep tells differently is read again."""
    page = Page(items=[post(1)], pages=1, answered=READ)
    assert Freshness(sweep=swept(post(1, **changes))).holds(post(1), POSTS, page) is holds


def test_what_the_sweep_did_not_see_does_not_hold() -> None:
    """Deleted, or hidden from visitors."""
    assert not Freshness(sweep=swept()).holds(post(1), POSTS, Page(items=[], pages=1, answered=READ))


@pytest.mark.parametrize(
    ("answered", "holds"),
    [
        pytest.param(MODIFIED + timedelta(seconds=90), True, id="long-after"),
        pytest.param(MODIFIED + timedelta(seconds=1), False, id="just-after"),
        pytest.param(MODIFIED - timedelta(seconds=20), False, id="clocks-differ"),
        pytest.param(None, True, id="after-the-sweep"),
    ],
)
def test_what_was_edited_while_it_was_read_is_uncertain(answered: datetime | None, *, holds: bool) -> None:
    """A second edit could bear the same date."""
    page = Page(items=[], pages=1, answered=answered)
    assert Freshness(sweep=swept(post(1))).holds(post(1), POSTS, page) is holds


@pytest.mark.parametrize("earlier", [True, False])
@pytest.mark.parametrize("link", ["https://example.test/2026/post-9/", "/2026/post-9#top", "/2026/Post-9"])
def test_a_link_to_what_is_withdrawn_is_uncertain(link: str, *, earlier: bool) -> None:
    """In a page of an earlier run; this run's pages are as young as any."""
    page = Page(items=[], pages=1, answered=READ, earlier=earlier)
    gone = post(9, link="https://example.test/2026/post-9/")
    fresh = Freshness(sweep=swept(linking(link)))
    assert fresh.holds(linking(link), POSTS, page)
    fresh.learn([Page(items=[gone, linking(link)], pages=1, answered=READ, earlier=earlier)], {1}.__contains__)
    assert fresh.holds(linking(link), POSTS, page) is not earlier


def test_an_entry_without_a_link_is_not_the_front_page() -> None:
    """Else every link to an anchor would point to it."""
    fresh = Freshness(sweep=swept())
    fresh.learn([Page(items=[post(9, link="")], pages=1, earlier=True)], lambda _: False)
    assert fresh.withdrawn == set()


def test_an_earlier_list_of_others_is_uncertain() -> None:
    """What it lists may have changed though it did not."""
    html = '<ul class="wp-block-latest-posts"></ul>'
    item = post(1, content={"rendered": html, "protected": False})
    assert lists_others(html)
    fresh = Freshness(sweep=swept(item))
    assert not fresh.holds(item, POSTS, Page(items=[], pages=1, answered=READ, earlier=True))
    assert fresh.holds(item, POSTS, Page(items=[], pages=1, answered=READ))


@pytest.mark.parametrize(
    ("headers", "answered", "pages"),
    [
        pytest.param({"date": "Fri, 02 Jan 2026 04:04:05 GMT", "x-wp-totalpages": "3"}, READ, 3, id="told"),
        pytest.param({}, READ + timedelta(days=2), 0, id="not-told"),
        pytest.param({"date": "yesterday", "x-wp-totalpages": "-3"}, READ + timedelta(days=2), 0, id="nonsense"),
    ],
)
def test_a_page_is_kept_with_the_site_s_own_date(
    tmp_path: Path, headers: dict[str, str], answered: datetime, pages: int
) -> None:
    """By its clock where it tells, else by ours; pages of other collections are others."""
    journal = Journal(site="s", clock=fixed_clock(READ + timedelta(days=2)))
    journal.begin("all")
    posts, others = (KeptPages(journal=journal, route=route) for route in ("/wp/v2/posts", "/wp/v2/pages"))
    posts.keep(2, Answer(url="u", status=200, headers=headers, body=b'[{"id": 5}]'), 1, 100)

    assert posts.kept(2, 100) == Page(items=[{"id": 5}], pages=pages, answered=answered)
    assert (posts.kept(1, 100), others.kept(2, 100), list(others.all())) == (None, None, [])
    assert list(posts.all()) == [posts.kept(2, 100)]
    journal.close()
