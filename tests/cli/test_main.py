"""The command line as a process: what it says when nobody can hear it."""

import subprocess
import sys
from pathlib import Path

import pytest

from tests.conftest import ROOT
from tests.waiting import LIMIT

GOLDEN = ROOT / "fixtures" / "golden" / "ai.json"
COMMAND = [sys.executable, "-m", "rootzpub"]


@pytest.mark.slow("starts processes of our own")
@pytest.mark.skipif(not Path("/dev/full").exists(), reason="needs /dev/full")
@pytest.mark.parametrize("arguments", [["verify", str(GOLDEN)], ["--help"], ["convert", "--help"]], ids=" ".join)
def test_a_full_disk_is_said_and_never_success(arguments):
    """A verdict that did not arrive is none."""
    with Path("/dev/full").open("wb") as full:
        ended = subprocess.run([*COMMAND, *arguments], stdout=full, stderr=subprocess.PIPE, check=False, timeout=LIMIT)

    assert ended.returncode == 3
    assert ended.stderr == b"error: the output cannot be written: No space left on device\n"


@pytest.mark.slow("more than a tenth of a second a case")
@pytest.mark.parametrize("arguments", [["verify", str(GOLDEN)], ["--help"]], ids=["verify", "help"])
def test_a_closed_pipe_is_silent_and_never_success(arguments):
    """`rootzpub verify … | head` must not look verified."""
    process = subprocess.Popen([*COMMAND, *arguments], stdout=subprocess.PIPE, stderr=subprocess.PIPE)
    process.stdout.close()
    said = process.stderr.read()
    process.stderr.close()

    assert (process.wait(timeout=LIMIT), said) == (141, b"")


def test_a_folder_that_is_not_there_is_said():
    """Not taken for one without settings."""
    ended = subprocess.run([*COMMAND, "-C", "/nowhere/at/all", "sync"], capture_output=True, check=False, timeout=LIMIT)

    assert ended.returncode == 2
    assert b"does not exist" in ended.stderr
