"""Keccak-256."""

import pytest

from rootzpub.proof import keccak256


@pytest.mark.parametrize(
    ("data", "digest"),
    [
        pytest.param(b"", "c5d2460186f7233c927e7db2dcc703c0e500b653ca82273b7bfad8045d85a470", id="empty"),
        pytest.param(b"testing", "5f16f4c7f149ac4f9510d9cf8cf384038ad348b3bcdc01915f95de12df9d1b02", id="testing"),
    ],
)
def test_known_digests(data: bytes, digest: str) -> None:
    """The padding is Keccak's, not SHA3's."""
    assert keccak256(data).hex() == digest
