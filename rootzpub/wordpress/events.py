"""What The Events Calendar prints above the description of an event: when, where, for how much."""

import re
from collections.abc import Iterator, Mapping, Sequence

from rootzpub.wordpress.products import Fact

EVENT_TYPE = "tribe_events"
VENUE_TYPE = "tribe_venue"
PLUGIN = "the-events-calendar"
_MOMENT = re.compile(r"(\d{4}-\d{2}-\d{2}) (\d{2}:\d{2}):\d{2}")
_ADDRESS = ("_VenueAddress", "_VenueZip", "_VenueCity", "_VenueCountry")

Meta = Mapping[str, Sequence[str]]


def facts(meta: Meta, venue: str) -> Iterator[Fact]:
    """When and where an event takes place; `venue` is the name and address of the place, or empty."""
    whole_days = _first(meta, "_EventAllDay") in {"yes", "1", "true"}
    start, end = (_moment(_first(meta, key), whole_days=whole_days) for key in ("_EventStartDate", "_EventEndDate"))
    zone = "" if whole_days else _first(meta, "_EventTimezone")
    if start:
        yield "Start", f"{start} {zone}".strip()
    if end and end != start:
        yield "End", f"{end} {zone}".strip()
    if venue:
        yield "Venue", venue
    if cost := _first(meta, "_EventCost"):
        symbol = _first(meta, "_EventCurrencySymbol")
        # 0 is how the plugin writes that nothing is to be paid.
        yield "Cost", "free" if cost == "0" else f"{symbol}{' ' if symbol[-1:].isalpha() else ''}{cost}"


def address(name: str, meta: Meta) -> str:
    """Name and address of a venue in one line."""
    return ", ".join(part for part in (name, *(_first(meta, key) for key in _ADDRESS)) if part)


def _moment(written: str, *, whole_days: bool) -> str:
    """`2026-05-01 19:00`, or the day alone."""
    match = _MOMENT.fullmatch(written)
    if match is None:
        return ""
    return match[1] if whole_days else f"{match[1]} {match[2]}"


def _first(meta: Meta, key: str) -> str:
    return next((value.strip() for value in meta.get(key, ()) if value.strip()), "")
