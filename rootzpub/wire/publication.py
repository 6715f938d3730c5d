"""Records of a publication, their leaves, and the `_proof` of one entry [wire §5].

Invariants: a record's leaf is its canonical bytes; leaves stand in order of path by code point.
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

    def body(self) -> dict[str, str]:
        """The record as it stands in documents."""
        return {
            "contentHash": self.content_hash,
            "modified": format_time(self.modified),
            "path": self.path,
            "title": self.title,
            "type": self.type,
        }


def leaf(record: Record | Mapping[str, Any]) -> bytes:
    """The canonical bytes of a record: a leaf of the tree."""
    return canonical(record.body() if isinstance(record, Record) else dict(record))


def in_leaf_order(records: Iterable[Record]) -> list[Record]:
    """Records by path, in code-point order."""
    return sorted(records, key=lambda record: record.path)


def build_tree(records: Sequence[Record]) -> tree.Tree:
    """The publication tree of records that already stand in leaf order."""
    return tree.Tree.of(tree.leaf_hash(leaf(record)) for record in records)


def proof(record: Record | Mapping[str, Any], *, index: int, publication: tree.Tree) -> dict[str, Any]:
    """The `_proof` member: `{leaf, leafIndex, treeSize, auditPath, root}`, hashes as `sha256:` + hex."""
    return {
        "auditPath": [sha256_text(node) for node in publication.audit_path(index)],
        "leaf": record.body() if isinstance(record, Record) else dict(record),
        "leafIndex": index,
        "root": sha256_text(publication.root),
        "treeSize": publication.size,
    }


def sha256_text(digest: bytes) -> str:
    """`sha256:` + 64 lower-case hex digits."""
    return HASH_PREFIX + digest.hex()
