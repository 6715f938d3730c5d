"""The interface of a store: what it gives to those who publish, whatever engine is behind it.

Reading: `site()` opens one consistent view, many at once, in any thread and process. Writing: `update()` is one
transaction held by one process; nothing of it is seen before `commit`, and leaving without it changes nothing.
"""

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass
from datetime import datetime
from typing import Literal, Protocol

from rootzpub.site import Author, Held, Hidden, KnownRevisions, Publication, Site, SiteFacts, Term
from rootzpub.store.confirmations import Confirmations
from rootzpub.store.rows import Converted, StoredHtml

Kept = Literal["added", "changed", "same"]
"""What keeping an entry did."""


@dataclass(frozen=True, slots=True, kw_only=True)
class SyncState:
    """Where the last committed update left off."""

    fingerprint: str
    """The source's fingerprint then."""
    digest: str
    """What else decided the result (settings, converter); when it differs everything must be read anew."""
    next_change: datetime | None = None
    """When something will change by itself, or something that was held is looked at again, as known then."""
    held: Held | None = None
    """What was not removed, and why. Here and not in a note beside the store: it is true of this commit alone."""
    unmatched: tuple[str, ...] = ()
    """Rules of the owner that exclude nothing, as they stand in the settings."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Withheld:
    """An entry the source shows and we leave out; nothing of its content is kept."""

    id: int
    revision: str
    parent_id: int
    reason: str
    cause: str = ""
    """The plugin or setting that decided, for the owner."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """What a published entry is, and where."""

    type: str
    path: str
    parent_id: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Commit:
    """What a committed update made of the store."""

    before: int
    """Sequence of the publication before; 0 = there was none."""
    publication: Publication
    changed: bool
    """Whether anything that is published differs (also facts and terms, which are in no record)."""


class Update(Protocol):
    """One transaction of the one writer."""

    @property
    def state(self) -> SyncState | None:
        """Where the last update left off; None before the first."""

    def known(self, *, without: Collection[int] = (), now: bool = False) -> KnownRevisions:
        """Revisions of every entry published or withheld, as it was when the update began.

        `without` these ids, as if they were not known; with `now`, as things stand in this update. Valid in the update.
        """

    def begin_full(self) -> None:
        """Everything will be handed in again: what is not put, hidden or withheld by `end_full` is gone."""

    def unseen(self) -> Mapping[int, str]:
        """Type by id of published entries that were not handed in since `begin_full`."""

    def retain(self, ids: Iterable[int]) -> None:
        """Count these as handed in: they stay as they are."""

    def end_full(self) -> int:
        """Remove what was not handed in since `begin_full`; gives how many published entries that were."""

    def put(self, converted: Converted) -> Kept:
        """Publish an entry; `same` when it was published like this already, whatever its revision was."""

    def hide(self, hidden: Hidden) -> bool:
        """The source hides this entry; whether it was published. Every word of it goes."""

    def withhold(self, withheld: Withheld) -> bool:
        """We leave this entry out; whether it was published. Every word of it goes."""

    def remove(self, entry_id: int) -> bool:
        """The source no longer has it; whether it was published. Every word of it goes."""

    def is_published(self, entry_id: int) -> bool:
        """Whether this entry is published as things stand in this update."""

    def published(self, ids: Iterable[int]) -> Mapping[int, Standing]:
        """Of these entries those that are published as things stand, also while everything is handed in again."""

    def left_out(self, entry_id: int) -> tuple[str, int] | None:
        """Why this entry is not published, and its parent (0 = not known); None: it is, or nobody reported it."""

    def size(self) -> int:
        """How many entries are published as things stand."""

    def children(self, entry_id: int) -> Iterator[tuple[int, str, str]]:
        """(id, type, revision) of published entries whose parent this is."""

    def released(self, reasons: Sequence[str]) -> Sequence[int]:
        """Entries withheld for one of these reasons whose parent is published now."""

    def withheld_ids(self, reason: str) -> Sequence[int]:
        """Entries withheld for this reason."""

    def double_paths(self, *, pages_first: bool = True) -> Iterator[Withheld]:
        """Published entries whose path another has too: to be withheld, for a path must mean one entry.

        Custom types win, then pages (posts where not `pages_first`), as in WordPress's rules; attachments come last,
        and of one type the older entry wins.
        """

    def keep_facts(self, facts: SiteFacts, *, base_url: str) -> None:
        """Who the site is, and where it is published."""

    def keep_terms(self, terms: Iterable[Term]) -> None:
        """All terms there are now."""

    def keep_authors(self, authors: Iterable[Author]) -> None:
        """All authors there are now."""

    def commit(self, moment: datetime, state: SyncState) -> Commit:
        """Make it last and visible at once; a new publication if the set of records differs from the last one's."""


class Store(Protocol):
    """A site as kept."""

    @property
    def unwritable(self) -> str:
        """Why the store can only be read now; empty where it can be written."""

    def site(self) -> AbstractContextManager[Site]:
        """One consistent view, valid inside the `with`.

        Raises:
            NotReady: nothing was ever synced.
            StoreUnavailable: the store cannot be read.
        """

    @property
    def confirmations(self) -> Confirmations:
        """What looks at the site's pages gave. Raises StoreUnavailable."""

    def html_of(self, ids: Collection[int]) -> Sequence[StoredHtml]:
        """Those of these entries that are published, in any order."""

    def version(self) -> int:
        """Cheap: `Site.version` of what `site()` would give now; 0 before the first sync."""

    def state(self) -> SyncState | None:
        """Where the last update left off; None before the first."""

    def update(self, *, wait: bool = False) -> AbstractContextManager[Update]:
        """Become the one writer; with `wait`, after whoever is it now.

        Raises:
            StoreUnavailable: another process is syncing, or the store cannot be written.
        """

    def is_syncing(self) -> bool:
        """Whether some process is the writer now."""

    def checkpoint_if_idle(self) -> bool:
        """Remove what the last update could not because a reader was in the way: no withdrawn word may remain on disk.

        Whether nothing remains. Does nothing while somebody writes; cheap when nothing is to do.
        """

    def publications(self, *, limit: int = 100, before: int = 0) -> Sequence[Publication]:
        """Past publications, newest first; those with a sequence below `before` if it is given."""

    def check(self) -> Sequence[str]:
        """What is wrong with the store, one line for each thing; empty when all is well. Reads everything."""

    def close(self) -> None:
        """Let go of files."""
