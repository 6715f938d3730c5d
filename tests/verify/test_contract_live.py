"""`verify --rpc` against a contract of ours on a real node."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from rootzpub.proof import Address
from tests.missing import missing
from tests.proof.anvil import BINARY, Anvil

from .conftest import TestPublisher, key

pytestmark = pytest.mark.live

CHAIN = 31_337


@pytest.fixture(scope="module")
def nodes() -> Iterator[tuple[Anvil, Anvil]]:
    """Two nodes of one chain id that know nothing of each other; skipped, with the reason, without the package."""
    if not BINARY.is_file():
        missing("needs the Ethereum node of tests/node: run scripts/node-tools.sh")
    started = Anvil(CHAIN), Anvil(CHAIN)
    yield started
    for node in started:
        node.stop()


def judged(tmp_path: Path, contract: Address, *options: str) -> tuple[int, dict[str, Any]]:
    """Exit code and authority check of a document that names `contract`."""
    from click.testing import CliRunner

    from rootzpub.cli.verify import command

    changes = {"identity": contract, "identity_contract": contract.format(), "chain_id": CHAIN}
    file = tmp_path / "ai.json"
    file.write_bytes(TestPublisher(context_changes=changes).discovery())
    arguments = [str(file), "--as", "https://example.com", "--at", "2026-03-04T20:30:00", "--json", "--no-pins"]
    done = CliRunner().invoke(command, [*arguments, *options], standalone_mode=False)
    report = json.loads(done.output)
    return done.return_value, next(check for check in report["checks"] if check["name"] == "authority")


def test_a_key_is_added_and_removed(nodes: tuple[Anvil, Anvil], tmp_path: Path) -> None:
    """Refused, vouched for, refused again, and still vouched for at the block before."""
    node = nodes[0]
    contract = node.deploy("RivetIdentity")
    rpc = ("--rpc", node.rpc.url)
    assert judged(tmp_path, contract, *rpc)[1]["code"] == "authority.refused"
    added = node.invoke(contract, "addRivet(address)", key(1).address.raw)
    code, check = judged(tmp_path, contract, *rpc, "--require", "delegation")
    assert (code, check["code"], check["evidence"]["block"]) == (0, "authority.contract", added)
    removed = node.invoke(contract, "removeRivet(address)", key(1).address.raw)
    assert judged(tmp_path, contract, *rpc)[1]["code"] == "authority.refused"
    historic = judged(tmp_path, contract, *rpc, "--block", str(removed - 1))[1]
    assert (historic["code"], historic["evidence"]["block"]) == ("authority.contract", removed - 1)


def test_a_second_node_that_knows_nothing_of_it(nodes: tuple[Anvil, Anvil], tmp_path: Path) -> None:
    """Two nodes must agree, or nobody vouches."""
    first, second = nodes
    contract = first.deploy("RivetIdentity")
    number = first.invoke(contract, "addRivet(address)", key(1).address.raw)
    while int(second.rpc.call("eth_blockNumber", []), 16) < number:
        second.deploy("PersonalIdentity")
    code, check = judged(tmp_path, contract, "--rpc", first.rpc.url, "--rpc", second.rpc.url)
    assert (code, check["code"]) == (1, "authority.disagreement")


def test_an_address_without_a_contract(nodes: tuple[Anvil, Anvil], tmp_path: Path) -> None:
    """Not valid, but "not a contract"."""
    code, check = judged(tmp_path, key(5).address, "--rpc", nodes[0].rpc.url)
    assert (code, check["code"]) == (1, "authority.not-a-contract")


def test_a_node_that_is_not_there(tmp_path: Path) -> None:
    """A warning, and never a yes."""
    code, check = judged(tmp_path, key(5).address, "--rpc", "http://127.0.0.1:9")
    assert (code, check["code"], check["warning"]) == (0, "authority.unreachable", True)
