"""The declared rate limit, enforced: fixed windows per client, counted in a file that all workers map.

A client is a slot chosen by the hash of its address; two clients that fall into one slot do not share a count, the
newer takes it over. Counting is not atomic between processes: under a race a client may get a request or two more.
Decision 0010.
"""

import hashlib
import mmap
import re
import struct
from dataclasses import dataclass
from pathlib import Path

from rootzpub.files import reserve

SECONDS = {"second": 1, "minute": 60, "hour": 3600, "day": 86400}
_SLOT = struct.Struct("<QII")  # fingerprint of the client, window, count
_SLOTS = 65536


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
    """Counts requests of clients in a mapped file; several processes may open the same one."""

    def __init__(self, rate: Rate, path: Path) -> None:
        self.rate = rate
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        try:
            with path.open("a+b") as file:
                reserve(file.fileno(), _SLOTS * _SLOT.size)
                self._slots = mmap.mmap(file.fileno(), _SLOTS * _SLOT.size)
        except OSError:  # a full disk: each process counts for itself then, and all go on serving
            self._slots = mmap.mmap(-1, _SLOTS * _SLOT.size)

    def take(self, client: str, now: float) -> Allowance:
        """Count one request of `client` at `now` (Unix seconds) and say what is left."""
        window = int(now) // self.rate.seconds
        fingerprint = int.from_bytes(hashlib.blake2b(client.encode(), digest_size=8).digest(), "little")
        offset = (fingerprint % _SLOTS) * _SLOT.size
        holder, counted_window, count = _SLOT.unpack_from(self._slots, offset)
        if holder != fingerprint or counted_window != window % 2**32:
            count = 0
        count = min(count + 1, 2**32 - 1)
        _SLOT.pack_into(self._slots, offset, fingerprint, window % 2**32, count)
        reset = max(1, (window + 1) * self.rate.seconds - int(now))
        return Allowance(rate=self.rate, remaining=self.rate.requests - count, reset=reset)
