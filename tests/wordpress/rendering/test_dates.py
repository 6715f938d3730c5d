"""PHP's date formats."""

from datetime import UTC, datetime, timedelta, timezone
from zoneinfo import ZoneInfo

import pytest

from rootzpub.wordpress.rendering.dates import format_date, iso_date
from rootzpub.wordpress.rendering.locales import locale_of

MOMENT = datetime(2026, 3, 7, 15, 4, 5, tzinfo=ZoneInfo("Europe/Berlin"))
ENGLISH = locale_of("en_US")


@pytest.mark.parametrize(
    ("pattern", "wanted"),
    [
        ("F j, Y", "March 7, 2026"),
        ("d.m.y", "07.03.26"),
        ("D l N w z W", "Sat Saturday 6 6 65 10"),
        ("jS M n t L o", "7th Mar 3 31 0 2026"),
        ("g:i a, G:i A, h H s", "3:04 pm, 15:04 PM, 03 15 05"),
        ("u v e I O P T Z", "000000 000 Europe/Berlin 0 +0100 +01:00 CET 3600"),
        (r"\Y\e\a\r Y \\", "Year 2026 \\"),
        ("c", "2026-03-07T15:04:05+01:00"),
        ("r", "Sat, 07 Mar 2026 15:04:05 +0100"),
        ("U", "1772892245"),
        ("Y\\", "2026"),
    ],
)
def test_date_formats(pattern: str, wanted: str) -> None:
    """PHP's letters give what PHP gives."""
    assert format_date(MOMENT, pattern, ENGLISH) == wanted


def test_dates_speak_the_language_of_the_site() -> None:
    """Months and weekdays are translated."""
    assert format_date(MOMENT, "l, j. F Y", locale_of("de_DE")) == "Samstag, 7. März 2026"


@pytest.mark.parametrize(
    ("zone", "wanted"), [(UTC, "+00:00"), (timezone(timedelta(hours=-5)), "-05:00"), (None, "+00:00")]
)
def test_iso_dates_have_an_offset(zone: timezone | None, wanted: str) -> None:
    """A date for machines always tells its zone."""
    assert iso_date(datetime(2026, 1, 2, tzinfo=zone)) == f"2026-01-02T00:00:00{wanted}"


@pytest.mark.parametrize("letter", ["e", "T"])
def test_zones_without_a_name(letter: str) -> None:
    """A moment without a zone is read as UTC."""
    naive = datetime(2026, 1, 2, tzinfo=UTC).replace(tzinfo=None)
    assert format_date(naive, letter, ENGLISH) in {"UTC", "+00:00"}
