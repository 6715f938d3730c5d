"""A `Site` in memory: the test double for everything that reads a site."""

import hashlib
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from functools import cached_property
from typing import Any
from urllib.parse import unquote, urlsplit

from rootzpub.site import (
    Hit,
    Hits,
    Omission,
    Order,
    Proof,
    Publication,
    PublishedEntry,
    Query,
    Record,
    SiteFacts,
    Term,
)
from rootzpub.wire import publication, tree

MOMENT = datetime(2026, 3, 4, 20, 21, 47, tzinfo=UTC)
BASE_URL = "https://example.com"


def make_entry(entry_id: int, type_: str = "post", **changes: Any) -> PublishedEntry:
    """A published entry; whatever is not given follows from the id and the markdown."""
    slug = changes.pop("slug", f"entry-{entry_id}")
    path = changes.pop("path", f"/{slug}/" if type_ == "page" else f"/2026/03/04/{slug}/")
    markdown = changes.pop("markdown", f"Text of entry {entry_id}.\n")
    text = changes.pop("text", markdown.strip())
    defaults: dict[str, Any] = {
        "url": BASE_URL + path,
        "title": f"Entry {entry_id}",
        "published": MOMENT,
        "modified": MOMENT,
        "content_hash": content_hash(markdown),
        "excerpt": " ".join(text.split())[:200],
        "word_count": len(text.split()),
        "author": "Ada",
    }
    fields = {"id": entry_id, "type": type_, "slug": slug, "path": path, "markdown": markdown, "text": text}
    return PublishedEntry(**(defaults | fields | changes))


def content_hash(markdown: str) -> str:
    """`sha256:` + hex of the UTF-8 bytes."""
    return "sha256:" + hashlib.sha256(markdown.encode("utf-8", "surrogatepass")).hexdigest()


def make_facts(**changes: Any) -> SiteFacts:
    """Facts of an ordinary site."""
    defaults: dict[str, Any] = {
        "name": "Example Ltd",
        "url": BASE_URL,
        "tagline": "Widgets, measured",
        "language": "en",
    }
    return SiteFacts(**(defaults | changes))


@dataclass(kw_only=True)
class MemorySite:
    """A site whose lists are Python lists; search is a plain substring of title or text."""

    entries_: Sequence[PublishedEntry] = ()
    facts: SiteFacts = field(default_factory=make_facts)
    sequence: int = 1
    version: int = 1
    published_at: datetime = MOMENT
    former: Mapping[str, str] = field(default_factory=dict)
    """Former path -> present path."""
    hashes: Mapping[str, Sequence[str]] = field(default_factory=dict)
    """Path -> hashes it had before."""
    omitted: Sequence[Omission] = ()

    @property
    def last_modified(self) -> datetime:
        """Newest `modified`."""
        return max((entry.modified for entry in self.entries_), default=self.published_at)

    @property
    def changed_at(self) -> datetime:
        """It never changes: when it was published."""
        return self.published_at

    @cached_property
    def _records(self) -> list[Record]:
        return publication.in_leaf_order(map(record_of, self.entries_))

    @cached_property
    def _tree(self) -> tree.Tree:
        return publication.build_tree(self._records)

    @cached_property
    def _newest(self) -> list[PublishedEntry]:
        return sorted(self.entries_, key=lambda entry: (entry.published, entry.id), reverse=True)

    @cached_property
    def _by_path(self) -> dict[str, PublishedEntry]:
        return {_plain(entry.path): entry for entry in self.entries_}

    @property
    def publication(self) -> Publication:
        """All entries as one publication."""
        return Publication(
            sequence=self.sequence, root=self._tree.root, size=len(self._records), published_at=self.published_at
        )

    def count(self, *types: str) -> int:
        """Entries of these types, or all."""
        return sum(1 for entry in self.entries_ if not types or entry.type in types)

    def types(self) -> tuple[tuple[str, int], ...]:
        """Types with their numbers, by name."""
        names = sorted({entry.type for entry in self.entries_})
        return tuple((name, self.count(name)) for name in names)

    def entries(
        self, *types: str, order: Order = "newest", limit: int = 20, offset: int = 0
    ) -> Sequence[PublishedEntry]:
        """A page of entries in one of the three orders."""
        found = [entry for entry in self._newest if not types or entry.type in types]
        if order == "path":
            found.sort(key=lambda entry: entry.path)
        elif order == "menu":
            found.sort(key=lambda entry: (entry.menu_order, entry.title, entry.id))
        return found[offset : offset + limit]

    def every(self, *types: str) -> Iterator[PublishedEntry]:
        """All entries by path."""
        return iter(self.entries(*types, order="path", limit=len(self.entries_)))

    def by_id(self, entry_id: int) -> PublishedEntry | None:
        """The entry with this id."""
        return next((entry for entry in self.entries_ if entry.id == entry_id), None)

    def by_path(self, path: str) -> PublishedEntry | None:
        """The entry a path or URL means."""
        return self._by_path.get(_plain(path))

    def moved(self, path: str) -> str | None:
        """The present path of a former one."""
        return self.former.get(path)

    def by_slugs(self, slugs: Sequence[str], *types: str) -> Sequence[PublishedEntry]:
        """Entries with one of these slugs."""
        places = {slug: place for place, slug in enumerate(slugs)}
        found = [entry for entry in self.entries_ if entry.slug in places and (not types or entry.type in types)]
        return sorted(found, key=lambda entry: places[entry.slug])

    def search(self, query: Query) -> Hits:
        """Entries that hold the text, newest first, filtered as asked."""
        needle = query.text.casefold()
        found = [
            entry
            for entry in self._newest
            if needle in f"{entry.title}\n{entry.text}".casefold()
            and query.type in ("", entry.type)
            and _has_term(query.category, entry.categories)
            and _has_term(query.tag, entry.tags)
            and (query.after is None or entry.published >= query.after)
            and (query.before is None or entry.published < query.before)
        ]
        page = found[query.offset : query.offset + query.limit]
        return Hits(hits=tuple(Hit(entry=entry, excerpt=entry.excerpt) for entry in page), total=len(found))

    def terms(self, taxonomy: str, *, described: bool = False, limit: int = 100, offset: int = 0) -> Sequence[Term]:
        """Terms in use, most used first."""
        known = {term.id: term for entry in self.entries_ for term in entry.terms if term.taxonomy == taxonomy}
        found = [term for term in known.values() if term.description or not described]
        return sorted(found, key=lambda term: (-term.count, term.name))[offset : offset + limit]

    def records(self, *, limit: int, offset: int = 0) -> Sequence[Record]:
        """Records by path."""
        return self._records[offset : offset + limit]

    def newest_records(self, *, limit: int) -> Sequence[Record]:
        """Pages, posts, the rest; newest first."""
        ranks = {"page": 0, "post": 1}
        found = sorted(self._newest, key=lambda entry: ranks.get(entry.type, 2))
        return [record_of(entry) for entry in found[:limit]]

    def proof(self, path: str) -> Proof | None:
        """The audit path of a record."""
        index = next((place for place, record in enumerate(self._records) if record.path == path), None)
        if index is None:
            return None
        return publication.proof(self._records[index], index=index, publication=self._tree)

    def had_hash(self, path: str, content_hash: str) -> bool:
        """Whether this is, or was, the hash of the entry there."""
        entry = self.by_path(path)
        return content_hash in (*self.hashes.get(path, ()), *((entry.content_hash,) if entry else ()))

    def omissions(self) -> Sequence[Omission]:
        """What the test says was left out."""
        return self.omitted

    def loss_totals(self) -> Sequence[tuple[str, int]]:
        """Losses by kind, most frequent first."""
        totals: dict[str, int] = {}
        for loss in (loss for entry in self.entries_ for loss in entry.losses):
            totals[loss.kind] = totals.get(loss.kind, 0) + loss.count
        return sorted(totals.items(), key=lambda pair: (-pair[1], pair[0]))


def record_of(entry: PublishedEntry) -> Record:
    """What the publication says of an entry."""
    return Record(
        path=entry.path,
        title=entry.title,
        type=entry.type,
        content_hash=entry.content_hash,
        modified=entry.modified,
    )


def _plain(path: str) -> str:
    """Path without host, encoding and trailing slash."""
    parts = urlsplit(path) if re.match(r"https?://", path) else None
    asked = path if parts is None else parts.path + (f"?{parts.query}" if parts.query else "")
    return unquote(asked).rstrip("/") or "/"


def _has_term(wanted: str, terms: Sequence[Term]) -> bool:
    return not wanted or any(wanted in (term.slug, term.name) for term in terms)
