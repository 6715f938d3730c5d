"""The process that opens the key, and starts another one to sign as often as that dies.

Two, so that a key that stood in the environment, and is nowhere any more, outlives the one that talks to others.
"""

import os
import select
import signal
import socket
import sys
import time
from collections.abc import Callable
from typing import Final

from rootzpub.logs import package_logger
from rootzpub.signing.held import HeldKeys

_logger = package_logger(__name__)
_QUICK: Final = 1.0
"""Seconds below which a life is a short one."""
_LONGEST_PAUSE: Final = 5.0

Serve = Callable[[socket.socket], None]
"""Serves until the socket ends."""


def keep(keys: HeldKeys, serve: Serve, *, until: int) -> None:
    """Run `serve` in a child again and again, until the file descriptor `until` is at its end."""
    pause = 0.0
    while True:
        keys.follow()
        began = time.monotonic()
        ours, theirs = socket.socketpair()
        child = os.fork()
        if child == 0:
            ours.close()
            _serve_and_end(serve, theirs)
        theirs.close()
        # Readable: the child's end is at its end, so it has gone; or ours is, and all is over.
        ready, _, _ = select.select([ours.fileno(), until], [], [])
        ours.close()
        if until in ready:
            os.kill(child, signal.SIGTERM)
            os.waitpid(child, 0)
            return
        os.waitpid(child, 0)
        pause = min(2 * pause + 0.1, _LONGEST_PAUSE) if time.monotonic() - began < _QUICK else 0.0
        _logger.warning("the signing process ended; it is started again")
        if select.select([until], [], [], pause)[0]:
            return


def _serve_and_end(serve: Serve, ends: socket.socket) -> None:
    """In the child: never comes back."""
    code = 1
    try:
        signal.signal(signal.SIGTERM, signal.SIG_DFL)
        serve(ends)
        code = 0
    except Exception:
        _logger.exception("the signing process failed")
    finally:
        sys.stderr.flush()
        os._exit(code)
