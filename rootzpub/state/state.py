"""The interfaces of what is kept beside the store (docs/decisions/0015).

Every form keeps these promises; `tests/state/test_contract.py` holds each form to them.
"""

from collections.abc import Mapping
from contextlib import AbstractContextManager
from dataclasses import dataclass
from datetime import datetime
from typing import IO, Literal, Protocol

NoteName = Literal[
    "approved", "approved-settings", "settings", "last-sync", "keys", "withdrawn", "proxy", "serving", "build"
]
"""approved: the released statement · approved-settings: what it was made of · settings: since when the configuration is
what it is · last-sync: how the last look at the source ended · keys: the key history · withdrawn: what the owner took
back · proxy: a reverse proxy that was seen and is not declared · serving: what the running server was started with ·
build: where the last files were written, and until when they hold."""

LimitName = Literal["tools", "documents"]
"""Which rate limit: each has windows of its own length."""


class Note(Protocol):
    """One small document. Whoever reads sees a whole one: the last that was written, or the one before."""

    where: str
    """For messages to a person: a path, or what stands for one."""

    def read(self) -> bytes | None:
        """The bytes that were written last; None before the first time. Raises StoreUnavailable."""

    def write(self, data: bytes) -> None:
        """Replace it in one step, durably. Raises StoreUnavailable: it is as it was."""

    def mark(self) -> int:
        """Nanoseconds since 1970 of the last write, another after each; 0 before the first."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Totals:
    """Counts over all processes, those that ended included."""

    since: datetime
    """When counting began, UTC, whole seconds."""
    by_name: Mapping[str, int]
    """Only what was counted at all."""


class Counts(Protocol):
    """Counters by name. Threads may share one; after a fork a process needs its own."""

    def add(self, name: str) -> bool:
        """Count one more; False when there is no room for another name. No count of a living process is lost."""

    def totals(self) -> Totals:
        """All counts."""


class Windows(Protocol):
    """How often each client asked in its present window of time, shared by all processes."""

    def count(self, client: int, window: int) -> int:
        """One more for a client (a 64-bit fingerprint) in a window (its number); gives the count.

        Another window starts from 0. Not atomic between processes: in a race a client may get one or two more. Where
        there is no room for another client it goes on from the count of one that asked least, never from less.
        """


class Scratch(Protocol):
    """A file for what a long read has fetched: it outlives a read that breaks off, and goes with one that ends."""

    def open_alone(self) -> IO[bytes] | None:
        """The file, for this process alone until it is closed; None when another has it or there can be none."""

    def remove(self) -> None:
        """Drop it with what is in it; nothing happens where there is none."""


class Lock(Protocol):
    """One holder at a time, over all processes; let go when its process ends, however it ends."""

    def held(self, *, wait: bool) -> AbstractContextManager[None]:
        """Hold it. Raises StoreUnavailable: another holds it (and `wait` is false), or it cannot be made."""

    def is_held(self) -> bool:
        """Whether anybody holds it now."""


class State(Protocol):
    """Everything that is kept beside the store of one site."""

    def note(self, name: NoteName) -> Note:
        """One of the notes."""

    def counts(self) -> Counts:
        """How often each kind of answer was given. Raises StoreUnavailable."""

    # The one part that never refuses: a server whose folder cannot be written still has to serve.
    def windows(self, limit: LimitName = "tools") -> Windows:
        """What a rate limit counts. Never fails: without a disk each process counts for itself."""

    def scratch(self) -> Scratch:
        """The journal of a long read."""

    def lock(self) -> Lock:
        """Who may write the store."""
