"""Taking a secret out of the environment, so that neither a child nor `/proc/PID/environ` shows it afterwards.

Removing a variable from `os.environ` keeps it from children; the system goes on showing the memory that the process was
started with, so its value is overwritten there too, on Linux.
"""

import ctypes
import os
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Final

_STAT: Final = Path("/proc/self/stat")
# proc_pid_stat(5): env_start and env_end are fields 50 and 51; what follows the name begins with field 3.
_START: Final = 47


def take(name: str) -> bytes | None:
    """The value of a variable, which is gone then; None where it is not set."""
    value = os.environ.pop(name, None)
    if value is None:
        return None
    kept = value.encode("utf-8", "surrogateescape")
    for address, size in _values(name):
        ctypes.memset(address, ord("x"), size)
    return kept


def _values(name: str) -> Iterator[tuple[int, int]]:
    """Address and length of each value that the block of the environment holds for a name."""
    if not sys.platform.startswith("linux"):
        return
    try:
        fields = _STAT.read_bytes().rpartition(b")")[2].split()
        start, end = int(fields[_START]), int(fields[_START + 1])
    except (OSError, ValueError, IndexError):
        return
    offset = start
    for item in ctypes.string_at(start, end - start).split(b"\0") if 0 < start < end else ():
        found, _, value = item.partition(b"=")
        if found == os.fsencode(name):
            yield offset + len(found) + 1, len(value)
        offset += len(item) + 1
