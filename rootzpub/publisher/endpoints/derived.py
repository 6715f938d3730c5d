"""What other lists of addresses are made of: each derives from the rows, none is kept by hand."""

from collections.abc import Iterable
from typing import Final

from rootzpub.documents import UNLISTED, Listed, Settings
from rootzpub.publisher.endpoints.endpoint import Endpoint
from rootzpub.wire import Audience, ToolSpec, names

_UNCOUNTED: Final = "other"


def tools_and_listings(rows: Iterable[Endpoint], settings: Settings) -> tuple[tuple[ToolSpec, ...], tuple[Listed, ...]]:
    """What builders know of the table, in plain data: the tools that are offered, and what is listed anywhere.

    What is for the owner alone is in no list, whatever its row claims; the manifest names the owner's tools as such.
    """
    known = tuple(rows)
    # Tools that are off are left out; listings keep theirs, for the discovery document says `available: false`
    # [wire §3.2].
    tools = tuple(row.spec for row in known if row.spec is not None and row.enabled(settings))
    listings = tuple(
        Listed(listing=row.listing, place=row.place, parameters=row.parameters, enabled=row.enabled(settings))
        for row in known
        if row.listing is not UNLISTED and _is_public(row)
    )
    return tools, listings


def catalogued(rows: Iterable[Endpoint]) -> tuple[Endpoint, ...]:
    """What catalogues of the site's interfaces name."""
    return tuple(row for row in rows if row.listing.catalog and _is_public(row))


def counted_names(rows: Iterable[Endpoint]) -> tuple[str, ...]:
    """The names under which answers are counted: the standard's documents, then what rows add, then `other`."""
    added = (name for row in rows for name in _counted(row))
    # `other` last: `Counters` counts there what has no name of its own.
    return tuple(dict.fromkeys((*names.DOCUMENT_KINDS, *added, _UNCOUNTED)))


def _counted(row: Endpoint) -> Iterable[str]:
    """What the row says, else every kind that it may give."""
    return (row.counted_as,) if row.counted_as else row.place.kinds


def _is_public(row: Endpoint) -> bool:
    return row.place.audience is Audience.ANYONE
