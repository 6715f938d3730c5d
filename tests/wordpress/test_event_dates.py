"""What calendars keep of an event, as pages state it."""

from collections.abc import Mapping
from zoneinfo import ZoneInfo

import pytest

from rootzpub.wordpress.event_dates import CALENDARS, statement

BERLIN = ZoneInfo("Europe/Berlin")


@pytest.mark.parametrize(
    ("kind", "meta", "said"),
    [
        (
            "tribe_events",
            {"_EventStartDate": "2026-05-01 19:00:00", "_EventEndDate": "2026-05-01 21:30:00", "_EventCost": "12.50",
             "_EventCurrencyCode": "EUR", "_EventTimezone": "Europe/London"},
            {"startDate": "2026-05-01T19:00:00+01:00", "endDate": "2026-05-01T21:30:00+01:00",
             "offers": [{"price": "12.50", "currency": "EUR", "visible": []}]},
        ),
        (
            "tribe_events",
            {"_EventStartDate": "2026-05-01 00:00:00", "_EventAllDay": "yes", "_EventCost": "about ten",
             "_EventTimezone": "UTC+2"},
            {"startDate": "2026-05-01"},
        ),
        (
            "event",
            {"_event_start_date": "2026-01-10", "_event_start_time": "09:00:00", "_event_end_date": "2026-01-11",
             "_event_end_time": "17:00:00", "_event_timezone": "UTC+5.5"},
            {"startDate": "2026-01-10T09:00:00+05:30", "endDate": "2026-01-11T17:00:00+05:30"},
        ),
        ("event", {"_event_start_date": "2026-01-10"}, {"startDate": "2026-01-10"}),
        (
            "event_listing",
            {"_event_start_date": "2026-01-10 08:15:00", "_event_start_time": "08:15", "_event_location": "Main St 1"},
            {"startDate": "2026-01-10T08:15:00+01:00", "location": "Main St 1"},
        ),
        ("mec-events", {"mec_start_datetime": "2026-07-03 08:00 PM"}, {"startDate": "2026-07-03T20:00:00+02:00"}),
        ("ajde_events", {"evcal_srow": "1782900000"}, {"startDate": "2026-07-01T10:00:00+02:00"}),
        ("mec-events", {"mec_start_datetime": "soon"}, None),
        ("event", {}, None),
    ],
)  # fmt: skip
def test_an_event_is_stated_by_its_meta(kind: str, meta: Mapping[str, str], said: Mapping[str, object] | None) -> None:
    calendar = next(row for row in CALENDARS if row.type == kind)
    values = {key: (value,) for key, value in meta.items()}
    found = statement(calendar, values, zone=BERLIN, name="A night", url="https://a.example/e/")
    assert found == ({"name": "A night", "url": "https://a.example/e/", "visible": [], **said} if said else {})
