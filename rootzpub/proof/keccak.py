"""Keccak-256, the hash of Ethereum: addresses and typed data are made with it (not SHA3-256, whose padding differs)."""

from Crypto.Hash import keccak


def keccak256(data: bytes) -> bytes:
    """The 32-byte Keccak-256 digest of `data`."""
    return keccak.new(digest_bits=256, data=data).digest()
