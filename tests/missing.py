"""What a test needs and this machine lacks: a skip with its reason, and a failure where `CI` is set."""

import os
from typing import NoReturn

import pytest


def missing(reason: str) -> NoReturn:
    """End the test: failed where the environment variable `CI` is set, else skipped; `reason` names what to install."""
    if os.environ.get("CI"):
        pytest.fail(reason)
    pytest.skip(reason)
