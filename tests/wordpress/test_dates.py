"""WordPress's dates."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from rootzpub.wordpress.dates import moment, parse_utc, site_zone, zone_of

NEW_YORK = ZoneInfo("America/New_York")


@pytest.mark.parametrize(
    "nothing", ["", "0000-00-00 00:00:00", "0000-00-00T00:00:00", "yesterday", "2026-13-01 00:00:00"]
)
def test_no_date(nothing: str) -> None:
    """Zero dates and other text are no moment."""
    assert parse_utc(nothing) is None


def test_gmt_counts_before_local() -> None:
    """The GMT column tells the moment; the local one only where GMT is empty."""
    noon = datetime(2026, 1, 2, 12, tzinfo=UTC)
    assert moment("2026-01-02 12:00:00", "2026-01-02 07:00:00", NEW_YORK) == noon
    assert moment("0000-00-00 00:00:00", "2026-01-02 07:00:00", NEW_YORK) == noon
    assert moment("", "", NEW_YORK) is None


def test_offsets_are_kept_apart_from_gmt() -> None:
    """A date that names its own offset is read with it."""
    assert parse_utc("2026-01-02T07:00:00-05:00") == datetime(2026, 1, 2, 12, tzinfo=UTC)


@pytest.mark.parametrize(
    ("name", "offset", "expected"),
    [
        pytest.param("Europe/Berlin", 0, "Europe/Berlin", id="name"),
        pytest.param("", 5.5, "+05:30", id="half-hours"),
        pytest.param("", "-3.75", "-03:45", id="text"),
        pytest.param("", 0, "UTC", id="zero"),
        pytest.param("Mars/Olympus", 2, "+02:00", id="unknown-name"),
        pytest.param("../etc/passwd", None, "UTC", id="no-path"),
        pytest.param("", "soon", "UTC", id="nonsense"),
        pytest.param("", 1e9, "UTC", id="too-far"),
    ],
)
def test_site_zone(name: str, offset: object, expected: str) -> None:
    """An IANA name where there is one, else the offset."""
    assert site_zone(name, offset)[0] == expected


def test_dates_at_the_edge_of_time() -> None:
    """The first and last years do not overflow."""
    assert moment("", "0001-01-01 00:00:00", ZoneInfo("Asia/Tokyo")) is not None
    assert moment("", "9999-12-31 23:59:59", NEW_YORK) is not None


@pytest.mark.parametrize(
    ("name", "hours"),
    [
        ("Europe/Vienna", 1.0),
        ("+05:30", 5.5),
        ("-03:00", -3.0),
        ("UTC", 0.0),
        ("", 0.0),
        ("Nowhere/At all", 0.0),
        ("\0", 0.0),
    ],
)
def test_the_zone_that_a_name_means(name: str, hours: float) -> None:
    """IANA name or offset; UTC for anything else."""
    offset = zone_of(name).utcoffset(datetime(2026, 1, 1))  # noqa: DTZ001 - the wall clock of that zone
    assert offset == timedelta(hours=hours)
