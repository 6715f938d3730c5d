"""Identity contracts of ours on a real node: keys added and removed, historic blocks, EIP-191, empty addresses."""

import hashlib
import json
import subprocess
from collections.abc import Iterator
from dataclasses import replace

import pytest

from rootzpub.proof import Address, ContractQuestion, ask_contract, ask_contracts
from rootzpub.proof.contract import eip191_digest
from rootzpub.proof.curve import ORDER
from tests.missing import missing
from tests.node.conftest import NODE
from tests.proof.anvil import BINARY, ROOT, Anvil
from tests.proof.conftest import signer_of

pytestmark = pytest.mark.live

CHAIN = 31_337
RIVET, STRANGER = signer_of(1), signer_of(2)
DIGEST = hashlib.sha256(b"a document").digest()


@pytest.fixture(scope="module")
def node() -> Iterator[Anvil]:
    """A node with our chain id; skipped, with the reason, where its package is not installed."""
    if not BINARY.is_file():
        missing("needs the Ethereum node of tests/node: run scripts/node-tools.sh")
    anvil = Anvil(CHAIN)
    yield anvil
    anvil.stop()


def question(contract: Address, *, signer: object = None) -> ContractQuestion:
    """Whether the contract knows the rivet (or another signer)."""
    who = RIVET if signer is None else STRANGER
    return ContractQuestion(
        contract=contract, chain_id=CHAIN, digest=DIGEST, signature=who.sign(DIGEST), signer=who.address
    )


def test_a_key_is_added_verified_removed_and_still_true_in_history(node: Anvil) -> None:
    """Before: refused. Added: authorised by EIP-1271. Removed: refused, but at the block before removal authorised."""
    contract = node.deploy("RivetIdentity")
    assert ask_contract(node.rpc, question(contract)).outcome == "refused"
    added = node.invoke(contract, "addRivet(address)", RIVET.address.raw)
    answer = ask_contract(node.rpc, question(contract))
    assert (answer.outcome, answer.via, answer.block_number) == ("authorised", "isValidSignature", added)
    assert ask_contract(node.rpc, question(contract, signer=STRANGER)).outcome == "refused"
    removed = node.invoke(contract, "removeRivet(address)", RIVET.address.raw)
    assert ask_contract(node.rpc, question(contract)).outcome == "refused"
    historic = ask_contract(node.rpc, replace(question(contract), block=removed - 1))
    assert (historic.outcome, historic.block_number) == ("authorised", removed - 1)


def test_the_contract_refuses_a_malleated_signature_but_knows_its_signer(node: Anvil) -> None:
    """The high twin is not valid by EIP-1271; the answer then comes from isRivet, and says so."""
    contract = node.deploy("RivetIdentity")
    node.invoke(contract, "addRivet(address)", RIVET.address.raw)
    low = RIVET.sign(DIGEST)
    high = low[:32] + (ORDER - int.from_bytes(low[32:64], "big")).to_bytes(32, "big") + bytes((55 - low[64],))
    answer = ask_contract(node.rpc, replace(question(contract), signature=high))
    assert (answer.outcome, answer.via) == ("authorised", "isRivet")


def test_a_contract_that_expects_eip191(node: Anvil) -> None:
    """It refuses a signature over the digest, but knows the signer; a personal-message signature it takes."""
    contract = node.deploy("PersonalIdentity")
    node.invoke(contract, "authorize(address,bool)", RIVET.address.raw, b"\1")
    raw = ask_contract(node.rpc, question(contract))
    assert (raw.outcome, raw.via) == ("authorised", "isAuthorized")
    personal = replace(question(contract), signature=RIVET.sign(eip191_digest(DIGEST)))
    assert ask_contract(node.rpc, personal).via == "isValidSignature"
    assert ask_contract(node.rpc, question(contract, signer=STRANGER)).outcome == "refused"


def test_a_personal_signature_on_a_plain_contract(node: Anvil) -> None:
    """A plain EIP-1271 contract takes a personal-message signature in its EIP-191 form."""
    contract = node.deploy("RivetIdentity")
    node.invoke(contract, "addRivet(address)", RIVET.address.raw)
    personal = replace(question(contract), signature=RIVET.sign(eip191_digest(DIGEST)))
    assert ask_contract(node.rpc, personal).via == "isValidSignature (EIP-191)"


def test_reverts_and_silent_fallbacks_are_no_answers(node: Anvil) -> None:
    """A contract that reverts on short signatures and answers unknown functions with nothing still has isAuthorized."""
    contract = node.deploy("PersonalIdentity")
    answer = ask_contract(node.rpc, replace(question(contract), signature=RIVET.sign(DIGEST)[:64]))
    assert (answer.outcome, answer.via) == ("refused", "isAuthorized")


def test_an_address_without_code(node: Anvil) -> None:
    """An account that is no contract, and an address that was never used, are not contracts."""
    for address in (Address.parse(node.account.lower()), Address(b"\x77" * 20)):
        assert ask_contract(node.rpc, question(address)).outcome == "not-a-contract"


def test_the_wrong_chain(node: Anvil) -> None:
    """A node of another chain than the document names is not believed."""
    contract = node.deploy("RivetIdentity")
    answer = ask_contract(node.rpc, replace(question(contract), chain_id=137))
    assert (answer.outcome, answer.chain_id) == ("wrong-chain", CHAIN)


def test_two_nodes_that_know_different_chains_disagree(node: Anvil) -> None:
    """The same node twice agrees; a second node with a history of its own does not."""
    contract = node.deploy("RivetIdentity")
    node.invoke(contract, "addRivet(address)", RIVET.address.raw)
    assert ask_contracts([node.rpc, node.rpc], question(contract)).outcome == "authorised"
    other = Anvil(CHAIN)
    try:
        for _ in range(40):
            other.rpc.call("evm_mine", [])
        assert ask_contracts([node.rpc, other.rpc], question(contract)).outcome == "disagreement"
    finally:
        other.stop()


def test_committed_contracts_are_what_their_sources_compile_to(node: Anvil) -> None:
    """The compiler gives the committed JSON again, which also names the hash of its source."""
    assert node.process.poll() is None
    script = ROOT / "scripts/compile-contracts.mjs"
    answer = subprocess.run([str(NODE), str(script), "--check"], capture_output=True, text=True, check=False)
    assert answer.returncode == 0, answer.stderr
    for source in (ROOT / "fixtures/contracts").glob("*.sol"):
        compiled = json.loads(source.with_suffix(".json").read_text())
        assert compiled["sourceSha256"] == hashlib.sha256(source.read_bytes()).hexdigest()
