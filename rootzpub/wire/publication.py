"""The shapes of a publication: its records and their leaves, its summary, and the `_proof` of one entry [wire §5].

Invariants: the one place that says how these stand in documents and in leaves; store, documents, tools and tests use
it. A record's leaf is its canonical bytes; leaves stand in order of path by code point.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from rootzpub.wire import tree
from rootzpub.wire.blocks import format_time
from rootzpub.wire.canonical import canonical
from rootzpub.wire.names import HASH_PREFIX


@dataclass(frozen=True, slots=True, kw_only=True)
class Record:
    """What a publication says about one entry; `content_hash` is `sha256:` + hex over the bytes of its markdown."""

    content_hash: str
    modified: datetime
    path: str
    title: str
    type: str

    def body(self) -> dict[str, Any]:
        """The record as it stands in documents: exactly the members of its leaf."""
        return {
            "contentHash": self.content_hash,
            "modified": format_time(self.modified),
            "path": self.path,
            "title": self.title,
            "type": self.type,
        }


@dataclass(frozen=True, slots=True, kw_only=True)
class Publication:
    """The set of published entries at one moment."""

    sequence: int
    """Grows by one whenever the set changes; first is 1."""
    root: bytes
    """Root of the publication tree, 32 bytes."""
    size: int
    """Number of records."""
    published_at: datetime

    def body(self) -> dict[str, Any]:
        """The member `publication` of documents [wire §5.6]."""
        return {
            "sequence": self.sequence,
            "root": sha256_text(self.root),
            "size": self.size,
            "publishedAt": format_time(self.published_at),
        }


@dataclass(frozen=True, slots=True, kw_only=True)
class Proof:
    """That one record stands in the publication (RFC 9162 §2.1.3): hashes are 32 bytes, the path is leaf to root."""

    record: Record
    leaf_index: int
    tree_size: int
    audit_path: tuple[bytes, ...]
    root: bytes

    def body(self) -> dict[str, Any]:
        """The `_proof` member: `{leaf, leafIndex, treeSize, auditPath, root}`, hashes as `sha256:` + hex."""
        return {
            "auditPath": [sha256_text(node) for node in self.audit_path],
            "leaf": self.record.body(),
            "leafIndex": self.leaf_index,
            "root": sha256_text(self.root),
            "treeSize": self.tree_size,
        }


def leaf(record: Record | Mapping[str, Any]) -> bytes:
    """The canonical bytes of a record, ours or one read from a document: a leaf of the tree."""
    return canonical(record.body() if isinstance(record, Record) else dict(record))


def leaf_hash(record: Record) -> bytes:
    """SHA-256(0x00 ‖ leaf), 32 bytes."""
    return tree.leaf_hash(leaf(record))


def in_leaf_order(records: Iterable[Record]) -> list[Record]:
    """Records by path, in code-point order."""
    # By code point and not by locale or UTF-16: every verifier must find the same order [wire §5.1].
    return sorted(records, key=lambda record: record.path)


def build_tree(records: Sequence[Record]) -> tree.Tree:
    """The publication tree of records that already stand in leaf order."""
    return tree.Tree.of(map(leaf_hash, records))


def proof(record: Record, *, index: int, publication: tree.Tree) -> Proof:
    """That `record` is leaf `index` of a built tree. Raises IndexError outside it."""
    return Proof(
        record=record,
        leaf_index=index,
        tree_size=publication.size,
        audit_path=publication.audit_path(index),
        root=publication.root,
    )


def sha256_text(digest: bytes) -> str:
    """`sha256:` + 64 lower-case hex digits."""
    return HASH_PREFIX + digest.hex()
