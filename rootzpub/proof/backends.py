"""The two ways to do secp256k1 arithmetic, behind one interface.

Law: a backend sees only well-formed input (32-byte digest, r, s in range, recovery id 0 or 1); `curve` checks first.
libsecp256k1 through coincurve is the one we want; eth-keys in pure Python stands in where coincurve cannot be loaded.
"""

import warnings
from collections.abc import Callable, Sequence
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


class CoincurveBackend:
    """libsecp256k1. The key is prepared once, which makes signing about twice as fast as through eth-keys."""

    def __init__(self) -> None:
        from coincurve import PrivateKey, PublicKey  # noqa: PLC0415 - may be missing; then the native backend answers

        self._private, self._public = PrivateKey, PublicKey

    def prepare(self, secret: bytes) -> tuple[bytes, Sign]:
        """See Backend."""
        key = self._private(secret)
        return key.public_key.format(compressed=False), lambda digest: key.sign_recoverable(digest, hasher=None)

    def recover(self, digest: bytes, signature: bytes) -> bytes:
        """See Backend."""
        try:
            point: bytes = self._public.from_signature_and_message(signature, digest, hasher=None).format(
                compressed=False
            )
        except Exception as error:  # noqa: BLE001 - coincurve raises bare Exception in places
            raise ValueError(str(error)) from None
        return point

    def expand(self, public_key: bytes) -> bytes:
        """See Backend."""
        return self._public(public_key).format(compressed=False)

    def verify(self, digest: bytes, signature: bytes, point: bytes) -> bool:
        """See Backend."""
        return self._public(point).verify(_der(signature), digest, hasher=None)


class NativeBackend:
    """eth-keys in pure Python: the same answers, 20 to 90 times slower."""

    def __init__(self) -> None:
        from eth_keys.backends.native.main import NativeECCBackend  # noqa: PLC0415 - 160 ms to load, and rarely needed
        from eth_keys.exceptions import BadSignature  # noqa: PLC0415
        from eth_keys.main import KeyAPI  # noqa: PLC0415
        from eth_utils.exceptions import ValidationError  # noqa: PLC0415

        self._keys = KeyAPI(NativeECCBackend)
        self._errors = (BadSignature, ValidationError)

    def prepare(self, secret: bytes) -> tuple[bytes, Sign]:
        """See Backend."""
        if not any(secret):
            raise ValueError("no private key")
        try:
            key = self._keys.PrivateKey(secret)
            return b"\x04" + key.public_key.to_bytes(), lambda digest: bytes(key.sign_msg_hash(digest).to_bytes())
        except self._errors:
            pass
        raise ValueError("no private key")

    def recover(self, digest: bytes, signature: bytes) -> bytes:
        """See Backend."""
        try:
            return b"\x04" + self._keys.ecdsa_recover(digest, self._keys.Signature(signature)).to_bytes()
        except self._errors as error:
            raise ValueError(str(error)) from None

    def expand(self, public_key: bytes) -> bytes:
        """See Backend."""
        is_compressed = len(public_key) == COMPRESSED_SIZE
        raw = self._keys.PublicKey.from_compressed_bytes(public_key).to_bytes() if is_compressed else public_key[1:]
        x, y = int.from_bytes(raw[:32], "big"), int.from_bytes(raw[32:], "big")
        if max(x, y) >= FIELD or (y * y - x * x * x - 7) % FIELD:  # y² = x³ + 7: eth-keys itself takes any 64 bytes
            raise ValueError("not a point of secp256k1")
        return b"\x04" + raw

    def verify(self, digest: bytes, signature: bytes, point: bytes) -> bool:
        """See Backend."""
        return self._keys.ecdsa_verify(
            digest, self._keys.NonRecoverableSignature(signature), self._keys.PublicKey(point[1:])
        )


def load_backend(candidates: Sequence[Callable[[], Backend]] = (CoincurveBackend, NativeBackend)) -> Backend:
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


def _der(signature: bytes) -> bytes:
    """DER form of r ‖ s, as libsecp256k1 takes it (X.690 §8.3: shortest two's complement)."""
    parts = []
    for half in (signature[:32], signature[32:]):
        number = int.from_bytes(half, "big")
        body = number.to_bytes(number.bit_length() // 8 + 1, "big")
        parts.append(bytes((2, len(body))) + body)
    joined = b"".join(parts)
    return bytes((0x30, len(joined))) + joined
