"""What an attacker has: documents of an honest publisher, and a key of their own."""

import pytest

from tests.fetch.conftest import serve
from tests.verify.conftest import TestPublisher, key, publisher

__all__ = ["attacker", "publisher", "serve"]


@pytest.fixture
def attacker() -> TestPublisher:
    """Signs for the same origin with another key."""
    return TestPublisher(signer=key(666))
