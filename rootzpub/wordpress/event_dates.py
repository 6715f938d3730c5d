"""When events are, out of the meta in which calendar plugins keep it: one row a plugin, as pages state it in JSON-LD.

Invariants: a moment without a zone of its own is in the site's; what is no date gives none; an event without a
beginning gives no statement.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, tzinfo
from typing import Any
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from rootzpub.site import VISIBLE
from rootzpub.wordpress.dates import site_zone
from rootzpub.wordpress.rendering.markup import strip_tags

Meta = Mapping[str, Sequence[str]]
_FORMS = (
    "%Y-%m-%d %H:%M:%S",
    "%Y-%m-%d %H:%M",
    "%Y-%m-%d %I:%M %p",
    "%Y-%m-%d %I:%M:%S %p",
    "%Y-%m-%dT%H:%M:%S",
    "%Y-%m-%dT%H:%M",
)
_DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
_UNIX = re.compile(r"[0-9]{8,11}")
_PRICE = re.compile(r"[0-9]{1,9}(?:\.[0-9]{1,2})?")
_CURRENCY = re.compile(r"[A-Z]{3}")
_YES = frozenset({"1", "yes", "true", "on"})
_MOST_TEXT = 300


@dataclass(frozen=True, slots=True, kw_only=True)
class Calendar:
    """Where a plugin keeps when its events are."""

    type: str
    plugins: tuple[str, ...]
    """Its folders."""
    start: tuple[str, ...]
    """Keys of date and time, put together; or of one moment."""
    end: tuple[str, ...]
    all_day: str = ""
    zone: str = ""
    """The key of the zone."""
    cost: str = ""
    currency: str = ""
    place: tuple[str, ...] = ()
    """Keys of a place's name and address."""


CALENDARS = (
    Calendar(
        type="tribe_events",
        plugins=("the-events-calendar",),
        start=("_EventStartDate",),
        end=("_EventEndDate",),
        all_day="_EventAllDay",
        zone="_EventTimezone",
        cost="_EventCost",
        currency="_EventCurrencyCode",
    ),
    Calendar(
        type="event",
        plugins=("events-manager", "events-manager-pro"),
        start=("_event_start_date", "_event_start_time"),
        end=("_event_end_date", "_event_end_time"),
        all_day="_event_all_day",
        zone="_event_timezone",
    ),
    Calendar(
        type="event_listing",
        plugins=("wp-event-manager",),
        start=("_event_start_date", "_event_start_time"),
        end=("_event_end_date", "_event_end_time"),
        zone="_event_timezone",
        place=("_event_venue_name", "_event_location"),
    ),
    Calendar(
        type="mec-events",
        plugins=("modern-events-calendar", "modern-events-calendar-lite"),
        start=("mec_start_datetime",),
        end=("mec_end_datetime",),
        all_day="mec_allday",
        cost="mec_cost",
    ),
    Calendar(
        type="ajde_events",
        plugins=("eventon",),
        start=("evcal_srow",),
        end=("evcal_erow",),
        all_day="evcal_allday",
    ),
)
"""Plugins that keep dates in tables of their own (Event Organiser, Sugar Calendar, My Calendar) have no row: there the
page says it."""


CALENDAR_KEYS: tuple[str, ...] = tuple(
    dict.fromkeys(
        key
        for row in CALENDARS
        for key in (*row.start, *row.end, row.all_day, row.zone, row.cost, row.currency, *row.place)
        if key
    )
)
"""Post meta that says when events are."""


def statement(calendar: Calendar, meta: Meta, *, zone: tzinfo, name: str, url: str, place: str = "") -> dict[str, Any]:
    """An event as pages state it [wire §3.facts]; empty where it is not known when it begins."""
    own = _zone(_first(meta, calendar.zone), zone)
    whole_days = _first(meta, calendar.all_day).lower() in _YES
    start, end = (_moment(meta, keys, own, whole_days=whole_days) for keys in (calendar.start, calendar.end))
    if not start or not name:
        return {}
    location = place or ", ".join(filter(None, (_first(meta, key) for key in calendar.place)))
    texts = {"name": name, "startDate": start, "endDate": end, "location": strip_tags(location), "url": url}
    said: dict[str, Any] = {member: text[:_MOST_TEXT] for member, text in texts.items() if text}
    offer = _offer(calendar, meta)
    return {**said, VISIBLE: [], **({"offers": [offer]} if offer else {})}


def _offer(calendar: Calendar, meta: Meta) -> dict[str, Any]:
    cost, currency = _first(meta, calendar.cost), _first(meta, calendar.currency)
    if not _PRICE.fullmatch(cost):
        return {}
    return {"price": cost, **({"currency": currency} if _CURRENCY.fullmatch(currency) else {}), VISIBLE: []}


def _moment(meta: Meta, keys: Sequence[str], zone: tzinfo, *, whole_days: bool) -> str:
    """An ISO 8601 date, or moment with its zone."""
    parts = [_first(meta, key) for key in keys]
    # Some keep the whole moment under the name of the date.
    text = parts[0] if len(parts[0]) > len("2026-01-01") else " ".join(filter(None, parts))
    found = _read(text, zone)
    if found is None:
        return ""
    return found.date().isoformat() if whole_days or _DAY.fullmatch(text) else found.isoformat()


def _read(text: str, zone: tzinfo) -> datetime | None:
    if _UNIX.fullmatch(text):
        # Kept as if the site's clock were Greenwich's.
        return datetime.fromtimestamp(int(text), UTC).replace(tzinfo=zone)
    for form in ("%Y-%m-%d", *_FORMS):
        try:
            return datetime.strptime(text, form).replace(tzinfo=zone)
        except ValueError:
            continue
    return None


def _zone(name: str, zone: tzinfo) -> tzinfo:
    """The zone that an event names (`Europe/Berlin`, `UTC+2`); the site's where it names none that there is."""
    if not name:
        return zone
    try:
        return ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        return site_zone("", name.removeprefix("UTC"))[1] if name.startswith("UTC") else zone


def _first(meta: Meta, key: str) -> str:
    return next((value.strip() for value in meta.get(key, ()) if value.strip()), "")
