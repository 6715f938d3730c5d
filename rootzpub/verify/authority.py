"""Step 11: whether somebody besides the document vouches for its signer.

Invariants: a delegation is checked for origin, delegate, scope and time; an identity contract must say yes at a named
block; what was claimed and does not hold is a FAIL. Who owns the wallet or the contract is never proved here, and
listed.
"""

from typing import Any, Final

from rootzpub.errors import BadSignature, FetchFailed, MalformedInput
from rootzpub.proof import Address, ContractAnswer, ContractQuestion, Delegation, ask_contracts
from rootzpub.verify.case import Case, Finding, failed, passed, skipped, text_of
from rootzpub.wire import names
from rootzpub.wire.chains import chain_id
from rootzpub.wire.envelope import ZERO_ADDRESS

_VOUCHED: Final = frozenset({names.AUTHORIZATION_SELF, names.AUTHORIZATION_DELEGATED})
_CONTRACT_CODES: Final = {
    "refused": "authority.refused",
    "no-answer": "authority.no-answer",
    "not-a-contract": "authority.not-a-contract",
    "wrong-chain": "authority.wrong-chain",
    "disagreement": "authority.disagreement",
}


def check_authority(case: Case) -> Finding:
    """Step 11."""
    if case.signer is None:
        return skipped("authority.not-reached", "Nobody was asked: no signer is established.")
    delegated = _delegation(case)
    if isinstance(delegated, Finding):
        return delegated
    # The contract goes before the delegation's verdict: it can be asked now, and may have taken the key out since.
    contract = _contract(case)
    if contract is not None:
        return contract
    if delegated is not None:
        return passed(
            "authority.delegated",
            f"{delegated.owner.format()} lets this key sign for {delegated.origin}.",
            owner=delegated.owner.format(),
            scope=delegated.scope,
            notAfter=f"{delegated.not_after:%Y-%m-%dT%H:%M:%SZ}",
        )
    return _self_asserted(case)


def _self_asserted(case: Case) -> Finding:
    if case.anchors:
        return skipped(
            "authority.known-key", "Nobody vouches for the signer, but its key is the one known from before."
        )
    case.add_unproven(
        "whose key the signer's is", "the document itself names it; compare it with one you know, or pin it"
    )
    # Whoever named the signer has decided already; for everybody else `strict` must not take a document's own word.
    vouched = case.policy.signer == case.signer
    return skipped(
        "authority.self-asserted",
        "Nobody but the document itself vouches for its signer.",
        warning=case.policy.warnings_fail and not vouched,
    )


def _delegation(case: Case) -> Delegation | Finding | None:
    """The delegation that holds; the failure of one that does not; None where none is claimed."""
    claimed, proof = case.block.get("authorization"), case.block.get("delegation")
    # Our publisher writes one of the two on every signed JSON document; a stamp has no such line.
    if case.is_ours and case.value and not (isinstance(claimed, str) and claimed in _VOUCHED):
        return failed("authority.contradiction", f"It is signed, but says authorization {str(claimed)[:40]!r}.")
    if claimed != names.AUTHORIZATION_DELEGATED:
        if "delegation" in case.block:
            return failed("authority.contradiction", "It holds a delegation, but does not say that it is delegated.")
        return None
    if proof is None:
        return failed("authority.no-proof", "It says that its owner delegated the signing, and does not prove it.")
    return _read(case, proof)


def _read(case: Case, proof: Any) -> Delegation | Finding:
    try:
        delegation = Delegation.read(proof)
    except BadSignature as error:
        return failed("authority.delegation-signature", f"The delegation is not the owner's: {error.message}.")
    except MalformedInput as error:
        return failed("authority.delegation-malformed", f"The delegation is not one: {error.message}.")
    return _checked(case, delegation)


def _checked(case: Case, delegation: Delegation) -> Delegation | Finding:
    assert case.signer is not None
    # Without an envelope no kind is signed, so only a delegation for `all` covers the document.
    kind = case.message["kind"] if case.message else ""
    problems = delegation.problems(origin=case.origin, delegate=case.signer, kind=kind, at=case.as_of)
    if problems:
        code, sentence = problems[0]
        return failed(f"authority.{code}", f"The delegation does not cover this document: {sentence}.")
    case.anchors.append("delegation")
    case.add_unproven("who owns the wallet that delegated", f"{delegation.owner.format()} is an address, not a name")
    return delegation


def _contract(case: Case) -> Finding | None:
    """What the identity contract says; None where none is named."""
    address = case.message["identity"] if case.message else text_of(case.block, "identityContract")
    if not address or address == ZERO_ADDRESS:
        return None
    if not case.policy.network or not case.lookups.rpcs:
        case.add_unproven("that the identity contract knows the signer", "no node was asked; name one with --rpc")
        return skipped(
            "authority.contract-not-asked",
            "The document names an identity contract; no node was asked.",
            warning=case.policy.warnings_fail,
            contract=address,
        )
    try:
        answer = ask_contracts(case.lookups.rpcs, _question(case, address))
    except MalformedInput as error:
        return failed("authority.contract-malformed", f"The identity contract is not an address: {error.message}.")
    except FetchFailed as error:
        # A warning and no failure: that a node cannot be reached says nothing about the contract.
        return skipped("authority.unreachable", f"No node could be asked: {error.message}.", warning=True)
    return _judge(case, address, answer)


def _question(case: Case, address: str) -> ContractQuestion:
    assert case.signer is not None
    assert case.digest is not None
    return ContractQuestion(
        contract=Address.parse(address),
        chain_id=case.message["chainId"] if case.message else chain_id(case.block.get("network")),
        # Over the content hash: the block's signature is over these 32 bytes, with an envelope or without.
        digest=case.digest,
        signature=bytes.fromhex(case.block["signature"][2:]),
        signer=case.signer,
        block=case.lookups.block,
    )


def _judge(case: Case, address: str, answer: ContractAnswer) -> Finding:
    evidence: dict[str, Any] = {
        "contract": address,
        "chainId": answer.chain_id,
        "block": answer.block_number,
        "blockHash": answer.block_hash,
        "via": answer.via,
        "nodes": len(case.lookups.rpcs),
    }
    sentence = f"{answer.sentence[:1].upper()}{answer.sentence[1:]} (block {answer.block_number})."
    if not answer.is_yes:
        return failed(_CONTRACT_CODES[answer.outcome], sentence, **evidence)
    case.anchors.append("contract")
    case.add_unproven(
        "whose contract it is", f"{address} is an address; that it is the organisation's is for you to know"
    )
    return passed("authority.contract", sentence, **evidence)
