"""Fixtures that every test may use."""

import os
import sys
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings

_LIMIT = sys.getrecursionlimit()
import eth_account  # noqa: E402, F401 - raises the recursion limit a hundredfold when imported: now, and back it goes

sys.setrecursionlimit(_LIMIT)

settings.register_profile(
    "shared-machine", deadline=None, suppress_health_check=[HealthCheck.too_slow], print_blob=True
)
settings.load_profile("shared-machine")  # how fast an example runs says nothing where others use the same cores

ROOT = Path(__file__).resolve().parent.parent


@pytest.fixture(scope="session")
def shared() -> Path:
    """The folder of shared truth (vectors, real sites): absent in CI is a failure, elsewhere a skip with a reason."""
    folder = Path(os.environ.get("ROOTZPUB_SHARED", ROOT.parent / "shared"))
    if not folder.is_dir():
        reason = f"needs the shared folder at {folder}; set ROOTZPUB_SHARED to where it is"
        if os.environ.get("CI"):
            pytest.fail(reason)
        pytest.skip(reason)
    return folder
