"""Signing, sealing and reading against the libraries underneath, called bare: both sides interleaved in one run.

Run: python -m bench.proof
"""

import hashlib
import json
import os
import statistics
import time
from collections.abc import Callable
from datetime import UTC, datetime

import coincurve
import orjson
import rfc8785
from eth_keys.backends.coincurve import CoinCurveECCBackend
from eth_keys.main import KeyAPI

from bench.table import Row, show
from rootzpub.proof import LocalSigner, recover, typed_data_digest
from rootzpub.proof.secret import Secret
from rootzpub.seal import ENVELOPE, SealContext, seal
from rootzpub.wire import Document, canonical, envelope, parse, tree

ROUNDS = 15
AT = datetime(2026, 3, 4, 20, 21, tzinfo=UTC)
KEY = hashlib.sha256(b"bench: TEST KEY ONLY").digest()
SIGNER = LocalSigner(Secret(KEY))


def rates(ours: Callable[[], object], other: Callable[[], object], *, seconds: float = 0.05) -> tuple[float, float]:
    """Calls per second of both, median of interleaved rounds, so that a busy machine slows both alike."""
    results: tuple[list[float], list[float]] = ([], [])
    counts = [max(1, int(seconds / _cost(function))) for function in (ours, other)]
    for _ in range(ROUNDS):
        for function, count, found in zip((ours, other), counts, results, strict=True):
            began = time.perf_counter()
            for _ in range(count):
                function()
            found.append(count / (time.perf_counter() - began))
    return statistics.median(results[0]), statistics.median(results[1])


def _cost(function: Callable[[], object]) -> float:
    function()
    began = time.perf_counter()
    function()
    return max(time.perf_counter() - began, 1e-7)


def document(size: int) -> Document:
    """A getPage-like answer with this many bytes of text."""
    text = "Widgets are small things that we measure — Größe & Co.\n\n"
    body = {
        "path": "/about/",
        "title": "About",
        "content": (text * (size // len(text.encode()) + 1))[:size],
        "tags": [{"name": f"tag {number}", "count": number} for number in range(20)],
    }
    return Document(kind="getPage", resource="/wp-json/rootz/v1/page?path=%2Fabout%2F", body=body, last_modified=AT)


def signing() -> list[Row]:
    """Sign and recover a digest; hash an envelope."""
    digest = os.urandom(32)
    signature = SIGNER.sign(digest)
    eth_key = KeyAPI(CoinCurveECCBackend()).PrivateKey(KEY)
    eth_api = KeyAPI(CoinCurveECCBackend())
    eth_signature = eth_api.Signature(signature[:64] + bytes((signature[64] - 27,)))
    curve_key = coincurve.PrivateKey(KEY)
    message = envelope.message(
        origin="https://example.com", resource="/x", kind="x", content_hash=digest, signed_at=AT, expires_at=AT
    )
    pairs: list[tuple[str, str, float, Callable[[], object], Callable[[], object]]] = [
        ("sign", "eth-keys on coincurve", 0.85, lambda: SIGNER.sign(digest), lambda: eth_key.sign_msg_hash(digest)),
        (
            "sign",
            "coincurve itself",
            0.0,
            lambda: SIGNER.sign(digest),
            lambda: curve_key.sign_recoverable(digest, hasher=None),
        ),
        (
            "recover an address",
            "eth-keys on coincurve",
            0.0,
            lambda: recover(digest, signature),
            lambda: eth_api.ecdsa_recover(digest, eth_signature).to_canonical_address(),
        ),
        (
            "hash an envelope, prepared",
            "the same from scratch",
            0.0,
            lambda: ENVELOPE.digest(message),
            lambda: typed_data_digest(envelope.DOMAIN, envelope.TYPES, envelope.PRIMARY_TYPE, message),
        ),
    ]
    return [_row(name, against, wanted, ours, other) for name, against, wanted, ours, other in pairs]


def _row(name: str, against: str, wanted: float, ours: Callable[[], object], other: Callable[[], object]) -> Row:
    first, second = rates(ours, other)
    return Row(name=name, ours=first, other=second, unit="per second", other_name=against, wanted=wanted)


def documents() -> list[Row]:
    """Seal, parse and canonicalise documents of 20 KB (bench.verify has their verification)."""
    context = SealContext(origin="https://example.com", domain="example.com", signer=SIGNER)
    page = document(20_000)
    body = seal(page, moment=AT, stamp_seconds=60, context=context).body
    value = json.loads(body)

    def two_signatures() -> None:
        encoded = orjson.dumps(value, option=orjson.OPT_SORT_KEYS)
        digest = hashlib.sha256(encoded).digest()
        for _ in range(2):
            SIGNER.sign(digest)

    return [
        _row(
            "seal 20 KB",
            "orjson + sha256 + two signatures",
            0.0,
            lambda: seal(page, moment=AT, stamp_seconds=60, context=context),
            two_signatures,
        ),
        _row("read strictly 20 KB", "json.loads", 0.0, lambda: parse(body), lambda: json.loads(body)),
        _row("canonical 20 KB", "rfc8785", 0.0, lambda: canonical(value), lambda: rfc8785.dumps(value)),
    ]


def trees() -> list[Row]:
    """A publication of 100,000 records: one tree, then audit paths."""
    leaves = [tree.leaf_hash(str(number).encode()) for number in range(100_000)]
    built = tree.Tree.of(leaves)
    return [
        Row(
            name="audit path among 100,000",
            ours=rates(lambda: built.audit_path(54_321), lambda: None)[0],
            other=rates(lambda: tree.Tree.of(leaves), lambda: None, seconds=0.01)[0],
            unit="per second",
            other_name="building the tree",
        )
    ]


if __name__ == "__main__":
    show("Proof: against the libraries underneath", [*signing(), *documents(), *trees()])
