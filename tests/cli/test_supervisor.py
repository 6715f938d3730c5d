"""Process supervision: what dies is started again, and no child outlives its parent."""

import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from rootzpub.cli.supervisor import supervised
from tests.waiting import LIMIT, eventually

UNTIL_EOF = [sys.executable, "-c", "import sys; sys.stdin.read()"]
DEAF = [
    sys.executable,
    "-c",
    "import signal; signal.signal(signal.SIGTERM, signal.SIG_IGN); print('deaf', flush=True); signal.pause()",
]
ORPHAN = f"""
import os, sys, time
from rootzpub.cli.supervisor import end_with_parent
parent = os.getpid()
child = os.fork()
if child:
    print(child, flush=True)
    time.sleep({LIMIT})
else:
    end_with_parent(parent, grace=1)
    time.sleep({LIMIT})
"""


def test_a_child_that_is_killed_is_started_again(caplog):
    """And the last one ends with us."""
    started = []

    def start():
        started.append(subprocess.Popen(UNTIL_EOF, stdin=subprocess.PIPE))
        return started[-1]

    with supervised(start, pause=0.1):
        started[0].kill()
        assert eventually(lambda: len(started) == 2)
        assert started[1].poll() is None

    assert started[1].returncode is not None
    assert "the watcher ended with -9; it is started again in 0.2 s" in caplog.text


def test_a_child_that_will_not_end_is_killed():
    """One that hangs, deaf to its closed input and to SIGTERM, does not outlive us."""
    started = []

    def start():
        started.append(subprocess.Popen(DEAF, stdin=subprocess.PIPE, stdout=subprocess.PIPE))
        assert started[-1].stdout.readline() == b"deaf\n"
        started[-1].stdout.close()
        return started[-1]

    with supervised(start, grace=0.1):
        pass

    assert started[0].returncode == -signal.SIGKILL


@pytest.mark.skipif(not hasattr(os, "fork"), reason="workers are forked")
def test_a_worker_does_not_outlive_its_parent():
    """Not even one that was killed with -9."""
    parent = subprocess.Popen([sys.executable, "-c", ORPHAN], stdout=subprocess.PIPE, text=True)
    child = int(parent.stdout.readline())
    parent.send_signal(signal.SIGKILL)
    parent.wait()
    parent.stdout.close()

    assert eventually(lambda: not _runs(child))


def _runs(process):
    try:
        os.kill(process, 0)
    except ProcessLookupError:
        return False
    try:
        return Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except OSError:
        return False
