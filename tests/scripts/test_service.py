"""The unit file for systemd: how much of the system it leaves open, by systemd's own measure."""

import re
import shutil
import subprocess
from pathlib import Path

import pytest

from rootzpub.config import load_config
from rootzpub.owner.deploying import lines_for
from tests.conftest import ROOT

_MOST = 2.5
"""A bare unit has 9.2 to 9.6."""


@pytest.mark.skipif(shutil.which("systemd-analyze") is None, reason="systemd is not installed here")
def test_the_hardened_unit_leaves_little_open(tmp_path: Path) -> None:
    """At most 2.5 of 10, as `rootzpub deploy systemd` prints it."""
    unit = tmp_path / "rootzpub.service"
    unit.write_text(lines_for("systemd", load_config(tmp_path), templates=ROOT / "templates", home="https://a.example"))
    ended = subprocess.run(
        ["systemd-analyze", "security", "--offline=true", "--no-pager", unit],
        capture_output=True,
        text=True,
        check=False,
    )
    level = re.search(r"Overall exposure level for rootzpub.service: ([0-9.]+)", ended.stdout)
    if level is None:
        pytest.skip(f"this systemd cannot judge a file: {ended.stderr[:200]}")
    assert float(level[1]) <= _MOST, ended.stdout
