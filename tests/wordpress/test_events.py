"""Facts of events."""

from rootzpub.wordpress.events import address, facts


def test_an_event_with_hours() -> None:
    """In its own time zone."""
    meta = {
        "_EventStartDate": ["2026-05-01 19:00:00"],
        "_EventEndDate": ["2026-05-01 21:00:00"],
        "_EventTimezone": ["UTC+2"],
    }
    assert dict(facts(meta, "Hall")) == {
        "Start": "2026-05-01 19:00 UTC+2",
        "End": "2026-05-01 21:00 UTC+2",
        "Venue": "Hall",
    }


def test_an_event_of_one_day() -> None:
    """One line."""
    meta = {
        "_EventStartDate": ["2026-05-01 00:00:00"],
        "_EventEndDate": ["2026-05-01 23:59:59"],
        "_EventAllDay": ["yes"],
    }
    assert dict(facts(meta, "")) == {"Start": "2026-05-01"}


def test_what_is_no_date_is_left_out() -> None:
    """And so is an empty cost."""
    assert dict(facts({"_EventStartDate": ["soon"], "_EventCost": [" "]}, "")) == {}


def test_cost() -> None:
    """A sign stands at the number, a code apart; 0 is free."""
    costs = (("5", "€"), ("5", "CHF"), ("0", "€"))
    found = [dict(facts({"_EventCost": [cost], "_EventCurrencySymbol": [sign]}, ""))["Cost"] for cost, sign in costs]
    assert found == ["€5", "CHF 5", "free"]


def test_addresses() -> None:
    """In one line, without what is missing."""
    assert address("Hall", {"_VenueCity": ["Basel"], "_VenueCountry": ["Switzerland"]}) == "Hall, Basel, Switzerland"
