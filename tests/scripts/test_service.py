"""The unit file for systemd: how much of the system it leaves open, by systemd's own measure."""

import re
import shutil
import subprocess

import pytest

from tests.conftest import ROOT

_MOST = 2.5
"""A bare unit has 9.2 to 9.6."""


@pytest.mark.skipif(shutil.which("systemd-analyze") is None, reason="systemd is not installed here")
def test_the_hardened_unit_leaves_little_open() -> None:
    """At most 2.5 of 10."""
    ended = subprocess.run(
        ["systemd-analyze", "security", "--offline=true", "--no-pager", ROOT / "scripts/rootzpub.service"],
        capture_output=True,
        text=True,
        check=False,
    )
    level = re.search(r"Overall exposure level for rootzpub.service: ([0-9.]+)", ended.stdout)
    if level is None:
        pytest.skip(f"this systemd cannot judge a file: {ended.stderr[:200]}")
    assert float(level[1]) <= _MOST, ended.stdout
