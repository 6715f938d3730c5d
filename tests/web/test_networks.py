"""`[identity] blockchain`, from the setting to what a verifier says of the running application's documents.

A network stands in `_signature` only where the envelope's signed chain id covers it: no honest setting gives a warning.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import pytest

from rootzpub.assembly import open_configured_signer
from rootzpub.config import Config, load_config
from rootzpub.proof.contract import MAGIC
from rootzpub.publisher import Identity, Publisher
from rootzpub.verify import Lookups, Pin, Policy, Report, Verdict, verify
from rootzpub.web import create_app
from tests.wire.test_chains import KNOWN

CONTRACT = "0x5aAeb6053F3E94C9b9A09f33669435E7Ef1BeAed"
PATHS = ("/.well-known/ai", "/wp-json/rootz/v1/page?path=/about/", "/llms.txt")
NETWORKS = {**KNOWN, "Polygon": 137, **{str(number): number for number in KNOWN.values()}, "31337": 31337, 137: 137}


@dataclass(frozen=True)
class Node:
    """A JSON-RPC node of one chain, whose identity contract vouches for whoever is asked about."""

    chain: int

    def call(self, method: str, params: Sequence[Any]) -> Any:
        """The answer of a node."""
        answers: dict[str, Any] = {
            "eth_chainId": hex(self.chain),
            "eth_getBlockByNumber": {"number": "0x10", "hash": "0x" + "ab" * 32},
            "eth_getCode": "0x6000",
            "eth_call": "0x" + (MAGIC + bytes(28)).hex(),
        }
        return answers[method]


def reports(publisher: Publisher, config: Config, *, chain: int, **identity: Any) -> dict[str, Report]:
    """What the strict verifier says of three kinds of document, served with this `[identity]`."""
    overrides = {"source.url": config.source.url, "site.base_url": config.site.base_url}
    given = {f"identity.{name}": value for name, value in identity.items()}
    changed = load_config(config.directory, overrides=overrides | given)
    signer = open_configured_signer(config)
    assert signer is not None
    served = Publisher(publisher.store, changed, identity=Identity.of(changed.identity, signer, None))
    pin = Pin(signer=signer.address.format(), first_seen="2026-01-01T00:00:00Z", last_seen="2026-01-01T00:00:00Z")
    client = create_app(served).test_client()
    lookups = Lookups(rpcs=(Node(chain),))
    return {
        path: verify(
            client.get(path).get_data(),
            url=config.site.base_url + path,
            policy=Policy.strict(),
            pins={config.site.base_url: pin},
            lookups=lookups,
        )
        for path in PATHS
    }


@pytest.mark.parametrize("network", NETWORKS)
def test_a_network_with_its_contract_is_covered(publisher, demo_config, network):
    """By name, alias, number as text and number as integer; strict lets it pass."""
    chain = NETWORKS[network]
    judged = reports(publisher, demo_config, chain=chain, blockchain=network, identity_contract=CONTRACT)

    assert {path: report.verdict for path, report in judged.items()} == dict.fromkeys(PATHS, Verdict.VERIFIED)
    assert all("envelope.matches" in report.codes for report in judged.values())


@pytest.mark.parametrize("network", ["polygon", "137", "amoy", 8453, "a network of our own"])
def test_a_network_without_a_contract_is_not_published(publisher, demo_config, network):
    """Nothing would cover it: the envelope's chain id belongs to the contract."""
    judged = reports(publisher, demo_config, chain=0, blockchain=network)

    assert {path: report.verdict for path, report in judged.items()} == dict.fromkeys(PATHS, Verdict.VERIFIED)
