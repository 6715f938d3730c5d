"""The publication tree as kept: every node hash, in chunks, so that an audit path costs a few rows at any size.

Law: leaves stand in order of path (code points, which is SQLite's order of UTF-8 bytes); the hashes are those of
`wire.tree`. A change rewrites only the chunks that differ.
"""

import sqlite3
from collections.abc import Iterator

from rootzpub.wire.tree import EMPTY_ROOT, HASH_SIZE, Tree

CHUNK = 128
"""Hashes in one row: 4 KiB, one page of the file."""


def rebuild(connection: sqlite3.Connection) -> tuple[bytes, int]:
    """Compute the tree over all entries and keep it. Gives (root, number of leaves)."""
    leaves: list[bytes] = []
    firsts: list[str] = []
    for path, leaf in connection.execute("SELECT path, leaf FROM entries INDEXED BY entries_by_path ORDER BY path"):
        if len(leaves) % CHUNK == 0:
            firsts.append(path)
        leaves.append(leaf)
    if not leaves:
        connection.execute("DELETE FROM nodes")
        return EMPTY_ROOT, 0
    tree = Tree.of(leaves)
    _write(connection, tree, firsts)
    return tree.root, len(leaves)


def _write(connection: sqlite3.Connection, tree: Tree, firsts: list[str]) -> None:
    for level, hashes in enumerate(tree.levels):
        chunks = range(0, len(hashes), CHUNK)
        connection.executemany(
            "INSERT INTO nodes (level, chunk, first_path, hashes) VALUES (?, ?, ?, ?) ON CONFLICT DO UPDATE "
            "SET first_path = excluded.first_path, hashes = excluded.hashes "
            "WHERE hashes IS NOT excluded.hashes OR first_path IS NOT excluded.first_path",
            (
                (
                    level,
                    start // CHUNK,
                    "" if level else firsts[start // CHUNK],
                    b"".join(hashes[start : start + CHUNK]),
                )
                for start in chunks
            ),
        )
        connection.execute("DELETE FROM nodes WHERE level = ? AND chunk >= ?", (level, len(chunks)))
    connection.execute("DELETE FROM nodes WHERE level >= ?", (len(tree.levels),))


def leaf_index(connection: sqlite3.Connection, path: str) -> int:
    """The position of an entry's leaf: its chunk, found by index, plus those before it in there."""
    row = connection.execute(
        "SELECT chunk, first_path FROM nodes WHERE level = 0 AND first_path <= ? ORDER BY first_path DESC LIMIT 1",
        (path,),
    ).fetchone()
    chunk, first = row
    before = connection.execute("SELECT count(*) FROM entries WHERE path >= ? AND path < ?", (first, path)).fetchone()
    return int(chunk) * CHUNK + int(before[0])


def audit_path(connection: sqlite3.Connection, index: int, size: int) -> tuple[bytes, ...]:
    """Sibling hashes from leaf `index` up to the root (RFC 9162 §2.1.3.1): one row for each level."""
    return tuple(_siblings(connection, index, size))


def _siblings(connection: sqlite3.Connection, index: int, width: int) -> Iterator[bytes]:
    level = 0
    while width > 1:
        sibling = index ^ 1
        if sibling < width:
            offset = sibling % CHUNK * HASH_SIZE
            yield connection.execute(
                "SELECT substr(hashes, ?, ?) FROM nodes WHERE level = ? AND chunk = ?",
                (offset + 1, HASH_SIZE, level, sibling // CHUNK),
            ).fetchone()[0]
        index, width, level = index // 2, (width + 1) // 2, level + 1


def kept_root(connection: sqlite3.Connection) -> bytes:
    """The root as the kept tree has it; empty bytes without a tree."""
    row = connection.execute("SELECT hashes FROM nodes WHERE chunk = 0 ORDER BY level DESC LIMIT 1").fetchone()
    return bytes(row[0]) if row else b""
