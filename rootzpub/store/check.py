"""Everything recomputed: what is wrong with the two files, and which of them it is.

Invariants: nothing is written; damage of any kind ends as a line that begins with the file's name.
"""

import contextlib
import sqlite3
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

from rootzpub.errors import StoreUnavailable
from rootzpub.site import Publication, PublishedEntry, Record
from rootzpub.store import history, meta, nodes, reading
from rootzpub.store.database import our_errors
from rootzpub.store.rows import (
    ENTRY_COLUMNS,
    ENTRY_TABLES,
    RECORD_COLUMNS,
    entry_of_row,
    moment,
    publication_of_json,
    record_of_row,
    whole,
)
from rootzpub.wire.publication import leaf_hash
from rootzpub.wire.tree import Tree

_MOST = 20
"""Lines for one file: whoever repairs needs no more."""
SITE, PAST = "site.db", history.FILE_NAME


def problems(files: reading.Files) -> tuple[str, ...]:
    """One line for each thing; empty when all is well."""
    # 1. Each file for itself: a damaged one attached to the other would be taken for it.
    found = [line for path in (files.site, files.past) for line in _of_file(path)]
    if found:
        return tuple(found)
    # 2. What they say: hashes, proofs, and whether the two belong together.
    try:
        with contextlib.closing(_connected(files)) as connection, our_errors(files.site):
            return tuple(_of_rows(connection))
    except StoreUnavailable as error:
        return (f"{SITE}: {error.message}",)


def _connected(files: reading.Files) -> sqlite3.Connection:
    try:
        return reading.connect(files)
    except StoreUnavailable as error:
        if not reading.is_unwritable(error):
            raise
        return reading.connect_unwritable(files)


def _of_file(path: Path) -> Iterator[str]:
    """What SQLite finds in one of them."""
    files = reading.Files(site=path, past=path)
    try:
        with contextlib.closing(_connected(files)) as connection:
            lines = [str(line) for (line,) in connection.execute(f"PRAGMA main.integrity_check({_MOST})")]
    except StoreUnavailable as error:
        cause = error.__cause__
        lines = [str(cause) if isinstance(cause, sqlite3.Error) else error.message]
    except (sqlite3.Error, UnicodeDecodeError) as error:
        lines = [str(error)]
    yield from (f"{path.name}: {line.splitlines()[0] if line else 'damaged'}" for line in lines if line != "ok")


def _of_rows(connection: sqlite3.Connection) -> Iterator[str]:
    kept = meta.read(connection, "publication")
    if not kept:
        return
    try:
        with whole("its publication"):
            publication = publication_of_json(kept)
        with whole("what the site is known by"):
            if not meta.is_whole(connection):
                raise ValueError("its digest is another one")
    except StoreUnavailable as error:
        yield f"{SITE}: {error.message}"
        return
    yield from _of_entries(connection)
    yield from _of_publication(connection, publication)
    yield from _of_history(connection, publication)


def _of_entries(connection: sqlite3.Connection) -> Iterator[str]:
    """Entries and records whose hashes are others than those that were written."""
    terms = "SELECT term_id FROM entry_terms WHERE entry_id = ? ORDER BY position"

    def read_entry(row: Sequence[Any]) -> PublishedEntry:
        return entry_of_row(row, dict.fromkeys(term for (term,) in connection.execute(terms, (row[0],))))

    for statement, read in (
        (f"SELECT {ENTRY_COLUMNS} FROM {ENTRY_TABLES}", read_entry),
        (f"SELECT {RECORD_COLUMNS} FROM entries NOT INDEXED", record_of_row),
    ):
        wrong = 0
        for row in connection.execute(statement):
            try:
                read(row)
            except StoreUnavailable as error:
                wrong += 1
                if wrong <= _MOST:
                    yield f"{SITE}: {error.message.removeprefix('the store is damaged: ')}"


def _of_publication(connection: sqlite3.Connection, publication: Publication) -> Iterator[str]:
    """Whether entries and kept tree lead to the root that is published."""
    leaves = [row[0] for row in connection.execute("SELECT leaf FROM entries ORDER BY path")]
    try:
        with whole("the tree"):
            tree = Tree.of(leaves)
            if (tree.root, len(leaves)) != (publication.root, publication.size):
                yield f"{SITE}: the entries do not give the published root"
            elif not all(
                nodes.audit_path(connection, index, len(leaves)) == tuple(tree.audit_path(index))
                for index in range(0, len(leaves), max(1, nodes.CHUNK // 2))
            ):
                yield f"{SITE}: the kept tree gives proofs that do not hold"
            if leaves and nodes.kept_root(connection) != publication.root:
                yield f"{SITE}: the kept tree does not give the published root"
    except StoreUnavailable as error:
        yield f"{SITE}: {error.message}"


def _of_history(connection: sqlite3.Connection, publication: Publication) -> Iterator[str]:
    """Whether the history knows what is published, and its records are what their hashes say."""
    try:
        with whole("the history"):
            if Tree.of(list(history.leaves_of(connection, publication.sequence))).root != publication.root:
                yield f"{PAST}: publication {publication.sequence} is not in the history"
            newest = connection.execute("SELECT max(sequence) FROM history.publications").fetchone()[0]
            if newest is not None and newest < publication.sequence:
                yield f"{PAST}: it ends with publication {newest}, and {publication.sequence} is published"
            rows = connection.execute(
                "SELECT path, title, type, content_hash, modified, leaf FROM history.records "
                "WHERE leaf IS NOT NULL AND title IS NOT NULL"
            )
            for path, title, kind, digest, modified, leaf in rows:
                record = Record(path=path, title=title, type=kind, content_hash=digest, modified=moment(modified))
                if leaf_hash(record) != leaf:
                    yield f"{PAST}: the record of {path!r} is not as it was written"
    except StoreUnavailable as error:
        yield f"{PAST}: {error.message}"
