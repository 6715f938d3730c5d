"""Time as an argument: whoever needs the moment is handed a Clock, so tests and builds can fix it."""

from collections.abc import Callable
from datetime import UTC, datetime

Clock = Callable[[], datetime]
"""Answers the present moment, timezone-aware, in UTC."""


def system_clock() -> datetime:
    """The machine's time, in UTC."""
    return datetime.now(UTC)


def fixed_clock(moment: datetime) -> Clock:
    """A clock that stands still at `moment` (which must be timezone-aware)."""
    # Every Clock answers in UTC, so stamps and comparisons need no zone.
    fixed = moment.astimezone(UTC)
    return lambda: fixed
