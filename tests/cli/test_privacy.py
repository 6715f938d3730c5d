"""What neighbours may see of a process that holds a key."""

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
