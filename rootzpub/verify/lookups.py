"""What a verification may ask for besides the document: the origin's key history and the owner's identity contract.

Invariants: these are arguments. The verifier itself opens no socket; who hands in nothing gets SKIPPED where they are
needed.
"""

from collections.abc import Callable
from dataclasses import dataclass

from rootzpub.proof import Rpc


@dataclass(frozen=True, slots=True, kw_only=True)
class Lookups:
    """Ways to ask; what is not handed in is "not available"."""

    key_history: Callable[[str], bytes | None] | None = None
    """Origin to the bytes of its `/.well-known/ai/keys`; None when it has none. May raise FetchFailed."""
    rpcs: tuple[Rpc, ...] = ()
    """JSON-RPC nodes of the chain that identity contracts live on; all must agree."""
    block: int | None = None
    """The block at which contracts are asked; None is the latest."""
