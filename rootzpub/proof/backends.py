"""The interface to the arithmetic of secp256k1; `arithmetic` chooses who does it.

Invariants: a backend sees only well-formed input (32-byte digest, r, s in range, recovery id 0 or 1); `curve` checks
first.
"""

from collections.abc import Callable
from typing import Final, Protocol

FIELD: Final = 2**256 - 2**32 - 977
"""The prime p of secp256k1 (SEC 2 §2.4.1)."""

COMPRESSED_SIZE: Final = 33

# Not the v of 27 or 28: that is Ethereum's, and `curve` adds it for every backend alike.
Sign = Callable[[bytes], bytes]
"""digest (32 bytes) → r ‖ s ‖ recovery id (65 bytes), deterministic by RFC 6979, low s."""


class Backend(Protocol):
    """Arithmetic of secp256k1. Points are uncompressed (65 bytes); ValueError says that there is no answer."""

    def prepare(self, secret: bytes) -> tuple[bytes, Sign]:
        """Public key of a 32-byte secret and the function that signs with it. ValueError for 0 and for ≥ n."""

    def recover(self, digest: bytes, signature: bytes) -> bytes:
        """Public key that made r ‖ s ‖ recovery id. ValueError if there is none."""

    def expand(self, public_key: bytes) -> bytes:
        """Uncompressed form of a SEC1 key (33 or 65 bytes). ValueError for what is no point."""

    def verify(self, digest: bytes, signature: bytes, point: bytes) -> bool:
        """Whether r ‖ s (64 bytes) is a signature of `digest` by the uncompressed key `point`."""
