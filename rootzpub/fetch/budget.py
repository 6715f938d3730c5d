"""A budget over several fetches: so many, so many bytes, so many seconds, for all of them together."""

import time
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from typing import Final

from rootzpub.errors import FetchFailed
from rootzpub.fetch.limits import Limits

_LEAST_SECONDS: Final = 0.05
"""Less is no time in which anything could be fetched."""


class BudgetSpent(FetchFailed):
    """Nothing more is fetched for this task: its budget is used up."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Budget:
    """What one task may fetch."""

    fetches: int
    body_bytes: int
    """Of all bodies together, content codings undone."""
    seconds: float


@dataclass(slots=True)
class Spending:
    """What is left of a budget. It begins with the first `limits`."""

    budget: Budget
    now: Callable[[], float] = time.monotonic
    fetches: int = 0
    body_bytes: int = 0
    _began: float | None = field(default=None, init=False)

    def limits(self, usual: Limits) -> Limits:
        """The limits of the next fetch, which is counted: the usual ones, or what is left. Raises BudgetSpent."""
        if self._began is None:
            self._began = self.now()
        seconds = self._began + self.budget.seconds - self.now()
        size = self.budget.body_bytes - self.body_bytes
        if self.fetches >= self.budget.fetches:
            raise BudgetSpent(f"expected to need at most {self.budget.fetches} fetches, more are needed")
        if seconds < _LEAST_SECONDS:
            raise BudgetSpent(f"expected to need at most {self.budget.seconds:g} seconds, more are needed")
        if size <= 0:
            raise BudgetSpent(f"expected to need at most {self.budget.body_bytes} bytes, more are needed")
        self.fetches += 1
        return replace(
            usual,
            seconds=min(usual.seconds, seconds),
            connect_seconds=min(usual.connect_seconds, seconds),
            body_bytes=min(usual.body_bytes, size),
            expanded_bytes=min(usual.expanded_bytes, size),
        )

    def spent(self, size: int) -> None:
        """A body of so many bytes was fetched."""
        self.body_bytes += size
