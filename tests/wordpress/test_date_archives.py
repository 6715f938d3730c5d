"""Date archives."""

from datetime import UTC, date

import pytest

from rootzpub.wordpress.date_archives import archive_url, archives_of
from rootzpub.wordpress.permalinks import Permalinks
from rootzpub.wordpress.rendering import Period

DAYS = [("2026-01-31", 2), ("2026-02-01", 1), ("2025-12-30", 3), ("0000-00-00", 9)]
LINKS = Permalinks(home="https://example.test", structure="/%year%/%postname%/")


@pytest.mark.parametrize(
    ("period", "spans"),
    [
        ("yearly", [("2026-01-01", 3), ("2025-01-01", 3)]),
        ("monthly", [("2026-02-01", 1), ("2026-01-01", 2), ("2025-12-01", 3)]),
        ("weekly", [("2026-01-26", 3), ("2025-12-29", 3)]),
        ("daily", [("2026-02-01", 1), ("2026-01-31", 2), ("2025-12-30", 3)]),
    ],
)
def test_spans(period: Period, spans: list[tuple[str, int]]) -> None:
    """Newest first, with how many posts each holds; a post without a date is in none."""
    found = archives_of(DAYS, period, links=LINKS, zone=UTC, start_of_week=1)
    assert [(f"{archive.start:%Y-%m-%d}", archive.count) for archive in found] == spans


@pytest.mark.parametrize(
    ("structure", "period", "path"),
    [
        ("/%postname%/", "yearly", "/2026/"),
        ("/%postname%", "monthly", "/2026/01"),
        ("/%postname%/", "daily", "/2026/01/31/"),
        ("/blog/%postname%/", "monthly", "/blog/2026/01/"),
        ("/%day%/%monthnum%/%year%/%postname%/", "daily", "/31/01/2026/"),
        ("/archives/%post_id%", "monthly", "/archives/date/2026/01"),
        ("/index.php/%postname%/", "yearly", "/index.php/2026/"),
        ("", "monthly", "/?m=202601"),
        ("/%postname%/", "weekly", "/?m=2026&w=5"),
    ],
)
def test_addresses(structure: str, period: Period, path: str) -> None:
    """As get_year_link, get_month_link and get_day_link build them."""
    links = Permalinks(home="https://example.test", structure=structure)
    start = date(2026, 1, 26) if period == "weekly" else date(2026, 1, 31)
    assert archive_url(links, start, period) == f"https://example.test{path}"
