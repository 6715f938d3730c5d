"""What this machine does just now with three known tasks: read absolute figures of a table beside this row.

A figure in seconds says nothing without the machine and its load; divided by one of these it can be compared.
"""

import hashlib
import json
import time
from collections.abc import Callable

_MIB = bytes(1 << 20)
_MIBS = 64
_ADDITIONS = 1_000_000
_ROWS = 17_000
"""Objects in 1 MiB of JSON."""
_ROUNDS = 3


def calibration() -> dict[str, float]:
    """Seconds of each task, the least of three rounds: SHA-256 of 64 MiB, JSON of 1 MiB read, 10^6 additions."""
    text = json.dumps([{"id": number, "title": f"Entry {number}", "words": ["a", "b", "c"]} for number in range(_ROWS)])
    return {
        "sha256 of 64 MiB": _least(_hash),
        "json of 1 MiB": _least(lambda: json.loads(text)),
        "10⁶ additions": _least(_add),
    }


def line() -> str:
    """The row that stands above every table."""
    return "calibration: " + " · ".join(f"{name} {1000 * seconds:.1f} ms" for name, seconds in calibration().items())


def _least(task: Callable[[], object]) -> float:
    return min(_seconds(task) for _ in range(_ROUNDS))


def _seconds(task: Callable[[], object]) -> float:
    started = time.perf_counter()
    task()
    return time.perf_counter() - started


def _hash() -> bytes:
    """One MiB again and again: benchmarks that measure memory import this module too."""
    digest = hashlib.sha256()
    for _ in range(_MIBS):
        digest.update(_MIB)
    return digest.digest()


def _add() -> int:
    total = 0
    for number in range(_ADDITIONS):
        total += number
    return total
