"""What an agent remembers: the contract of a store, and one that lives in a dictionary.

Invariants: a scope is the whole key, so no two users, agents or workspaces share an entry unless the layer says so; a
write under `if_match` happens only over the version that was read.
"""

import hashlib
from collections.abc import Callable
from dataclasses import dataclass
from threading import Lock
from typing import Protocol


@dataclass(frozen=True, slots=True, order=True)
class MemoryScope:
    """Where an entry lies; `filename` is a path with `/`, without empty, `.` and `..` parts."""

    layer: str
    workspace_type: str
    workspace_id: str
    user_id: str
    agent_id: str
    filename: str = ""

    def __post_init__(self) -> None:
        """Refuse a name that a store on a disk could take for another place."""
        parts = self.filename.split("/")
        if self.filename and any(part in {"", ".", ".."} or "\\" in part or "\0" in part for part in parts):
            raise ValueError(f"memory filename {self.filename!r} is not a relative path")

    def place(self) -> tuple[str, str, str, str, str]:
        """The scope without the file's name."""
        return (self.layer, self.workspace_type, self.workspace_id, self.user_id, self.agent_id)


@dataclass(frozen=True, slots=True)
class MemoryCapabilities:
    """What a store can do beyond reading and writing."""

    compare_and_swap: bool
    subtree: bool


@dataclass(frozen=True, slots=True)
class MemoryRead:
    """What was found; `version` is empty when nothing was."""

    found: bool
    content: str = ""
    version: str = ""


@dataclass(frozen=True, slots=True)
class MemoryWrite:
    """Whether it was written; `error_type` is `conflict` when another version is there: `version` names it."""

    written: bool
    version: str = ""
    error_type: str = ""


@dataclass(frozen=True, slots=True)
class MemoryListing:
    """One entry of a list; `size` is in bytes of UTF-8."""

    filename: str
    version: str
    size: int


class AgentMemoryStore(Protocol):
    """What every store of memory promises."""

    def capabilities(self) -> MemoryCapabilities:
        """What it can do; a caller asks before it relies on `if_match`."""
        ...

    def read(self, scope: MemoryScope) -> MemoryRead:
        """The entry; a missing one is a result, not an error."""
        ...

    def write(self, scope: MemoryScope, content: str, *, if_match: str | None = None) -> MemoryWrite:
        """Write; under `if_match` only over that version, and with an empty one only where nothing is."""
        ...

    def exists(self, scope: MemoryScope) -> bool:
        """Whether the entry is there."""
        ...

    def delete(self, scope: MemoryScope, *, if_match: str | None = None) -> MemoryWrite:
        """Remove the entry; `written` is False when there was none."""
        ...

    def list_layer(self, scope: MemoryScope) -> tuple[MemoryListing, ...]:
        """All entries of the scope's place, by name."""
        ...

    def list_subtree(self, scope: MemoryScope) -> tuple[MemoryListing, ...]:
        """The entries below `filename` as a folder, by name."""
        ...


MemoryResolver = Callable[[MemoryScope], AgentMemoryStore | None]


def resolved(scope: MemoryScope, resolvers: tuple[MemoryResolver, ...]) -> AgentMemoryStore | None:
    """The store of the first resolver that has one for the scope."""
    return next((store for resolve in resolvers if (store := resolve(scope)) is not None), None)


class DictMemory:
    """A store in this process, for tests and for agents that forget with it."""

    def __init__(self) -> None:
        self._guard = Lock()
        self._entries: dict[MemoryScope, str] = {}

    def capabilities(self) -> MemoryCapabilities:
        """See `AgentMemoryStore`."""
        return MemoryCapabilities(compare_and_swap=True, subtree=True)

    def read(self, scope: MemoryScope) -> MemoryRead:
        """See `AgentMemoryStore`."""
        content = self._entries.get(scope)
        return MemoryRead(found=False) if content is None else MemoryRead(True, content, _version(content))

    def write(self, scope: MemoryScope, content: str, *, if_match: str | None = None) -> MemoryWrite:
        """See `AgentMemoryStore`."""
        with self._guard:
            present = self.read(scope).version
            if if_match not in {None, present}:
                return MemoryWrite(False, present, "conflict")
            self._entries[scope] = content
            return MemoryWrite(True, _version(content))

    def exists(self, scope: MemoryScope) -> bool:
        """See `AgentMemoryStore`."""
        return scope in self._entries

    def delete(self, scope: MemoryScope, *, if_match: str | None = None) -> MemoryWrite:
        """See `AgentMemoryStore`."""
        with self._guard:
            present = self.read(scope).version
            if if_match not in {None, present}:
                return MemoryWrite(False, present, "conflict")
            return MemoryWrite(self._entries.pop(scope, None) is not None)

    def list_layer(self, scope: MemoryScope) -> tuple[MemoryListing, ...]:
        """See `AgentMemoryStore`."""
        return self._listed(scope, "")

    def list_subtree(self, scope: MemoryScope) -> tuple[MemoryListing, ...]:
        """See `AgentMemoryStore`."""
        return self._listed(scope, f"{scope.filename}/" if scope.filename else "")

    def _listed(self, scope: MemoryScope, prefix: str) -> tuple[MemoryListing, ...]:
        with self._guard:
            rows = sorted((at.filename, text) for at, text in self._entries.items() if at.place() == scope.place())
        return tuple(
            MemoryListing(name, _version(text), len(text.encode("utf-8", "surrogatepass")))
            for name, text in rows
            if name.startswith(prefix)
        )


def _version(content: str) -> str:
    return hashlib.sha256(content.encode("utf-8", "surrogatepass")).hexdigest()
