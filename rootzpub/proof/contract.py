"""Identity contracts: asking whether the owner's contract knows a signer (EIP-1271, isRivet, isAuthorized; [trust §3]).

Invariants: no I/O here; an Rpc is handed in, and what it answers is foreign. The chain id is checked, every question
goes to one named block, an address without code is not a contract, and only an exact answer is a yes.
"""

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, Final, Literal, Protocol

from rootzpub.errors import FetchFailed
from rootzpub.proof.address import Address
from rootzpub.proof.keccak import keccak256

MAGIC: Final = bytes.fromhex("1626ba7e")
"""What isValidSignature answers for yes (EIP-1271)."""

_WORD: Final = 32
_HEX: Final = re.compile(r"0x(?:[0-9a-fA-F]{2})*", re.ASCII)
# No leading zeros, and a block number or chain id of 256 bits at most: the form of the Ethereum JSON-RPC.
_QUANTITY: Final = re.compile(r"0x(?:0|[1-9a-fA-F][0-9a-fA-F]{0,63})", re.ASCII)
_BLOCK_HASH: Final = re.compile(r"0x[0-9a-fA-F]{64}", re.ASCII)

Outcome = Literal["authorised", "refused", "no-answer", "not-a-contract", "wrong-chain", "disagreement"]


@dataclass(frozen=True, slots=True, kw_only=True)
class RpcError:
    """A JSON-RPC error object: the node answered, and the answer is an error (a revert, mostly)."""

    code: int
    message: str


class Rpc(Protocol):
    """One JSON-RPC node."""

    def call(self, method: str, params: Sequence[Any]) -> Any:
        """`result` of the answer, or RpcError for an error object (see `read_response`). Raises FetchFailed."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ContractAnswer:
    """What a contract said, through which function, at which block of which chain."""

    outcome: Outcome
    sentence: str
    via: str = ""
    chain_id: int = 0
    block_number: int | None = None
    block_hash: str = ""

    @property
    def is_yes(self) -> bool:
        """Whether the contract knows the signer."""
        return self.outcome == "authorised"


@dataclass(frozen=True, slots=True, kw_only=True)
class ContractQuestion:
    """What is asked: does `contract` on `chain_id` accept `signature` over `digest`, made by `signer`?

    `block` is a block number, or None for the latest.
    """

    contract: Address
    chain_id: int
    digest: bytes
    signature: bytes
    signer: Address
    block: int | None = None


def ask_contract(rpc: Rpc, question: ContractQuestion) -> ContractAnswer:
    """Ask one node. Raises FetchFailed where the node cannot be reached or talks nonsense."""
    # Before anything is asked: an address on another chain is another contract, or none [trust §3.1].
    chain_id = _quantity(rpc.call("eth_chainId", []), "eth_chainId")
    if chain_id != question.chain_id:
        return ContractAnswer(
            outcome="wrong-chain",
            sentence=f"the node is on chain {chain_id}, the document names chain {question.chain_id}",
            chain_id=chain_id,
        )
    # One block for all questions: between two of them "latest" may move, and the answers would be of different states.
    number, block_hash = _block(rpc, question.block)
    outcome, via, sentence = _ask_at(rpc, question, hex(number))
    return ContractAnswer(
        outcome=outcome, sentence=sentence, via=via, chain_id=chain_id, block_number=number, block_hash=block_hash
    )


def ask_contracts(rpcs: Sequence[Rpc], question: ContractQuestion) -> ContractAnswer:
    """Ask several nodes about the same block; what they do not all say the same way is a `disagreement`.

    The first node names the block. Raises FetchFailed as `ask_contract` does; ValueError without a node.
    """
    if not rpcs:
        raise ValueError("expected at least one node to ask")
    first = ask_contract(rpcs[0], question)
    # At the block number of the first node, and its hash is compared too: one number on two forks is two states.
    pinned = replace(question, block=first.block_number)
    for rpc in rpcs[1:]:
        other = ask_contract(rpc, pinned)
        if (other.outcome, other.via, other.block_hash) != (first.outcome, first.via, first.block_hash):
            return ContractAnswer(
                outcome="disagreement",
                sentence=f"two nodes answer differently: {first.sentence}; {other.sentence}",
                chain_id=first.chain_id,
                block_number=first.block_number,
                block_hash=first.block_hash,
            )
    return first


def eip191_digest(digest: bytes) -> bytes:
    """The personal-message form of a 32-byte digest (EIP-191 version 0x45)."""
    return keccak256(b"\x19Ethereum Signed Message:\n32" + digest)


def read_response(payload: Any, request_id: int) -> Any:
    """`result` or RpcError of a JSON-RPC 2.0 response object. Raises FetchFailed where it is not one, or not ours."""
    if not isinstance(payload, Mapping) or payload.get("id") != request_id:
        raise FetchFailed("expected the JSON-RPC answer to our request, got something else")
    if isinstance(error := payload.get("error"), Mapping):
        code = error.get("code")
        return RpcError(code=code if type(code) is int else 0, message=str(error.get("message"))[:200])
    if "result" not in payload:
        raise FetchFailed("expected a JSON-RPC answer with a result or an error")
    return payload["result"]


def _ask_at(rpc: Rpc, question: ContractQuestion, block: str) -> tuple[Outcome, str, str]:
    """Outcome, the function that decided, and a sentence."""
    # An account without code answers every call with nothing, which looks like a function that is not there.
    if not _data(rpc.call("eth_getCode", [question.contract.format(), block]), "eth_getCode"):
        return "not-a-contract", "", f"{question.contract} has no code at this block: not a contract"
    answered = ""
    for via, call_data, is_yes in _attempts(question):
        request = {"to": question.contract.format(), "data": "0x" + call_data.hex()}
        answer = rpc.call("eth_call", [request, block])
        word = b"" if isinstance(answer, RpcError) else _data(answer, "eth_call")
        if len(word) != _WORD:
            continue  # reverted, or a fallback answered nothing: the function is not there
        if is_yes(word):
            return "authorised", via, f"{question.contract} says through {via} that it knows {question.signer}"
        # A "no" does not end the questions: a contract may know the signer by a later function only.
        answered = answered or via
    if answered:
        return "refused", answered, f"{question.contract} does not know the signer {question.signer}"
    return "no-answer", "", f"{question.contract} has none of isValidSignature, isRivet and isAuthorized"


def _attempts(question: ContractQuestion) -> list[tuple[str, bytes, Callable[[bytes], bool]]]:
    """The questions in order: over the digest itself, over its EIP-191 form, then by the signer's address."""
    digest, signature, signer = question.digest, question.signature, question.signer
    return [
        ("isValidSignature", _is_valid_signature(digest, signature), _is_magic),
        ("isValidSignature (EIP-191)", _is_valid_signature(eip191_digest(digest), signature), _is_magic),
        ("isRivet", _selector("isRivet(address)") + _address_word(signer), _is_true),
        ("isAuthorized", _selector("isAuthorized(address)") + _address_word(signer), _is_true),
    ]


def _is_valid_signature(digest: bytes, signature: bytes) -> bytes:
    """Call data of isValidSignature(bytes32,bytes): digest, offset of the bytes, their length, padded to words."""
    padding = -len(signature) % _WORD
    return b"".join(
        (
            _selector("isValidSignature(bytes32,bytes)"),
            digest,
            (2 * _WORD).to_bytes(_WORD, "big"),
            len(signature).to_bytes(_WORD, "big"),
            signature + bytes(padding),
        )
    )


def _selector(signature: str) -> bytes:
    return keccak256(signature.encode("ascii"))[:4]


def _address_word(address: Address) -> bytes:
    return bytes(_WORD - len(address.raw)) + address.raw


def _is_magic(word: bytes) -> bool:
    """A bytes4 is left-aligned in its word; the rest must be empty."""
    return word == MAGIC + bytes(_WORD - len(MAGIC))


def _is_true(word: bytes) -> bool:
    # Exactly 1 and not "other than 0": a fallback that answers with some word is no yes [trust §3.3].
    return word == bytes(_WORD - 1) + b"\x01"


def _block(rpc: Rpc, number: int | None) -> tuple[int, str]:
    """Number and hash of the block asked for. Raises FetchFailed where the node does not have it."""
    tag = "latest" if number is None else hex(number)
    block = rpc.call("eth_getBlockByNumber", [tag, False])
    if not isinstance(block, Mapping) or not _BLOCK_HASH.fullmatch(str(block.get("hash"))):
        raise FetchFailed(f"expected the block {tag} from the node, got something else")
    found = _quantity(block.get("number"), "eth_getBlockByNumber")
    if number not in (None, found):
        raise FetchFailed(f"expected the block {tag} from the node, got block {found}")
    return found, str(block["hash"]).lower()


def _quantity(value: Any, method: str) -> int:
    if not isinstance(value, str) or not _QUANTITY.fullmatch(value):
        raise FetchFailed(f"expected a number as answer to {method}, got {str(value)[:60]!r}")
    return int(value, 16)


def _data(value: Any, method: str) -> bytes:
    if not isinstance(value, str) or not _HEX.fullmatch(value):
        raise FetchFailed(f"expected hex data as answer to {method}, got {str(value)[:60]!r}")
    return bytes.fromhex(value[2:])
