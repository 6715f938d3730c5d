"""How long to wait before asking again."""

from datetime import UTC, datetime

import pytest

from rootzpub.fetch import RetryRule
from rootzpub.fetch.retry import retry_after

NOW = datetime(2026, 1, 1, tzinfo=UTC)


@pytest.mark.parametrize(
    ("value", "seconds"),
    [
        ("7", 7.0),
        ("Thu, 01 Jan 2026 00:00:30 GMT", 30.0),
        ("Wed, 31 Dec 2025 00:00:00 GMT", 0.0),
        ("soon", 0.0),
        ("٧", 0.0),
        ("", 0.0),
    ],
)
def test_retry_after(value: str, seconds: float) -> None:
    """Seconds or a date; anything else asks for nothing."""
    assert retry_after({"retry-after": value}, now=NOW) == seconds


def test_pauses_double_and_there_is_none_after_the_last_attempt() -> None:
    """Five attempts have four pauses."""
    assert list(RetryRule().pauses()) == [0.5, 1.0, 2.0, 4.0]


@pytest.mark.parametrize(("asked", "waited"), [(0.0, 2.0), (7.0, 7.0), (9e9, 120.0)])
def test_the_longer_wait_counts_up_to_a_limit(asked: float, waited: float) -> None:
    """What the server asks for, but nobody waits for ever."""
    assert RetryRule().wait(2.0, asked) == waited
