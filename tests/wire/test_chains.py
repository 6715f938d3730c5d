"""One table of chains, by name, alias and number."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rootzpub.wire.chains import CHAINS, NO_CHAIN, chain_id, network_name
from tests.conftest import ROOT

KNOWN = {
    "ethereum": 1,
    "mainnet": 1,
    "ethereum-mainnet": 1,
    "optimism": 10,
    "polygon": 137,
    "polygon-mainnet": 137,
    "base": 8453,
    "arbitrum": 42161,
    "amoy": 80002,
    "sepolia": 11155111,
}
"""Written out a second time on purpose: a wrong digit in the table is a signed lie."""


@pytest.mark.parametrize(("name", "number"), KNOWN.items())
def test_every_name_has_its_chain_id(name: str, number: int) -> None:
    """In any case of letters; the number says the same as text and as integer."""
    assert [chain_id(spelt) for spelt in (name, name.upper(), str(number), number)] == [number] * 4


def test_the_table_holds_these_names_and_no_others() -> None:
    """A name added to the table is added above, with its id looked up again."""
    assert {name: chain.id for chain in CHAINS for name in (chain.name, *chain.aliases)} == KNOWN


@pytest.mark.parametrize(
    "network",
    [
        "",
        "moon",
        "0",
        "-1",
        "+1",
        "0137",
        "1.0",
        "1e3",
        "0x89",
        " 137",
        "١٣٧",
        str(2**53),
        0,
        -1,
        2**53,
        True,
        1.0,
        None,
    ],
)
def test_what_names_no_chain_is_none(network: object) -> None:
    """A number has one spelling; nothing is guessed."""
    assert chain_id(network) == NO_CHAIN


@given(st.integers(1, 2**53 - 1))
def test_what_is_published_is_read_as_the_same_chain(chain: int) -> None:
    """Also for chains that have no name here."""
    assert chain_id(network_name(chain)) == chain


@pytest.mark.parametrize(
    ("chain", "name"), [(0, ""), (1, "ethereum"), (137, "polygon"), (80002, "amoy"), (31337, "31337")]
)
def test_a_chain_is_published_under_its_first_name(chain: int, name: str) -> None:
    """Readers before 0.2.0 know names only; a chain without one is named by its number."""
    assert network_name(chain) == name


def test_the_browsers_table_is_the_same() -> None:
    """templates/verify.js imports nothing, so it holds the table by hand."""
    script = (ROOT / "templates/verify.js").read_text("utf-8")
    table = re.search(r"const CHAINS = \{(.*?)\};", script, re.DOTALL)
    assert table
    rows = re.findall(r'"?([a-z-]+)"?: "([0-9]+)"', table[1])
    assert {name: int(number) for name, number in rows} == KNOWN
