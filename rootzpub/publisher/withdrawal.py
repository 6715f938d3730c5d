"""`withdraw`: entries gone from every answer at once, by the owner's word and without asking the source.

Invariants: it is written down before anything else, so that no sync brings an entry back, also one that runs meanwhile
(it ends without a commit); what shows a withdrawn entry goes with it until it was read anew.
"""

import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from typing import Final

from rootzpub.clock import Clock
from rootzpub.publisher.intake import parent_reason
from rootzpub.publisher.withdrawn import NOTHING, QUOTES, REASON, Withdrawn, read_withdrawn, write_withdrawn
from rootzpub.site import ATTACHMENT, PAGE, PublishedEntry, Site, SiteFacts
from rootzpub.state import Note, Scratch
from rootzpub.store import Store, SyncState, Update, Withheld

_MARKED: Final = "withdrawn"
"""Digest of the state behind a withdrawal: equal to none, so that the next sync reads everything anew."""
_TELLING: Final = 15
"""Characters of a title that another text does not hold by chance."""
_OPENING: Final = 80
"""Characters of a text's beginning that show that another entry holds it."""
_TRIES: Final = 20
_PAUSE: Final = 0.1


@dataclass(frozen=True, slots=True, kw_only=True)
class Withdrawal:
    """What a withdrawal did."""

    paths: tuple[str, ...] = ()
    """Published entries that were withdrawn, and what lay below them."""
    quoting: tuple[str, ...] = ()
    """Entries that showed one of those; they are out until the next sync has read them anew."""
    unknown: tuple[str, ...] = ()
    """What was asked for and is not published; it stays out all the same."""
    before: int = 0
    sequence: int = 0
    size: int = 0
    """Entries that are still published."""
    is_clean: bool = True
    """Whether no log holds a word any more; else a reader is in the way, and the next look of `serve` does it."""

    def as_dict(self) -> dict[str, object]:
        """For machines."""
        return {
            "withdrawn": list(self.paths),
            "quoting": list(self.quoting),
            "notPublished": list(self.unknown),
            "sequenceBefore": self.before,
            "sequence": self.sequence,
            "size": self.size,
        }


@dataclass(frozen=True, slots=True, kw_only=True)
class WithdrawalParts:
    """Where things lie that a withdrawn word may be in."""

    store: Store
    note: Note
    """Where it is remembered."""
    scratch: Scratch
    """Pages of a read that broke off."""
    clock: Clock
    base_url: str = ""
    """As configured."""
    sleep: Callable[[float], None] = time.sleep


def withdraw(parts: WithdrawalParts, asked: Sequence[str], *, everything: bool = False) -> Withdrawal:
    """Withdraw the entries at these paths (or URLs of the site), or all.

    Raises:
        StoreUnavailable: it cannot be written; nothing was withdrawn unless the message says so.
    """
    # 1. Which entries that is.
    known = parts.store.state() is not None
    found: dict[str, PublishedEntry | None] = dict.fromkeys(asked)
    if known:
        with parts.store.site() as site:
            found = {path: _entry_at(site, path) for path in asked}
    there = {entry.id: entry for entry in found.values() if entry is not None}
    unknown = tuple(path for path, entry in found.items() if entry is None)
    # 2. That it is so, before anything else: whatever fails from here on, no sync publishes them again.
    entries = [(entry.id, entry.path) for entry in there.values()] + [(0, _path_of(path)) for path in unknown]
    remembered = read_withdrawn(parts.note).with_more(entries, everything=everything)
    write_withdrawn(parts.note, remembered)
    parts.scratch.remove()
    # 3. Out of the store, with all that shows them, in one publication. A sync that runs ends by itself and makes room.
    done = _Removal(parts=parts, remembered=remembered).run() if known else Withdrawal()
    return replace(done, unknown=unknown)


def release(parts: WithdrawalParts, asked: Sequence[str], *, everything: bool = False) -> Withdrawn:
    """The owner's word taken back: the next sync publishes these again, as far as the source shows them."""
    kept = NOTHING if everything else read_withdrawn(parts.note).without(map(_path_of, asked))
    write_withdrawn(parts.note, kept)
    with parts.store.update(wait=True) as update:
        if update.state is not None:
            update.commit(parts.clock(), replace(update.state, digest=_MARKED))
    return kept


@dataclass(frozen=True, slots=True)
class _Out:
    """Of an entry that goes all that is needed of it: of a whole site no bodies are held."""

    path: str
    type: str
    parent_id: int
    reason: str


@dataclass(slots=True, kw_only=True)
class _Removal:
    parts: WithdrawalParts
    remembered: Withdrawn
    removed: dict[int, _Out] = field(default_factory=dict)
    quoting: dict[int, _Out] = field(default_factory=dict)

    def run(self) -> Withdrawal:
        store = self.parts.store
        with store.update(wait=True) as update:
            # Inside the update: a sync may have ended between the question and the lock.
            with store.site() as site:
                before = site.publication
                urls = self._find(site, update)
                facts = without_links(site.facts, urls)
            for entry_id, out in (*self.removed.items(), *self.quoting.items()):
                update.withhold(Withheld(id=entry_id, revision="", parent_id=out.parent_id, reason=out.reason))
            update.keep_facts(facts, base_url=self.parts.base_url)
            state = update.state
            assert state is not None, "the caller has looked"
            commit = update.commit(self.parts.clock(), self._state(state))
        # What looks at their pages gave holds words of them too.
        if self.remembered.everything:
            store.confirmations.forget_all()
        else:
            store.confirmations.forget((*self.removed, *self.quoting))
        return Withdrawal(
            paths=tuple(sorted(out.path for out in self.removed.values())),
            quoting=tuple(sorted(out.path for out in self.quoting.values())),
            before=before.sequence,
            sequence=commit.publication.sequence,
            size=commit.publication.size,
            is_clean=self._empties_logs(),
        )

    def _find(self, site: Site, update: Update) -> list[str]:
        """What goes, and what shows it; the addresses of the former."""
        marks, urls = Marks(), list[str]()
        for entry in site.every():
            if self.remembered.covers(entry.id, entry.path):
                self._take(entry, REASON, marks, urls)
        # What lies below goes along, however deep.
        waiting = list(self.removed)
        while waiting:
            for child_id, kind, _ in update.children(waiting.pop()):
                child = None if child_id in self.removed else site.by_id(child_id)
                if child is not None and kind in (PAGE, ATTACHMENT):
                    self._take(child, parent_reason(kind), marks, urls)
                    waiting.append(child_id)
        for entry in site.every() if self.removed and not self.remembered.everything else ():
            if entry.id not in self.removed and marks.are_in(entry):
                self.quoting[entry.id] = _Out(entry.path, entry.type, entry.parent_id, QUOTES)
        return urls

    def _take(self, entry: PublishedEntry, reason: str, marks: "Marks", urls: list[str]) -> None:
        self.removed[entry.id] = _Out(entry.path, entry.type, entry.parent_id, reason)
        urls.append(entry.url)
        if not self.remembered.everything:
            marks.add(entry)

    def _state(self, state: SyncState) -> SyncState:
        held = state.held
        if held is not None:
            since = {id_: moment for id_, moment in held.since.items() if id_ not in self.removed}
            held = replace(held, since=since) if since else None
        return SyncState(fingerprint="", digest=_MARKED, next_change=None, held=held)

    def _empties_logs(self) -> bool:
        """Whether no log holds a word any more; a reader that is in the way is waited for."""
        for _ in range(_TRIES):
            if self.parts.store.checkpoint_if_idle():
                return True
            self.parts.sleep(_PAUSE)
        return False


@dataclass(slots=True, kw_only=True)
class Marks:
    """By what another entry shows that it holds a withdrawn one: its address, its title, how its text begins."""

    links: set[str] = field(default_factory=set)
    texts: set[str] = field(default_factory=set)

    def add(self, entry: PublishedEntry) -> None:
        """The marks of one more."""
        self.texts.update(_squeezed(text) for text in _words_of(entry))
        self.links.update({entry.url, entry.path, entry.media.url if entry.media else ""} - {"", "/"})

    def are_in(self, entry: PublishedEntry) -> bool:
        """Whether this entry shows one of them."""
        if any(f"({link})" in entry.markdown or f"({link} " in entry.markdown for link in self.links):
            return True
        text = _squeezed(f"{entry.title} {entry.text} {entry.excerpt} {entry.description}")
        return any(mark in text for mark in self.texts)


def _words_of(entry: PublishedEntry) -> Iterator[str]:
    if len(entry.title) >= _TELLING:
        yield entry.title
    for text in (entry.text, entry.excerpt):
        if len(text) >= _OPENING // 2:
            yield text[:_OPENING]


def _squeezed(text: str) -> str:
    return " ".join(text.split())


def without_links(facts: SiteFacts, urls: Iterable[str]) -> SiteFacts:
    """Facts whose menus do not name these addresses."""
    gone = {url.rstrip("/") for url in urls}
    kept = tuple(item for item in facts.menu if item.url.rstrip("/") not in gone)
    return facts if len(kept) == len(facts.menu) else replace(facts, menu=kept)


def _entry_at(site: Site, asked: str) -> PublishedEntry | None:
    moved = site.moved(_path_of(asked))
    return site.by_path(asked) or (site.by_path(moved) if moved else None)


def _path_of(asked: str) -> str:
    """The path in what was asked: a path, or a URL of whatever host."""
    _, scheme, rest = asked.strip().partition("://")
    path = f"/{rest.partition('/')[2]}" if scheme else asked.strip()
    return path if path.startswith("/") else f"/{path}"
