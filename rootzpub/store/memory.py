"""The store in memory: for one process, gone with it. What tests use, and the second form of the interface.

Invariants: as for every `Store`. An update works on copies and puts them in place in one step, so a view stays as is.
"""

from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from datetime import datetime, timedelta

from rootzpub.errors import NotReady
from rootzpub.site import (
    Author,
    Hidden,
    KnownRevisions,
    Publication,
    RevisionsById,
    SiteFacts,
    Term,
)
from rootzpub.state import Lock, MemoryState
from rootzpub.store.confirmations import ConfirmationsInMemory
from rootzpub.store.double_paths import REASON, path_rank
from rootzpub.store.kept_in_memory import KeptRecord, KeptSite, entry_of, site_of
from rootzpub.store.memory_site import MemorySite
from rootzpub.store.rows import (
    HTML_COLUMNS,
    Converted,
    StoredHtml,
    author_row,
    facts_to_json,
    stored_html,
    term_row,
)
from rootzpub.store.store import Commit, Kept, Standing, SyncState, Withheld
from rootzpub.wire.tree import Tree


class MemoryStore(ConfirmationsInMemory):
    """A site in this process. Safe to share between threads."""

    unwritable = ""

    def __init__(self, *, lock: Lock | None = None) -> None:
        """`lock` is who may write."""
        self._lock = lock or MemoryState().lock()
        self._kept = KeptSite()
        self._shown: MemorySite | None = None

    @contextmanager
    def site(self) -> Iterator[MemorySite]:
        """One consistent view, valid inside the `with` (and after it)."""
        kept, shown = self._kept, self._shown
        if not kept.version:
            raise NotReady("no site was read yet", hint="Ask again when the first `rootzpub sync` has ended.")
        # Threads may both make it: the two are equal, and cheaper than a lock for every reader.
        if shown is None or shown.version != kept.version:
            shown = self._shown = site_of(kept)
        yield shown

    def html_of(self, ids: Collection[int]) -> Sequence[StoredHtml]:
        """Those of these entries that are published."""
        found = ((entry_id, self._kept.entries.get(entry_id)) for entry_id in ids)
        return [
            stored_html((entry_id, entry.revision, *(entry.row[name] for name in HTML_COLUMNS), entry.body["html"]))
            for entry_id, entry in found
            if entry is not None
        ]

    def version(self) -> int:
        """`Site.version` of what `site()` would give now; 0 before the first sync."""
        return self._kept.version

    def state(self) -> SyncState | None:
        """Where the last update left off; None before the first."""
        return self._kept.state

    @contextmanager
    def update(self, *, wait: bool = False) -> "Iterator[MemoryUpdate]":
        """Become the one writer."""
        # Nothing is shown before `commit` hands the copy back; leaving without it drops the copy.
        with self._lock.held(wait=wait):
            yield MemoryUpdate(self._kept, self._replace)

    def is_syncing(self) -> bool:
        """Whether somebody is the writer now."""
        return self._lock.is_held()

    def checkpoint_if_idle(self) -> bool:
        """Nothing of what was withdrawn is kept in memory."""
        return True

    def publications(self, *, limit: int = 100, before: int = 0) -> Sequence[Publication]:
        """Past publications, newest first."""
        past = self._kept.publications
        return tuple(found for found in reversed(past) if not before or found.sequence < before)[:limit]

    def check(self) -> Sequence[str]:
        """Whether entries and history lead to the root that is published."""
        kept = self._kept
        if not kept.publications:
            return ()
        root, past = kept.publications[-1].root, sorted(kept.records.items())
        problems = []
        if Tree.of(kept.leaves()).root != root:
            problems.append("memory: the entries do not give the published root")
        if Tree.of(records[-1].leaf for _, records in past if records[-1].leaf is not None).root != root:
            problems.append("memory: the publication is not in the history")
        return tuple(problems)

    def _replace(self, kept: KeptSite) -> None:
        self._kept = kept


class MemoryUpdate:
    """One transaction, on copies."""

    def __init__(self, begun: KeptSite, replace_kept: Callable[[KeptSite], None]) -> None:
        self._begun = begun
        self._now = begun.copy()
        self._replace = replace_kept
        self._seen: set[int] | None = None
        self._anything = False

    @property
    def state(self) -> SyncState | None:
        """Where the last update left off; None before the first."""
        return self._begun.state

    def known(self, *, without: Collection[int] = (), now: bool = False) -> KnownRevisions:
        """Revisions of every entry published or withheld, as it was when the update began (or is `now`)."""
        return RevisionsById((self._now if now else self._begun).revisions(), without=without)

    def begin_full(self) -> None:
        """Everything will be handed in again."""
        self._seen = set()
        self._now.hidden.clear()

    def unseen(self) -> dict[int, str]:
        """Type by id of published entries that were not handed in since `begin_full`."""
        seen = self._seen or set()
        return {id_: str(entry.row["type"]) for id_, entry in self._now.entries.items() if id_ not in seen}

    def retain(self, ids: Iterable[int]) -> None:
        """Count these as handed in."""
        for entry_id in ids:
            self._mark_seen(entry_id)

    def end_full(self) -> int:
        """Remove what was not handed in since `begin_full`."""
        seen, self._seen = self._seen or set(), None
        for entry_id in self._now.withheld.keys() - seen:
            del self._now.withheld[entry_id]
        return sum(self.remove(entry_id) for entry_id in sorted(self._now.entries.keys() - seen))

    def put(self, converted: Converted) -> Kept:
        """Publish an entry; `same` when it was published like this already."""
        entry_id, entry = converted.entry.id, entry_of(converted)
        self._mark_seen(entry_id)
        before = self._now.entries.get(entry_id)
        self._now.entries[entry_id] = entry
        # As in SqliteUpdate.put: another revision of the same content is no change to anybody.
        if before is not None and replace(before, revision=entry.revision) == entry:
            return "same"
        self._now.hidden.pop(entry_id, None)
        self._now.withheld.pop(entry_id, None)
        self._anything = True
        return "added" if before is None else "changed"

    def hide(self, hidden: Hidden) -> bool:
        """The source hides this entry; whether it was published."""
        self._mark_seen(hidden.id)
        self._now.withheld.pop(hidden.id, None)
        self._now.hidden[hidden.id] = hidden
        return self._withdraw(hidden.id)

    def withhold(self, withheld: Withheld) -> bool:
        """We leave this entry out; whether it was published."""
        self._mark_seen(withheld.id)
        self._now.hidden.pop(withheld.id, None)
        self._now.withheld[withheld.id] = withheld
        return self._withdraw(withheld.id)

    def remove(self, entry_id: int) -> bool:
        """The source no longer has it; whether it was published."""
        self._now.hidden.pop(entry_id, None)
        self._now.withheld.pop(entry_id, None)
        return self._withdraw(entry_id)

    def is_published(self, entry_id: int) -> bool:
        """Whether this entry is published as things stand in this update."""
        # While everything is handed in again, what was published before counts only from when it was handed in.
        return entry_id in self._now.entries and (self._seen is None or entry_id in self._seen)

    def published(self, ids: Iterable[int]) -> dict[int, Standing]:
        """Of these entries those that are published as things stand."""
        rows = ((entry_id, self._now.entries[entry_id].row) for entry_id in ids if entry_id in self._now.entries)
        return {
            entry_id: Standing(type=str(row["type"]), path=str(row["path"]), parent_id=int(row["parent_id"]))
            for entry_id, row in rows
        }

    def left_out(self, entry_id: int) -> tuple[str, int] | None:
        """Why this entry is not published, and its parent; None: it is, or nobody reported it."""
        if self._seen is not None and entry_id not in self._seen:
            return None
        withheld, hidden = self._now.withheld.get(entry_id), self._now.hidden.get(entry_id)
        if withheld is not None:
            return withheld.reason, withheld.parent_id
        return (hidden.reason, 0) if hidden is not None else None

    def size(self) -> int:
        """How many entries are published as things stand."""
        return len(self._now.entries)

    def children(self, entry_id: int) -> Iterator[tuple[int, str, str]]:
        """(id, type, revision) of published entries whose parent this is."""
        found = [
            (child_id, str(entry.row["type"]), entry.revision)
            for child_id, entry in self._now.entries.items()
            if entry.row["parent_id"] == entry_id
        ]
        yield from sorted(found)

    def released(self, reasons: Sequence[str]) -> Sequence[int]:
        """Entries withheld for one of these reasons whose parent is published now."""
        waiting = (withheld for withheld in self._now.withheld.values() if withheld.reason in reasons)
        return [withheld.id for withheld in waiting if withheld.parent_id in self._now.entries]

    def withheld_ids(self, reason: str) -> Sequence[int]:
        """Entries withheld for this reason."""
        return [withheld.id for withheld in self._now.withheld.values() if withheld.reason == reason]

    def double_paths(self, *, pages_first: bool = True) -> Iterator[Withheld]:
        """Published entries whose path another has too, those that give way."""
        ranks = {
            id_: path_rank(str(entry.row["type"]), pages_first=pages_first) for id_, entry in self._now.entries.items()
        }
        taken: set[str] = set()
        for entry_id in sorted(ranks, key=lambda id_: (ranks[id_], id_)):
            entry = self._now.entries[entry_id]
            if entry.row["path"] in taken:
                parent_id = int(entry.row["parent_id"])
                yield Withheld(id=entry_id, revision=entry.revision, parent_id=parent_id, reason=REASON)
            taken.add(entry.row["path"])

    def keep_facts(self, facts: SiteFacts, *, base_url: str) -> None:
        """Who the site is, and where it is published."""
        kept = facts_to_json(facts)
        self._anything |= (kept, base_url) != (self._now.facts, self._now.base_url)
        self._now.facts, self._now.base_url = kept, base_url

    def keep_terms(self, terms: Iterable[Term]) -> None:
        """All terms there are now."""
        kept = {term.id: term_row(term) for term in terms}
        self._anything |= kept != self._now.terms
        self._now.terms = kept

    def keep_authors(self, authors: Iterable[Author]) -> None:
        """All authors there are now."""
        kept = dict(map(author_row, authors))
        self._anything |= kept != self._now.authors
        self._now.authors = kept

    def commit(self, moment: datetime, state: SyncState) -> Commit:
        """Make it visible, in one step; a new publication if the set of records differs from the last one's."""
        now, former = self._now, self._begun.publications[-1:]
        # 1. A new publication where the root differs; times are whole seconds, as SQLite keeps them.
        leaves = now.leaves()
        tree = Tree.of(leaves)
        is_ahead = bool(former) and former[-1].published_at > moment
        if not former or former[-1].root != tree.root or is_ahead:
            sequence = former[-1].sequence + 1 if former else 1
            at = moment.replace(microsecond=0)
            publication = Publication(sequence=sequence, root=tree.root, size=len(leaves), published_at=at)
            now.publications = (*now.publications, publication)
            self._record(sequence)
        # 2. What every view is known by. `changed_at` never stands still: two states of one second differ in it.
        changed = self._anything or not former or is_ahead or self._begun.held != state.held
        if changed:
            now.version += 1
            at = moment.replace(microsecond=0)
            stands = now.changed_at and not is_ahead
            now.changed_at = max(at, now.changed_at + timedelta(seconds=1)) if stands and now.changed_at else at
        # 3. Where the next update goes on from; then all of it is shown by one assignment.
        now.state = replace(state, next_change=state.next_change and state.next_change.replace(microsecond=0))
        self._replace(now)
        return Commit(before=former[-1].sequence if former else 0, publication=now.publications[-1], changed=changed)

    def _record(self, sequence: int) -> None:
        """Append what differs from the records before."""
        present = {str(entry.row["path"]): (entry_id, entry.row) for entry_id, entry in self._now.entries.items()}
        # Also paths that nobody has now: that an entry left is a record too, without a leaf.
        for path in present.keys() | self._now.records.keys():
            past = self._now.records.get(path, ())
            entry_id, row = present.get(path, (0, {"leaf": None, "content_hash": ""}))
            if row["leaf"] != (past[-1].leaf if past else None):
                record = KeptRecord(sequence, row["leaf"], row["content_hash"], entry_id)
                self._now.records[path] = (*past, record)

    def _mark_seen(self, entry_id: int) -> None:
        if self._seen is not None:
            self._seen.add(entry_id)

    def _withdraw(self, entry_id: int) -> bool:
        if self._now.entries.pop(entry_id, None) is None:
            return False
        self._anything = True
        return True
