"""`Site` in memory: what a `MemoryStore` shows, and what tests of documents and tools are made of.

Invariants: as for every `Site`; `tests/store/test_contract.py` holds it to them beside the one over SQLite.
"""

import sqlite3
from collections import Counter
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from functools import cached_property
from typing import Final
from urllib.parse import unquote

from rootzpub.site import (
    EntryHead,
    Held,
    Hits,
    Omission,
    Order,
    Proof,
    Publication,
    PublishedEntry,
    Query,
    Record,
    SiteFacts,
    Spoken,
    Stated,
    Term,
    statements,
)
from rootzpub.store import words
from rootzpub.store.finding import engine
from rootzpub.store.finding.engine import Room
from rootzpub.store.finding.languages import primary
from rootzpub.store.finding.vocabulary import Indexed
from rootzpub.store.paths import asked_keys, host_key, path_key
from rootzpub.store.schema import SITE_MIGRATIONS
from rootzpub.store.stated import key_of
from rootzpub.wire import publication
from rootzpub.wire.tree import Tree

_RANKS: Final = {"page": 0, "post": 1}
_ORDERS: Final[Mapping[Order, Callable[[PublishedEntry], tuple[float | str, ...]]]] = {
    "newest": lambda entry: (-entry.published.timestamp(), entry.id),
    "path": lambda entry: (entry.path,),
    "menu": lambda entry: (entry.menu_order, entry.title, entry.id),
}


@dataclass(kw_only=True)
class MemorySite:
    """One view. `entries_` is what is published, in any order."""

    facts: SiteFacts
    published_at: datetime
    """Of the publication."""
    entries_: Sequence[PublishedEntry] = ()
    sequence: int = 1
    version: int = 1
    changed: datetime | None = None
    """When anything last changed; None: with the publication."""
    base_url: str = ""
    """Where it is published besides `facts.url`."""
    former: Mapping[str, str] = field(default_factory=dict)
    """Former path → present path."""
    hashes: Mapping[str, Collection[str]] = field(default_factory=dict)
    """Path → hashes that its entry had before."""
    past: Sequence[Publication] = ()
    """Publications before this one, oldest first."""
    omitted: Sequence[Omission] = ()
    held_back: Held | None = None

    @property
    def publication(self) -> Publication:
        """The publication this view shows."""
        return Publication(
            sequence=self.sequence, root=self._tree.root, size=len(self._records), published_at=self.published_at
        )

    @property
    def last_modified(self) -> datetime:
        """The newest `modified` of all entries; the publication's moment for an empty site."""
        return max((entry.modified for entry in self.entries_), default=self.published_at)

    @property
    def changed_at(self) -> datetime:
        """When anything last changed."""
        return self.changed or self.published_at

    def count(self, *types: str) -> int:
        """How many entries of these types are published (of all, without an argument)."""
        return len(self._of(types))

    def types(self) -> tuple[tuple[str, int], ...]:
        """Every type that has published entries, with their number, by name."""
        return tuple((name, self.count(name)) for name in sorted({entry.type for entry in self.entries_}))

    def languages(self) -> tuple[tuple[str, int], ...]:
        """The languages that entries have of their own, most first."""
        found = Counter(entry.language for entry in self.entries_ if entry.language)
        return tuple(sorted(found.items(), key=lambda item: (-item[1], item[0])))

    def spoken(self, paths: Sequence[str]) -> Mapping[str, Spoken]:
        """Language and translations by exact path."""
        found = (self._by_path[path] for path in paths if path in self._by_path)
        return {
            entry.path: Spoken(language=entry.language, translations=entry.translations)
            for entry in found
            if entry.language
        }

    def heads(self, paths: Sequence[str]) -> Mapping[str, EntryHead]:
        """What decides which kind of statement these entries are, by exact path."""
        found = (self._by_path[path] for path in paths if path in self._by_path)
        return {
            entry.path: EntryHead(
                id=entry.id,
                type=entry.type,
                path=entry.path,
                title=entry.title,
                facts=entry.facts,
                losses=entry.losses,
            )
            for entry in found
        }

    def entries(
        self, *types: str, order: Order = "newest", limit: int = 20, offset: int = 0, languages: Collection[str] = ()
    ) -> Sequence[PublishedEntry]:
        """A page of entries of these types (all, without one) and languages (all, without one)."""
        found = [entry for entry in self._of(types) if not languages or entry.language in languages]
        return tuple(sorted(found, key=_ORDERS[order])[offset : offset + limit])

    def filed(self, category: str, *types: str, limit: int, offset: int = 0) -> tuple[Sequence[PublishedEntry], int]:
        """A page of the entries of these types in a category, newest first, and their number."""
        found = sorted(
            (entry for entry in self._of(types) if _has_term(category, entry.categories)), key=_ORDERS["newest"]
        )
        return tuple(found[offset : offset + limit]), len(found)

    def every(self, *types: str) -> Iterator[PublishedEntry]:
        """All entries of these types in order of path."""
        return iter(sorted(self._of(types), key=_ORDERS["path"]))

    def by_id(self, entry_id: int) -> PublishedEntry | None:
        """The published entry with this id."""
        return next((entry for entry in self.entries_ if entry.id == entry_id), None)

    def by_path(self, path: str) -> PublishedEntry | None:
        """The entry a path means: trailing slash, host, scheme and percent-encoding variants resolve to one."""
        exact = self._by_path.get(path)
        found = (self._by_key[key] for key in asked_keys(path, self._hosts) if key in self._by_key)
        return exact or next(found, None)

    def moved(self, path: str) -> str | None:
        """The present path of an entry that formerly had this one."""
        former = {path_key(known): present for known, present in self.former.items()}
        return next((former[key] for key in asked_keys(path, self._hosts) if key in former), None)

    def by_slugs(self, slugs: Sequence[str], *types: str) -> Sequence[PublishedEntry]:
        """Entries that have one of these slugs, in the order of `slugs`."""
        # Backwards, so that a slug that was asked for twice keeps its first place.
        rank = {slug: place for place, slug in reversed(list(enumerate(slugs)))}
        found = [entry for entry in self._of(types) if entry.slug in rank]
        return tuple(sorted(found, key=lambda entry: (rank[entry.slug], entry.id)))

    def search(self, query: Query) -> Hits:
        """Full-text search; any text is safe."""
        is_narrowed = any((query.type, query.category, query.tag, query.after, query.before, query.language))
        passing = [entry.id for entry in self.entries_ if _passes(query, entry, site_language=self.facts.language)]
        room = Room(
            connection=self._words,
            size=len(self.entries_),
            published_at=self.published_at,
            allowed=passing if is_narrowed else None,
            load=lambda ids: [self._by_id[entry_id] for entry_id in ids],
            language=primary(self.facts.language),
        )
        return engine.search(room, query)

    def stated(self, name: str, *, limit: int, offset: int = 0) -> Sequence[Stated]:
        """What pages state under a name, each once, with the first entry that states it."""
        found: dict[bytes, Stated] = {}
        for entry in self.every():
            for statement in statements(entry.facts, name):
                found.setdefault(key_of(statement), Stated(statement=statement, path=entry.path, url=entry.url))
        ordered = sorted(found.values(), key=lambda row: str(row.statement.get("startDate", "")), reverse=True)
        return tuple(ordered[offset : offset + limit])

    def terms(self, taxonomy: str, *, described: bool = False, limit: int = 100, offset: int = 0) -> Sequence[Term]:
        """Terms of a taxonomy that have published entries, most used first; `described`: with a description."""
        known = {term.id: term for entry in self.entries_ for term in entry.terms if term.taxonomy == taxonomy}
        found = [term for term in known.values() if term.description or not described]
        return tuple(sorted(found, key=lambda term: (-term.count, term.name, term.id))[offset : offset + limit])

    def records(self, *, limit: int, offset: int = 0) -> Sequence[Record]:
        """Records of the publication in order of path."""
        return tuple(self._records[offset : offset + limit])

    def newest_records(self, *, limit: int) -> Sequence[Record]:
        """Records for the discovery document: pages before posts before other types, newest first."""
        found = sorted(self.entries_, key=lambda entry: (_RANKS.get(entry.type, 2), *_ORDERS["newest"](entry)))
        return tuple(record_of(entry) for entry in found[:limit])

    def publications(self, *, limit: int, offset: int = 0) -> Sequence[Publication]:
        """The publications up to this one, newest first."""
        return (self.publication, *reversed(self.past))[offset : offset + limit]

    def publication_count(self) -> int:
        """How many these are."""
        return 1 + len(self.past)

    def proof(self, path: str) -> Proof | None:
        """That the entry at this exact path stands in the publication."""
        index = next((place for place, record in enumerate(self._records) if record.path == path), None)
        if index is None:
            return None
        return publication.proof(self._records[index], index=index, publication=self._tree)

    def had_hash(self, path: str, content_hash: str) -> bool:
        """Whether this hash is, or ever was, the hash of the entry at this path."""
        entry = self._by_path.get(path)
        return content_hash in self.hashes.get(path, ()) or (entry is not None and entry.content_hash == content_hash)

    def omissions(self) -> Sequence[Omission]:
        """What was left out and why (owner only), most frequent first."""
        return tuple(sorted(self.omitted, key=lambda omission: (-omission.count, omission.reason, omission.cause)))

    def held(self) -> Held | None:
        """What the last sync did not remove, and why (owner only)."""
        return self.held_back

    def loss_totals(self) -> Sequence[tuple[str, int]]:
        """Losses of the whole site by kind, most frequent first."""
        totals: dict[str, int] = {}
        for loss in (loss for entry in self.entries_ for loss in entry.losses):
            totals[loss.kind] = totals.get(loss.kind, 0) + loss.count
        return tuple(sorted(totals.items(), key=lambda pair: (-pair[1], pair[0])))

    def _of(self, types: Sequence[str]) -> list[PublishedEntry]:
        return [entry for entry in self.entries_ if not types or entry.type in types]

    @cached_property
    def _records(self) -> list[Record]:
        return publication.in_leaf_order(map(record_of, self.entries_))

    @cached_property
    def _tree(self) -> Tree:
        return publication.build_tree(self._records)

    @cached_property
    def _words(self) -> sqlite3.Connection:
        """The tables of words, as a `SqliteStore` has them."""
        # Views of one site are asked by several threads in turn, and only read.
        connection = sqlite3.connect(":memory:", check_same_thread=False)
        for migration in SITE_MIGRATIONS:
            connection.executescript(migration)
        index = words.Index(connection)
        index.keep_language(self.facts.language)
        for entry in sorted(self.entries_, key=lambda entry: entry.id):
            headings = tuple(section.title for section in entry.sections)
            index.put(
                entry.id,
                Indexed(
                    title=entry.title,
                    text=entry.text,
                    headings=headings,
                    slug=unquote(entry.slug),
                    language=entry.language,
                ),
            )
        index.flush()
        return connection

    @cached_property
    def _by_id(self) -> dict[int, PublishedEntry]:
        return {entry.id: entry for entry in self.entries_}

    @cached_property
    def _by_path(self) -> dict[str, PublishedEntry]:
        return {entry.path: entry for entry in self.entries_}

    @cached_property
    def _by_key(self) -> dict[str, PublishedEntry]:
        """By the key of all spellings of one path; of several the one with the lowest id."""
        # The lowest id is written last and stays: `ORDER BY e.id LIMIT 1` of SqliteSite.by_path.
        return {path_key(entry.path): entry for entry in sorted(self.entries_, key=lambda entry: -entry.id)}

    @cached_property
    def _hosts(self) -> frozenset[str]:
        return hosts_of(self.facts.url, self.base_url)


def hosts_of(*urls: str) -> frozenset[str]:
    """Under which hosts a URL means this site."""
    return frozenset(host_key(url.partition("://")[2].partition("/")[0]) for url in urls if url)


def record_of(entry: PublishedEntry) -> Record:
    """What the publication says of an entry."""
    return Record(
        path=entry.path,
        title=entry.title,
        type=entry.type,
        content_hash=entry.content_hash,
        modified=entry.modified,
    )


def _passes(query: Query, entry: PublishedEntry, *, site_language: str) -> bool:
    """Whether an entry is among those that are asked for, its words aside."""
    return (
        query.type in ("", entry.type)
        and _has_term(query.category, entry.categories)
        and _has_term(query.tag, entry.tags)
        and (query.after is None or entry.published >= query.after)
        and (query.before is None or entry.published < query.before)
        and f"{entry.language or site_language}-".lower().startswith(
            f"{query.language}-".lower() if query.language else ""
        )
    )


def _has_term(wanted: str, terms: Sequence[Term]) -> bool:
    """Whether one of the terms has this slug or (capitals aside) this name."""
    return not wanted or any(wanted == term.slug or wanted.lower() == term.name.lower() for term in terms)
