"""Process supervision: a child process that dies is started again, and no child outlives its parent.

Invariants: after `kill -9` of any of the processes the site is served and followed as before, or nothing runs at all.

Decision 0010.
"""

import os
import signal
import subprocess
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from rootzpub.logs import package_logger

_POLL_SECONDS = 0.5
_FIRST_BACKOFF = 1.0
_LONGEST_BACKOFF = 60.0
"""Seconds until a child that died is started again; the wait doubles for one that dies at once again and again."""
_logger = package_logger(__name__)

_GRACE_SECONDS = 30.0
"""Seconds that a child has to end by itself, before it is killed."""

Start = Callable[[], "subprocess.Popen[bytes]"]


def end_with_parent(parent: int, *, grace: float) -> None:
    """End this process when `parent` (a process id) is gone: by SIGTERM, after `grace` seconds by force.

    A parent that was killed with -9 cannot end its children; without this they would hold the port for ever.
    """

    # A process whose parent died is given to another (init, or a reaper), so its parent's id changes.
    def poll() -> None:
        while os.getppid() == parent:
            time.sleep(_POLL_SECONDS)
        os.kill(os.getpid(), signal.SIGTERM)
        time.sleep(grace)
        # By force and not by sys.exit, which would wait for the threads that hang.
        os._exit(1)

    threading.Thread(target=poll, daemon=True).start()


@contextmanager
def supervised(start: Start, *, grace: float = _GRACE_SECONDS) -> Iterator[None]:
    """Keep a child process running inside the `with`; it must end when its standard input closes.

    One that has not ended `grace` seconds after that is killed.
    """
    stop, child = threading.Event(), start()
    supervisor = threading.Thread(target=_supervise, args=(child, start, stop), kwargs={"grace": grace}, daemon=True)
    supervisor.start()
    try:
        yield
    finally:
        stop.set()
        supervisor.join()


def _supervise(child: "subprocess.Popen[bytes]", start: Start, stop: threading.Event, *, grace: float) -> None:
    backoff, began = _FIRST_BACKOFF, time.monotonic()
    while not stop.wait(_POLL_SECONDS):
        if child.poll() is None:
            continue
        lived = time.monotonic() - began
        backoff = _FIRST_BACKOFF if lived > _LONGEST_BACKOFF else min(2 * backoff, _LONGEST_BACKOFF)
        _logger.warning("the watcher ended with %d; it is started again in %.0f s", child.returncode, backoff)
        # Also one that is dead: its end must be waited for, or it stays a zombie, and its pipe stays open.
        _end(child, grace)
        if stop.wait(backoff):
            return
        child, began = start(), time.monotonic()
    _end(child, grace)


def _end(child: "subprocess.Popen[bytes]", grace: float) -> None:
    assert child.stdin is not None
    # Closed input and SIGTERM both: one that reads sees the end, one that works gets the signal.
    child.stdin.close()
    if child.poll() is None:
        child.terminate()
    try:
        child.wait(timeout=grace)
    except subprocess.TimeoutExpired:  # a machine under load, or a read that hangs: no child may outlive us
        child.kill()
        child.wait()
