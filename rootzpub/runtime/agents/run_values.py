"""What goes into a run and what comes out, free of any product; and the boundary that runs it.

Invariant: the payload holds what every runner understands; what only one product understands travels in its own
mapping, the adapter context, and never reaches a model.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Protocol

from rootzpub.runtime.agents.messages import Message
from rootzpub.runtime.agents.principal import Principal

_NEUTRAL = ("agent", "session_id", "run_id", "mode", "max_turns", "messages", "options")
_DEFAULT_TURNS = 10


@dataclass(frozen=True, slots=True)
class RunRequest:
    """One conversation run: ids are given by the caller, `max_turns` counts calls of the model."""

    agent: str
    session_id: str
    run_id: str
    principal: Principal
    messages: tuple[Message, ...]
    mode: str = "chat"
    max_turns: int = _DEFAULT_TURNS
    options: Mapping[str, Any] = field(default_factory=dict)
    context: Mapping[str, Any] = field(default_factory=dict)

    def __post_init__(self) -> None:
        """Refuse an adapter's key that would hide a neutral one in the flat form."""
        hidden = sorted(set(self.context) & set(_NEUTRAL))
        if hidden:
            raise ValueError(f"adapter context may not hold {', '.join(hidden)}: the payload does")
        if self.max_turns < 1:
            raise ValueError(f"max_turns is {self.max_turns}; it has to be at least 1")

    def payload(self) -> dict[str, Any]:
        """The neutral fields as JSON values."""
        return {
            "agent": self.agent,
            "session_id": self.session_id,
            "run_id": self.run_id,
            "mode": self.mode,
            "max_turns": self.max_turns,
            "messages": [message.envelope() for message in self.messages],
            "options": dict(self.options),
        }

    def adapter_context(self) -> dict[str, Any]:
        """The fields of the product that made the request."""
        return dict(self.context)

    def adapter_payload(self) -> dict[str, Any]:
        """Both in one flat mapping, as adapters of older form read it."""
        return {**self.payload(), **self.context}


def request_from_adapter(flat: Mapping[str, Any], principal: Principal) -> RunRequest:
    """The request of a flat mapping; keys that are not neutral become the adapter context.

    Raises:
        ValueError: without agent, session or run, or with a message that cannot be read.
    """
    missing = [name for name in ("agent", "session_id", "run_id") if not isinstance(flat.get(name), str)]
    if missing:
        raise ValueError(f"a run needs {', '.join(missing)} as text")
    return RunRequest(
        agent=flat["agent"],
        session_id=flat["session_id"],
        run_id=flat["run_id"],
        principal=principal,
        messages=tuple(Message.normalised(message) for message in flat.get("messages", ())),
        mode=flat.get("mode", "chat"),
        max_turns=flat.get("max_turns", _DEFAULT_TURNS),
        options=dict(flat.get("options", {})),
        context={key: value for key, value in flat.items() if key not in _NEUTRAL},
    )


@dataclass(frozen=True, slots=True)
class RunResult:
    """How a run ended.

    `status` is `completed`, `waiting` (input or approval), `out_of_turns`, `busy` or `failed`; then `error` says why.
    """

    run_id: str
    status: str
    messages: tuple[Message, ...]
    """The whole conversation, the request's messages first."""
    turns: int = 0
    error: str = ""


class ConversationRunner(Protocol):
    """The boundary of a run: whoever takes its place takes a request and gives a result."""

    def run(self, request: RunRequest) -> RunResult:
        """The outcome; a failure of model or tool is a status, not an exception."""
        ...
