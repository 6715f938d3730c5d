"""What of this process its neighbours may see: no core dump, no other process of the same user that reads its memory.

Where the system does not know one of these steps, it is left out: each is a second line behind file modes.
"""

import contextlib
import ctypes
import resource
import sys
from typing import Final

_PR_SET_DUMPABLE: Final = 4


def keep_memory_private() -> None:
    """No core dump, not dumpable (`ptrace(2)`, `/proc/PID/mem` and `environ` are then root's).

    Called before a key is opened; both are inherited by fork. A process that is started with `exec` is dumpable again,
    and is not given the key.
    """
    with contextlib.suppress(ValueError, OSError):
        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    if not sys.platform.startswith("linux"):
        return
    with contextlib.suppress(OSError, AttributeError):
        ctypes.CDLL(None, use_errno=True).prctl(_PR_SET_DUMPABLE, 0, 0, 0, 0)
