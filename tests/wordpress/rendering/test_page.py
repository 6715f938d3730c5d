"""The state of one rendering: bounds and counters."""

from rootzpub.wordpress.rendering import RawEntry
from rootzpub.wordpress.rendering.page import MAX_DEPTH, MAX_HTML, MAX_REFERENCES, Page
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
    """Beyond the number nothing is entered, and that is reported once for each."""
    page = _page()
    entered = sum(page.may_enter(f"block:{number}") for number in range(MAX_REFERENCES + 2))
    assert entered == MAX_REFERENCES
    assert [(loss.kind, loss.count) for loss in page.log.losses()] == [("too-large", 2)]


def test_growth_ends() -> None:
    """Twice the stored text and the bound, counted over everything inside."""
    page = Page(RawEntry(id=1), SITE, lambda _page, text: text, stored_size=10)
    inner = page.within(RawEntry(id=2), inside=frozenset())
    assert (page.may_add("x" * MAX_HTML), inner.may_add("x" * 20), inner.may_add("x")) == (True, True, False)
    assert [loss.kind for loss in page.log.losses()] == ["too-large"]


def test_pages_within_share_counters_and_losses() -> None:
    """Galleries of embedded posts go on counting."""
    page = _page()
    inner = page.within(RawEntry(id=2), inside=frozenset())
    assert (page.next_number("gallery"), inner.next_number("gallery")) == (1, 2)
    assert inner.log is page.log
