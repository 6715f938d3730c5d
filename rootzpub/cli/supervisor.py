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
from dataclasses import dataclass

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
def supervised(
    start: Start,
    *,
    grace: float = _GRACE_SECONDS,
    name: str = "the watcher",
    pause: float = _FIRST_BACKOFF,
    gone: Callable[[], None] | None = None,
) -> Iterator[None]:
    """Keep a child process running inside the `with`; it must end when its standard input closes.

    One that has not ended `grace` seconds after that is killed. The first start after a death comes after `pause`
    seconds; with `gone` there is none, and that is called.
    """
    stop, child = threading.Event(), start()
    rules = _Rules(name=name, grace=grace, pause=pause, gone=gone)
    supervisor = threading.Thread(target=_supervise, args=(child, start, stop, rules), daemon=True)
    supervisor.start()
    try:
        yield
    finally:
        stop.set()
        supervisor.join()


@dataclass(frozen=True, slots=True, kw_only=True)
class _Rules:
    """What becomes of a child that died."""

    name: str
    grace: float
    pause: float
    gone: Callable[[], None] | None


def _supervise(child: "subprocess.Popen[bytes]", start: Start, stop: threading.Event, rules: _Rules) -> None:
    backoff, began = rules.pause, time.monotonic()
    while not stop.wait(_POLL_SECONDS):
        if child.poll() is None:
            continue
        # Also one that is dead: its end must be waited for, or it stays a zombie, and its pipe stays open.
        _end(child, rules.grace)
        if rules.gone is not None:
            rules.gone()
            return
        lived = time.monotonic() - began
        backoff = rules.pause if lived > _LONGEST_BACKOFF else min(2 * backoff or rules.pause, _LONGEST_BACKOFF)
        _logger.warning("%s ended with %d; it is started again in %g s", rules.name, child.returncode, backoff)
        if stop.wait(backoff):
            return
        child, began = start(), time.monotonic()
    _end(child, rules.grace)


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
