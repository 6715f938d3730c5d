"""Processes that belong together: the watcher is started again when it dies, and nobody outlives the parent.

Whoever kills one of them with -9 must find the site served and followed as before, or nothing running at all.
Decision 0010.
"""

import os
import signal
import subprocess
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from rootzpub.cli.options import note

_LOOK_SECONDS = 0.5
_FIRST_PAUSE = 1.0
_LONGEST_PAUSE = 60.0
"""Seconds until a child process that died is started again; one that dies at once again and again waits longer."""

Start = Callable[[], "subprocess.Popen[bytes]"]


def end_with_parent(parent: int, *, grace: float) -> None:
    """End this process when `parent` is gone: politely, after `grace` seconds for good.

    A parent that was killed with -9 cannot tell its children; without this they would hold the port for ever.
    """

    def look() -> None:
        while os.getppid() == parent:
            time.sleep(_LOOK_SECONDS)
        os.kill(os.getpid(), signal.SIGTERM)
        time.sleep(grace)
        os._exit(1)

    threading.Thread(target=look, daemon=True).start()


@contextmanager
def following(start: Start) -> Iterator[None]:
    """Keep a child process running inside the `with`; it must end when its standard input closes."""
    stop, child = threading.Event(), start()
    keeper = threading.Thread(target=_keep, args=(child, start, stop), daemon=True)
    keeper.start()
    try:
        yield
    finally:
        stop.set()
        keeper.join()


def _keep(child: "subprocess.Popen[bytes]", start: Start, stop: threading.Event) -> None:
    pause, began = _FIRST_PAUSE, time.monotonic()
    while not stop.wait(_LOOK_SECONDS):
        if child.poll() is None:
            continue
        pause = _FIRST_PAUSE if time.monotonic() - began > _LONGEST_PAUSE else min(2 * pause, _LONGEST_PAUSE)
        note(f"the watcher ended with {child.returncode}; it is started again in {pause:.0f} s")
        _close(child)
        if stop.wait(pause):
            return
        child, began = start(), time.monotonic()
    _close(child)


def _close(child: "subprocess.Popen[bytes]") -> None:
    assert child.stdin is not None
    child.stdin.close()
    if child.poll() is None:
        child.terminate()
    child.wait(timeout=30)
