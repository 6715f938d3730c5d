"""One run at a time on a session, and the messages that wait for it.

Invariants: of two runs one is refused, whichever thread asks; queued messages come out in the order they went in.
"""

from collections import deque
from threading import Lock

from rootzpub.runtime.agents.messages import Message


class SessionLock:
    """Which run holds which session, in this process."""

    def __init__(self) -> None:
        self._guard = Lock()
        self._holders: dict[str, str] = {}
        self._queues: dict[str, deque[Message]] = {}

    def acquire(self, session_id: str, run_id: str) -> bool:
        """Whether the run holds the session now; False while any run holds it."""
        with self._guard:
            if session_id in self._holders:
                return False
            self._holders[session_id] = run_id
            return True

    def release(self, session_id: str, run_id: str) -> None:
        """Free the session; nothing happens when another run holds it."""
        with self._guard:
            if self._holders.get(session_id) == run_id:
                del self._holders[session_id]

    def queue(self, session_id: str, message: Message) -> None:
        """Put a message behind those that wait for the session."""
        with self._guard:
            self._queues.setdefault(session_id, deque()).append(message)

    def queued(self, session_id: str) -> tuple[Message, ...]:
        """Take all messages that wait, oldest first."""
        with self._guard:
            return tuple(self._queues.pop(session_id, ()))
