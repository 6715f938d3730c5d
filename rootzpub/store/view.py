"""`Site` over one read transaction of the store.

Invariants: every answer inside one view is of one moment; lists are read in pages, nothing loads a whole site.
"""

import sqlite3
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import orjson

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
)
from rootzpub.store import history, meta, nodes, search, stated
from rootzpub.store.finding import engine
from rootzpub.store.finding.engine import Room
from rootzpub.store.finding.languages import primary
from rootzpub.store.paths import asked_keys
from rootzpub.store.rows import (
    ENTRY_COLUMNS,
    ENTRY_TABLES,
    RECORD_COLUMNS,
    entry_of_row,
    head_of_row,
    held_of_json,
    marks,
    record_of_row,
    term_of_row,
    whole,
)
from rootzpub.wire.tree import verify_inclusion

_ORDERS: dict[Order, str] = {
    "newest": "published DESC, id",
    "path": "path",
    "menu": "menu_order, title, id",
}
_STREAMED = 200
"""Entries read at a time by `every`."""
_TERM_COLUMNS = "t.id, t.taxonomy, t.slug, t.name, t.description, t.url, t.parent_id, t.used"


@dataclass(frozen=True, slots=True, kw_only=True)
class Frame:
    """What is the same for every view of one version; read once, kept by the store."""

    version: int
    facts: SiteFacts
    publication: Publication
    last_modified: datetime
    changed_at: datetime
    counts: tuple[tuple[str, int], ...]
    """(type, published entries), by name."""
    hosts: frozenset[str]
    """Under which hosts a URL means this site."""
    languages: tuple[tuple[str, int], ...] = ()
    """(BCP 47, entries), most first."""


class SqliteSite:
    """One view. Belongs to one thread at a time; must not outlive the `with` that opened it."""

    def __init__(self, connection: sqlite3.Connection, frame: Frame) -> None:
        self._connection = connection
        self._frame = frame

    @property
    def facts(self) -> SiteFacts:
        """Who the site is."""
        return self._frame.facts

    @property
    def publication(self) -> Publication:
        """The publication this view shows."""
        return self._frame.publication

    @property
    def version(self) -> int:
        """Grows with every commit that changed anything."""
        return self._frame.version

    @property
    def last_modified(self) -> datetime:
        """The newest `modified` of all entries; the publication's moment for an empty site."""
        return self._frame.last_modified

    @property
    def changed_at(self) -> datetime:
        """When anything last changed."""
        return self._frame.changed_at

    def count(self, *types: str) -> int:
        """How many entries of these types are published (of all, without an argument)."""
        return sum(number for name, number in self._frame.counts if not types or name in types)

    def types(self) -> tuple[tuple[str, int], ...]:
        """Every type that has published entries, with their number, by name."""
        return self._frame.counts

    def languages(self) -> tuple[tuple[str, int], ...]:
        """The languages that entries have of their own, most first."""
        return self._frame.languages

    def spoken(self, paths: Sequence[str]) -> Mapping[str, Spoken]:
        """Language and translations by exact path."""
        rows = self._connection.execute(
            "SELECT path, json_extract(details, '$.language'), json_extract(details, '$.translations') FROM entries "
            f"WHERE path IN ({marks(paths)}) AND json_extract(details, '$.language') IS NOT NULL",
            tuple(paths),
        )
        return {
            path: Spoken(language=language, translations=orjson.loads(others or "{}"))
            for path, language, others in rows
        }

    def heads(self, paths: Sequence[str]) -> Mapping[str, EntryHead]:
        """What decides which kind of statement these entries are, by exact path."""
        rows = self._connection.execute(
            "SELECT id, type, path, title, json_extract(details, '$.facts'), json_extract(details, '$.losses') "
            f"FROM entries WHERE path IN ({marks(paths)})",
            tuple(paths),
        )
        return {row[2]: head_of_row(row) for row in rows}

    def entries(
        self, *types: str, order: Order = "newest", limit: int = 20, offset: int = 0, languages: Collection[str] = ()
    ) -> Sequence[PublishedEntry]:
        """A page of entries of these types (all, without one) and languages (all, without one)."""
        where, values = _of_types(types)
        if languages:
            where += " AND" if where else " WHERE"
            where += f" coalesce(json_extract(details, '$.language'), '') IN ({marks(languages)})"
            values = (*values, *languages)
        # Ids first: the order comes out of an index, and only the entries of this page are read with their bodies.
        ids = self._ids(
            f"SELECT id FROM entries{where} ORDER BY {_ORDERS[order]} LIMIT ? OFFSET ?", *values, limit, offset
        )
        return self._by_ids(ids)

    def filed(self, category: str, *types: str, limit: int, offset: int = 0) -> tuple[Sequence[PublishedEntry], int]:
        """A page of the entries of these types in a category, newest first, and their number."""
        where, values = _of_types(types, keyword="AND")
        condition, bound = search.in_category(category)
        total = self._connection.execute(
            f"SELECT count(*) FROM entries e WHERE {condition}{where}", (*bound, *values)
        ).fetchone()[0]
        ids = self._ids(
            f"SELECT e.id FROM entries e WHERE {condition}{where} ORDER BY {_ORDERS['newest']} LIMIT ? OFFSET ?",
            *(*bound, *values, limit, offset),
        )
        return self._by_ids(ids), int(total)

    def every(self, *types: str) -> Iterator[PublishedEntry]:
        """All entries of these types in order of path, streamed."""
        where, values = _of_types(types, keyword="AND")
        # On from the last path instead of by offset, which counts from the beginning for each page. A path means one
        # entry [wire §5.5], so none is skipped.
        after = ""
        while True:
            page = self._connection.execute(
                f"SELECT id, path FROM entries WHERE path > ?{where} ORDER BY path LIMIT ?", (after, *values, _STREAMED)
            ).fetchall()
            yield from self._by_ids([row[0] for row in page])
            if len(page) < _STREAMED:
                return
            after = page[-1][1]

    def by_id(self, entry_id: int) -> PublishedEntry | None:
        """The published entry with this id."""
        return next(iter(self._by_ids([entry_id])), None)

    def by_path(self, path: str) -> PublishedEntry | None:
        """The entry a path means: trailing slash, host, scheme and percent-encoding variants resolve to one."""
        # The exact path first: it means one entry, while spellings of two paths may have one key.
        exact = self._select("e.path = ?", path)
        if exact:
            return exact[0]
        for key in asked_keys(path, self._frame.hosts):
            found = self._select("e.path_key = ? ORDER BY e.id LIMIT 1", key)
            if found:
                return found[0]
        return None

    def moved(self, path: str) -> str | None:
        """The present path of an entry that formerly had this one."""
        for key in asked_keys(path, self._frame.hosts):
            row = self._connection.execute(
                "SELECT e.path FROM former_paths f JOIN entries e ON e.id = f.entry_id "
                "WHERE f.path_key = ? ORDER BY e.modified DESC, e.id LIMIT 1",
                (key,),
            ).fetchone()
            if row:
                return str(row[0])
        return None

    def by_slugs(self, slugs: Sequence[str], *types: str) -> Sequence[PublishedEntry]:
        """Entries that have one of these slugs, in the order of `slugs`."""
        if not slugs:
            return ()
        where, values = _of_types(types, keyword="AND")
        found = self._connection.execute(
            f"SELECT slug, id FROM entries WHERE slug IN ({marks(slugs)}){where} ORDER BY id", (*slugs, *values)
        ).fetchall()
        # Backwards, so that a slug that was asked for twice keeps its first place.
        rank = {slug: position for position, slug in reversed(list(enumerate(slugs)))}
        return self._by_ids([entry_id for _, entry_id in sorted(found, key=lambda row: rank[row[0]])])

    def search(self, query: Query) -> Hits:
        """Full-text search; any text is safe."""
        room = Room(
            connection=self._connection,
            size=self._frame.publication.size,
            published_at=self._frame.publication.published_at,
            allowed=search.allowed(self._connection, query, site_language=self._frame.facts.language),
            load=self._by_ids,
            language=primary(self._frame.facts.language),
        )
        return engine.search(room, query)

    def stated(self, name: str, *, limit: int, offset: int = 0) -> Sequence[Stated]:
        """What pages state under a name, each once, with the first entry that states it."""
        return stated.read(self._connection, name, limit=limit, offset=offset)

    def terms(self, taxonomy: str, *, described: bool = False, limit: int = 100, offset: int = 0) -> Sequence[Term]:
        """Terms of a taxonomy that have published entries, most used first; `described`: with a description."""
        condition = "taxonomy = ? AND used > 0" + (" AND description <> ''" if described else "")
        rows = self._connection.execute(
            f"SELECT {_TERM_COLUMNS} FROM terms t WHERE {condition} ORDER BY used DESC, name, id LIMIT ? OFFSET ?",
            (taxonomy, limit, offset),
        )
        return tuple(map(term_of_row, rows))

    def records(self, *, limit: int, offset: int = 0) -> Sequence[Record]:
        """Records of the publication in order of path."""
        rows = self._connection.execute(
            f"SELECT {RECORD_COLUMNS} FROM entries ORDER BY path LIMIT ? OFFSET ?", (limit, offset)
        )
        return tuple(map(record_of_row, rows))

    def newest_records(self, *, limit: int) -> Sequence[Record]:
        """Records for the discovery document: pages before posts before other types, newest first."""
        found: list[Record] = []
        # One query for each class, which an index answers in its order; one query over all would sort the whole site.
        for condition in ("type = 'page'", "type = 'post'", "type NOT IN ('page', 'post')"):
            rows = self._connection.execute(
                f"SELECT {RECORD_COLUMNS} FROM entries WHERE {condition} ORDER BY published DESC, id LIMIT ?",
                (limit - len(found),),
            )
            found.extend(map(record_of_row, rows))
        return tuple(found)

    def publications(self, *, limit: int, offset: int = 0) -> Sequence[Publication]:
        """The publications up to this one, newest first."""
        return history.publications_until(
            self._connection, self._frame.publication.sequence, limit=limit, offset=offset
        )

    def publication_count(self) -> int:
        """How many these are."""
        return history.count_until(self._connection, self._frame.publication.sequence)

    def proof(self, path: str) -> Proof | None:
        """That the entry at this exact path stands in the publication."""
        row = self._connection.execute(f"SELECT {RECORD_COLUMNS} FROM entries WHERE path = ?", (path,)).fetchone()
        if row is None:
            return None
        index = nodes.leaf_index(self._connection, path)
        publication = self._frame.publication
        with whole(f"the tree at {path!r}"):
            steps = nodes.audit_path(self._connection, index, publication.size)
            # A proof that does not hold is never given out, whatever happened to the file.
            if not verify_inclusion(row[-1], index, publication.size, steps, publication.root):
                raise ValueError("it does not lead to the root")
        return Proof(
            record=record_of_row(row),
            leaf_index=index,
            tree_size=publication.size,
            audit_path=steps,
            root=publication.root,
        )

    def had_hash(self, path: str, content_hash: str) -> bool:
        """Whether this hash is, or ever was, the hash of the entry at this path."""
        return history.had_hash(self._connection, path, content_hash)

    def omissions(self) -> Sequence[Omission]:
        """What was left out and why (owner only), most frequent first."""
        known = self._connection.execute("SELECT 1 FROM sqlite_master WHERE name = 'causes'").fetchone() is not None
        cause, join = ("coalesce(c.cause, '')", "LEFT JOIN causes c USING (id, reason)") if known else ("''", "")
        rows = self._connection.execute(
            f"SELECT reason, {cause} AS who, count(*) AS number FROM (SELECT id, reason FROM hidden "
            f"UNION ALL SELECT id, reason FROM withheld) {join} GROUP BY reason, who ORDER BY number DESC, reason, who"
        )
        return tuple(Omission(reason=reason, cause=cause, count=number) for reason, cause, number in rows)

    def held(self) -> Held | None:
        """What the last sync did not remove, and why (owner only)."""
        return held_of_json(meta.read(self._connection, "held"))

    def loss_totals(self) -> Sequence[tuple[str, int]]:
        """Losses of the whole site by kind, most frequent first."""
        rows = self._connection.execute(
            "SELECT kind, sum(count) AS number FROM losses GROUP BY kind ORDER BY number DESC, kind"
        )
        return tuple((kind, number) for kind, number in rows)

    def _ids(self, statement: str, *values: Any) -> list[int]:
        return [row[0] for row in self._connection.execute(statement, values)]

    def _by_ids(self, ids: Sequence[int]) -> tuple[PublishedEntry, ...]:
        """Entries with their terms, in the order of `ids`."""
        if not ids:
            return ()
        found = {entry.id: entry for entry in self._select(f"e.id IN ({marks(ids)})", *ids)}
        return tuple(found[entry_id] for entry_id in ids if entry_id in found)

    def _select(self, condition: str, *values: Any) -> list[PublishedEntry]:
        """Entries with their terms, by a condition on `entries e`."""
        rows = self._connection.execute(
            f"SELECT {ENTRY_COLUMNS} FROM {ENTRY_TABLES} WHERE {condition}", values
        ).fetchall()
        terms: dict[int, dict[int, Term | None]] = {row[0]: {} for row in rows}
        if rows:
            # Terms of all entries at once: a page of a list costs two queries, however many entries it has.
            for row in self._connection.execute(
                f"SELECT l.entry_id, l.term_id, {_TERM_COLUMNS} FROM entry_terms l LEFT JOIN terms t "
                f"ON t.id = l.term_id WHERE l.entry_id IN ({marks(rows)}) ORDER BY l.entry_id, l.position",
                list(terms),
            ):
                terms[row[0]][row[1]] = None if row[2] is None else term_of_row(row[2:])
        return [entry_of_row(row, terms[row[0]]) for row in rows]


def _of_types(types: Sequence[str], *, keyword: str = "WHERE") -> tuple[str, tuple[str, ...]]:
    """The condition that limits to types, and its values; nothing where there are none."""
    return (f" {keyword} type IN ({marks(types)})", tuple(types)) if types else ("", ())
