"""For whom a run acts, and the ceiling that follows from it.

Invariant: a run may do what both its agent and its principal may; neither adds to the other.
"""

from dataclasses import dataclass

from rootzpub.runtime.agents.registry import AgentDefinition


@dataclass(frozen=True, slots=True)
class Principal:
    """Who acts: `user_id` in the workspace, with the capabilities that the product found for him."""

    user_id: str
    workspace_id: str = ""
    capabilities: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Ceiling:
    """The capabilities of one run."""

    capabilities: frozenset[str]

    def allows(self, needed: frozenset[str]) -> bool:
        """Whether all of them are within the ceiling."""
        return needed <= self.capabilities


def ceiling_of(agent: AgentDefinition, principal: Principal) -> Ceiling:
    """What the agent may for this principal; metadata of the agent is not read."""
    return Ceiling(agent.capabilities & principal.capabilities)
