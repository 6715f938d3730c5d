"""Times that people give: on the command line, in a parameter, pasted from a report of ours.

Invariants: every RFC 3339 time is read, every time that we print among them; a time without an offset is UTC.
"""

import re
from contextlib import suppress
from datetime import UTC, datetime
from typing import Final

from rootzpub.errors import MalformedInput

_MONTHS: Final = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
# RFC 3339 §5.6 with its notes: `t`, `z` and a blank for the T are as good; date alone and time without an offset are
# ISO 8601, and UTC.
_GIVEN: Final = re.compile(
    r"(?P<date>\d{4}-\d\d-\d\d)"
    r"(?:[Tt ](?P<time>\d\d:\d\d(?::\d\d)?)(?P<fraction>\.\d{1,9})? ?(?P<offset>[Zz]|UTC|[+-]\d\d:\d\d)?)?",
    re.ASCII,
)
_SHOWN: Final = re.compile(
    rf"(?P<day>\d?\d) (?P<month>{'|'.join(_MONTHS)}) (?P<year>\d{{4}}),? (?P<time>\d\d:\d\d(?::\d\d)?) UTC", re.ASCII
)
_MICROSECONDS: Final = 7
"""Characters of a fraction that `datetime` keeps, with its point."""


def show_time(moment: datetime) -> str:
    """A time for people: `4 Mar 2026 20:21:47 UTC`. `given_time` reads it back."""
    utc = moment.astimezone(UTC)
    # Not strftime: month names follow the locale of the process.
    return f"{utc.day} {_MONTHS[utc.month - 1]} {utc.year:04} {utc.hour:02}:{utc.minute:02}:{utc.second:02} UTC"


def given_time(text: str) -> datetime:
    """The moment that `text` says, in UTC: RFC 3339, a date (its midnight), or as `show_time` writes it.

    Raises MalformedInput for anything else.
    """
    stripped = text.strip()
    # A day or an hour that does not exist, and an offset that leaves the calendar.
    with suppress(ValueError, OverflowError):
        if found := _GIVEN.fullmatch(stripped):
            fraction = (found["fraction"] or "")[:_MICROSECONDS]
            offset = found["offset"] or "Z"
            written = f"{found['date']}T{found['time'] or '00:00'}"
            zone = offset if offset[0] in "+-" else "+00:00"
            # A leap second has no datetime: it is the second before (RFC 3339 §5.7 leaves that to the reader).
            seconds = written if written.count(":") > 1 else f"{written}:00"
            if seconds.endswith(":60"):
                seconds = f"{seconds[:-2]}59"
            return datetime.fromisoformat(f"{seconds}{fraction}{zone}").astimezone(UTC)
        if found := _SHOWN.fullmatch(stripped):
            month = _MONTHS.index(found["month"]) + 1
            return datetime.fromisoformat(f"{found['year']}-{month:02}-{int(found['day']):02}T{found['time']}+00:00")
    raise MalformedInput(
        f"expected a date like 2026-03-04 or a time like 2026-03-04T20:21:47Z, got {text[:40]!r}",
        hint="A time without an offset is UTC.",
    )
