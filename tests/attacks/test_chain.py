"""Attacks through the identity contract: nodes that lie, contradict each other, or talk of another chain."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

import pytest

from rootzpub.errors import FetchFailed
from rootzpub.proof import Address, Rpc, RpcError
from rootzpub.proof.contract import MAGIC
from rootzpub.verify import Lookups, Policy, Report, Verdict
from tests.verify.conftest import TestPublisher, judged

CONTRACT = Address.parse("0x67bEdA60cae70D179c0cB023C0E4EcaAFB51FB19")
CHAIN = 137
YES = "0x" + (MAGIC + bytes(28)).hex()
NO = "0x" + ("ff" * 4 + "00" * 28)


@dataclass
class Node:
    """A JSON-RPC node that answers what a test set."""

    answers: dict[str, Any] = field(default_factory=dict)

    def call(self, method: str, params: Sequence[Any]) -> Any:
        """The answer prepared for `method`, or an honest one."""
        honest = {
            "eth_chainId": hex(CHAIN),
            "eth_getBlockByNumber": {"number": "0x10", "hash": "0x" + "ab" * 32},
            "eth_getCode": "0x6000",
            "eth_call": YES,
        }
        answer = self.answers.get(method, honest[method])
        if isinstance(answer, Exception):
            raise answer
        return answer


def asked(*nodes: Rpc, policy: Policy = Policy.standard()) -> Report:  # noqa: B008 - frozen
    """A document that names the contract, judged with these nodes."""
    publisher = TestPublisher(
        context_changes={
            "identity": CONTRACT,
            "identity_contract": CONTRACT.format(),
            "chain_id": CHAIN,
            "network": "polygon",
        }
    )
    return judged(publisher.discovery(), lookups=Lookups(rpcs=tuple(nodes)), policy=policy)


def test_an_honest_contract_vouches() -> None:
    """No attack: the block is named, and whose contract it is stays unproven."""
    report = asked(Node(), Node())
    assert report.verdict is Verdict.VERIFIED
    evidence = report.check("authority").evidence
    assert (evidence["block"], evidence["chainId"], evidence["nodes"]) == (16, 137, 2)
    assert "whose contract it is" in {item.what for item in report.unproven}


LIES: dict[str, tuple[tuple[Node, ...], str]] = {
    "one-of-two-lies": ((Node(), Node({"eth_call": NO})), "authority.disagreement"),
    "another-block-hash": (
        (Node(), Node({"eth_getBlockByNumber": {"number": "0x10", "hash": "0x" + "cd" * 32}})),
        "authority.disagreement",
    ),
    "another-chain": ((Node({"eth_chainId": "0x1"}),), "authority.wrong-chain"),
    "no-code": ((Node({"eth_getCode": "0x"}),), "authority.not-a-contract"),
    "says-no": ((Node({"eth_call": NO}),), "authority.refused"),
    "reverts": ((Node({"eth_call": RpcError(code=3, message="reverted")}),), "authority.no-answer"),
    "empty-data": ((Node({"eth_call": "0x"}),), "authority.no-answer"),
    "magic-with-rest": ((Node({"eth_call": "0x1626ba7e" + "11" * 28}),), "authority.refused"),
}


@pytest.mark.parametrize(("nodes", "code"), LIES.values(), ids=LIES)
def test_a_node_that_does_not_say_yes(nodes: tuple[Node, ...], code: str) -> None:
    """Only an exact yes, by all nodes, on the right chain, from a contract that has code, is one."""
    assert [check.code for check in asked(*nodes).failures] == [code]


@pytest.mark.parametrize(
    "answers",
    [
        {"eth_chainId": FetchFailed("did not answer")},
        {"eth_chainId": "137"},
        {"eth_call": "yes"},
        {"eth_getBlockByNumber": None},
        {"eth_getCode": 7},
    ],
    ids=["silent", "not-hex", "not-data", "no-block", "not-code"],
)
def test_a_node_that_talks_nonsense(answers: dict[str, Any]) -> None:
    """Nonsense is no answer: SKIPPED with a warning, and never a yes."""
    report = asked(Node(answers))
    assert report.check("authority").code == "authority.unreachable"
    assert report.verdict is Verdict.WARNINGS


def test_no_node_to_ask() -> None:
    """What was not asked is listed, and strict does not let it pass."""
    report = asked()
    assert report.check("authority").code == "authority.contract-not-asked"
    assert "that the identity contract knows the signer" in {item.what for item in report.unproven}
    assert asked(policy=Policy.strict()).verdict is Verdict.FAILED
    assert asked(Node(), policy=Policy.offline()).check("authority").code == "authority.contract-not-asked"


def test_a_contract_that_is_no_address(publisher: TestPublisher) -> None:
    """In dialects without an envelope the name of the contract is not even checked for form."""
    import hashlib

    from rootzpub.wire.canonical import canonical

    assert publisher.signer
    body = {"specVersion": "1.2.0"}
    digest = hashlib.sha256(canonical(body)).digest()
    block = {
        "signer": publisher.signer.address.format(),
        "contentHash": f"sha256:{digest.hex()}",
        "method": "ecdsa-secp256k1",
        "signature": "0x" + publisher.signer.sign(digest).hex(),
        "identityContract": "0x1234",
        "network": "polygon",
    }
    report = judged(canonical(body | {"_signature": block}), None, lookups=Lookups(rpcs=(Node(),)))
    assert [check.code for check in report.failures] == ["authority.contract-malformed"]
