"""What a conversation needs from outside, as protocols, each with an implementation that does nothing.

Invariant: the loop reaches models, tools, stores and listeners through these alone.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Protocol

from rootzpub.runtime.agents.messages import Message
from rootzpub.runtime.agents.principal import Ceiling, Principal
from rootzpub.runtime.agents.run_values import RunRequest
from rootzpub.runtime.agents.session_lock import SessionLock
from rootzpub.runtime.agents.tools import ToolDeclaration, ToolOutcome, ToolPolicy, ToolSources


class ModelError(Exception):
    """The model cannot answer: the text is for the owner, without keys."""


class ModelProvider(Protocol):
    """The one way to a model."""

    def answer(self, messages: Sequence[Message], tools: Sequence[ToolDeclaration]) -> Iterable[object]:
        """Messages of one turn, in any shape that `Message.normalised` reads; a generator streams.

        A `delta` is a piece of the text that follows whole in a message of its own.

        Raises:
            ModelError: it cannot be reached, or refused.
        """
        ...


@dataclass(frozen=True, slots=True)
class ToolCall:
    """A call that passed policy and ceiling; `call_id` is the model's and unique within a run."""

    name: str
    call_id: str
    parameters: Mapping[str, Any]


class ToolExecutor(Protocol):
    """Runs a call for a principal; approval and audit are wrapped around it by a product."""

    def execute(self, call: ToolCall, principal: Principal, ceiling: Ceiling) -> ToolOutcome:
        """The outcome; what fails is an outcome with an error type."""
        ...


class CompletionPolicy(Protocol):
    """Says when a conversation is done."""

    def is_complete(self, turn: Sequence[Message]) -> bool:
        """Whether the turn of the model and of its tools ends the run."""
        ...


class AnswerEnds:
    """Done with a final result, or with a turn in which no tool was called."""

    def is_complete(self, turn: Sequence[Message]) -> bool:
        """See `CompletionPolicy`."""
        kinds = {message.type for message in turn}
        return "final_result" in kinds or not kinds & {"tool_call", "tool_result", "error"}


class TranscriptPersister(Protocol):
    """Stores a conversation."""

    def persist(self, request: RunRequest, messages: Sequence[Message]) -> None:
        """Called after each turn with the whole conversation."""
        ...


class NoTranscript:
    """Stores nothing."""

    def persist(self, request: RunRequest, messages: Sequence[Message]) -> None:
        """See `TranscriptPersister`."""


@dataclass(frozen=True, slots=True)
class AgentEvent:
    """Progress of a run: `started`, `turn`, `delta`, `message`, `tool`, `ended`."""

    run_id: str
    name: str
    details: Mapping[str, Any] = field(default_factory=dict)


class EventSink(Protocol):
    """Hears of the progress of runs."""

    def emit(self, event: AgentEvent) -> None:
        """Called while the run goes on, in order."""
        ...


class NoEvents:
    """Hears and drops."""

    def emit(self, event: AgentEvent) -> None:
        """See `EventSink`."""


@dataclass(frozen=True, slots=True)
class Collaborators:
    """Everything that a loop is given. The policy restricts further; what the agent does not list stays denied."""

    provider: ModelProvider
    executor: ToolExecutor
    sources: ToolSources = field(default_factory=ToolSources)
    policy: ToolPolicy = field(default_factory=lambda: ToolPolicy(allow_all=True))
    completion: CompletionPolicy = field(default_factory=AnswerEnds)
    transcript: TranscriptPersister = field(default_factory=NoTranscript)
    events: EventSink = field(default_factory=NoEvents)
    lock: SessionLock = field(default_factory=SessionLock)
