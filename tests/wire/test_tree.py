"""The publication tree against RFC 9162: roots, paths, proofs, and everything that is none."""

import base64
import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rootzpub.wire import tree
from tests.growth import assert_linear

LEAVES = st.lists(st.binary(max_size=8), min_size=1, max_size=40)


def probes(shared: Path, kind: str) -> list[tuple[str, dict[str, Any]]]:
    """Name and content of each transparency-dev probe."""
    folder = shared / "vectors/merkle/testdata" / kind
    return [(str(file.relative_to(folder)), json.loads(file.read_text())) for file in sorted(folder.rglob("*.json"))]


def unbase64(values: list[str] | None) -> list[bytes]:
    """Base64 fields of a probe."""
    return [base64.b64decode(value) for value in values or []]


def test_inclusion_probes(shared: Path) -> None:
    """Every published inclusion probe is accepted or rejected as it demands."""
    found = probes(shared, "inclusion")
    assert len(found) == 98
    for name, probe in found:
        leaf, root = unbase64([probe["leafHash"], probe["root"]])
        accepted = tree.verify_inclusion(leaf, probe["leafIdx"], probe["treeSize"], unbase64(probe["proof"]), root)
        assert accepted is not probe["wantErr"], name


def test_consistency_probes(shared: Path) -> None:
    """Every published consistency probe is accepted or rejected as it demands, size1 = 0 among the rejected."""
    found = probes(shared, "consistency")
    assert len(found) == 98
    for name, probe in found:
        root1, root2 = unbase64([probe["root1"], probe["root2"]])
        accepted = tree.verify_consistency(probe["size1"], probe["size2"], root1, root2, unbase64(probe["proof"]))
        assert accepted is not probe["wantErr"], name


def test_roots_of_the_classic_leaves(shared: Path) -> None:
    """The roots of 0 to 8 leaves are those of certificate transparency."""
    vectors = json.loads((shared / "vectors/merkle/rfc6962-roots.json").read_text())
    leaves = [bytes.fromhex(leaf) for leaf in vectors["leavesHex"]]
    for size, root in enumerate(vectors["rootsHex"]):
        assert tree.root(leaves[:size]).hex() == root


def test_worked_publication(shared: Path) -> None:
    """Leaf hashes, root and audit paths of the worked example."""
    publication = json.loads((shared / "vectors/envelope/envelope.json").read_text())["publication"]
    leaves = [leaf.encode() for leaf in publication["leafBytes"]]
    assert ["0x" + tree.leaf_hash(leaf).hex() for leaf in leaves] == publication["leafHashes"]
    assert "0x" + tree.root(leaves).hex() == publication["root"]
    for index, record in enumerate(publication["records"]):
        path = ["0x" + node.hex() for node in tree.audit_path(index, leaves)]
        assert path == publication["auditPaths"][record["path"]]


def naive_root(leaves: list[bytes]) -> bytes:
    """MTH straight from the definition of RFC 9162 §2.1.1."""
    if len(leaves) < 2:
        return tree.leaf_hash(leaves[0]) if leaves else tree.EMPTY_ROOT
    split = 1
    while split * 2 < len(leaves):
        split *= 2
    return tree.node_hash(naive_root(leaves[:split]), naive_root(leaves[split:]))


@given(LEAVES)
def test_root_follows_the_definition(leaves: list[bytes]) -> None:
    """Building level by level gives the recursive definition's root."""
    assert tree.root(leaves) == naive_root(leaves)


@pytest.mark.slow("more than a tenth of a second a case")
@given(LEAVES, st.data())
def test_own_paths_verify_and_changed_ones_do_not(leaves: list[bytes], data: st.DataObject) -> None:
    """A path proves its leaf at its index in its tree, and nothing else after one change."""
    index = data.draw(st.integers(0, len(leaves) - 1))
    path, root, size = tree.audit_path(index, leaves), tree.root(leaves), len(leaves)
    leaf = tree.leaf_hash(leaves[index])
    assert tree.verify_inclusion(leaf, index, size, path, root)
    assert not tree.verify_inclusion(tree.leaf_hash(b"another leaf"), index, size, path, root)
    assert not tree.verify_inclusion(leaf, index, size, [*path, root], root)
    assert not tree.verify_inclusion(leaf, index, size, path, tree.leaf_hash(root))
    if path:
        assert not tree.verify_inclusion(leaf, index, size, path[:-1], root)


@given(LEAVES, st.data())
def test_own_consistency_proofs_verify(leaves: list[bytes], data: st.DataObject) -> None:
    """Each prefix is proved to be one, and a changed prefix is not."""
    size1 = data.draw(st.integers(1, len(leaves)))
    path = tree.consistency_path(size1, leaves)
    root1, root2 = tree.root(leaves[:size1]), tree.root(leaves)
    assert tree.verify_consistency(size1, len(leaves), root1, root2, path)
    assert not tree.verify_consistency(size1, len(leaves), tree.leaf_hash(root1), root2, path)
    assert not tree.verify_consistency(size1, len(leaves), root1, tree.leaf_hash(root2), path)
    assert not tree.verify_consistency(size1, len(leaves), root1, root2, [*path, root2])


@pytest.mark.slow("hundreds of generated examples, each through the whole")
@pytest.mark.parametrize(
    ("index", "size", "path"),
    [
        pytest.param(-1, 1, [], id="negative-index"),
        pytest.param(1, 1, [], id="index-outside"),
        pytest.param(0, 0, [], id="empty-tree"),
        pytest.param("0", 1, [], id="index-as-text"),
        pytest.param(0, True, [], id="size-as-boolean"),
        pytest.param(0, 1, "", id="path-as-text"),
        pytest.param(0, 2, [b"short"], id="short-hash"),
        pytest.param(0, 2, ["0" * 32], id="hash-as-text"),
        pytest.param(2**70, 2**71, [b"\0" * 32], id="huge"),
    ],
)
def test_bad_inclusion_input_is_false(index: Any, size: Any, path: Any) -> None:
    """What is no index, size or path is no proof, and no exception."""
    leaf = tree.leaf_hash(b"x")
    assert tree.verify_inclusion(leaf, index, size, path, leaf) is False


@pytest.mark.parametrize(
    ("size1", "size2", "path"),
    [
        pytest.param(0, 1, [], id="from-nothing"),
        pytest.param(2, 1, [], id="backwards"),
        pytest.param(1, 2, [], id="missing-path"),
        pytest.param(None, 2, [], id="no-size"),
        pytest.param(1, 2, [b"short"], id="short-hash"),
        pytest.param(1, 2, None, id="no-path"),
    ],
)
def test_bad_consistency_input_is_false(size1: Any, size2: Any, path: Any) -> None:
    """What are no sizes or no path prove nothing, and raise nothing."""
    root = tree.leaf_hash(b"x")
    assert tree.verify_consistency(size1, size2, root, root, path) is False


@pytest.mark.parametrize("index", [pytest.param(-1, id="before"), pytest.param(3, id="after")])
def test_paths_outside_the_tree_are_errors(index: int) -> None:
    """Asking for the path of a leaf that is not there is the caller's mistake."""
    with pytest.raises(IndexError, match="of a tree of 3"):
        tree.audit_path(index, [b"a", b"b", b"c"])


@pytest.mark.parametrize("size1", [pytest.param(0, id="zero"), pytest.param(4, id="too-many")])
def test_consistency_outside_the_tree_is_an_error(size1: int) -> None:
    """There is no proof from an empty tree or from a larger one."""
    with pytest.raises(IndexError, match="no consistency proof"):
        tree.consistency_path(size1, [b"a", b"b", b"c"])


@pytest.mark.slow("more than a tenth of a second a case")
def test_a_hundred_thousand_leaves() -> None:
    """Each path of a large tree leads to its root."""
    built = _large(100_000)
    for index in range(0, 100_000, 9700):
        leaf = tree.leaf_hash(str(index).encode())
        assert tree.verify_inclusion(leaf, index, 100_000, built.audit_path(index), built.root)


@pytest.mark.slow("one very large input")
def test_a_path_is_found_without_a_look_at_every_leaf() -> None:
    """As many paths more as leaves, in twice the time: one path costs the same in a larger tree."""

    def paths(built: tree.Tree) -> object:
        return [built.audit_path(index) for index in range(0, built.size, 10)]

    assert_linear(paths, _large, 5_000)


def _large(size: int) -> tree.Tree:
    return tree.Tree.of(tree.leaf_hash(str(number).encode()) for number in range(size))


def test_the_empty_tree_has_the_hash_of_nothing() -> None:
    """No leaves: SHA-256 of no bytes, size 0."""
    empty = tree.Tree.of([])
    assert (empty.size, empty.root.hex()[:8]) == (0, "e3b0c442")
