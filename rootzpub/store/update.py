"""The one writer: a whole update of the store in one transaction.

Invariants: nothing is visible before `commit`; an update that ends without it leaves every table as it was. What stops
being published leaves no word behind: rows are wiped, the full-text index is rewritten, the log is emptied. Why so:
docs/decisions/0007.
"""

import sqlite3
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

import orjson

from rootzpub.site import Author, Entry, Hidden, KnownRevisions, Publication, SiteFacts, Term
from rootzpub.store import history, meta, nodes, stated, words
from rootzpub.store.double_paths import giving_way
from rootzpub.store.paths import host_key, path_key
from rootzpub.store.revisions import SqliteRevisions
from rootzpub.store.rows import (
    Converted,
    author_row,
    body_row,
    checked_row,
    clean,
    cleaned,
    entry_row,
    facts_to_json,
    held_of_json,
    held_to_json,
    losses_of,
    marks,
    moment,
    publication_of_json,
    publication_to_json,
    seconds,
    term_row,
    without_check,
)
from rootzpub.store.schema import CAUSES, LANGUAGES
from rootzpub.store.store import Commit, Kept, Standing, SyncState, Withheld

_MOST_TOUCHED = 5_000
"""Paths that are remembered one by one; beyond that everything is compared."""


@dataclass(slots=True)
class _Touched:
    """What an update did so far, to know what `commit` owes."""

    anything: bool = False
    withdrawn: bool = False
    moved: bool = False
    """Some path is new or gone."""
    paths: set[str] | None = field(default_factory=set)
    """Paths whose record may differ; None: any may."""

    def path(self, path: str) -> None:
        """Remember one."""
        self.anything = True
        if self.paths is not None:
            self.paths.add(path)
            if len(self.paths) > _MOST_TOUCHED:
                self.paths = None

    @property
    def records(self) -> bool:
        """Whether the set of records may differ."""
        return self.paths is None or bool(self.paths)


def read_state(connection: sqlite3.Connection) -> SyncState | None:
    """Where the last committed update left off; None before the first."""
    digest = meta.read(connection, "digest")
    if digest is None:
        return None
    next_change = meta.read(connection, "next_change")
    return SyncState(
        fingerprint=meta.read(connection, "fingerprint"),
        digest=digest,
        next_change=moment(next_change) if next_change else None,
        held=held_of_json(meta.read(connection, "held")),
        unmatched=tuple(orjson.loads(meta.read(connection, "unmatched") or "[]")),
    )


class SqliteUpdate:
    """An open transaction on site.db, and the history beside it."""

    def __init__(self, site: sqlite3.Connection, past: sqlite3.Connection, *, reader: sqlite3.Connection) -> None:
        self._site = site
        self._history = past
        self._touched = _Touched()
        self._full = False
        self._has_causes = False
        self._has_languages = False
        self._reader = reader
        self._index = words.Index(site)

    @property
    def state(self) -> SyncState | None:
        """Where the last update left off; None before the first."""
        return read_state(self._site)

    def known(self, *, without: Collection[int] = (), now: bool = False) -> KnownRevisions:
        """Revisions by id of every entry published or withheld, as it was when the update began (or is `now`)."""
        return SqliteRevisions(self._site if now else self._reader, without=without)

    def begin_full(self) -> None:
        """Everything will be handed in again."""
        self._full = True
        # A table and not a set in Python, so that SQL says what is missing from it (`end_full`), at any size of the
        # site.
        self._site.execute("CREATE TEMP TABLE IF NOT EXISTS seen (id INTEGER PRIMARY KEY)")
        self._site.execute("DELETE FROM seen")
        # Hidden entries carry no content that would be worth comparing: they are simply handed in again.
        self._site.execute("DELETE FROM hidden")

    def unseen(self) -> dict[int, str]:
        """Type by id of published entries that were not handed in since `begin_full`."""
        return dict(self._site.execute("SELECT id, type FROM entries WHERE id NOT IN (SELECT id FROM seen)"))

    def retain(self, ids: Iterable[int]) -> None:
        """Count these as handed in."""
        if self._full:
            self._site.executemany("INSERT OR IGNORE INTO seen VALUES (?)", ((entry_id,) for entry_id in ids))

    def end_full(self) -> int:
        """Remove what was not handed in since `begin_full`."""
        unseen = "SELECT id FROM {} WHERE id NOT IN (SELECT id FROM seen)"
        gone = [row[0] for row in self._site.execute(unseen.format("entries"))]
        self._site.execute(f"DELETE FROM withheld WHERE id IN ({unseen.format('withheld')})")
        self._full = False
        return sum(self.remove(entry_id) for entry_id in gone)

    def put(self, converted: Converted) -> Kept:
        """Publish an entry; `same` when it was published like this already."""
        entry_id, body = converted.entry.id, body_row(converted)
        row = checked_row(entry_row(converted), body, converted.entry.term_ids)
        self._mark_seen(entry_id)
        if self._is_kept(row, body, converted.entry):
            # Another revision of the same content (another version of the source's reader) is no change to anybody.
            self._site.execute(
                "UPDATE entries SET revision = ?1, details = ?3 WHERE id = ?2 AND (revision <> ?1 OR details <> ?3)",
                (row["revision"], entry_id, row["details"]),
            )
            return "same"
        self._site.execute("DELETE FROM hidden WHERE id = ?", (entry_id,))
        self._site.execute("DELETE FROM withheld WHERE id = ?", (entry_id,))
        # Deleted and inserted: the full-text index must be given exactly the words that it holds, to take them out.
        former = self._take_out(entry_id)
        self._touched.path(row["path"])
        self._touched.moved |= former != row["path"]
        if converted.entry.language and not self._has_languages:
            self._site.execute(LANGUAGES)
            self._has_languages = True
        self._site.execute(f"INSERT INTO entries ({', '.join(row)}) VALUES ({marks(row)})", tuple(row.values()))
        self._site.execute(f"INSERT INTO bodies ({', '.join(body)}) VALUES ({marks(body)})", tuple(body.values()))
        self._index.put(
            entry_id,
            words.indexed_of(title=row["title"], text=body["text"], slug=row["slug"], details=row["details"]),
        )
        self._put_relations(converted)
        return "added" if former is None else "changed"

    def _is_kept(self, row: dict[str, Any], body: dict[str, Any], entry: Entry) -> bool:
        """Whether exactly this, its revision aside, is in the tables already."""
        # A row of before it had a digest gets one, and has not changed.
        row = {name: value for name, value in row.items() if name != "revision"}
        columns = ", ".join([f"e.{name}" for name in row] + [f"b.{name}" for name in body])
        kept = self._site.execute(
            f"SELECT {columns} FROM entries e JOIN bodies b ON b.id = e.id WHERE e.id = ?", (entry.id,)
        ).fetchone()
        if kept is None:
            return False
        found = dict(zip((*row, *body), kept, strict=True))
        if without_check(found) != without_check({**row, **body}):
            return False
        terms = self._site.execute("SELECT term_id FROM entry_terms WHERE entry_id = ? ORDER BY position", (entry.id,))
        former = self._site.execute("SELECT path_key FROM former_paths WHERE entry_id = ?", (entry.id,))
        return [term for (term,) in terms] == list(dict.fromkeys(entry.term_ids)) and {key for (key,) in former} == {
            path_key(clean(path)) for path in entry.former_paths
        }

    def _put_relations(self, converted: Converted) -> None:
        # Each term once: the trigger counts rows, and an entry must count once for a term.
        entry = converted.entry
        terms = ((entry.id, position, term) for position, term in enumerate(dict.fromkeys(entry.term_ids)))
        self._site.executemany("INSERT INTO entry_terms VALUES (?, ?, ?)", terms)
        self._site.executemany(
            "INSERT OR IGNORE INTO former_paths VALUES (?, ?)",
            ((path_key(clean(path)), entry.id) for path in entry.former_paths),
        )
        self._site.executemany(
            "INSERT INTO losses VALUES (?, ?, ?)",
            ((entry.id, loss.kind, loss.count) for loss in losses_of(converted)),
        )
        stated.put(self._site, entry.id, path=clean(entry.path), facts=cleaned(entry.facts))

    def hide(self, hidden: Hidden) -> bool:
        """The source hides this entry; whether it was published."""
        self._mark_seen(hidden.id)
        self._site.execute("DELETE FROM withheld WHERE id = ?", (hidden.id,))
        self._site.execute(
            "INSERT OR REPLACE INTO hidden VALUES (?, ?, ?)",
            (hidden.id, hidden.reason, seconds(hidden.until) if hidden.until else None),
        )
        self._note_cause(hidden.id, hidden.reason, hidden.cause)
        return self._withdraw(hidden.id)

    def _note_cause(self, entry_id: int, reason: str, cause: str) -> None:
        """Who left an entry out; nothing where that is WordPress or the owner."""
        if not self._has_causes:
            self._site.execute(CAUSES)
            self._has_causes = True
        self._site.execute("DELETE FROM causes WHERE id = ?", (entry_id,))
        if cause:
            self._site.execute("INSERT INTO causes VALUES (?, ?, ?)", (entry_id, reason, clean(cause)))

    def withhold(self, withheld: Withheld) -> bool:
        """We leave this entry out; whether it was published."""
        self._mark_seen(withheld.id)
        self._site.execute("DELETE FROM hidden WHERE id = ?", (withheld.id,))
        self._site.execute(
            "INSERT OR REPLACE INTO withheld VALUES (?, ?, ?, ?)",
            (withheld.id, withheld.revision, withheld.parent_id, withheld.reason),
        )
        self._note_cause(withheld.id, withheld.reason, withheld.cause)
        return self._withdraw(withheld.id)

    def remove(self, entry_id: int) -> bool:
        """The source no longer has it; whether it was published."""
        self._site.execute("DELETE FROM hidden WHERE id = ?", (entry_id,))
        self._site.execute("DELETE FROM withheld WHERE id = ?", (entry_id,))
        return self._withdraw(entry_id)

    def is_published(self, entry_id: int) -> bool:
        """Whether this entry is published as things stand in this update."""
        # While everything is handed in again, what was published before counts only from when it was handed in.
        seen = " AND id IN (SELECT id FROM seen)" if self._full else ""
        return self._site.execute(f"SELECT 1 FROM entries WHERE id = ?{seen}", (entry_id,)).fetchone() is not None

    def published(self, ids: Iterable[int]) -> dict[int, Standing]:
        """Of these entries those that are published as things stand."""
        found: dict[int, Standing] = {}
        for entry_id in ids:
            row = self._site.execute("SELECT type, path, parent_id FROM entries WHERE id = ?", (entry_id,)).fetchone()
            if row is not None:
                found[entry_id] = Standing(type=row[0], path=row[1], parent_id=row[2])
        return found

    def left_out(self, entry_id: int) -> tuple[str, int] | None:
        """Why this entry is not published, and its parent; None: it is, or nobody reported it."""
        # What was reported in an earlier update is no longer true while everything is handed in again.
        seen = " AND id IN (SELECT id FROM seen)" if self._full else ""
        rows = self._site.execute(
            f"SELECT reason, parent_id FROM withheld WHERE id = ?{seen} "
            f"UNION ALL SELECT reason, 0 FROM hidden WHERE id = ?{seen}",
            (entry_id, entry_id),
        )
        found: tuple[str, int] | None = rows.fetchone()
        return found

    def size(self) -> int:
        """How many entries are published as things stand."""
        return int(self._site.execute("SELECT count(*) FROM entries").fetchone()[0])

    def children(self, entry_id: int) -> Iterator[tuple[int, str, str]]:
        """(id, type, revision) of published entries whose parent this is."""
        rows = self._site.execute("SELECT id, type, revision FROM entries WHERE parent_id = ? ORDER BY id", (entry_id,))
        yield from rows.fetchall()

    def released(self, reasons: Sequence[str]) -> Sequence[int]:
        """Entries withheld for one of these reasons whose parent is published now."""
        rows = self._site.execute(
            f"SELECT w.id FROM withheld w JOIN entries p ON p.id = w.parent_id WHERE w.reason IN ({marks(reasons)})",
            tuple(reasons),
        )
        return [entry_id for (entry_id,) in rows]

    def withheld_ids(self, reason: str) -> Sequence[int]:
        """Entries withheld for this reason."""
        return [entry_id for (entry_id,) in self._site.execute("SELECT id FROM withheld WHERE reason = ?", (reason,))]

    def double_paths(self, *, pages_first: bool = True) -> Iterator[Withheld]:
        """Published entries whose path another has too, those that give way."""
        return giving_way(self._site, self._touched.paths, pages_first=pages_first)

    def keep_facts(self, facts: SiteFacts, *, base_url: str) -> None:
        """Who the site is, and where it is published."""
        hosts = sorted({host_key(url.partition("://")[2].partition("/")[0]) for url in (facts.url, base_url) if url})
        # Every view reads them from here: the store knows no configuration.
        kept = {"facts": facts_to_json(facts), "hosts": orjson.dumps(hosts).decode()}
        for key, value in kept.items():
            self._keep_if_new(key, value)
        self._index.keep_language(facts.language)
        self._set_meta("served_check", meta.check_of(*kept.values()))

    def keep_terms(self, terms: Iterable[Term]) -> None:
        """All terms there are now; unchanged ones are not written."""
        self._keep_all("terms", "id, taxonomy, slug, name, description, url, parent_id", map(term_row, terms))

    def keep_authors(self, authors: Iterable[Author]) -> None:
        """All authors there are now; unchanged ones are not written."""
        self._keep_all("authors", "id, name", map(author_row, authors))

    def commit(self, moment: datetime, state: SyncState) -> Commit:
        """Make it last: the history first, then the site, in one step each."""
        # 1. The history, durably: dying between the two leaves a number that was never shown and is never used twice.
        former = self._publication()
        # A date beyond now is never signed: a clock that ran ahead once is put right by the next commit.
        is_ahead = former is not None and former.published_at > moment
        publication = self._publish(moment, former) if self._touched.records or former is None or is_ahead else former
        # 2. What every view is known by. `changed_at` never stands still: two states of one second differ in it.
        held = held_to_json(state.held)
        if held != (self._meta("held") or ""):
            self._keep_if_new("held", held)
        changed = self._touched.anything or former is None or is_ahead
        if changed:
            self._set_meta("version", int(self._meta("version") or 0) + 1)
            before = 0 if is_ahead else int(self._meta("changed_at") or 0)
            self._set_meta("changed_at", max(seconds(moment), before + 1))
        # 3. Where the next update goes on from.
        self._set_meta("digest", state.digest)
        self._set_meta("fingerprint", state.fingerprint)
        self._set_meta("next_change", seconds(state.next_change) if state.next_change else 0)
        self._set_meta("unmatched", orjson.dumps(state.unmatched).decode())
        self._set_meta("joined_check", meta.check_of_joined(self._site))
        self._index.flush()
        # 4. Erasing words from the index takes time in proportion to the site: after the commit, and nobody waits.
        if self._touched.withdrawn:
            words.mark_index_dirty(self._site)
        self._site.execute("COMMIT")
        return Commit(before=former.sequence if former else 0, publication=publication, changed=changed)

    def _publish(self, now: datetime, former: Publication | None) -> Publication:
        """The publication of the present records: the last one if they are its own, else the next."""
        last = history.last_publication(self._history)
        # Where site.db and the history are not of one publication (one was lost, or a sync died between the two), the
        # touched paths are not all that differs: everything is compared.
        touched = self._touched.paths if former and last and former.sequence == last.sequence else None
        root, size = self._tree(touched)
        publication = last
        # The last publication is ours where its root is: it was written and never shown, or the site was lost. Not
        # where the history is behind the site (an older copy was put back): then its next number was shown before.
        is_ahead = last is not None and last.published_at > now
        if last is None or last.root != root or is_ahead or (former and former.sequence > last.sequence):
            before = max(last.sequence if last else 0, former.sequence if former else 0)
            publication = Publication(sequence=before + 1, root=root, size=size, published_at=moment(seconds(now)))
            history.append(self._history, self._site, publication, touched=touched)
        assert publication is not None
        self._set_meta("publication", publication_to_json(publication))
        self._set_meta("last_modified", self._last_modified(publication))
        return publication

    def _tree(self, touched: set[str] | None) -> tuple[bytes, int]:
        """Root and size of the tree over the present entries."""
        if touched is None:
            return nodes.rebuild(self._site)
        return nodes.update(self._site, touched, moved=self._touched.moved)

    def _last_modified(self, publication: Publication) -> int:
        newest = self._site.execute("SELECT max(modified) FROM entries").fetchone()[0]
        return seconds(publication.published_at) if newest is None else int(newest)

    def _publication(self) -> Publication | None:
        kept = self._meta("publication")
        return publication_of_json(kept) if kept else None

    def _mark_seen(self, entry_id: int) -> None:
        if self._full:
            self._site.execute("INSERT OR IGNORE INTO seen VALUES (?)", (entry_id,))

    def _withdraw(self, entry_id: int) -> bool:
        if self._take_out(entry_id) is None:
            return False
        self._touched.withdrawn = self._touched.moved = True
        return True

    def _take_out(self, entry_id: int) -> str | None:
        """Delete an entry with its dependent rows; the path it had, or None when there was none."""
        row = self._site.execute(
            "SELECT path, title, text, slug, details FROM entries JOIN bodies USING (id) WHERE id = ?", (entry_id,)
        ).fetchone()
        if row is None:
            return None
        path, title, text, slug, details = row
        # Before the row goes: a contentless index must be given the words that it holds.
        self._index.take_out(entry_id, words.indexed_of(title=title, text=text, slug=slug, details=details))
        self._site.execute("DELETE FROM entries WHERE id = ?", (entry_id,))
        self._touched.path(path)
        return str(path)

    def _keep_all(self, table: str, columns: str, rows: Iterable[tuple[Any, ...]]) -> None:
        """Make a table hold exactly these rows, writing only what differs."""
        # 1. Rows that differ are written, by comparing inside SQLite: an equal row counts as no change.
        names = columns.split(", ")
        differs = " OR ".join(f"{name} IS NOT excluded.{name}" for name in names[1:])
        changes = ", ".join(f"{name} = excluded.{name}" for name in names[1:])
        statement = (
            f"INSERT INTO {table} ({columns}) VALUES ({marks(names)}) "
            f"ON CONFLICT (id) DO UPDATE SET {changes} WHERE {differs}"
        )
        before = self._site.total_changes
        self._site.execute("CREATE TEMP TABLE IF NOT EXISTS kept (id INTEGER PRIMARY KEY)")
        self._site.execute("DELETE FROM kept")
        # 2. Every id is marked. The marks count as changes too and are taken off again.
        marked = self._site.total_changes - before
        for row in rows:
            self._site.execute(statement, row)
            marked += self._site.execute("INSERT OR IGNORE INTO kept VALUES (?)", row[:1]).rowcount
        # 3. What was not marked is gone at the source.
        self._site.execute(f"DELETE FROM {table} WHERE id NOT IN (SELECT id FROM kept)")
        if self._site.total_changes - before > marked:
            self._touched.anything = True

    def _keep_if_new(self, key: str, value: str) -> None:
        if self._meta(key) != value:
            self._set_meta(key, value)
            self._touched.anything = True

    def _meta(self, key: str) -> Any:
        return meta.read(self._site, key)

    def _set_meta(self, key: str, value: int | str) -> None:
        meta.write(self._site, key, value)
