"""The arithmetic of secp256k1 behind one interface: eth-keys with its coincurve backend, or with its native one.

Invariants: a backend sees only well-formed input (32-byte digest, r, s in range, recovery id 0 or 1); `curve` checks
first. The native backend stands in where coincurve cannot be loaded, and a warning says so.
"""

import warnings
from collections.abc import Callable, Sequence
from functools import cache
from typing import Final, Protocol

FIELD: Final = 2**256 - 2**32 - 977
"""The prime p of secp256k1 (SEC 2 §2.4.1)."""

COMPRESSED_SIZE: Final = 33

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


@cache
def backend() -> Backend:
    """The arithmetic this process uses, loaded when it is first needed: eth-keys takes 120 ms."""
    from rootzpub.proof.eth_keys_backend import in_python, on_coincurve  # noqa: PLC0415 - as said

    return load_backend((on_coincurve, in_python))


def load_backend(candidates: Sequence[Callable[[], Backend]]) -> Backend:
    """The first candidate that can be loaded; a RuntimeWarning says so when it is not the first."""
    first, *others = candidates
    try:
        return first()
    except ImportError as error:
        warnings.warn(
            f"coincurve cannot be loaded ({error}); signatures are made and checked in pure Python, far more slowly",
            RuntimeWarning,
            stacklevel=2,
        )
    return others[0]()
