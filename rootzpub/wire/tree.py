"""The publication tree: Merkle roots, audit paths and consistency proofs (RFC 9162 §2.1).

Invariants: pure functions over SHA-256. Building is O(n), a path is O(log n) from a built Tree, checking never raises:
what is not a proof is False.
"""

import hashlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Final

EMPTY_ROOT: Final = hashlib.sha256(b"").digest()
HASH_SIZE: Final = 32


def leaf_hash(leaf: bytes) -> bytes:
    """SHA-256(0x00 ‖ leaf)."""
    # Leaves and nodes have different first bytes: without them a node could be shown as a leaf (second preimage).
    return hashlib.sha256(b"\x00" + leaf).digest()


def node_hash(left: bytes, right: bytes) -> bytes:
    """SHA-256(0x01 ‖ left ‖ right)."""
    return hashlib.sha256(b"\x01" + left + right).digest()


@dataclass(frozen=True, slots=True)
class Tree:
    """A built tree: `levels[0]` are the leaf hashes, each level above pairs the one below, the last holds the root.

    An odd node at the end of a level rises unchanged, which gives exactly the splits of RFC 9162 §2.1.1.
    """

    levels: tuple[tuple[bytes, ...], ...]

    @classmethod
    def of(cls, leaf_hashes: Iterable[bytes]) -> "Tree":
        """Build from leaf hashes in leaf order: n − 1 node hashes."""
        level = tuple(leaf_hashes)
        levels = [level]
        while len(level) > 1:
            level = tuple(
                node_hash(level[i], level[i + 1]) if i + 1 < len(level) else level[i] for i in range(0, len(level), 2)
            )
            levels.append(level)
        return cls(tuple(levels))

    @property
    def size(self) -> int:
        """Number of leaves."""
        return len(self.levels[0])

    @property
    def root(self) -> bytes:
        """The root hash; of no leaves, SHA-256 of nothing (RFC 9162 §2.1.1)."""
        return self.levels[-1][0] if self.size else EMPTY_ROOT

    def audit_path(self, index: int) -> tuple[bytes, ...]:
        """Sibling hashes from leaf `index` up to the root (RFC 9162 §2.1.3.1). Raises IndexError outside the tree."""
        if not 0 <= index < self.size:
            raise IndexError(f"leaf {index} of a tree of {self.size}")
        path = []
        for level in self.levels[:-1]:
            sibling = index ^ 1
            if sibling < len(level):
                path.append(level[sibling])
            index //= 2
        return tuple(path)

    def consistency_path(self, size1: int) -> tuple[bytes, ...]:
        """Proof that the first `size1` leaves make a tree that this one extends (RFC 9162 §2.1.4.1).

        Raises IndexError unless 0 < size1 ≤ size.
        """
        if not 0 < size1 <= self.size:
            raise IndexError(f"no consistency proof from {size1} to {self.size} leaves")
        return self._subproof(size1, 0, self.size, complete=True)

    def _subproof(self, first: int, start: int, end: int, *, complete: bool) -> tuple[bytes, ...]:
        """SUBPROOF of RFC 9162 §2.1.4.1 over the leaves start..end."""
        size = end - start
        if first == size:
            return () if complete else (self._range_root(start, end),)
        split = _split(size)
        middle = start + split
        if first <= split:
            return (*self._subproof(first, start, middle, complete=complete), self._range_root(middle, end))
        return (*self._subproof(first - split, middle, end, complete=False), self._range_root(start, middle))

    def _range_root(self, start: int, end: int) -> bytes:
        """Root of the leaves start..end; `start` is a multiple of the subtree's width, so it stands in a level."""
        # The levels hold every full subtree and the last ragged one, so no root is computed anew.
        width_bits = (end - start - 1).bit_length()
        return self.levels[width_bits][start >> width_bits]


def _split(size: int) -> int:
    """The largest power of two smaller than `size`."""
    return 1 << (size - 1).bit_length() - 1


def root(leaves: Sequence[bytes]) -> bytes:
    """Merkle tree hash of raw leaves in order (RFC 9162 §2.1.1)."""
    return Tree.of(map(leaf_hash, leaves)).root


def audit_path(index: int, leaves: Sequence[bytes]) -> list[bytes]:
    """Inclusion proof of leaf `index` among raw leaves. Raises IndexError outside them. Many paths: build one Tree."""
    return list(Tree.of(map(leaf_hash, leaves)).audit_path(index))


def consistency_path(size1: int, leaves: Sequence[bytes]) -> list[bytes]:
    """Proof that the tree of the first `size1` raw leaves is a prefix of the tree of all. Raises IndexError."""
    return list(Tree.of(map(leaf_hash, leaves)).consistency_path(size1))


def verify_inclusion(leaf_hash: bytes, index: int, size: int, path: Sequence[bytes], root: bytes) -> bool:
    """Whether `path` leads from the leaf with this hash to `root` (RFC 9162 §2.1.3.2). Bad input is False."""
    if not _are_counts(index, size, path) or not 0 <= index < size or not _are_hashes((leaf_hash, root, *path)):
        return False
    node, last, current = index, size - 1, leaf_hash  # fn, sn and r of RFC 9162 §2.1.3.2, steps 2 and 3
    for sibling in path:
        if last == 0:  # step 4a: the path goes on above the root
            return False
        if node & 1 or node == last:  # step 4b: a right child, or the odd one at the end, which rose unchanged
            current = node_hash(sibling, current)
            while not node & 1 and node:
                node, last = node >> 1, last >> 1
        else:
            current = node_hash(current, sibling)
        node, last = node >> 1, last >> 1
    return last == 0 and current == root


def verify_consistency(size1: int, size2: int, root1: bytes, root2: bytes, path: Sequence[bytes]) -> bool:
    """Whether `path` proves that the tree of size2 extends the tree of size1 (RFC 9162 §2.1.4.2). Bad input is False.

    An empty first tree is refused: every tree extends it, so such a proof says nothing.
    """
    if not _are_counts(size1, size2, path) or not 0 < size1 <= size2:
        return False
    if size1 == size2:
        return not path and root1 == root2
    if not path or not _are_hashes((root1, root2, *path)):
        return False
    # RFC 9162 §2.1.4.2. Step 2: a first tree of 2^n leaves is itself a node of the second, so its root is left out.
    proof = path if size1 & (size1 - 1) else (root1, *path)
    node, last = size1 - 1, size2 - 1  # step 3
    while node & 1:  # step 4: up to where the first tree ends in the second
        node, last = node >> 1, last >> 1
    return _replay(node, last, proof) == (root1, root2)


def _replay(node: int, last: int, proof: Sequence[bytes]) -> tuple[bytes, bytes] | None:
    """Both roots that the proof leads to; None where it is too long or too short."""
    first = second = proof[0]
    for sibling in proof[1:]:
        if last == 0:
            return None
        if node & 1 or node == last:
            first, second = node_hash(sibling, first), node_hash(sibling, second)
            while not node & 1 and node:
                node, last = node >> 1, last >> 1
        else:
            second = node_hash(second, sibling)
        node, last = node >> 1, last >> 1
    return (first, second) if last == 0 else None


def _are_counts(first: object, second: object, path: object) -> bool:
    return type(first) is int and type(second) is int and isinstance(path, list | tuple)


def _are_hashes(values: Iterable[object]) -> bool:
    return all(isinstance(value, bytes) and len(value) == HASH_SIZE for value in values)
