"""secp256k1 signatures with the rules that leave each signature one form.

Invariants: 65 bytes r ‖ s ‖ v with v 27 or 28, 0 < r < n, 0 < s ≤ n/2 (EIP-2). Neither coincurve nor eth-keys refuses a
high s when it recovers, so the check is ours. `recover` raises BadSignature and nothing else; `verify` never raises.
"""

from typing import Final

from rootzpub.errors import BadSignature
from rootzpub.proof.address import Address
from rootzpub.proof.arithmetic import backend
from rootzpub.proof.backends import Sign

ORDER: Final = 0xFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFEBAAEDCE6AF48A03BBFD25E8CD0364141
# n/2 rounded down: n is odd, so every s or its twin n − s lies below.
HALF_ORDER: Final = ORDER // 2
DIGEST_SIZE: Final = 32
SIGNATURE_SIZE: Final = 65
_COMPACT_SIZE: Final = 64
_RAW_KEY_SIZE: Final = 64
_V_BASE: Final = 27
# SEC 1 §2.3.3: the first byte says how long a key is; 06 and 07 (hybrid) would be a second form of the same key.
_SEC1: Final = {2: 33, 3: 33, 4: 65}


def recover(digest: bytes, signature: bytes) -> Address:
    """The address whose key signed the 32-byte `digest` with the 65-byte r ‖ s ‖ v.

    Raises BadSignature for every other length, v, r or s, for a high s, and where no key answers.
    """
    return Address.of_public_key(_recover_point(digest, signature))


def verify(digest: bytes, signature: bytes, public_key: bytes) -> bool:
    """Whether `signature` (64 bytes r ‖ s, or 65 with v) over `digest` was made with `public_key`.

    The key is SEC1, 33 bytes compressed or 65 uncompressed, or the bare 64 bytes x ‖ y. A v must fit the key too. False
    for a high s, which plain ECDSA (SEC 1 §4.1.4) would take: here a signature has one form.
    """
    try:
        point = backend().expand(_sec1(public_key))
        if len(signature) == SIGNATURE_SIZE:
            # With a v the key is recovered and compared: plain verification ignores v, and a wrong one would pass.
            return _recover_point(digest, signature) == point
        _check(digest, signature, _COMPACT_SIZE)
        return backend().verify(bytes(digest), bytes(signature), point)
    except (ValueError, TypeError, BadSignature):
        return False


def prepare_signing(secret: bytes) -> tuple[Address, Sign]:
    """Address of a 32-byte secret, and digest → 65 bytes r ‖ s ‖ v (RFC 6979, low s). ValueError for no private key."""
    point, sign_compact = backend().prepare(secret)

    def sign(digest: bytes) -> bytes:
        if len(digest) != DIGEST_SIZE:
            raise BadSignature(f"expected a digest of {DIGEST_SIZE} bytes to sign, got {len(digest)}")
        signature = sign_compact(digest)
        return signature[:_COMPACT_SIZE] + bytes((signature[_COMPACT_SIZE] + _V_BASE,))

    return Address.of_public_key(point), sign


def public_key_of(secret: bytes) -> bytes:
    """The compressed SEC1 public key of a 32-byte secret. ValueError for no private key."""
    point, _ = backend().prepare(secret)
    return bytes((2 + (point[-1] & 1),)) + point[1:33]


def _recover_point(digest: bytes, signature: bytes) -> bytes:
    _check(digest, signature, SIGNATURE_SIZE)
    parity = signature[_COMPACT_SIZE] - _V_BASE
    if parity not in (0, 1):
        raise BadSignature(f"expected v = 27 or 28, got {signature[_COMPACT_SIZE]}")
    try:
        return backend().recover(bytes(digest), bytes(signature[:_COMPACT_SIZE]) + bytes((parity,)))
    except ValueError:
        raise BadSignature("no public key gives this signature") from None


def _check(digest: object, signature: object, size: int) -> None:
    """Lengths and ranges; raises BadSignature."""
    if not isinstance(digest, bytes) or len(digest) != DIGEST_SIZE:
        raise BadSignature(f"expected a digest of {DIGEST_SIZE} bytes")
    if not isinstance(signature, bytes) or len(signature) != size:
        got = len(signature) if isinstance(signature, bytes) else type(signature).__name__
        raise BadSignature(f"expected a signature of {size} bytes, got {got}")
    r, s = int.from_bytes(signature[:32], "big"), int.from_bytes(signature[32:64], "big")
    if not 0 < r < ORDER:
        raise BadSignature("expected 0 < r < n")
    if not 0 < s < ORDER:
        raise BadSignature("expected 0 < s < n")
    # Neither backend refuses the high twin when it recovers (decision 0012), and with it each signature had two forms.
    if s > HALF_ORDER:
        raise BadSignature("expected a low s (EIP-2), got the high twin", hint="a signature has one form here: s ≤ n/2")


def _sec1(public_key: bytes) -> bytes:
    """The key in SEC1 form; ValueError for other lengths and prefixes (hybrid 06/07 included)."""
    if len(public_key) == _RAW_KEY_SIZE:
        return b"\x04" + public_key
    if not public_key or _SEC1.get(public_key[0]) != len(public_key):
        raise ValueError("not a SEC1 public key")
    return bytes(public_key)
