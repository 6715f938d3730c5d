"""Addresses and spans of date archives (get_year_link, get_month_link, get_day_link). Pure."""

import re
from collections import Counter
from collections.abc import Iterable
from datetime import date, datetime, timedelta, tzinfo

from rootzpub.wordpress.permalinks import Permalinks
from rootzpub.wordpress.rendering import Archive, Period

_SLASHES = re.compile("/+")

_ORDERS = ("%year%/%monthnum%/%day%", "%day%/%monthnum%/%year%", "%monthnum%/%day%/%year%")
_TAG = re.compile(r"%[a-z_]+%")


def archives_of(
    days: Iterable[tuple[str, int]], period: Period, *, links: Permalinks, zone: tzinfo, start_of_week: int
) -> list[Archive]:
    """Spans that hold posts, newest first, from (`2026-01-31`, how many) for each day."""
    spans: Counter[date] = Counter()
    for text, count in days:
        try:
            day = date.fromisoformat(text)
        except ValueError:
            continue  # 0000-00-00: a post without a date is in no archive
        spans[_start(day, period, start_of_week)] += count
    return [
        Archive(
            start=datetime(start.year, start.month, start.day, tzinfo=zone),
            count=count,
            url=archive_url(links, start, period),
        )
        for start, count in sorted(spans.items(), reverse=True)
    ]


def archive_url(links: Permalinks, start: date, period: Period) -> str:
    """The address of the archive of one year, month, week or day."""
    year, month, day = f"{start.year:04d}", f"{start.month:02d}", f"{start.day:02d}"
    # Weeks are addressed by query on every site; the fourth day decides the ISO week, whatever day weeks begin with.
    if period == "weekly":
        return f"{links.home}/?m={year}&w={(start + timedelta(days=3)).isocalendar().week}"
    parts = {"yearly": [year], "monthly": [year, month], "daily": [year, month, day]}[period]
    if not links.pretty:
        return f"{links.home}/?m={''.join(parts)}"
    values = dict(zip(("%year%", "%monthnum%", "%day%"), parts, strict=False))
    path = _TAG.sub(lambda tag: values.get(tag[0], ""), _structure(links))
    slash = "/" if links.structure.endswith("/") else ""
    return f"{links.home}/" + _SLASHES.sub("/", path).strip("/") + slash


def _structure(links: Permalinks) -> str:
    """Front, and the order of year, month and day that the site's structure uses; `date/` where ids could be years."""
    order = next((order for order in _ORDERS if order in links.structure), _ORDERS[0])
    tags = _TAG.findall(links.structure)
    first_date = next((place for place, tag in enumerate(tags) if tag in _ORDERS[0]), len(tags))
    clash = "%post_id%" in tags[:first_date] and first_date <= len(tags)
    return f"{links.front}{'date/' if clash else ''}{order}"


def _start(day: date, period: Period, start_of_week: int) -> date:
    if period == "yearly":
        return day.replace(month=1, day=1)
    if period == "monthly":
        return day.replace(day=1)
    if period == "weekly":
        return day - timedelta(days=(day.isoweekday() - start_of_week) % 7)
    return day
