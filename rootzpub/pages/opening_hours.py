"""Opening hours of JSON-LD as lines: `Mo-Fr 09:00-17:00`, `Su closed`, `Mo closed (2026-12-21 to 2026-12-27)`. Pure."""

import re
from collections.abc import Iterable, Mapping
from typing import Any

from rootzpub.pages.json_ld import Graph, Node, text_of

_NAME_PARTS = re.compile(r"[/#:]")
MOST_LINES = 30
_LONGEST = 100
_DAYS = ("Mo", "Tu", "We", "Th", "Fr", "Sa", "Su")
_TIME = re.compile(r"([01]?[0-9]|2[0-4]):([0-5][0-9])")
_DATE = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
_MIDNIGHT = "00:00"

_Span = tuple[str, str]
"""Hours, and the dates between which they hold."""


def opening_hours(graph: Graph, node: Node) -> list[str]:
    """What a node says of its hours, one line for equal days; what cannot be read is left out."""
    lines = [text for value in graph.values(node, "openingHours") if 0 < len(text := text_of(value)) <= _LONGEST]
    days_of: dict[_Span, set[str]] = {}
    for name in ("openingHoursSpecification", "specialOpeningHoursSpecification"):
        for value in graph.values(node, name):
            if isinstance(value, dict) and (span := _span(value)):
                days_of.setdefault(span, set()).update(_days(graph.values(value, "dayOfWeek")))
    lines.extend(" ".join(part for part in (_line(days), *span) if part) for span, days in days_of.items())
    return list(dict.fromkeys(lines))[:MOST_LINES]


def _span(value: Mapping[str, Any]) -> _Span | None:
    opens, closes = _time(value.get("opens")), _time(value.get("closes"))
    if not opens or not closes:
        return None
    # Search engines read 00:00 to 00:00 as closed.
    hours = "closed" if opens == closes == _MIDNIGHT else f"{opens}-{closes}"
    begins, ends = (_date(value.get(name)) for name in ("validFrom", "validThrough"))
    if begins and begins == ends:
        return hours, f"({begins})"
    return hours, f"({begins or '…'} to {ends or '…'})" if begins or ends else ""


def _time(value: object) -> str:
    found = _TIME.match(text_of(value))
    return f"{found[1]:0>2}:{found[2]}" if found else ""


def _date(value: object) -> str:
    found = _DATE.match(text_of(value))
    return found[0] if found else ""


def _days(values: Iterable[object]) -> Iterable[str]:
    """Two letters for each day, of `Monday`, `Mo` and `https://schema.org/Monday`."""
    for value in values:
        text = text_of(value.get("@id") if isinstance(value, dict) else value)
        name = _NAME_PARTS.split(text)[-1][:2].title()
        if name in _DAYS:
            yield name
        elif "holiday" in text.lower():
            yield "PH"


def _line(days: set[str]) -> str:
    """Days in their order, three and more in a row as a range."""
    runs: list[list[str]] = []
    for day in _DAYS:
        if day in days and runs and runs[-1][-1] == _DAYS[_DAYS.index(day) - 1]:
            runs[-1].append(day)
        elif day in days:
            runs.append([day])
    parts = [f"{run[0]}-{run[-1]}" if len(run) > 2 else ",".join(run) for run in runs]  # noqa: PLR2004 - a pair is none
    return ",".join([*parts, *(["PH"] if "PH" in days else [])])
