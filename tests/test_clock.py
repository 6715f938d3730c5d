"""Clocks."""

from datetime import UTC, datetime, timedelta, timezone

from rootzpub.clock import fixed_clock, system_clock


def test_a_fixed_clock_stands_still_in_utc():
    """Whatever the zone it was given in."""
    clock = fixed_clock(datetime(2026, 3, 4, 12, tzinfo=timezone(timedelta(hours=2))))

    assert clock() == clock() == datetime(2026, 3, 4, 10, tzinfo=UTC)
    assert clock().tzinfo is UTC


def test_the_system_clock_knows_its_zone():
    """Naive times never enter."""
    assert system_clock().tzinfo is UTC
