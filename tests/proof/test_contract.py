"""Identity contracts asked through a node of ours that answers as set, also wrongly."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

import pytest

from rootzpub.errors import FetchFailed
from rootzpub.proof import (
    Address,
    ContractQuestion,
    RpcError,
    ask_contract,
    ask_contracts,
    keccak256,
    read_response,
)
from rootzpub.proof.contract import MAGIC, eip191_digest
from tests.proof.conftest import signer_of

SIGNER = signer_of(1)
DIGEST = bytes(range(32))
CONTRACT = Address(b"\x11" * 20)
QUESTION = ContractQuestion(
    contract=CONTRACT, chain_id=137, digest=DIGEST, signature=SIGNER.sign(DIGEST), signer=SIGNER.address
)
BLOCK = {"number": "0x10", "hash": "0x" + "ab" * 32}
REVERT = RpcError(code=3, message="execution reverted")
YES_1271 = "0x1626ba7e" + "00" * 28
NO_1271 = "0xffffffff" + "00" * 28
TRUE = "0x" + "00" * 31 + "01"
FALSE = "0x" + "00" * 32


def selector(signature: str) -> str:
    """The first four bytes of call data, as hex."""
    return keccak256(signature.encode()).hex()[:8]


VALID, RIVET, AUTHORIZED = (
    selector("isValidSignature(bytes32,bytes)"),
    selector("isRivet(address)"),
    selector("isAuthorized(address)"),
)


@dataclass
class FakeNode:
    """A node: fixed answers by method, eth_call answers by selector (or by selector + first word)."""

    calls: Mapping[str, Any] = field(default_factory=dict)
    answers: Mapping[str, Any] = field(default_factory=dict)
    asked: list[tuple[str, Any]] = field(default_factory=list)

    def call(self, method: str, params: Sequence[Any]) -> Any:
        """As Rpc.call."""
        self.asked.append((method, list(params)))
        defaults = {"eth_chainId": "0x89", "eth_getCode": "0x6001", "eth_getBlockByNumber": BLOCK}
        if method == "eth_call":
            data = params[0]["data"][2:]
            return self.calls.get(data[:72], self.calls.get(data[:8], REVERT))
        return {**defaults, **self.answers}[method]


@pytest.mark.parametrize(
    ("calls", "outcome", "via"),
    [
        pytest.param({VALID: YES_1271}, "authorised", "isValidSignature", id="eip1271"),
        pytest.param(
            {VALID + eip191_digest(DIGEST).hex(): YES_1271},
            "authorised",
            "isValidSignature (EIP-191)",
            id="eip1271-over-eip191",
        ),
        pytest.param({VALID: NO_1271, RIVET: TRUE}, "authorised", "isRivet", id="rivet-after-no"),
        pytest.param({AUTHORIZED: TRUE}, "authorised", "isAuthorized", id="authorized-only"),
        pytest.param({VALID: NO_1271}, "refused", "isValidSignature", id="no"),
        pytest.param({RIVET: FALSE}, "refused", "isRivet", id="rivet-no"),
        pytest.param({}, "no-answer", "", id="all-revert"),
        pytest.param({VALID: "0x", RIVET: "0x", AUTHORIZED: "0x"}, "no-answer", "", id="fallback-answers-nothing"),
        pytest.param({VALID: "0x1626ba7e"}, "no-answer", "", id="four-bytes-are-no-word"),
        pytest.param({VALID: YES_1271 + "00"}, "no-answer", "", id="word-too-long"),
        pytest.param({VALID: "0x" + "00" * 28 + "1626ba7e"}, "refused", "isValidSignature", id="right-aligned"),
        pytest.param({VALID: "0x1626ba7e" + "00" * 27 + "01"}, "refused", "isValidSignature", id="dirty-word"),
        pytest.param({RIVET: "0x" + "00" * 31 + "02"}, "refused", "isRivet", id="two-is-not-true"),
        pytest.param({RIVET: YES_1271}, "refused", "isRivet", id="magic-is-not-true"),
        pytest.param({VALID: TRUE}, "refused", "isValidSignature", id="true-is-not-magic"),
    ],
)
def test_what_contracts_answer(calls: dict[str, str], outcome: str, via: str) -> None:
    """Only an exact answer is a yes, and the answer names function, chain and block."""
    answer = ask_contract(FakeNode(calls), QUESTION)
    assert (answer.outcome, answer.via, answer.is_yes) == (outcome, via, outcome == "authorised")
    assert (answer.chain_id, answer.block_number, answer.block_hash) == (137, 16, "0x" + "ab" * 32)
    assert answer.sentence


def test_every_question_goes_to_one_named_block() -> None:
    """Code and calls are asked at the block that was named, not at a moving latest."""
    node = FakeNode({VALID: NO_1271})
    ask_contract(node, QUESTION)
    assert ("eth_getBlockByNumber", ["latest", False]) in node.asked
    assert {params[1] for method, params in node.asked if method in ("eth_call", "eth_getCode")} == {"0x10"}
    calls = [params[0]["data"][2:10] for method, params in node.asked if method == "eth_call"]
    assert calls == [VALID, VALID, RIVET, AUTHORIZED]


def test_call_data_is_abi_encoded() -> None:
    """isValidSignature gets digest, offset, length and the padded signature; isRivet the address in a word."""
    node = FakeNode()
    ask_contract(node, QUESTION)
    data = [bytes.fromhex(params[0]["data"][2:]) for method, params in node.asked if method == "eth_call"]
    assert data[0][4:] == DIGEST + (64).to_bytes(32, "big") + (65).to_bytes(32, "big") + QUESTION.signature + bytes(31)
    assert data[2][4:] == bytes(12) + SIGNER.address.raw
    assert {params[0]["to"] for method, params in node.asked if method == "eth_call"} == {CONTRACT.format()}


def test_a_historic_block_is_asked_for_by_number() -> None:
    """A question about block 16 goes to block 16."""
    node = FakeNode({RIVET: TRUE})
    assert ask_contract(node, replace(QUESTION, block=16)).is_yes
    assert ("eth_getBlockByNumber", ["0x10", False]) in node.asked


def test_an_address_without_code_is_not_a_contract() -> None:
    """An empty account answers every call with nothing: that is not a yes."""
    answer = ask_contract(FakeNode({VALID: "0x"}, {"eth_getCode": "0x"}), QUESTION)
    assert (answer.outcome, answer.is_yes) == ("not-a-contract", False)


def test_another_chain_is_not_asked() -> None:
    """A node of another chain is not asked anything else."""
    node = FakeNode(answers={"eth_chainId": "0x1"})
    answer = ask_contract(node, QUESTION)
    assert (answer.outcome, answer.chain_id, answer.block_number) == ("wrong-chain", 1, None)
    assert [method for method, _ in node.asked] == ["eth_chainId"]


@pytest.mark.parametrize(
    ("answers", "message"),
    [
        pytest.param({"eth_chainId": 137}, "a number as answer to eth_chainId", id="chain-as-number"),
        pytest.param({"eth_chainId": "137"}, "a number as answer to eth_chainId", id="chain-decimal"),
        pytest.param({"eth_chainId": "0x089"}, "a number as answer", id="leading-zero"),
        pytest.param({"eth_chainId": REVERT}, "a number as answer", id="chain-error"),
        pytest.param({"eth_getCode": None}, "hex data as answer to eth_getCode", id="code-null"),
        pytest.param({"eth_getCode": "0x1"}, "hex data as answer", id="odd-hex"),
        pytest.param({"eth_getBlockByNumber": None}, "expected the block latest", id="no-block"),
        pytest.param({"eth_getBlockByNumber": {"number": "0x10"}}, "expected the block latest", id="no-hash"),
        pytest.param({"eth_getBlockByNumber": {**BLOCK, "number": 16}}, "a number as answer", id="block-number"),
    ],
)
def test_nonsense_from_a_node_is_fetch_failed(answers: dict[str, Any], message: str) -> None:
    """A node that does not speak JSON-RPC's forms is not believed."""
    with pytest.raises(FetchFailed, match=message):
        ask_contract(FakeNode({VALID: YES_1271}, answers), QUESTION)


def test_a_node_that_answers_for_another_block_is_not_believed() -> None:
    """Asked for block 5, an answer about block 16 is refused."""
    with pytest.raises(FetchFailed, match="got block 16"):
        ask_contract(FakeNode({VALID: YES_1271}), replace(QUESTION, block=5))


def test_call_results_that_are_no_hex_are_fetch_failed() -> None:
    """A result of another type is no answer of a contract."""
    with pytest.raises(FetchFailed, match="hex data as answer to eth_call"):
        ask_contract(FakeNode({VALID: {"magic": True}}), QUESTION)


def test_two_nodes_that_agree() -> None:
    """The second is asked about the block that the first named."""
    first, second = FakeNode({RIVET: TRUE}), FakeNode({RIVET: TRUE})
    assert ask_contracts([first, second], QUESTION).is_yes
    assert ("eth_getBlockByNumber", ["0x10", False]) in second.asked


@pytest.mark.parametrize(
    "second",
    [
        pytest.param(FakeNode({RIVET: FALSE}), id="other-answer"),
        pytest.param(FakeNode({AUTHORIZED: TRUE}), id="other-function"),
        pytest.param(
            FakeNode({RIVET: TRUE}, {"eth_getBlockByNumber": {**BLOCK, "hash": "0x" + "cd" * 32}}), id="other-block"
        ),
        pytest.param(FakeNode({RIVET: TRUE}, {"eth_chainId": "0x1"}), id="other-chain"),
    ],
)
def test_two_nodes_that_disagree(second: FakeNode) -> None:
    """A node that lies is found by asking another: no yes without agreement."""
    answer = ask_contracts([FakeNode({RIVET: TRUE}), second], QUESTION)
    assert (answer.outcome, answer.is_yes) == ("disagreement", False)
    assert "two nodes answer differently" in answer.sentence


def test_two_nodes_on_the_wrong_chain() -> None:
    """Where the first node is on another chain there is no block to pin, and no yes."""
    wrong = {"eth_chainId": "0x1"}
    assert ask_contracts([FakeNode(answers=wrong), FakeNode(answers=wrong)], QUESTION).outcome == "wrong-chain"


def test_somebody_must_be_asked() -> None:
    """No node, no answer."""
    with pytest.raises(ValueError, match="at least one node"):
        ask_contracts([], QUESTION)


@pytest.mark.parametrize(
    ("payload", "outcome"),
    [
        pytest.param({"jsonrpc": "2.0", "id": 7, "result": "0x1"}, "0x1", id="result"),
        pytest.param({"id": 7, "result": None}, None, id="null-result"),
        pytest.param(
            {"id": 7, "error": {"code": 3, "message": "reverted"}}, RpcError(code=3, message="reverted"), id="error"
        ),
        pytest.param({"id": 7, "error": {"code": "x"}}, RpcError(code=0, message="None"), id="odd-error"),
    ],
)
def test_responses_are_read(payload: Any, outcome: Any) -> None:
    """A result or an error object, of the request that was made."""
    assert read_response(payload, 7) == outcome


@pytest.mark.parametrize(
    "payload",
    [
        pytest.param([], id="list"),
        pytest.param({"id": 8, "result": "0x1"}, id="other-request"),
        pytest.param({"result": "0x1"}, id="no-id"),
        pytest.param({"id": 7}, id="neither"),
        pytest.param({"id": 7, "error": "text"}, id="error-as-text"),
    ],
)
def test_responses_that_are_none_are_fetch_failed(payload: Any) -> None:
    """What is no answer to our request is not read."""
    with pytest.raises(FetchFailed, match=r"expected .* JSON-RPC answer"):
        read_response(payload, 7)


def test_the_magic_value() -> None:
    """EIP-1271's magic value is the selector of its own function."""
    assert selector("isValidSignature(bytes32,bytes)") == MAGIC.hex()
