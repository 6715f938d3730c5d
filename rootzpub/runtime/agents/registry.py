"""Which agents there are: registered while the init signal is fired, read afterwards.

Invariants: the signal is fired once and never replayed; the first registration of a slug wins; what is registered is a
description: rows are made by reconcilers of the product, which run after all agents are collected.
"""

import re
from collections import deque
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Final

INIT_SIGNAL: Final = "rootzpub.agents.init"
_SLUG = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*")
_MOST_NOTICES = 100


@dataclass(frozen=True, slots=True)
class AgentDefinition:
    """An agent as declared; `metadata` describes and grants nothing, whatever its keys are.

    `tools` and `capabilities` are upper bounds: what a run may do is bounded by its principal as well.
    """

    slug: str
    label: str
    description: str = ""
    owner_id: str = ""
    provenance: str = ""
    """Who registered it, such as a package's name: a notice about a duplicate names it."""
    tools: frozenset[str] = frozenset()
    capabilities: frozenset[str] = frozenset()
    is_public: bool = False
    """Whether a listing for everybody may name it."""
    metadata: Mapping[str, object] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Notice:
    """Something was done the wrong way; nothing was changed by it."""

    code: str
    """`outside_init`, `too_early`, `duplicate`, `bad_slug`, `unknown` or `late_callback`."""
    text: str


Callback = Callable[["AgentRegistry"], None]
Reconciler = Callable[[tuple[AgentDefinition, ...]], None]


class AgentRegistry:
    """The agents of one app; `notices` holds the last hundred wrong uses."""

    def __init__(self) -> None:
        self.notices: deque[Notice] = deque(maxlen=_MOST_NOTICES)
        self._agents: dict[str, AgentDefinition] = {}
        self._callbacks: list[Callback] = []
        self._reconcilers: list[Reconciler] = []
        self._is_open = False
        self._was_fired = False

    def on_init(self, callback: Callback) -> None:
        """Have `callback` called when the signal is fired; afterwards it is never called, and a notice says so."""
        if self._was_fired:
            self._note("late_callback", f"{INIT_SIGNAL} was fired already; it is not replayed")
            return
        self._callbacks.append(callback)

    def after_collection(self, reconciler: Reconciler) -> None:
        """Have a product make its rows out of all agents, after the last callback."""
        if self._was_fired:
            self._note("late_callback", f"{INIT_SIGNAL} was fired already; nothing is reconciled again")
            return
        self._reconcilers.append(reconciler)

    def fire(self) -> None:
        """Fire the init signal, the first time only. An exception of a callback closes the window and goes on up."""
        if self._was_fired:
            return
        self._was_fired = self._is_open = True
        try:
            for callback in tuple(self._callbacks):
                callback(self)
        finally:
            self._is_open = False
        for reconcile in self._reconcilers:
            reconcile(tuple(self._agents.values()))

    def register(self, agent: AgentDefinition) -> AgentDefinition | None:
        """The agent; None with a notice outside the signal, for a slug that is taken and for one that is malformed."""
        if not self._is_open:
            self._note("outside_init", f"agent {agent.slug!r} was registered outside {INIT_SIGNAL}")
            return None
        if not _SLUG.fullmatch(agent.slug):
            self._note("bad_slug", f"agent slug {agent.slug!r} has to be lower-case words joined by hyphens")
            return None
        first = self._agents.get(agent.slug)
        if first is not None:
            who = first.provenance or "an unnamed package"
            self._note("duplicate", f"agent {agent.slug!r} is registered already, by {who}")
            return None
        self._agents[agent.slug] = agent
        return agent

    def get(self, slug: str) -> AgentDefinition | None:
        """The agent of that slug, or None."""
        return self._agents.get(slug) if self._may_be_read() else None

    def all(self) -> tuple[AgentDefinition, ...]:
        """All agents in the order of their registration."""
        return tuple(self._agents.values()) if self._may_be_read() else ()

    def has(self, slug: str) -> bool:
        """Whether there is an agent of that slug."""
        return self._may_be_read() and slug in self._agents

    def unregister(self, slug: str) -> AgentDefinition | None:
        """The agent that was removed; None with a notice when there was none."""
        if not self._may_be_read():
            return None
        if slug not in self._agents:
            self._note("unknown", f"agent {slug!r} is not registered")
            return None
        return self._agents.pop(slug)

    def _may_be_read(self) -> bool:
        if not self._was_fired:
            self._note("too_early", f"agents were read before {INIT_SIGNAL}")
        return self._was_fired

    def _note(self, code: str, text: str) -> None:
        self.notices.append(Notice(code, text))
