"""The calendar block: the newest month with posts, its days linked where something was published."""

import calendar as weeks_of
from collections.abc import Sequence
from datetime import datetime

from rootzpub.wordpress.rendering.blocks.scene import Piece, Scene
from rootzpub.wordpress.rendering.context import Archive
from rootzpub.wordpress.rendering.dates import format_date
from rootzpub.wordpress.rendering.grammar import Block
from rootzpub.wordpress.rendering.locales import Locale
from rootzpub.wordpress.rendering.markup import escape, escape_url


def calendar(block: Block, scene: Scene) -> Sequence[Piece]:
    """One month as a table: the newest with posts, so that the same site is the same page at any time."""
    site = scene.page.site
    months = site.archives("monthly", "post")
    if not months:
        scene.page.log.add("empty-list", block.name)
        return []
    year, month = _asked(block, months[0].start)
    days = {each.start.day: each for each in site.archives("daily", "post") if _within(each, year, month)}
    return [
        '<div class="wp-block-calendar">',
        _table(year, month, days, scene),
        _neighbours(year, month, scene),
        "</div>",
    ]


def _asked(block: Block, moment: datetime) -> tuple[int, int]:
    year, month = block.attributes.get("year"), block.attributes.get("month")
    valid = isinstance(year, int) and isinstance(month, int) and 1 <= month <= 12 and 1 <= year < 10_000  # noqa: PLR2004
    return (int(year), int(month)) if valid and year and month else (moment.year, moment.month)


def _within(archive: Archive, year: int, month: int) -> bool:
    return (archive.start.year, archive.start.month) == (year, month)


def _table(year: int, month: int, days: dict[int, Archive], scene: Scene) -> str:
    locale = scene.page.locale
    first = scene.page.settings.start_of_week % 7
    names = [locale.weekdays[(first + each) % 7] for each in range(7)]
    head = "".join(f'<th scope="col" title="{escape(name)}">{escape(name[:1])}</th>' for name in names)
    weeks = weeks_of.Calendar((first - 1) % 7).monthdayscalendar(year, month)
    body = "".join(f"<tr>{_row(week, days)}</tr>" for week in weeks)
    caption = escape(format_date(datetime(year, month, 1), "F Y", locale))  # noqa: DTZ001 - a month has no zone
    rows = f"<caption>{caption}</caption><thead><tr>{head}</tr></thead><tbody>{body}</tbody>"
    return f'<table class="wp-calendar-table">{rows}</table>'


def _row(week: list[int], days: dict[int, Archive]) -> str:
    cells: list[str] = []
    blanks = 0
    for day in [*week, None]:
        if day == 0:
            blanks += 1
            continue
        if blanks:
            cells.append(f'<td colspan="{blanks}" class="pad">&nbsp;</td>')
            blanks = 0
        if day is not None:
            shown = f'<a href="{escape_url(days[day].url)}">{day}</a>' if day in days else str(day)
            cells.append(f"<td>{shown}</td>")
    return "".join(cells)


def _neighbours(year: int, month: int, scene: Scene) -> str:
    """Links to the nearest months before and after that hold posts."""
    locale = scene.page.locale
    found = scene.page.site.archives("monthly", "post")
    before = [each for each in found if (each.start.year, each.start.month) < (year, month)]
    after = [each for each in found if (each.start.year, each.start.month) > (year, month)]
    earlier = f'<a href="{escape_url(before[0].url)}">&laquo; {_short(before[0], locale)}</a>' if before else "&nbsp;"
    later = f'<a href="{escape_url(after[-1].url)}">{_short(after[-1], locale)} &raquo;</a>' if after else "&nbsp;"
    return (
        f'<nav class="wp-calendar-nav"><span class="wp-calendar-nav-prev">{earlier}</span>\n'
        f'<span class="pad">&nbsp;</span>\n<span class="wp-calendar-nav-next">{later}</span></nav>'
    )


def _short(archive: Archive, locale: Locale) -> str:
    return escape(format_date(archive.start, "M", locale))
