"""The kept tree against the one of `wire`."""

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


def test_an_edit_rewrites_only_the_way_to_the_root():
    """One changed leaf of a thousand: one chunk a level."""
    connection = site_with(numbered(1000))
    nodes.rebuild(connection)
    connection.execute("UPDATE entries SET leaf = ? WHERE id = 500", (leaf("other"),))
    before = connection.total_changes
    nodes.rebuild(connection)
    assert connection.total_changes - before == 11
