"""What of this process its neighbours may see: no core dump, no other process of the same user that reads its memory.

Where the system does not know one of these steps, it is left out: each is a second line behind file modes.
"""

import contextlib
import ctypes
import os
import resource
import sys
from typing import Final

from rootzpub.logs import package_logger

_PR_SET_DUMPABLE: Final = 4
_MCL_CURRENT: Final = 1
_MCL_FUTURE: Final = 2
_logger = package_logger(__name__)


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


def lock_memory(*, say: bool = True) -> bool:
    """Keep the pages of this process from being swapped out; whether the system let us (mlockall(2)).

    For a process that holds the key and little else: all of it, for nobody can say in how many places the curve's
    library keeps a copy. Not inherited by fork.
    """
    if not sys.platform.startswith("linux"):
        return False
    _, most = resource.getrlimit(resource.RLIMIT_MEMLOCK)
    with contextlib.suppress(ValueError, OSError):
        resource.setrlimit(resource.RLIMIT_MEMLOCK, (most, most))
    # Under a limit only what is there: memory that comes later would not be had at all beyond it.
    flags = _MCL_CURRENT | (_MCL_FUTURE if most == resource.RLIM_INFINITY else 0)
    with contextlib.suppress(OSError, AttributeError):
        library = ctypes.CDLL(None, use_errno=True)
        if library.mlockall(flags) == 0:
            return True
    if say:
        reason = os.strerror(ctypes.get_errno())
        _logger.warning("the memory that holds the key may be swapped out (%s): LimitMEMLOCK=infinity helps", reason)
    return False
