"""WordPress's dates, which are text and sometimes no dates at all (`0000-00-00 00:00:00`).

Invariants: every moment that leaves this module is aware and in UTC.
"""

from datetime import UTC, datetime, timedelta, timezone, tzinfo
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
"""What an entry without any date gets."""


def parse_utc(text: str) -> datetime | None:
    """A `…_gmt` value (MySQL or ISO form) as UTC; None when it says nothing."""
    moment = _parse(text)
    if moment is None:
        return None
    return moment.replace(tzinfo=UTC) if moment.tzinfo is None else moment.astimezone(UTC)


def parse_local(text: str, zone: tzinfo) -> datetime | None:
    """A value in the site's own time as UTC; None when it says nothing."""
    moment = _parse(text)
    if moment is None:
        return None
    try:
        return (moment.replace(tzinfo=zone) if moment.tzinfo is None else moment).astimezone(UTC)
    except OverflowError:
        # Year 1 or 9999, in a zone that leads beyond it: the hours make no difference any more.
        return moment.replace(tzinfo=UTC)


def moment(gmt: str, local: str, zone: tzinfo) -> datetime | None:
    """The moment two columns tell: the GMT one, else the local one read in the site's zone."""
    # WordPress leaves the GMT column of drafts at zero.
    return parse_utc(gmt) or parse_local(local, zone)


def site_zone(name: str, gmt_offset: object) -> tuple[str, tzinfo]:
    """A site's zone as (IANA name or `+HH:MM`, tzinfo), from its `timezone_string` and `gmt_offset` in hours."""
    if name:
        try:
            return name, ZoneInfo(name)
        except (ZoneInfoNotFoundError, ValueError, OSError):
            pass  # an old or invented name: the offset still tells
    try:
        # Half and quarter hours are stored as decimals: 5.5, 5.75.
        minutes = round(float(str(gmt_offset or 0)) * 60)
        zone = timezone(timedelta(minutes=minutes))
    except (ValueError, OverflowError):
        return "UTC", UTC
    if minutes == 0:
        return "UTC", UTC
    hours, rest = divmod(abs(minutes), 60)
    return f"{'-' if minutes < 0 else '+'}{hours:02d}:{rest:02d}", zone


def zone_of(name: str) -> tzinfo:
    """The zone that an IANA name or `+HH:MM` means; UTC for anything else."""
    try:
        return ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        offset = _parse(f"2000-01-01T00:00:00{name}")
        return (offset and offset.tzinfo) or UTC


def _parse(text: str) -> datetime | None:
    if not text or text.startswith("0000"):
        return None
    try:
        return datetime.fromisoformat(text.strip().replace(" ", "T", 1))
    except ValueError:
        return None
