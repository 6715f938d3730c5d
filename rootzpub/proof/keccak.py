"""Keccak-256, the hash of Ethereum: addresses and typed data are made with it (not SHA3-256, whose padding differs)."""

from eth_hash.backends.pycryptodome import keccak256 as _keccak256


def keccak256(data: bytes) -> bytes:
    """The 32-byte Keccak-256 digest of `data` (eth-hash on pycryptodome)."""
    return _keccak256(data)
