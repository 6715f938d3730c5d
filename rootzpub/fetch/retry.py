"""When a request is asked again, and how long to wait before."""

import email.utils
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime

PASSING = frozenset({408, 425, 429, 500, 502, 503, 504, 520, 522, 524})
"""Statuses that another attempt may change; 52x are a common CDN's words for an origin that does not answer it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class RetryRule:
    """How often and after which pauses (seconds): each twice the one before, or longer if the server asks for it."""

    attempts: int = 5
    first_pause: float = 0.5
    longest_pause: float = 120.0
    """A server that asks for more is asked again earlier: nobody waits for an hour in front of a terminal."""

    def pauses(self) -> Iterator[float]:
        """The pause after each attempt but the last."""
        return (self.first_pause * 2**attempt for attempt in range(self.attempts - 1))

    def wait(self, pause: float, asked: float) -> float:
        """Seconds to wait where the server asked for `asked`."""
        return min(max(pause, asked), self.longest_pause)


def retry_after(headers: Mapping[str, str], *, now: datetime) -> float:
    """Seconds that `Retry-After` (RFC 9110 §10.2.3) asks for, a number or a date; 0 for none or another form."""
    value = headers.get("retry-after", "").strip()
    if value.isascii() and value.isdigit():
        # Nine digits are thirty years, beyond `longest_pause` in any case.
        return float(value[:9])
    moment = http_date(value)
    return max(0.0, (moment - now).total_seconds()) if moment else 0.0


def http_date(value: str) -> datetime | None:
    """A date as HTTP writes it (RFC 9110 §5.6.7), in UTC where no zone is named; None for anything else."""
    try:
        moment = email.utils.parsedate_to_datetime(value)
    except (ValueError, TypeError):
        return None
    # `-0000` (RFC 5322) comes without a zone, and HTTP means UTC.
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)
