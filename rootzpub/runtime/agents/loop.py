"""The conversation of model and tools, turn after turn, until it is complete.

Invariants: a call is checked against policy and ceiling where it is made, whatever the model was shown; a call id is
executed once in a run; every exit frees the session.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from rootzpub.runtime.agents.collaborators import AgentEvent, Collaborators, ModelError, ToolCall
from rootzpub.runtime.agents.messages import Message, MessageError
from rootzpub.runtime.agents.principal import Ceiling, ceiling_of
from rootzpub.runtime.agents.registry import AgentDefinition, AgentRegistry
from rootzpub.runtime.agents.run_values import RunRequest, RunResult
from rootzpub.runtime.agents.tools import ToolDeclaration, ToolOutcome

_PAUSES = frozenset({"input_required", "approval_required"})
_MOST_UNREADABLE = 2
"""Turns without a readable message, one after the other, that end a run."""


class ConversationLoop:
    """A `ConversationRunner` over the agents of a registry."""

    def __init__(self, registry: AgentRegistry, parts: Collaborators) -> None:
        self._registry = registry
        self._parts = parts

    def run(self, request: RunRequest) -> RunResult:
        """See `ConversationRunner`."""
        agent = self._registry.get(request.agent)
        if agent is None:
            return RunResult(request.run_id, "failed", request.messages, error=f"agent {request.agent!r} is unknown")
        lock = self._parts.lock
        if not lock.acquire(request.session_id, request.run_id):
            return RunResult(request.run_id, "busy", request.messages, error="another run holds the session")
        try:
            return _Conversation(request, agent, self._parts).outcome()
        finally:
            lock.release(request.session_id, request.run_id)


@dataclass(slots=True)
class _Conversation:
    """One run: the messages so far and the call ids that were executed."""

    request: RunRequest
    agent: AgentDefinition
    parts: Collaborators
    ceiling: Ceiling = field(init=False)
    messages: list[Message] = field(init=False)
    tools: dict[str, ToolDeclaration] = field(init=False)
    called: set[str] = field(default_factory=set)

    def __post_init__(self) -> None:
        """Work out once what the run may do."""
        self.messages = list(self.request.messages)
        self.ceiling = ceiling_of(self.agent, self.request.principal)
        known = [tool for tool in self.parts.sources.tools(self.request.mode) if tool.name in self.agent.tools]
        self.tools = {tool.name: tool for tool in self.parts.policy.permitted(known, self.ceiling)}

    def outcome(self) -> RunResult:
        self._emit("started", agent=self.agent.slug)
        result = self._turns()
        self._emit("ended", status=result.status)
        return result

    def _turns(self) -> RunResult:
        unreadable = 0
        for turn in range(1, self.request.max_turns + 1):
            self.messages += self.parts.lock.queued(self.request.session_id)
            self._emit("turn", number=turn)
            try:
                said = self._readable(self.parts.provider.answer(tuple(self.messages), tuple(self.tools.values())))
            except ModelError as error:
                self._persist()  # messages that waited for the session were taken, and are not to be lost
                return self._ended("failed", turn, str(error))
            unreadable = unreadable + 1 if all(message.type == "error" for message in said) else 0
            new = self._with_results(said)
            self._persist()
            if unreadable == _MOST_UNREADABLE:
                return self._ended("failed", turn, "the model gave no readable message twice")
            if any(message.type in _PAUSES for message in new):
                return self._ended("waiting", turn)
            if self.parts.completion.is_complete(new):
                return self._ended("completed", turn)
        return self._ended("out_of_turns", self.request.max_turns, "the model did not finish")

    def _readable(self, said: Iterable[object]) -> list[Message]:
        """Each message of the model; in place of one that cannot be read, an error that the model gets back.

        Deltas are passed on while the model still speaks, and are not part of the conversation.
        """
        found = []
        for message in _normalised(said):
            if message.type == "delta":
                self._emit("delta", content=message.content)
            else:
                found.append(message)
        return found or [_error("the turn is empty")]

    def _with_results(self, said: Iterable[Message]) -> list[Message]:
        new: list[Message] = []
        for message in said:
            new += self._added(message)
            if message.type == "tool_call":
                new += self._added(self._result_of(message))
                if new[-1].type in _PAUSES:
                    break
        return new

    def _added(self, message: Message) -> list[Message]:
        self.messages.append(message)
        self._emit("message", type=message.type)
        return [message]

    def _result_of(self, message: Message) -> Message:
        name, call_id = message.payload.get("tool_name"), message.payload.get("tool_call_id")
        parameters = message.payload.get("parameters") or {}
        if not isinstance(name, str) or not isinstance(call_id, str) or not isinstance(parameters, dict):
            outcome = ToolOutcome(error_type="bad_call", error="a call has tool_name, tool_call_id and parameters")
        else:
            outcome = self._executed(ToolCall(name, call_id, parameters))
        self._emit("tool", tool=name, error_type=outcome.error_type)
        return _result_message(outcome, name, call_id)

    def _executed(self, call: ToolCall) -> ToolOutcome:
        if call.name not in self.tools:
            return ToolOutcome(error_type="denied", error=f"the run may not call {call.name!r}")
        if call.call_id in self.called:
            return ToolOutcome(error_type="repeated", error=f"call {call.call_id!r} was executed already")
        self.called.add(call.call_id)
        return self.parts.executor.execute(call, self.request.principal, self.ceiling)

    def _persist(self) -> None:
        self.parts.transcript.persist(self.request, tuple(self.messages))

    def _emit(self, name: str, **details: object) -> None:
        self.parts.events.emit(AgentEvent(self.request.run_id, name, details))

    def _ended(self, status: str, turns: int, error: str = "") -> RunResult:
        return RunResult(self.request.run_id, status, tuple(self.messages), turns, error)


def _normalised(said: Iterable[object]) -> Iterator[Message]:
    for value in said:
        try:
            message = value if isinstance(value, Message) else Message.normalised(value)
        except MessageError as error:
            message = _error(str(error))
        # A model speaks for itself: what it calls a user's, a tool's or the system's word is not one.
        is_own = message.role == "assistant" and message.type != "tool_result"
        yield message if is_own else _error(f"a model may not give a {message.type} as {message.role}")


def _error(text: str) -> Message:
    return Message("error", "system", text, {"error_type": "unreadable"})


def _result_message(outcome: ToolOutcome, name: object, call_id: object) -> Message:
    payload = {"tool_name": name, "tool_call_id": call_id, "success": not outcome.error_type and not outcome.pause}
    if outcome.error_type:
        payload |= {"error_type": outcome.error_type, "error": outcome.error}
    else:
        payload |= {"result": outcome.value}
    return Message(outcome.pause or "tool_result", "tool", payload=payload)
