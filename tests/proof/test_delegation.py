"""Delegation: what the owner's wallet signs, and what it covers."""

import json
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from eth_account import Account
from eth_account.messages import encode_typed_data

from rootzpub.errors import BadSignature, MalformedInput
from rootzpub.proof import Delegation, LocalSigner
from rootzpub.proof.delegation import accept, prepare
from tests.proof.conftest import signer_of

ORIGIN = "https://example.com"
NOW = datetime(2026, 3, 4, 12, tzinfo=UTC)
DELEGATE = signer_of(1).address
OWNER = signer_of(2)
DRAFT = Delegation(origin=ORIGIN, delegate=DELEGATE, scope="all", not_before=NOW, not_after=NOW + timedelta(days=365))


def signed(draft: Delegation = DRAFT, owner: LocalSigner = OWNER) -> Delegation:
    """The draft with its owner's signature."""
    return replace(draft, owner=owner.address, signature=owner.sign(draft.digest()))


def answer(**changes: Any) -> dict[str, Any]:
    """What comes back from a wallet: the prepared request and a signature."""
    return {**prepare(DRAFT), "signature": "0x" + OWNER.sign(DRAFT.digest()).hex(), **changes}


def test_another_wallet_library_signs_what_we_prepare() -> None:
    """eth-account, given the prepared request as MetaMask is, signs the same digest; we accept its signature."""
    request = json.loads(json.dumps(prepare(DRAFT)))
    signature = Account.sign_typed_data((2).to_bytes(32, "big"), full_message=request).signature
    assert (
        Account.recover_message(encode_typed_data(full_message=request), signature=signature) == OWNER.address.format()
    )
    accepted = accept({**request, "signature": "0x" + signature.hex()}, origin=ORIGIN, delegate=DELEGATE)
    assert accepted == signed()


def test_the_proof_reads_back() -> None:
    """What is published is read and checked against the owner it names."""
    assert Delegation.read(json.loads(json.dumps(signed().body()))) == signed()


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        pytest.param({"type": "other"}, "a delegation of type", id="type"),
        pytest.param({"domain": {"name": "x"}}, "a delegation of type", id="domain"),
        pytest.param({"owner": signer_of(3).address.format()}, "not signed by the owner it names", id="owner"),
        pytest.param({"message": {**DRAFT.message(), "scope": "more"}}, "not signed by the owner", id="scope-changed"),
        pytest.param({"message": {**DRAFT.message(), "extra": 1}}, "object with the members", id="unsigned-member"),
        pytest.param({"signature": "0x"}, "expected a signature", id="no-signature"),
        pytest.param({"extra": 1}, "object with the members", id="extra"),
    ],
)
def test_changed_proofs_are_refused(changes: dict[str, Any], message: str) -> None:
    """Every member is checked."""
    with pytest.raises(MalformedInput, match=message):
        Delegation.read({**signed().body(), **changes})


@pytest.mark.parametrize(
    ("scope", "asked", "codes"),
    [
        pytest.param("all", {}, [], id="covered"),
        pytest.param("getPage ai-discovery", {}, [], id="named-kind"),
        pytest.param("ai-feed", {}, ["delegation-scope"], id="other-kind"),
        pytest.param("ai-discovery-x", {}, ["delegation-scope"], id="prefix-is-no-match"),
        pytest.param("", {}, ["delegation-scope"], id="empty-scope"),
        pytest.param("all", {"origin": "https://other.example"}, ["delegation-origin"], id="origin"),
        pytest.param("all", {"delegate": signer_of(5).address}, ["delegation-delegate"], id="delegate"),
        pytest.param("all", {"at": NOW - timedelta(seconds=1)}, ["delegation-time"], id="too-early"),
        pytest.param("all", {"at": NOW + timedelta(days=366)}, ["delegation-time"], id="too-late"),
        pytest.param("all", {"at": NOW + timedelta(days=365)}, [], id="last-second"),
    ],
)
def test_what_a_delegation_covers(scope: str, asked: dict[str, Any], codes: list[str]) -> None:
    """Origin, delegate, scope and time, each with its code."""
    question = {"origin": ORIGIN, "delegate": DELEGATE, "kind": "ai-discovery", "at": NOW, **asked}
    problems = signed(replace(DRAFT, scope=scope)).problems(**question)
    assert [code for code, _ in problems] == codes
    assert all(sentence for _, sentence in problems)


def test_hardware_wallets_write_v_as_0_or_1() -> None:
    """Their signatures are accepted and published with 27 or 28."""
    signature = OWNER.sign(DRAFT.digest())
    ledger = "0x" + signature[:64].hex().upper() + f"{signature[64] - 27:02x}"
    assert accept(answer(signature=ledger), origin=ORIGIN, delegate=DELEGATE).signature == signature


def test_wallets_answer_in_other_clothes() -> None:
    """White space, no `0x`, capitals, and the compact form of EIP-2098: the same signature."""
    signature = OWNER.sign(DRAFT.digest())
    second = int.from_bytes(signature[32:64], "big") | (signature[64] - 27) << 255
    forms = [
        f"0x{signature.hex()}\n",
        f"  {signature.hex().upper()} ",
        f"0X{signature.hex()}",
        f"0x{signature[:32].hex()}\n{signature[32:].hex()}",
        f"0x{signature[:32].hex()}{second:064x}",
    ]
    for form in forms:
        assert accept(answer(signature=form), origin=ORIGIN, delegate=DELEGATE).signature == signature


def test_a_contract_wallet_is_told_from_a_broken_signature() -> None:
    """Safe and Coinbase answer with more than 65 bytes (EIP-1271, EIP-6492): they cannot delegate."""
    with pytest.raises(BadSignature, match="a smart-contract wallet cannot delegate") as caught:
        accept(answer(signature="0x" + "ab" * 130), origin=ORIGIN, delegate=DELEGATE)
    assert "identity_contract" in caught.value.hint
    with pytest.raises(BadSignature, match="expected a signature like 0x"):
        accept(answer(signature="0x" + "ab" * 60), origin=ORIGIN, delegate=DELEGATE)


@pytest.mark.parametrize(
    ("given", "message"),
    [
        pytest.param("text", "the prepared request with the wallet's signature", id="text"),
        pytest.param({"message": {}}, "the prepared request with the wallet's signature", id="no-signature"),
        pytest.param(answer(signature=5), "expected a signature", id="number"),
        pytest.param(answer(owner=signer_of(3).address.format()), "expected the signature of", id="other-owner"),
        pytest.param(
            answer(message={**DRAFT.message(), "origin": "https://x.example"}), "got one of https://x", id="origin"
        ),
        pytest.param(
            answer(message={**DRAFT.message(), "delegate": OWNER.address.format()}), "a delegation of", id="delegate"
        ),
    ],
)
def test_answers_that_do_not_fit_are_refused(given: Any, message: str) -> None:
    """The owner, the origin and the delegate must be those that were asked for."""
    with pytest.raises(MalformedInput, match=message):
        accept(given, origin=ORIGIN, delegate=DELEGATE)


def test_a_named_owner_is_accepted() -> None:
    """An answer may name its owner, and then must be signed by it."""
    assert accept(answer(owner=OWNER.address.format()), origin=ORIGIN, delegate=DELEGATE).owner == OWNER.address


def test_an_unreadable_signature_is_bad() -> None:
    """A signature that recovers to nobody is BadSignature."""
    with pytest.raises(BadSignature, match="0 < r"):
        accept(answer(signature="0x" + "00" * 64 + "1b"), origin=ORIGIN, delegate=DELEGATE)
