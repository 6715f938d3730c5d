"""Recovering and verifying: the one accepted form of a signature, on both backends."""

import gzip
import hashlib
import json
import os
import subprocess
import sys
import warnings
from pathlib import Path
from typing import Any

import pytest
from eth_keys import keys as eth_keys
from hypothesis import given, settings
from hypothesis import strategies as st

from rootzpub.errors import BadSignature
from rootzpub.proof import recover, verify
from rootzpub.proof.arithmetic import load_backend
from rootzpub.proof.backends import Backend
from rootzpub.proof.curve import HALF_ORDER, ORDER, prepare_signing, public_key_of
from rootzpub.proof.eth_keys_backend import in_python, on_coincurve
from tests.proof.conftest import signer_of

DIGEST = hashlib.sha256(b"a document").digest()
GENERATOR = "79be667ef9dcbbac55a06295ce870b07029bfcdb2dce28d959f2815b16f81798"
FIELD = 2**256 - 2**32 - 977


def test_plugin_signatures_recover(shared: Path) -> None:
    """Every signature of the plugin's vectors recovers to its signer."""
    vectors = json.loads((shared / "vectors/plugin/signed-documents.json").read_text())
    for document in vectors["documents"]:
        digest = hashlib.sha256(bytes.fromhex(document["signedBytesHex"])).digest()
        signature = bytes.fromhex(document["signature"]["signature"][2:])
        assert recover(digest, signature).format() == document["signature"]["signer"]


def test_eip191_signatures_recover(shared: Path) -> None:
    """The personal-message cases recover over their hash, and signing gives the same bytes (RFC 6979)."""
    vectors = json.loads((shared / "vectors/eip/eip55-191-712.json").read_text())
    signer = signer_of(int(vectors["privateKey"], 16))
    for case in vectors["eip191"]:
        digest, signature = bytes.fromhex(case["hash"][2:]), bytes.fromhex(case["signature"][2:])
        assert recover(digest, signature).format() == vectors["address"]
        assert signer.sign(digest) == signature


def test_malleable_twin_and_compact_form_are_refused(shared: Path) -> None:
    """The low form recovers; its high twin and the EIP-2098 form raise."""
    case = json.loads((shared / "vectors/eip/eip55-191-712.json").read_text())["malleability"]
    digest = bytes.fromhex(case["digest"][2:])
    low, high, compact = (bytes.fromhex(case[name][2:]) for name in ("lowS", "highS", "eip2098"))
    assert recover(digest, low)
    with pytest.raises(BadSignature, match="expected a low s"):
        recover(digest, high)
    with pytest.raises(BadSignature, match="65 bytes, got 64"):
        recover(digest, compact)


def test_verify_refuses_the_malleable_twin_in_both_lengths() -> None:
    """Plain ECDSA takes n − s as well as s; here a signature has one form, with v or without."""
    signer = signer_of(1)
    good = signer.sign(DIGEST)
    twin = good[:32] + (ORDER - int.from_bytes(good[32:64], "big")).to_bytes(32, "big")
    assert verify(DIGEST, good[:64], public_key_of((1).to_bytes(32, "big"))) is True
    assert verify(DIGEST, twin, public_key_of((1).to_bytes(32, "big"))) is False
    assert verify(DIGEST, twin + bytes([55 - good[64]]), public_key_of((1).to_bytes(32, "big"))) is False


@settings(max_examples=50)
@given(st.integers(1, ORDER - 1), st.binary(min_size=32, max_size=32))
def test_what_is_signed_recovers_and_verifies(secret: int, digest: bytes) -> None:
    """For any key and digest: low s, v 27 or 28, the signer's address, and the key in every form."""
    address, sign = prepare_signing(secret.to_bytes(32, "big"))
    signature = sign(digest)
    assert len(signature) == 65
    assert signature[64] in (27, 28)
    assert 0 < int.from_bytes(signature[32:64], "big") <= HALF_ORDER
    assert recover(digest, signature) == address
    key = eth_keys.PrivateKey(secret.to_bytes(32, "big")).public_key
    for form in (key.to_compressed_bytes(), b"\x04" + key.to_bytes(), key.to_bytes()):
        assert verify(digest, signature, form)
        assert verify(digest, signature[:64], form)
        assert not verify(hashlib.sha256(digest).digest(), signature[:64], form)
        assert not verify(digest, signature[:64] + bytes((55 - signature[64],)), form)


@given(st.binary(max_size=40), st.binary(max_size=70), st.binary(max_size=70))
def test_any_bytes_are_false_or_bad_signature(digest: bytes, signature: bytes, key: bytes) -> None:
    """No bytes make verify raise, nor recover raise anything else."""
    assert verify(digest, signature, key) is False
    with pytest.raises(BadSignature, match=r"expected|no public key"):
        recover(digest, signature)


def word(number: int) -> bytes:
    """32 bytes, big-endian."""
    return number.to_bytes(32, "big")


@pytest.mark.parametrize(
    ("signature", "message"),
    [
        pytest.param(word(0) + word(1) + b"\x1b", "0 < r < n", id="r-zero"),
        pytest.param(word(ORDER) + word(1) + b"\x1b", "0 < r < n", id="r-order"),
        pytest.param(word(1) + word(0) + b"\x1b", "0 < s < n", id="s-zero"),
        pytest.param(word(1) + word(ORDER) + b"\x1b", "0 < s < n", id="s-order"),
        pytest.param(word(1) + word(HALF_ORDER + 1) + b"\x1b", "low s", id="s-high"),
        pytest.param(word(1) + word(1) + b"\x00", "v = 27 or 28, got 0", id="v-0"),
        pytest.param(word(1) + word(1) + b"\x01", "v = 27 or 28, got 1", id="v-1"),
        pytest.param(word(1) + word(1) + b"\x1d", "v = 27 or 28, got 29", id="v-29"),
        pytest.param(word(5) + word(1) + b"\x1b", "no public key", id="r-no-point"),
        pytest.param(b"", "65 bytes, got 0", id="empty"),
        pytest.param(word(1) + word(1) + b"\x1b\x00", "65 bytes, got 66", id="padded"),
        pytest.param("0x12", "65 bytes, got str", id="text"),
        pytest.param(None, "65 bytes, got NoneType", id="none"),
    ],
)
def test_signatures_out_of_form_are_refused(signature: Any, message: str) -> None:
    """Each rule of the form has its sentence."""
    with pytest.raises(BadSignature, match=message):
        recover(DIGEST, signature)


@pytest.mark.parametrize(
    "digest", [pytest.param(b"", id="empty"), pytest.param(bytes(31), id="31"), pytest.param("x", id="text")]
)
def test_digests_have_32_bytes(digest: Any) -> None:
    """Anything but 32 bytes is no digest, in recovering, verifying and signing."""
    signer = signer_of(1)
    signature = signer.sign(DIGEST)
    with pytest.raises(BadSignature, match="digest of 32 bytes"):
        recover(digest, signature)
    with pytest.raises(BadSignature, match="digest of 32 bytes"):
        signer.sign(digest)
    assert not verify(digest, signature, public_key_of(word(1)))


@pytest.mark.parametrize(
    "key",
    [
        pytest.param(b"", id="empty"),
        pytest.param(b"\x02" + bytes(32), id="no-point"),
        pytest.param(b"\x02" + bytes.fromhex(GENERATOR)[:31], id="short"),
        pytest.param(b"\x05" + bytes(32), id="prefix"),
        pytest.param(b"\x04" + bytes.fromhex(GENERATOR) * 2, id="not-on-the-curve"),
        pytest.param(b"\x04" + word(FIELD) * 2, id="not-in-the-field"),
        pytest.param(b"\x06" + bytes(64), id="hybrid"),
        pytest.param(b"\x04" + bytes(32), id="uncompressed-too-short"),
        pytest.param(None, id="none"),
        pytest.param(5, id="number"),
    ],
)
def test_keys_that_are_none_verify_nothing(key: Any) -> None:
    """What is no SEC1 key is False."""
    assert verify(DIGEST, signer_of(1).sign(DIGEST), key) is False


@pytest.fixture(params=[on_coincurve, in_python], ids=["coincurve", "native"])
def backend(request: pytest.FixtureRequest) -> Backend:
    """Each backend in turn."""
    made: Backend = request.param()
    return made


def test_backends_agree(backend: Backend) -> None:
    """Both give the same key, the same RFC 6979 signature, the same recovery and the same verdicts."""
    point, sign = backend.prepare(word(7))
    other_point, other_sign = on_coincurve().prepare(word(7))
    signature = sign(DIGEST)
    assert (point, signature) == (other_point, other_sign(DIGEST))
    assert backend.recover(DIGEST, signature) == point
    compressed = bytes((2 + (point[64] & 1),)) + point[1:33]
    assert compressed == public_key_of(word(7))
    assert backend.expand(compressed) == backend.expand(point) == point
    assert backend.verify(DIGEST, signature[:64], point)
    assert not backend.verify(hashlib.sha256(DIGEST).digest(), signature[:64], point)


@pytest.mark.parametrize("secret", [pytest.param(word(0), id="zero"), pytest.param(word(ORDER), id="order")])
def test_backends_refuse_what_is_no_key(backend: Backend, secret: bytes) -> None:
    """Zero and the group order are no private keys."""
    with pytest.raises(ValueError, match=r"\S"):
        backend.prepare(secret)


def test_backends_refuse_what_is_no_point(backend: Backend) -> None:
    """x without a y, y off the curve and an r without a point have no answer."""
    for key in (b"\x02" + word(5), b"\x02" + word(FIELD), b"\x04" + word(1) * 2, b"\x04" + word(FIELD + 1) * 2):
        with pytest.raises(ValueError, match=r"\S"):
            backend.expand(key)
    with pytest.raises(ValueError, match=r"\S"):
        backend.recover(DIGEST, word(5) + word(1) + b"\0")


def test_missing_coincurve_is_said_once_and_survived() -> None:
    """Where the first backend cannot be imported, the second answers and a RuntimeWarning says so."""

    def missing() -> Backend:
        raise ImportError("no module named coincurve")

    with pytest.warns(RuntimeWarning, match="coincurve cannot be loaded .* pure Python"):
        _, sign = load_backend((missing, in_python)).prepare(word(7))
    assert sign(DIGEST) == on_coincurve().prepare(word(7))[1](DIGEST)


def test_eth_keys_on_coincurve_is_what_signs() -> None:
    """With coincurve installed no warning is given and eth-keys' coincurve backend does the arithmetic."""
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        loaded = load_backend((on_coincurve, in_python))
    assert isinstance(loaded, type(on_coincurve()))
    assert type(loaded) is not type(in_python())


@pytest.mark.slow("more than a tenth of a second a case")
def test_without_coincurve_everything_still_verifies(tmp_path: Path) -> None:
    """A process in which coincurve cannot be imported warns once, signs the same bytes and recovers the signer."""
    (tmp_path / "coincurve.py").write_text("raise ImportError('no coincurve here')\n")
    script = (
        "from rootzpub.proof import LocalSigner, recover; from rootzpub.proof.secret import Secret;"
        f"signer = LocalSigner(Secret({word(7)!r})); print(signer.sign({DIGEST!r}).hex());"
        f"assert recover({DIGEST!r}, signer.sign({DIGEST!r})) == signer.address"
    )
    root = Path(__file__).resolve().parents[2]
    done = subprocess.run(
        [sys.executable, "-c", script],
        env={**os.environ, "PYTHONPATH": f"{tmp_path}{os.pathsep}{root}"},
        check=True,
        capture_output=True,
        text=True,
    )
    assert done.stdout.strip() == signer_of(7).sign(DIGEST).hex()
    assert done.stderr.count("coincurve cannot be loaded") == 1


def test_signed_typed_data_of_ethers_recovers(shared: Path) -> None:
    """Where the EIP-712 cases carry key and signature, both are reproduced."""
    cases = json.loads(gzip.decompress((shared / "vectors/eip/typed-data.json.gz").read_bytes()))
    signed = [case for case in cases if "signature" in case]
    assert signed
    for case in signed:
        signer = signer_of(int(case["privateKey"], 16))
        digest = bytes.fromhex(case["digest"][2:])
        assert signer.sign(digest).hex() == case["signature"][2:]
        assert recover(digest, bytes.fromhex(case["signature"][2:])) == signer.address
