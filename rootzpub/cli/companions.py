"""Processes that belong together: the watcher is started again when it dies, and nobody outlives the parent.

Whoever kills one of them with -9 must find the site served and followed as before, or nothing running at all.
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
"""Seconds until a companion that died is started again; one that dies at once again and again waits longer."""

_POLITE_SECONDS = 30.0
"""Seconds that a companion has to end by itself, before it is killed."""

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
def following(start: Start, *, polite: float = _POLITE_SECONDS) -> Iterator[None]:
    """Keep a companion running inside the `with`; it must end when its standard input closes.

    One that has not ended `polite` seconds after that is killed.
    """
    stop, companion = threading.Event(), start()
    keeper = threading.Thread(target=_keep, args=(companion, start, stop), kwargs={"polite": polite}, daemon=True)
    keeper.start()
    try:
        yield
    finally:
        stop.set()
        keeper.join()


def _keep(companion: "subprocess.Popen[bytes]", start: Start, stop: threading.Event, *, polite: float) -> None:
    pause, began = _FIRST_PAUSE, time.monotonic()
    while not stop.wait(_LOOK_SECONDS):
        if companion.poll() is None:
            continue
        pause = _FIRST_PAUSE if time.monotonic() - began > _LONGEST_PAUSE else min(2 * pause, _LONGEST_PAUSE)
        note(f"the watcher ended with {companion.returncode}; it is started again in {pause:.0f} s")
        _close(companion, polite)
        if stop.wait(pause):
            return
        companion, began = start(), time.monotonic()
    _close(companion, polite)


def _close(companion: "subprocess.Popen[bytes]", polite: float) -> None:
    assert companion.stdin is not None
    companion.stdin.close()
    if companion.poll() is None:
        companion.terminate()
    try:
        companion.wait(timeout=polite)
    except subprocess.TimeoutExpired:  # a machine under load, or a read that hangs: nobody may outlive us
        companion.kill()
        companion.wait()
