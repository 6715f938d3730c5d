"""Where conversations lie: the contract of a store, one in a dictionary, and the persister over any store.

Invariant: the contract creates, reads, updates and deletes; which sessions were read, reports, lists and how long
anything stays are a product's.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from threading import Lock
from typing import Any, Protocol

from rootzpub.runtime.agents.messages import Message
from rootzpub.runtime.agents.run_values import RunRequest


@dataclass(frozen=True, slots=True)
class Transcript:
    """A conversation of one principal with one agent; times, where a product wants them, are in `metadata`."""

    session_id: str
    agent: str
    user_id: str
    workspace_id: str = ""
    messages: tuple[Message, ...] = ()
    metadata: Mapping[str, Any] = field(default_factory=dict)


class ConversationTranscriptStore(Protocol):
    """What every store of transcripts promises."""

    def create(self, transcript: Transcript) -> bool:
        """Store a new one; False, with nothing changed, when its session is there."""
        ...

    def read(self, session_id: str) -> Transcript | None:
        """The transcript, or None."""
        ...

    def update(self, session_id: str, messages: Sequence[Message]) -> bool:
        """Put these messages in place of the stored ones; False when there is no such session."""
        ...

    def delete(self, session_id: str) -> bool:
        """Remove it; False when there was none."""
        ...


class DictTranscripts:
    """A store in this process."""

    def __init__(self) -> None:
        self._guard = Lock()
        self._transcripts: dict[str, Transcript] = {}

    def create(self, transcript: Transcript) -> bool:
        """See `ConversationTranscriptStore`."""
        with self._guard:
            return self._transcripts.setdefault(transcript.session_id, transcript) is transcript

    def read(self, session_id: str) -> Transcript | None:
        """See `ConversationTranscriptStore`."""
        return self._transcripts.get(session_id)

    def update(self, session_id: str, messages: Sequence[Message]) -> bool:
        """See `ConversationTranscriptStore`."""
        with self._guard:
            found = self._transcripts.get(session_id)
            if found is not None:
                self._transcripts[session_id] = replace(found, messages=tuple(messages))
            return found is not None

    def delete(self, session_id: str) -> bool:
        """See `ConversationTranscriptStore`."""
        with self._guard:
            return self._transcripts.pop(session_id, None) is not None


class StoredTranscript:
    """A `TranscriptPersister` over a store."""

    def __init__(self, store: ConversationTranscriptStore) -> None:
        self._store = store

    def persist(self, request: RunRequest, messages: Sequence[Message]) -> None:
        """Create the session's transcript, or update it.

        Raises:
            PermissionError: the session is another principal's, or another agent's; nothing is changed.
        """
        who = request.principal
        own = Transcript(request.session_id, request.agent, who.user_id, who.workspace_id, tuple(messages))
        if self._store.create(own):
            return
        found = self._store.read(request.session_id)
        if found is None or _parties(found) != _parties(own):
            raise PermissionError(f"session {request.session_id!r} is not one of this principal with this agent")
        self._store.update(request.session_id, messages)


def _parties(transcript: Transcript) -> tuple[str, str, str]:
    return (transcript.agent, transcript.user_id, transcript.workspace_id)
