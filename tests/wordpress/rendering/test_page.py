"""The state of one rendering: bounds and counters."""

import pytest

from rootzpub.site import TooCostly
from rootzpub.wordpress.rendering import PostQuery, RawEntry
from rootzpub.wordpress.rendering.page import MAX_DEPTH, MAX_HTML, MAX_REFERENCES, MAX_WORK, Page
from rootzpub.wordpress.rendering.recorded import SCAN
from tests.wordpress.rendering.memory_render_site import MemoryRenderSite
from tests.wordpress.rendering.small_site import SITE


def _page() -> Page:
    return Page(RawEntry(id=1), SITE, lambda _page, text: text)


def test_a_page_does_not_enter_itself() -> None:
    """Its own content is where it is."""
    page = _page()
    assert (page.may_enter("post:1"), page.may_enter("post:2")) == (False, True)
    assert [loss.kind for loss in page.log.losses()] == ["recursion"]


def test_depth_ends() -> None:
    """Beyond the bound nothing is entered."""
    deep = _page().within(RawEntry(id=2), inside=frozenset(map(str, range(MAX_DEPTH + 1))))
    assert deep.may_enter("block:1") is False


def test_references_end() -> None:
    """Beyond the number the entry is too costly."""
    page = _page()
    assert all(page.may_enter(f"block:{number}") for number in range(MAX_REFERENCES))
    with pytest.raises(TooCostly):
        page.may_enter("block:0")


def test_growth_ends() -> None:
    """Twice the stored text and the bound, counted over everything inside."""
    page = Page(RawEntry(id=1), SITE, lambda _page, text: text, stored_size=10)
    inner = page.within(RawEntry(id=2), inside=frozenset())
    assert (page.may_add("x" * MAX_HTML), inner.may_add("x" * 20)) == (True, True)
    with pytest.raises(TooCostly):
        inner.may_add("x")


def test_questions_end() -> None:
    """However small the answers are: each is work for the database."""
    site = _page().site
    for number in range(MAX_WORK // SCAN):
        site.posts(PostQuery(types=(f"none-{number}",)))
    with pytest.raises(TooCostly):
        site.posts(PostQuery(types=("none",)))


def test_a_question_is_asked_once() -> None:
    """The same pattern a thousand times is one statement."""
    asked: list[int] = []

    class Counting(MemoryRenderSite):
        def reusable_block(self, block_id: int) -> str | None:
            asked.append(block_id)
            return super().reusable_block(block_id)

    site = Page(RawEntry(id=1), Counting(blocks={1: "x"}), lambda _page, text: text).site
    assert ([site.reusable_block(1) for _ in range(3)], asked) == (["x"] * 3, [1])


def test_pages_within_share_counters_and_losses() -> None:
    """Galleries of embedded posts go on counting."""
    page = _page()
    inner = page.within(RawEntry(id=2), inside=frozenset())
    assert (page.next_number("gallery"), inner.next_number("gallery")) == (1, 2)
    assert inner.log is page.log
