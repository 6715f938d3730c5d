"""The kept tree against the one of `wire`."""

import random
import sqlite3

import pytest

from rootzpub.store import nodes
from rootzpub.store.schema import SITE_MIGRATIONS
from rootzpub.wire.tree import EMPTY_ROOT, Tree, leaf_hash

SIZES = [1, 2, 3, 127, 128, 129, 255, 256, 300, 1000]


def site_with(paths):
    """A database that holds only what the tree is made of."""
    connection = sqlite3.connect(":memory:")
    connection.execute("CREATE TABLE entries (id INTEGER PRIMARY KEY, path TEXT, leaf BLOB)")
    connection.execute("CREATE INDEX entries_by_path ON entries (path, leaf)")
    for statement in SITE_MIGRATIONS[0].split(";"):
        if "nodes" in statement:
            connection.execute(statement)
    connection.executemany("INSERT INTO entries (path, leaf) VALUES (?, ?)", ((path, leaf(path)) for path in paths))
    return connection


def leaf(path):
    """A leaf hash of its own for each path."""
    return leaf_hash(path.encode())


def numbered(count):
    """So many paths, not in order."""
    return [f"/{(number * 7919) % 100003}/ü" for number in range(count)]


@pytest.mark.parametrize("size", SIZES)
def test_root_and_size_are_those_of_the_tree(size):
    """Chunks change nothing about the hashes."""
    paths = numbered(size)
    expected = Tree.of([leaf(path) for path in sorted(paths)])
    assert nodes.rebuild(site_with(paths)) == (expected.root, size)


@pytest.mark.parametrize("size", SIZES)
def test_every_audit_path_is_that_of_the_tree(size):
    """Read from chunks, one row a level."""
    paths = numbered(size)
    connection = site_with(paths)
    nodes.rebuild(connection)
    expected = Tree.of([leaf(path) for path in sorted(paths)])
    for index in range(0, size, max(1, size // 50)):
        assert nodes.audit_path(connection, index, size) == expected.audit_path(index)


def test_positions_follow_code_points():
    """Leaves stand in the order of their paths, beyond the basic plane too."""
    paths = ["/a/", "/z/", "/é/", "/\uffff/", "/\U0001f600/", *numbered(300)]
    connection = site_with(paths)
    nodes.rebuild(connection)
    assert [nodes.leaf_index(connection, path) for path in sorted(paths)] == list(range(len(paths)))


def test_no_entries_have_the_empty_root():
    """An empty site has a publication too."""
    connection = site_with(["/a/"])
    nodes.rebuild(connection)
    connection.execute("DELETE FROM entries")
    assert nodes.rebuild(connection) == (EMPTY_ROOT, 0)
    assert nodes.kept_root(connection) == b""


def test_a_smaller_tree_leaves_nothing_of_the_larger_one():
    """Rows of levels and chunks that are gone go."""
    connection = site_with(numbered(400))
    nodes.rebuild(connection)
    connection.execute("DELETE FROM entries WHERE id > 3")
    root, _ = nodes.rebuild(connection)
    assert connection.execute("SELECT count(*) FROM nodes").fetchone()[0] == 3
    assert nodes.kept_root(connection) == root


def change(connection, chance, *, moving):
    """Edit some entries; with `moving`, add and remove some too. Gives the paths that were touched."""
    paths = [row[0] for row in connection.execute("SELECT path FROM entries ORDER BY path")]
    touched = set(chance.sample(paths, min(len(paths), chance.randint(1, 4))))
    for path in touched:
        if moving and chance.random() < 0.5:
            connection.execute("DELETE FROM entries WHERE path = ?", (path,))
        else:
            connection.execute("UPDATE entries SET leaf = ? WHERE path = ?", (chance.randbytes(32), path))
    for _ in range(chance.randint(0, 140) if moving else 0):
        path = f"/{chance.randrange(10**9)}/"
        connection.execute("INSERT INTO entries (path, leaf) VALUES (?, ?)", (path, leaf(path)))
        touched.add(path)
    return touched


@pytest.mark.parametrize("moving", [False, True], ids=["edits", "edits, additions and removals"])
@pytest.mark.parametrize("size", SIZES)
def test_an_updated_tree_is_the_tree_built_anew(size, moving):
    """Root, every node, every first path: twenty rounds of changes."""
    chance = random.Random(size)
    connection = site_with(numbered(size))
    nodes.rebuild(connection)
    for _ in range(20):
        touched = change(connection, chance, moving=moving)
        if not touched:
            break
        updated = nodes.update(connection, touched, moved=moving), connection.execute("SELECT * FROM nodes").fetchall()
        rebuilt = nodes.rebuild(connection), connection.execute("SELECT * FROM nodes").fetchall()
        assert updated == rebuilt


@pytest.mark.parametrize("kept", [0, 1, 128, 129, 256, 257])
def test_removing_the_last_leaves_leaves_the_tree_of_the_rest(kept):
    """Chunks vanish at the end, levels at the top."""
    paths = sorted(numbered(400))
    connection = site_with(paths)
    nodes.rebuild(connection)
    connection.execute("DELETE FROM entries WHERE path > ?", (paths[kept - 1] if kept else "",))
    root, size = nodes.update(connection, paths[kept:], moved=True)
    assert (root, size) == (Tree.of([leaf(path) for path in paths[:kept]]).root, kept)


def test_an_edit_rewrites_only_the_way_to_the_root():
    """One changed leaf of a thousand: one chunk a level."""
    connection = site_with(numbered(1000))
    nodes.rebuild(connection)
    path = connection.execute("SELECT path FROM entries WHERE id = 500").fetchone()[0]
    connection.execute("UPDATE entries SET leaf = ? WHERE id = 500", (leaf("other"),))
    before = connection.total_changes
    nodes.update(connection, {path}, moved=False)
    assert connection.total_changes - before == 11
