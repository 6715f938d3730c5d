"""What is known of a site from before: revisions by id, searched where they lie.

A store gives it, a source reads it, and neither may import the other: so the interface stands here. Invariants: ids in
`without` count as not known; iterating shows one moment, also while the store is being written.
"""

from collections.abc import Collection, Iterable, Iterator, Mapping
from typing import Protocol


class KnownRevisions(Protocol):
    """The revision of every entry that was published or withheld, by id."""

    @property
    def without(self) -> Collection[int]:
        """Entries that are known and count as not known: they are wanted again."""

    def get(self, entry_id: int, default: str, /) -> str:
        """The revision of one entry."""

    # For sources that find a change by id ranges: only what lies in a range that differs is read (decision 0005).
    def within(self, ids: range, /) -> Mapping[int, str]:
        """The revisions of the entries in a range of ids."""

    # A revision names what an entry was rendered from (`token~uses~state`): so its dependents are found
    # (decision 0005).
    def holding(self, mark: str, /) -> Iterable[tuple[int, str]]:
        """Ids and revisions of all whose revision holds a mark."""

    def __contains__(self, entry_id: object, /) -> bool: ...

    def __iter__(self) -> Iterator[int]: ...

    def __len__(self) -> int: ...

    # Whether the site was ever read, ids in `without` included: a source decides by it whether to read everything.
    def __bool__(self) -> bool: ...


class RevisionsById:
    """Known revisions in memory."""

    def __init__(self, revisions: Mapping[int, str], *, without: Collection[int] = ()) -> None:
        self._revisions = {entry_id: kept for entry_id, kept in revisions.items() if entry_id not in without}
        # Of all, as the SQLite form answers: entries that are wanted again do not make it a first read.
        self._any = bool(revisions)
        self.without = without

    def get(self, entry_id: int, default: str, /) -> str:
        """The revision of one entry."""
        return self._revisions.get(entry_id, default)

    def within(self, ids: range, /) -> dict[int, str]:
        """The revisions of the entries in a range of ids."""
        return {entry_id: kept for entry_id, kept in self._revisions.items() if entry_id in ids}

    def holding(self, mark: str, /) -> Iterator[tuple[int, str]]:
        """Ids and revisions of all whose revision holds a mark."""
        return ((entry_id, kept) for entry_id, kept in self._revisions.items() if mark in kept)

    def __contains__(self, entry_id: object, /) -> bool:
        return entry_id in self._revisions

    def __iter__(self) -> Iterator[int]:
        return iter(self._revisions)

    def __len__(self) -> int:
        return len(self._revisions)

    def __bool__(self) -> bool:
        return self._any


# Shared by everybody: it holds nothing and cannot be written.
NOTHING_KNOWN: KnownRevisions = RevisionsById({})
"""A site that was never read."""
