"""ethers, viem and noble accept what we sign, and we accept what they sign."""

import json
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from rootzpub.proof import Address, Delegation, LocalSigner, recover
from rootzpub.proof.delegation import accept, prepare
from rootzpub.proof.secret import Secret
from rootzpub.seal import SealContext, seal
from rootzpub.wire import Document, EntryDates, SignatureDocument, TextDocument, text_stamp
from tests.node.conftest import Run

KEY = (2**200 + 7).to_bytes(32, "big")
"""TEST KEY ONLY."""
SIGNER = LocalSigner(Secret(KEY))
AT = datetime(2026, 3, 4, 20, 21, 47, tzinfo=UTC)
CONTEXT = SealContext(
    origin="https://xn--bcher-kva.example",
    domain="xn--bcher-kva.example",
    signer=SIGNER,
    sequence=2**53 - 1,
    publication_root=bytes(range(32)),
    identity=Address(bytes(range(20))),
    chain_id=137,
)
PAGES = [
    Document(
        kind="getPage",
        resource="/wp-json/rootz/v1/page?path=%2Fabout%2F",
        body={
            "content": 'Größe & Co.\n\t"quoted" \\ / </script> 日本語 😀 \x00\x1f\x7f\ufeff\u2028end',
            "list": [1, -5, 2**53 - 1, None, True, [], "é", "e\u0301"],
            "_Z": "before lower case",
            "Z": "upper case first",
        },
        last_modified=AT - timedelta(days=3),
        freshness=True,
        origin=EntryDates(published=AT, modified=AT),
    ),
    Document(kind="error", resource="/x?q=%F0%9F%98%80", body={"error": {"code": "not_found"}}, status=404),
]
LLMS = TextDocument(kind="llms-txt", resource="/llms.txt", text="# Bücher\n\n> 本 😀\n")


def judged(run: Run) -> list[dict[str, Any]]:
    """The verdicts of the three libraries on our documents and our text."""
    when: dict[str, Any] = {"moment": AT, "stamp_seconds": 60, "context": CONTEXT}
    documents = [{"body": seal(page, **when).body.decode()} for page in PAGES]
    stamp = text_stamp.read(seal(LLMS, **when).body)
    assert stamp is not None
    documents.append({"body": seal(SignatureDocument(of=LLMS), **when).body.decode(), "text": stamp.signed.decode()})
    answer = run("judge.mjs", {"privateKey": "0x" + KEY.hex(), "documents": documents})
    assert len(answer["verdicts"]) == len(documents)
    return list(answer["verdicts"])


@pytest.mark.slow("starts Node for every part")
def test_they_accept_what_we_sign(run: Run) -> None:
    """Hash by JSON.stringify of the parsed body, content signature and envelope, by all three."""
    for verdict in judged(run):
        everyone = dict.fromkeys(("ethers", "viem", "noble"), SIGNER.address.format())
        assert verdict["sameHash"]
        assert verdict["signer"] == SIGNER.address.format()
        assert verdict["content"] == everyone
        assert verdict["envelope"] == everyone


@pytest.mark.slow("starts Node for every part")
def test_we_accept_what_they_sign(run: Run) -> None:
    """Their signatures recover here, and are the very bytes that we write (RFC 6979, low s)."""
    for verdict in judged(run):
        for what, signatures in verdict["signed"].items():
            digest = bytes.fromhex(verdict["digests"][what][2:])
            for name, signature in signatures.items():
                raw = bytes.fromhex(signature[2:])
                assert recover(digest, raw) == SIGNER.address, (what, name)
                assert raw == SIGNER.sign(digest), (what, name)


@pytest.mark.slow("starts Node for every part")
def test_wallets_sign_a_prepared_delegation(run: Run) -> None:
    """ethers and viem, given the request as MetaMask is, produce the signature that we accept."""
    delegate = LocalSigner(Secret((9).to_bytes(32, "big"))).address
    draft = Delegation(
        origin="https://example.com", delegate=delegate, scope="all", not_before=AT, not_after=AT + timedelta(days=1)
    )
    request = json.loads(json.dumps(prepare(draft)))
    signed = run("delegate.mjs", {"privateKey": "0x" + KEY.hex(), "request": request})
    assert signed["ethers"] == signed["viem"]
    accepted = accept({**request, "signature": signed["viem"]}, origin="https://example.com", delegate=delegate)
    assert accepted.owner == SIGNER.address
    assert replace(accepted, owner=Address.zero(), signature=b"") == draft
