"""Workers that die again and again: each is started again after a growing pause, and the healthy ones go on.

The server library (granian) ends everything when one worker dies twice within 5.5 seconds. It asks a table when each
worker was last started again; this is that table, and it answers so that only a server none of whose workers ever came
up ends (decision 0010). `tests/e2e/test_processes.py` holds the library to it.
"""

import time
from multiprocessing.sharedctypes import RawValue

from rootzpub.logs import package_logger

_FIRST_PAUSE = 1.0
_LONGEST_PAUSE = 60.0
_logger = package_logger(__name__)


class WorkerDeaths(dict[int, float]):
    """When each worker (by number) was last started again. Made before the first worker, which inherits it by fork."""

    def __init__(self) -> None:
        super().__init__()
        # One byte without a lock: a worker that is killed while it holds one would stop the parent for ever.
        self._came_up = RawValue("b", 0)
        self._pauses: dict[int, float] = {}
        self._last: dict[int, float] = {}
        self.pause = 0.0
        """Seconds that the worker which is started next waits before it does anything."""

    def came_up(self) -> None:
        """A worker opened everything: from now on the server never ends because of a worker."""
        self._came_up.value = 1

    def wait(self) -> None:
        """In a worker: the pause, before anything is opened that may kill it again."""
        time.sleep(self.pause)

    def get(self, key: int, default: float | None = None, /) -> float:  # type: ignore[override]
        """For the library: never lately, unless no worker ever came up."""
        return float("-inf") if self._came_up.value else super().get(key, default or 0.0)

    def __setitem__(self, key: int, started: float) -> None:
        """The library starts a worker again, now."""
        super().__setitem__(key, started)
        if not self._came_up.value:
            return
        lived = started - self._last.get(key, float("-inf"))
        before = self._pauses.get(key, 0.0)
        # The pause is part of its life; one that outlived the longest pause by far begins anew.
        self.pause = 0.0 if lived > before + _LONGEST_PAUSE else min(2 * before or _FIRST_PAUSE, _LONGEST_PAUSE)
        self._pauses[key], self._last[key] = self.pause, started
        _logger.warning("worker %d ended; it is started again in %.0f s", key + 1, self.pause)
