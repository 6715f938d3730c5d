"""The declared rate limits, enforced: fixed windows per client. No address is kept, only a salted fingerprint of it.

Invariants: an IPv6 client is its /64; the salt is made when a server starts and stands in no file.
"""

import hashlib
import os
import re
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Final

from rootzpub.state import LimitName, Windows
from rootzpub.web.request_parsing import network_of

_RATE = re.compile(r"(\d+)/(\w+)")

_LONGEST_SALT: Final = 32
_REMEMBERED: Final = 4096
"""Clients whose fingerprint is remembered in memory."""
SECONDS = {"second": 1, "minute": 60, "hour": 3600, "day": 86400}


@dataclass(frozen=True, slots=True, kw_only=True)
class Rate:
    """So many requests in so many seconds."""

    requests: int
    seconds: int

    @classmethod
    def parse(cls, text: str) -> "Rate | None":
        """`100/hour` and the like; None for `none`. The configuration has checked the form."""
        match = _RATE.fullmatch(text)
        return cls(requests=int(match[1]), seconds=SECONDS[match[2]]) if match else None


@dataclass(frozen=True, slots=True, kw_only=True)
class Allowance:
    """What is left to a client in this window."""

    rate: Rate
    remaining: int
    """Requests left after this one; negative when this one is too many."""
    reset: int
    """Seconds until the window ends, at least 1."""
    name: LimitName = "tools"

    @property
    def exceeded(self) -> bool:
        """Whether this request is one too many."""
        return self.remaining < 0

    def headers(self) -> list[tuple[str, str]]:
        """`RateLimit` and `RateLimit-Policy` as the IETF draft writes them (structured fields)."""
        return [
            ("RateLimit-Policy", f'"{self.name}";q={self.rate.requests};w={self.rate.seconds}'),
            ("RateLimit", f'"{self.name}";r={max(0, self.remaining)};t={self.reset}'),
        ]


class Limiter:
    """Counts requests of clients; how is the state's business, and all workers share it."""

    def __init__(self, rate: Rate, windows: Windows, *, name: LimitName = "tools", salt: bytes = b"") -> None:
        """`salt` is the same for all who share `windows`."""
        self.rate = rate
        self.name = name
        self._windows = windows
        self._salt = salt[:_LONGEST_SALT]
        self._fingerprint = lru_cache(maxsize=_REMEMBERED)(self._fingerprint_of)

    def take(self, client: str, now: float, parts: int = 1) -> Allowance:
        """Count `parts` requests of `client` (an address) at `now` (Unix seconds) and say what is left."""
        # Windows are counted from 1970 and not from a client's first request: all workers see the same without a
        # record.
        window = int(now) // self.rate.seconds
        fingerprint = self._fingerprint(client)
        count = max(self._windows.count(fingerprint, window) for _ in range(max(1, parts)))
        reset = max(1, (window + 1) * self.rate.seconds - int(now))
        return Allowance(rate=self.rate, remaining=self.rate.requests - count, reset=reset, name=self.name)

    def _fingerprint_of(self, client: str) -> int:
        # blake2b and not hash(): that one belongs to a process, and all workers share the counts (decision 0015).
        digest = hashlib.blake2b(network_of(client).encode(), digest_size=8, key=self._salt).digest()
        return int.from_bytes(digest, "little")


def new_salt() -> bytes:
    """Random bytes for one start of the server."""
    return os.urandom(_LONGEST_SALT)


def salt_of_parent() -> bytes:
    """What workers of one master process share and a later start does not, where nobody handed them a salt.

    Weaker than `new_salt`: who is on this machine can find it out.
    """
    parent = os.getppid()
    try:
        # The 22nd field is when the process started (proc(5)); behind the name, which may hold anything.
        started = Path(f"/proc/{parent}/stat").read_text("utf-8", "replace").rpartition(")")[2].split()[19]
        boot = Path("/proc/sys/kernel/random/boot_id").read_text("ascii")
    except (OSError, IndexError):  # no Linux
        started = boot = ""
    return hashlib.blake2b(f"{parent}:{started}:{boot}".encode(), digest_size=_LONGEST_SALT).digest()
