"""What a verified document says of itself beyond what is proven: its addresses, its titles.

Invariants: that a document was signed proves who says something, not that it is true; an address in it is followed or
linked only where it lies at the origin that the document is proven to be of.
"""

import re
from collections.abc import Iterator, Mapping
from typing import Any, Final

from rootzpub.verify.case import origin_or_none
from rootzpub.verify.report import Outcome, Report

_LISTS: Final = ("content", "items", "pages", "results")
"""Members of the standard's documents that hold entries."""
_ADDRESSES: Final = ("url", "canonicalUrl")
_AMBIGUOUS: Final = re.compile(r"[\x00-\x20\x7f\\]")


def proven_origin(report: Report) -> str:
    """The origin that a document was signed for and came from; empty where that is not proven."""
    if report.failures or not report.resource or report.check("binding").outcome is not Outcome.PASS:
        return ""
    return report.origin


def proven_link(report: Report, address: object) -> str:
    """An address that a document names, where a page may link to it: of the proven origin; else empty."""
    origin = proven_origin(report)
    return address if origin and isinstance(address, str) and _origin(address) == origin else ""


def foreign_address(value: Mapping[str, Any], origin: str) -> str:
    """The first address of an entry that is not at `origin`; empty where there is none."""
    for entry in _entries(value):
        for name in _ADDRESSES:
            address = entry.get(name)
            if isinstance(address, str) and address and not _is_at(address, origin):
                return address
    return ""


def _is_at(address: str, origin: str) -> bool:
    # A path alone is relative to the document, and so at its origin; `//host/` is not.
    return (address.startswith("/") and not address.startswith(("//", "/\\"))) or (
        # The quick way first: a list has a hundred of them.
        address.startswith(f"{origin}/") or _origin(address) == origin
    )


def _origin(address: str) -> str | None:
    """The origin of a web address that every program reads alike; None for any other."""
    # Browsers take a backslash for a slash and drop line ends; what stands before an @ can look like a host.
    if _AMBIGUOUS.search(address) or "@" in address.partition("//")[2].partition("/")[0]:
        return None
    return origin_or_none(address)


def _entries(value: Mapping[str, Any]) -> Iterator[Mapping[str, Any]]:
    """The document and its entries that name an address."""
    yield value
    for name in _LISTS:
        rows = value.get(name)
        if isinstance(rows, list):
            # Thousands in a long list, most without an address: one quick look at each.
            yield from [row for row in rows if type(row) is dict and ("url" in row or "canonicalUrl" in row)]
