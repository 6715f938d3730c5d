"""The publication tree as kept: every node hash, in chunks, so that an audit path costs a few rows at any size.

Invariants: leaves stand in order of path (code points, which is SQLite's order of UTF-8 bytes); the hashes are those of
`wire.tree`. A change costs what it moves: an edited entry its way to the root, a new one also what stands behind it.
Decision 0007.
"""

import sqlite3
from collections.abc import Collection, Iterable, Iterator

from rootzpub.wire.tree import EMPTY_ROOT, HASH_SIZE, node_hash

# Even, so that no pair of siblings lies across two chunks: two chunks of a level make one of the level above.
CHUNK = 128
"""Hashes in one row: 4 KiB, one page of the file."""


def rebuild(connection: sqlite3.Connection) -> tuple[bytes, int]:
    """Compute the whole tree over all entries and keep it. Gives (root, number of leaves)."""
    return _refresh(connection, _chunks_from(connection, 0, ""))


def update(connection: sqlite3.Connection, touched: Collection[str], *, moved: bool) -> tuple[bytes, int]:
    """Bring the kept tree up to date after the entries at `touched` paths changed. Gives (root, number of leaves).

    `moved`: some of these paths are new or gone, so that the leaves behind them stand elsewhere now.
    """
    # By the first paths as they were kept: they say which chunks the entries stood in before this change.
    starts = {_chunk_of(connection, path) for path in touched}
    if moved:
        return _refresh(connection, _chunks_from(connection, *min(starts)))
    return _refresh(connection, (_one_chunk(connection, *start) for start in sorted(starts)))


_Leaves = tuple[int, str, list[bytes]]
"""A chunk of leaves: its number, its first path, its hashes."""


def _chunk_of(connection: sqlite3.Connection, path: str) -> tuple[int, str]:
    """Number and first path of the chunk that holds (or would hold) a path."""
    row = connection.execute(
        "SELECT chunk, first_path FROM nodes WHERE level = 0 AND first_path <= ? ORDER BY first_path DESC LIMIT 1",
        (path,),
    ).fetchone()
    return row or (0, "")


def _chunks_from(connection: sqlite3.Connection, number: int, first_path: str) -> Iterator[_Leaves]:
    """This chunk of the present leaves and all behind it."""
    leaves = connection.execute("SELECT path, leaf FROM entries WHERE path >= ? ORDER BY path", (first_path,))
    while rows := leaves.fetchmany(CHUNK):
        yield number, rows[0][0], [leaf for _, leaf in rows]
        number += 1


def _one_chunk(connection: sqlite3.Connection, number: int, first_path: str) -> _Leaves:
    rows = connection.execute(
        "SELECT path, leaf FROM entries WHERE path >= ? ORDER BY path LIMIT ?", (first_path, CHUNK)
    ).fetchall()
    return number, rows[0][0], [leaf for _, leaf in rows]


def _refresh(connection: sqlite3.Connection, changed: Iterable[_Leaves]) -> tuple[bytes, int]:
    """Write these chunks of leaves, then level by level the nodes above them."""
    # 1. The chunks of leaves that changed; they say which nodes above are stale.
    width = size = int(connection.execute("SELECT count(*) FROM entries").fetchone()[0])
    if not size:
        connection.execute("DELETE FROM nodes")
        return EMPTY_ROOT, 0
    dirty = {(size - 1) // CHUNK}  # the last one: where leaves went, its partner may be gone
    for number, first_path, leaves in changed:
        _put(connection, (0, number, first_path, b"".join(leaves)))
        dirty.add(number)
    # 2. Level by level upwards: only parents of stale chunks; chunks behind the present width are those of a larger
    # tree.
    level = 0
    while True:
        connection.execute("DELETE FROM nodes WHERE level = ? AND chunk > ?", (level, (width - 1) // CHUNK))
        if width == 1:
            break
        dirty = {chunk // 2 for chunk in dirty}
        for chunk in dirty:
            below = _hashes(connection, level, 2 * chunk) + _hashes(connection, level, 2 * chunk + 1)
            _put(connection, (level + 1, chunk, "", b"".join(_parents(below))))
        level, width = level + 1, (width + 1) // 2
    # 3. Levels above the root, which a larger tree had.
    connection.execute("DELETE FROM nodes WHERE level > ?", (level,))
    return kept_root(connection), size


def _parents(hashes: bytes) -> Iterator[bytes]:
    """Pairs hashed; an odd one at the end rises unchanged (RFC 9162 §2.1.1)."""
    for start in range(0, len(hashes), 2 * HASH_SIZE):
        left, right = hashes[start : start + HASH_SIZE], hashes[start + HASH_SIZE : start + 2 * HASH_SIZE]
        yield node_hash(left, right) if right else left


def _hashes(connection: sqlite3.Connection, level: int, chunk: int) -> bytes:
    row = connection.execute("SELECT hashes FROM nodes WHERE level = ? AND chunk = ?", (level, chunk)).fetchone()
    return bytes(row[0]) if row else b""


def _put(connection: sqlite3.Connection, row: tuple[int, int, str, bytes]) -> None:
    """Write a chunk if it differs from what is kept."""
    connection.execute(
        # No REPLACE: it would write each row again, and an edit has to cost its way to the root alone.
        "INSERT INTO nodes (level, chunk, first_path, hashes) VALUES (?, ?, ?, ?) ON CONFLICT DO UPDATE "
        "SET first_path = excluded.first_path, hashes = excluded.hashes "
        "WHERE hashes IS NOT excluded.hashes OR first_path IS NOT excluded.first_path",
        row,
    )


def leaf_index(connection: sqlite3.Connection, path: str) -> int:
    """The position of an entry's leaf: its chunk, found by index, plus those before it in there."""
    chunk, first = _chunk_of(connection, path)
    before = connection.execute("SELECT count(*) FROM entries WHERE path >= ? AND path < ?", (first, path)).fetchone()
    return chunk * CHUNK + int(before[0])


def audit_path(connection: sqlite3.Connection, index: int, size: int) -> tuple[bytes, ...]:
    """Sibling hashes from leaf `index` up to the root (RFC 9162 §2.1.3.1): one row for each level, in one query."""
    siblings = list(_siblings(index, size))
    if not siblings:
        return ()
    # Written into the statement because they are numbers of our own making; no caller's text is among them.
    asked = ", ".join(f"({level}, {sibling // CHUNK})" for level, sibling in siblings)
    chunks = connection.execute(
        f"WITH asked (level, chunk) AS (VALUES {asked}) SELECT n.level, n.hashes FROM asked "
        "JOIN nodes n ON n.level = asked.level AND n.chunk = asked.chunk"
    )
    hashes: dict[int, bytes] = dict(chunks.fetchall())
    return tuple(_nth(hashes[level], sibling % CHUNK) for level, sibling in siblings)


def _siblings(index: int, width: int) -> Iterator[tuple[int, int]]:
    """(level, position) of each sibling on the way to the root."""
    level = 0
    while width > 1:
        # The odd node at the end has no sibling: it rises unchanged, and nothing is hashed with it.
        if index ^ 1 < width:
            yield level, index ^ 1
        index, width, level = index // 2, (width + 1) // 2, level + 1


def _nth(hashes: bytes, position: int) -> bytes:
    return hashes[position * HASH_SIZE : (position + 1) * HASH_SIZE]


def kept_root(connection: sqlite3.Connection) -> bytes:
    """The root as the kept tree has it; empty bytes without a tree."""
    row = connection.execute("SELECT hashes FROM nodes WHERE chunk = 0 ORDER BY level DESC LIMIT 1").fetchone()
    return bytes(row[0]) if row else b""
