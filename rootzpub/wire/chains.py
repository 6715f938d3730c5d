"""The chains that an identity contract can live on: the one table that publisher, verifier and settings read.

Invariants: pure; a name, an alias and a number (text or integer) that mean the same chain give the same id; ids are
those of EIP-155. What is neither a known name nor a number is no chain (0), never a guess. The verify page's script
keeps the same table by hand (templates/verify.js); a test holds it to this one.
"""

import re
from dataclasses import dataclass
from typing import Final

from rootzpub.wire.canonical import MAX_SAFE_INTEGER

NO_CHAIN: Final = 0
"""What an envelope without an identity contract says as its `chainId` [wire §2.envelope]."""

_NUMBER: Final = re.compile(r"[1-9][0-9]{0,15}", re.ASCII)
"""A chain id as text: one spelling only, no sign, no leading zero."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Chain:
    """One chain: its id (EIP-155), the name it is published under, and other names it is known by."""

    id: int
    name: str
    aliases: tuple[str, ...] = ()


CHAINS: Final = (
    Chain(id=1, name="ethereum", aliases=("mainnet", "ethereum-mainnet")),
    Chain(id=10, name="optimism"),
    Chain(id=137, name="polygon", aliases=("polygon-mainnet",)),
    Chain(id=8453, name="base"),
    Chain(id=42161, name="arbitrum"),
    Chain(id=80002, name="amoy"),
    Chain(id=11155111, name="sepolia"),
)

_ID_BY_NAME: Final = {name: chain.id for chain in CHAINS for name in (chain.name, *chain.aliases)}
_NAME_BY_ID: Final = {chain.id: chain.name for chain in CHAINS}


def chain_id(network: object) -> int:
    """The id of a chain by name, alias or number, as text in any case or as an integer; 0 for everything else.

    `"Polygon"`, `"polygon-mainnet"`, `"137"` and `137` → 137. A number need not be in the table; it is below 2^53,
    because a document holds no larger one [wire §1.1].
    """
    # `type … is`: True is an int, and names no chain.
    if type(network) is int:
        return network if 0 < network <= MAX_SAFE_INTEGER else NO_CHAIN
    if not isinstance(network, str):
        return NO_CHAIN
    name = network.lower()
    if _NUMBER.fullmatch(name):
        return chain_id(int(name))
    return _ID_BY_NAME.get(name, NO_CHAIN)


def network_name(chain: int) -> str:
    """What is published as `_signature.network` of a chain id: its name, the number as text where it has none here.

    Empty for 0. Names go first because verifiers before 0.2.0 read no numbers.
    """
    return _NAME_BY_ID.get(chain, str(chain)) if chain else ""
