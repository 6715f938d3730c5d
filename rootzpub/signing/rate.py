"""How many documents are signed: a budget that fills again with time."""

import time
from collections.abc import Callable

SECONDS = 10
"""What one may sign at once: as much as in this time."""


class Rate:
    """So many a second, on the average of ten."""

    def __init__(self, per_second: int, *, clock: Callable[[], float] = time.monotonic) -> None:
        """`clock` gives seconds that never go back."""
        self._most = float(per_second * SECONDS)
        self._per_second = per_second
        self._clock = clock
        self._left, self._seen = self._most, clock()

    def take(self) -> bool:
        """Whether one more is within it."""
        now = self._clock()
        self._left = min(self._most, self._left + (now - self._seen) * self._per_second)
        self._seen = now
        if self._left < 1:
            return False
        self._left -= 1
        return True
