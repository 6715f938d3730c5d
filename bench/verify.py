"""Verifying and signing against their parts called bare, interleaved in one run (`python -m bench verify`).

A verification of a 20 KB document reads strictly, hashes, recovers two signatures and makes twelve checks; bare is one
parse, one SHA-256 and two recoveries by coincurve. Each figure is the best of many short rounds; rounds of both
sides alternate, so that a busy machine slows both.
"""

import hashlib
import json
import time
from collections.abc import Callable
from datetime import UTC, datetime

import coincurve
from eth_keys import KeyAPI
from eth_keys.backends import CoinCurveECCBackend

from bench.table import Row, show
from rootzpub.proof import LocalSigner
from rootzpub.proof.secret import Secret
from rootzpub.seal import SealContext, seal
from rootzpub.verify import Verdict, verify
from rootzpub.wire import Document

MOMENT = datetime(2026, 3, 4, 20, 30, tzinfo=UTC)
ORIGIN = "https://example.com"
SECRET = bytes(range(1, 33))  # TEST KEY ONLY
ROUNDS = 120
CALLS = 10


def document(records: int) -> bytes:
    """A sealed document like a site's list of pages; a hundred records make 20 KB."""
    rows = [
        {
            "path": f"/page-{number}/",
            "title": f"Title number {number} – Größe",
            "contentHash": "sha256:" + f"{number:064x}",
            "modified": "2026-03-01T10:00:00Z",
            "type": "page",
        }
        for number in range(records)
    ]
    context = SealContext(origin=ORIGIN, domain="example.com", signer=LocalSigner(Secret(SECRET)), sequence=7)
    sealed = seal(
        Document(kind="listing", resource="/listing", body={"items": rows}),
        moment=MOMENT,
        stamp_seconds=1,
        context=context,
    )
    return sealed.body


def best_rates(*sides: Callable[[], object]) -> list[float]:
    """Calls per second of each side at its best, rounds alternating."""
    best = [float("inf")] * len(sides)
    for _ in range(ROUNDS):
        for number, side in enumerate(sides):
            started = time.thread_time()
            for _ in range(CALLS):
                side()
            best[number] = min(best[number], (time.thread_time() - started) / CALLS)
    return [1 / seconds for seconds in best]


def bare_verification(data: bytes) -> Callable[[], None]:
    """One parse, one hash, two recoveries: what no verifier can do without."""
    block = json.loads(data)["_signature"]
    digest = bytes.fromhex(block["contentHash"].removeprefix("sha256:"))
    signature = bytes.fromhex(block["signature"][2:])
    recoverable = signature[:64] + bytes((signature[64] - 27,))

    def run() -> None:
        json.loads(data)
        hashlib.sha256(data).digest()
        for _ in range(2):
            coincurve.PublicKey.from_signature_and_message(recoverable, digest, hasher=None)

    return run


def verification_rows() -> list[Row]:
    """Our verification against its bare parts, for three sizes."""
    rows = []
    for label, records, wanted in (("2 KB", 5, 0.0), ("20 KB", 100, 0.45), ("1 MB", 5_300, 0.3)):
        data = document(records)
        report = verify(data, url=f"{ORIGIN}/listing", moment=MOMENT)
        assert report.verdict is Verdict.VERIFIED, report.as_text()
        ours, bare = best_rates(
            lambda data=data: verify(data, url=f"{ORIGIN}/listing", moment=MOMENT), bare_verification(data)
        )
        rows.append(
            Row(
                name=f"verify {label}",
                ours=ours,
                other=bare,
                unit="documents/s",
                other_name="json + sha256 + 2 recoveries, bare",
                wanted=wanted,
                note=f"{len(data):,} bytes",
            )
        )
    return rows


def signing_rows() -> list[Row]:
    """One signature by our signer against eth-keys and coincurve."""
    digest = hashlib.sha256(b"x").digest()
    signer = LocalSigner(Secret(SECRET))
    keys = KeyAPI(CoinCurveECCBackend)
    eth_key, raw_key = keys.PrivateKey(SECRET), coincurve.PrivateKey(SECRET)
    ours, eth, raw = best_rates(
        lambda: signer.sign(digest),
        lambda: keys.ecdsa_sign(digest, eth_key),
        lambda: raw_key.sign_recoverable(digest, hasher=None),
    )
    return [
        Row(name="sign", ours=ours, other=eth, unit="signatures/s", other_name="eth-keys, bare", wanted=0.85),
        Row(name="sign", ours=ours, other=raw, unit="signatures/s", other_name="coincurve, bare"),
    ]


def main() -> None:
    """Print both tables."""
    show("Verifying", verification_rows())
    show("Signing", signing_rows())


if __name__ == "__main__":
    main()
