"""Waiting in tests: always for an event, never for an amount of time.

Invariants: no test asserts how long something took. `LIMIT` is only there so that a run which hangs ends with a name;
it is far beyond what any machine needs, a loaded one included.
"""

import time
from collections.abc import Callable

LIMIT = 300.0
"""Seconds that a wait for an event may last, and that a started process may run."""

PAUSE = 0.02
"""Seconds between two looks."""


def eventually(happened: Callable[[], object], *, limit: float = LIMIT) -> bool:
    """Whether something becomes true: at once when it does, False after `limit` seconds."""
    end = time.monotonic() + limit
    while not happened():
        if time.monotonic() > end:
            return False
        time.sleep(PAUSE)
    return True
