"""A secret that was taken from the environment is in none of its forms any more."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from rootzpub.proof import environment


def test_what_is_not_set_is_none() -> None:
    """And nothing is changed."""
    assert environment.take("ROOTZPUB_TEST_NOT_SET") is None


@pytest.mark.skipif(not Path("/proc/self/environ").exists(), reason="reads /proc")
def test_what_is_taken_is_gone_where_the_system_shows_it() -> None:
    """A child inherits nothing, `/proc/PID/environ` shows other letters, other variables are as they were."""
    code = (
        "import os\nfrom rootzpub.proof.environment import take\n"
        "print(take('TEST_ONE').decode(), 'TEST_ONE' in os.environ)\n"
        "block = open('/proc/self/environ', 'rb').read()\n"
        "print(b'hush' in block, b'TEST_ONE=xxxx' in block, b'TEST_TWO=seen' in block)"
    )
    given = {**os.environ, "TEST_ONE": "hush", "TEST_TWO": "seen"}
    ended = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True, env=given)
    assert ended.stdout.split() == ["hush", "False", "False", "True", "True"]
