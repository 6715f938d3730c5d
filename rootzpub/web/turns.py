"""How much costly work a process does at once: verifying for a visitor is done for one at a time.

Invariants: nobody waits for a turn on a serving thread; who finds it taken learns when to come back.
"""

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Final

from rootzpub.errors import Busy

_COME_BACK: Final = 5


class Turns:
    """One at a time in this process."""

    def __init__(self) -> None:
        self._turn = threading.Lock()

    @contextmanager
    def taken(self) -> Iterator[None]:
        """Have the turn inside the `with`. Raises Busy when another has it."""
        if not self._turn.acquire(blocking=False):
            raise Busy(
                "another document is being verified just now",
                hint=f"Try again in {_COME_BACK} seconds.",
                retry_after=_COME_BACK,
            )
        try:
            yield
        finally:
            self._turn.release()
