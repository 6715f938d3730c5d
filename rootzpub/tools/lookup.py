"""Which entry a caller means by a path or URL, and the proof that it stands in the publication [wire §3b] [wire §5]."""

from dataclasses import dataclass

from rootzpub.documents.shape import Members, hash_text, record_body
from rootzpub.site import Proof, PublishedEntry, Site


@dataclass(frozen=True, slots=True, kw_only=True)
class Located:
    """An entry that was found."""

    entry: PublishedEntry
    moved: bool = False
    """Whether the path that was asked is one it had before."""


def locate(site: Site, path: str) -> Located | None:
    """The published entry that a path means, by its present path or a former one; None for unknown and hidden alike."""
    entry = site.by_path(path)
    if entry is not None:
        return Located(entry=entry)
    present = site.moved(path)
    entry = site.by_path(present) if present else None
    return Located(entry=entry, moved=True) if entry is not None else None


def proof_body(proof: Proof) -> Members:
    """The member `_proof`: leaf, leafIndex, treeSize, auditPath, root."""
    return {
        "leaf": record_body(proof.record),
        "leafIndex": proof.leaf_index,
        "treeSize": proof.tree_size,
        "auditPath": [hash_text(node) for node in proof.audit_path],
        "root": hash_text(proof.root),
    }
