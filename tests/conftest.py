"""Fixtures that every test may use."""

import os
import signal
import sys
import threading
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings

from tests.missing import missing

_LIMIT = sys.getrecursionlimit()
import eth_account  # noqa: E402, F401 - raises the recursion limit a hundredfold when imported: now, and back it goes

sys.setrecursionlimit(_LIMIT)

if signal.getsignal(signal.SIGINT) == signal.SIG_IGN and threading.current_thread() is threading.main_thread():
    # A run in the background of a shell ignores Ctrl-C and hands that on to what it starts; some tests press Ctrl-C.
    signal.signal(signal.SIGINT, signal.default_int_handler)

settings.register_profile("shared-machine", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("shared-machine")  # how fast an example runs says nothing where others use the same cores

ROOT = Path(__file__).resolve().parent.parent


@pytest.fixture(scope="session")
def shared() -> Path:
    """The folder of shared truth (vectors, real sites): absent in CI is a failure, elsewhere a skip with a reason."""
    folder = Path(os.environ.get("ROOTZPUB_SHARED", ROOT.parent / "shared"))
    if not folder.is_dir():
        missing(f"needs the shared folder at {folder}; set ROOTZPUB_SHARED to where it is")
    return folder
