"""secp256k1 by eth-keys, over either of its backends; loaded when the first signature is made or checked (120 ms).

Invariants: what `backends.Backend` promises; whatever eth-keys raises for an input leaves here as ValueError.
Decision 0012.
"""

from eth_keys.backends.base import BaseECCBackend
from eth_keys.backends.coincurve import CoinCurveECCBackend
from eth_keys.backends.native.main import NativeECCBackend
from eth_keys.datatypes import PrivateKey, PublicKey, Signature
from eth_keys.exceptions import BadSignature
from eth_keys.main import KeyAPI
from eth_utils.exceptions import ValidationError

from rootzpub.proof.backends import COMPRESSED_SIZE, FIELD, Backend, Sign

_REFUSALS = (BadSignature, ValidationError)


class _ReadyCoinCurve(CoinCurveECCBackend):
    """eth-keys' coincurve backend for one key that is kept ready.

    eth-keys hands libsecp256k1 the bare secret for every signature, and it computes the public key anew each time: more
    than half of the work (decision 0012; `python -m bench.proof`).
    """

    def __init__(self, secret: bytes) -> None:
        super().__init__()
        self._ready = self.keys.PrivateKey(secret)

    def ecdsa_sign(self, msg_hash: bytes, private_key: PrivateKey) -> Signature:
        """The recoverable signature by the key this was made for."""
        del private_key
        return Signature(self._ready.sign_recoverable(msg_hash, hasher=None), backend=self)


class EthKeys:
    """See backends.Backend."""

    def __init__(self, arithmetic: BaseECCBackend) -> None:
        self._keys = KeyAPI(arithmetic)

    def prepare(self, secret: bytes) -> tuple[bytes, Sign]:
        """See Backend."""
        if any(secret):
            try:
                key = self._private_key(secret)
                return b"\x04" + key.public_key.to_bytes(), lambda digest: key.sign_msg_hash(digest).to_bytes()
            except (*_REFUSALS, ValueError):
                pass  # raised below, so that no traceback leads back to a frame that holds the secret
        raise ValueError("no private key")

    def _private_key(self, secret: bytes) -> PrivateKey:
        return PrivateKey(secret, backend=self._keys.backend)

    def recover(self, digest: bytes, signature: bytes) -> bytes:
        """See Backend."""
        try:
            return b"\x04" + self._keys.ecdsa_recover(digest, Signature(signature)).to_bytes()
        except _REFUSALS as error:
            raise ValueError(str(error)) from None

    def expand(self, public_key: bytes) -> bytes:
        """See Backend."""
        is_compressed = len(public_key) == COMPRESSED_SIZE
        raw = self._keys.backend.decompress_public_key_bytes(public_key) if is_compressed else public_key[1:]
        x, y = int.from_bytes(raw[:32], "big"), int.from_bytes(raw[32:], "big")
        if max(x, y) >= FIELD or (y * y - x * x * x - 7) % FIELD:  # y² = x³ + 7: eth-keys itself takes any 64 bytes
            raise ValueError("not a point of secp256k1")
        return b"\x04" + raw

    def verify(self, digest: bytes, signature: bytes, point: bytes) -> bool:
        """See Backend."""
        return self._keys.ecdsa_verify(
            digest, self._keys.NonRecoverableSignature(signature), PublicKey(point[1:], backend=self._keys.backend)
        )


class _EthKeysOnCoincurve(EthKeys):
    """Keys that sign are kept ready; who signed is asked of coincurve itself."""

    def __init__(self) -> None:
        arithmetic = CoinCurveECCBackend()
        super().__init__(arithmetic)
        self._recovered = arithmetic.keys.PublicKey.from_signature_and_message

    def recover(self, digest: bytes, signature: bytes) -> bytes:
        """See Backend."""
        # `curve` has checked r, s and v; eth-keys' objects check them again and cost half as much as the recovery.
        point: bytes = self._recovered(signature, digest, hasher=None).format(compressed=False)
        return point

    def _private_key(self, secret: bytes) -> PrivateKey:
        return PrivateKey(secret, backend=_ReadyCoinCurve(secret))


def on_coincurve() -> Backend:
    """eth-keys on libsecp256k1. ImportError where coincurve is missing."""
    return _EthKeysOnCoincurve()


def in_python() -> Backend:
    """eth-keys in pure Python: the same answers, 20 to 90 times slower."""
    return EthKeys(NativeECCBackend())
