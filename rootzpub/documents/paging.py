"""How long lists are cut into pages that can be followed to the end.

Invariants: following `nextUrl` from the first page reaches every item once. The style is kept: a question with paging
parameters continues with parameters, any other with `/page/N`, which a static host can serve too. Decision 0008.
"""

from dataclasses import dataclass
from typing import Final

from rootzpub.documents.request import Request
from rootzpub.documents.shape import Members
from rootzpub.errors import NotFound
from rootzpub.wire import Parameter
from rootzpub.wire.blocks import resource

_LAST_PAGE: Final = 9_999_999
"""More pages than any site has; keeps offsets far below 2^53."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Slice:
    """One page of a list."""

    number: int
    """1 is the first."""
    size: int

    @property
    def offset(self) -> int:
        """Index of its first item."""
        return (self.number - 1) * self.size

    def members(self, total: int, request: Request) -> Members:
        """`total`, `page`, `per_page`, and `nextUrl` where there is more."""
        found: Members = {"total": total, "page": self.number, "per_page": self.size}
        if self.offset + self.size < total:
            found["nextUrl"] = next_page(request, self.number + 1)
        return found


def page_parameters(default: int, most: int) -> tuple[Parameter, ...]:
    """`page` and `per_page`."""
    return (
        Parameter(
            name="page", type="integer", default=1, description="Which page, from 1.", minimum=1, maximum=_LAST_PAGE
        ),
        Parameter(
            name="per_page",
            type="integer",
            default=default,
            description=f"Items on a page, 1 to {most}; more means {most}.",
            minimum=1,
            maximum=most,
            capped=True,
        ),
    )


def slice_of(request: Request) -> Slice:
    """The page that was asked for, by parameter or by path.

    Raises:
        NotFound: `/page/N` together with paging parameters, or an N beyond all pages.
    """
    # `/page/2?page=3` names two pages: whichever were given, one of the addresses would lie.
    if request.page and request.was_asked("page", "per_page"):
        raise NotFound("a page is named by path or by parameter, not by both")
    return Slice(number=request.page or request.integer("page"), size=request.integer("per_page"))


def is_beyond(*, offset: int, total: int) -> bool:
    """Whether a part of a list lies behind its end, the first part of an empty list excepted."""
    return offset > 0 and offset >= total


def refuse_beyond(request: Request, *, offset: int, total: int) -> None:
    """A `/page/N` behind the last page does not exist, as it does not exist on a static host.

    Raises:
        NotFound: so that serving and writing agree.
    """
    # By parameter an empty page with the total is an answer; by path there is no such file (decision 0008).
    if request.page > 1 and offset >= total:
        raise NotFound("there is no such page")


def next_page(request: Request, number: int) -> str:
    """Where page `number` of the same list is, in the style that was asked."""
    if request.was_asked("page", "per_page"):
        return resource(request.path, {**dict(request.asked), "page": number})
    # Static hosts keep one file for a path and cannot tell parameters apart: the page goes into the path
    # (decision 0008).
    others = [(name, text) for name, text in request.asked if name not in {"page", "per_page"}]
    return resource(f"{request.base or request.path}/page/{number}", others)


def page_count(total: int, size: int) -> int:
    """How many pages a list has; an empty one has one."""
    # Rounded up without a float.
    return max(1, -(-total // size))
