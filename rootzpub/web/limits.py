"""The declared rate limit, enforced: fixed windows per client. No address is kept, only a fingerprint of it."""

import hashlib
import re
from dataclasses import dataclass

from rootzpub.state import Windows

SECONDS = {"second": 1, "minute": 60, "hour": 3600, "day": 86400}


@dataclass(frozen=True, slots=True, kw_only=True)
class Rate:
    """So many requests in so many seconds."""

    requests: int
    seconds: int

    @classmethod
    def parse(cls, text: str) -> "Rate | None":
        """`100/hour` and the like; None for `none`. The configuration has checked the form."""
        match = re.fullmatch(r"(\d+)/(\w+)", text)
        return cls(requests=int(match[1]), seconds=SECONDS[match[2]]) if match else None


@dataclass(frozen=True, slots=True, kw_only=True)
class Allowance:
    """What is left to a client in this window."""

    rate: Rate
    remaining: int
    """Requests left after this one; negative when this one is too many."""
    reset: int
    """Seconds until the window ends, at least 1."""

    @property
    def exceeded(self) -> bool:
        """Whether this request is one too many."""
        return self.remaining < 0

    def headers(self) -> list[tuple[str, str]]:
        """`RateLimit` and `RateLimit-Policy` as the IETF draft writes them (structured fields)."""
        return [
            ("RateLimit-Policy", f'"tools";q={self.rate.requests};w={self.rate.seconds}'),
            ("RateLimit", f'"tools";r={max(0, self.remaining)};t={self.reset}'),
        ]


class Limiter:
    """Counts requests of clients; how is the state's business, and all workers share it."""

    def __init__(self, rate: Rate, windows: Windows) -> None:
        self.rate = rate
        self._windows = windows

    def take(self, client: str, now: float) -> Allowance:
        """Count one request of `client` at `now` (Unix seconds) and say what is left."""
        # Windows are counted from 1970 and not from a client's first request: all workers see the same without a
        # record.
        window = int(now) // self.rate.seconds
        # blake2b and not hash(): that one belongs to a process, and all workers share the counts (decision 0015).
        fingerprint = int.from_bytes(hashlib.blake2b(client.encode(), digest_size=8).digest(), "little")
        count = self._windows.count(fingerprint, window)
        reset = max(1, (window + 1) * self.rate.seconds - int(now))
        return Allowance(rate=self.rate, remaining=self.rate.requests - count, reset=reset)
