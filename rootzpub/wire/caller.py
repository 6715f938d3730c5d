"""`Caller`: who asks, as far as whoever took the request could establish; and what a caller may call.

Invariants: plain data; a caller is established once, where the request enters, and handed down unchanged.
"""

from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from rootzpub.wire.toolspec import Effect, ToolSpec


class CallerKind(StrEnum):
    """What is known of a caller."""

    ANONYMOUS = "anonymous"
    OWNER = "owner"
    """Has the owner's token, or sits at the owner's machine."""
    SESSION = "session"
    """The owner, signed in to a page."""
    AGENT = "agent"
    """An agent that proved an identity of its own."""
    INSTALLATION = "installation"
    """Another server that this one is paired with."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Caller:
    """Who asks. `id` names one of its kind (a session, a key's thumbprint); empty where the kind says it all."""

    kind: CallerKind
    id: str = ""

    @property
    def is_owner(self) -> bool:
        """Whether this is the owner, by token or signed in."""
        return self.kind in _OWNERS


_OWNERS: Final = frozenset({CallerKind.OWNER, CallerKind.SESSION})

ANONYMOUS: Final = Caller(kind=CallerKind.ANONYMOUS)
OWNER: Final = Caller(kind=CallerKind.OWNER)


def may_call(caller: Caller, spec: ToolSpec) -> bool:
    """Whether this caller may call this tool.

    What is the owner's, and whatever changes the site, is for the owner alone: agents and installations prove who they
    are, which is no permission.
    """
    return caller.is_owner or (spec.auth == "none" and spec.effect is Effect.READ)
