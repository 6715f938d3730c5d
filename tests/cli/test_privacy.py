"""What neighbours may see of a process that holds a key."""

import os
import subprocess
import sys

import pytest

from rootzpub.cli import privacy

pytestmark = pytest.mark.skipif(not sys.platform.startswith("linux"), reason=f"{privacy.__name__} knows Linux alone")


def test_a_process_that_keeps_its_memory_private_cannot_be_dumped() -> None:
    """PR_GET_DUMPABLE says so, in a child too."""
    code = (
        "import ctypes, os\nfrom rootzpub.cli.privacy import keep_memory_private\nkeep_memory_private()\n"
        "child = os.fork()\nstate = ctypes.CDLL(None).prctl(3, 0, 0, 0, 0)\n"
        "os._exit(state) if not child else None\n"
        "print(state, os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]))"
    )
    ended = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert ended.stdout.split() == ["0", "0"]


LOCKED = """
import os, re, resource
from rootzpub import logs
from rootzpub.cli.privacy import lock_memory
logs.install("info", "text")
if {limit}:
    resource.setrlimit(resource.RLIMIT_MEMLOCK, ({limit}, {limit}))
    os.setgid(65534)
    os.setuid(65534)
locked = lock_memory()
kilobytes = int(re.search(r"VmLck:\\s*(\\d+)", open("/proc/self/status").read())[1])
print(locked, kilobytes > 0, len(bytes(100_000_000)))
"""


@pytest.mark.skipif(os.geteuid() != 0, reason="changes its user")
@pytest.mark.parametrize(("limit", "locked"), [(0, True), (65536, False)])
def test_memory_is_locked_where_the_system_lets_us(limit: int, locked: bool) -> None:
    """For root; for others not within so little, which is said."""
    ended = subprocess.run(
        [sys.executable, "-c", LOCKED.format(limit=limit)], capture_output=True, text=True, check=True
    )
    assert ended.stdout.split() == [str(locked), str(locked), "100000000"]
    assert ("may be swapped out" in ended.stderr) is not locked
