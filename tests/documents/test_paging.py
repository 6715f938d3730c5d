"""Lists are cut into pages that lead to each other."""

import pytest

from rootzpub.documents import Request
from rootzpub.documents.paging import Slice, next_page, page_count, refuse_beyond, slice_of
from rootzpub.errors import NotFound


def asked(path: str, at: int = 0, **parameters: str) -> Request:
    """A request for a page."""
    values = {"page": int(parameters.get("page", 1)), "per_page": int(parameters.get("per_page", 20))}
    return Request(path=path, values=values, asked=tuple(parameters.items()), base=path.partition("/page/")[0], page=at)


@pytest.mark.parametrize(
    ("request_", "following"),
    [
        pytest.param(asked("/feed"), "/feed/page/2", id="nothing-asked"),
        pytest.param(asked("/feed/page/2", at=2), "/feed/page/2", id="by-path"),
        pytest.param(asked("/feed", per_page="5"), "/feed?page=2&per_page=5", id="by-parameter"),
        pytest.param(asked("/feed", other="x"), "/feed/page/2?other=x", id="other-parameters-stay"),
    ],
)
def test_the_next_page_keeps_the_style_of_the_question(request_: Request, following: str) -> None:
    """Path style for who asked without paging parameters, so that a static host can serve it."""
    assert next_page(request_, 2) == following


def test_a_slice_tells_total_and_what_follows() -> None:
    """`nextUrl` stands there only when there is more."""
    first = Slice(number=1, size=20)
    assert first.members(41, asked("/x"))["nextUrl"] == "/x/page/2"
    assert Slice(number=3, size=20).members(41, asked("/x")) == {"total": 41, "page": 3, "per_page": 20}


def test_a_page_is_named_once() -> None:
    """A page by path and another by parameter contradict each other."""
    with pytest.raises(NotFound, match="not by both"):
        slice_of(asked("/x/page/2", at=2, per_page="5"))


def test_a_page_by_path_behind_the_last_is_not_there() -> None:
    """As on a static host; by parameter an empty page is answered, and the first page always exists."""
    with pytest.raises(NotFound, match="no such page"):
        refuse_beyond(asked("/x/page/3", at=3), offset=40, total=40)
    refuse_beyond(asked("/x/page/1", at=1), offset=0, total=0)
    refuse_beyond(asked("/x", page="9"), offset=160, total=40)


@pytest.mark.parametrize(
    ("total", "pages"), [pytest.param(0, 1, id="empty"), pytest.param(20, 1, id="full"), pytest.param(21, 2, id="more")]
)
def test_pages_are_counted(total: int, pages: int) -> None:
    """An empty list has one page."""
    assert page_count(total, 20) == pages
