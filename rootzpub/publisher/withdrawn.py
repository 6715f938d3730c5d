"""What the owner has withdrawn: it stays out of every later sync until `--undo` [visibility §plausibility].

Invariants: a note that cannot be read is an error, never an empty one: no fault brings back what was withdrawn.
"""

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

from rootzpub.errors import MalformedInput, StoreUnavailable
from rootzpub.state import Note
from rootzpub.store.paths import path_key
from rootzpub.wire import canonical, parse

REASON: Final = "withdrawn"
QUOTES: Final = "quotes-withdrawn"
"""Reason of an entry that shows a withdrawn one: it waits for the next sync, which reads it anew."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Withdrawn:
    """Entries by id and by path: an entry that gets another address stays out, and so does another one at its place."""

    everything: bool = False
    entries: frozenset[tuple[int, str]] = frozenset()
    """Id (0: not known, it was not published) and the key of its path, as the store compares paths."""

    def covers(self, entry_id: int, path: str) -> bool:
        """Whether an entry is withdrawn, itself or by a path that it lies below."""
        if self.everything or not self.entries:
            return self.everything
        key = path_key(path)
        return any(
            (known and known == entry_id) or key == above or (above != "/" and key.startswith(f"{above}/"))
            for known, above in self.entries
        )

    def with_more(self, entries: Iterable[tuple[int, str]], *, everything: bool = False) -> "Withdrawn":
        """These (id and path) as well."""
        more = frozenset((entry_id, path_key(path)) for entry_id, path in entries)
        return Withdrawn(everything=self.everything or everything, entries=self.entries | more)

    def without(self, paths: Iterable[str]) -> "Withdrawn":
        """Those at these paths no more."""
        keys = frozenset(map(path_key, paths))
        left = frozenset(entry for entry in self.entries if entry[1] not in keys)
        return Withdrawn(everything=self.everything, entries=left)

    def digest(self) -> str:
        """Equal as long as the same is withdrawn; empty for nothing, without white space."""
        if self == NOTHING:
            return ""
        return hashlib.sha256(f"{self.everything}{sorted(self.entries)}".encode()).hexdigest()


NOTHING: Final = Withdrawn()


def read_withdrawn(note: Note) -> Withdrawn:
    """What the note says. Raises StoreUnavailable where it cannot be read."""
    data = note.read()
    if not data:
        return NOTHING
    try:
        kept = parse(data)
        assert isinstance(kept, dict)
        entries = (_list(pair) for pair in _list(kept["entries"]))
        return Withdrawn(
            everything=kept["all"] is True,
            entries=frozenset((int(str(entry_id)), str(path)) for entry_id, path in entries),
        )
    except (MalformedInput, AssertionError, KeyError, ValueError):
        raise StoreUnavailable(
            f"{note.where}: what was withdrawn cannot be read",
            hint="Put the file back from a backup, or remove it and withdraw again: without it entries return.",
        ) from None


def write_withdrawn(note: Note, withdrawn: Withdrawn) -> None:
    """Remember it, durably. Raises StoreUnavailable."""
    entries = [[str(entry_id), path] for entry_id, path in sorted(withdrawn.entries)]
    note.write(canonical({"all": withdrawn.everything, "entries": entries}))


def _list(value: object) -> list[object]:
    assert isinstance(value, list)
    return value
