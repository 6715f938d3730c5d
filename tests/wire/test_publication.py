"""Records, leaves and `_proof`."""

import json
from datetime import UTC, datetime
from pathlib import Path

from rootzpub.wire import publication, tree
from rootzpub.wire.blocks import parse_time
from rootzpub.wire.publication import Record


def records(shared: Path) -> tuple[list[Record], dict[str, object]]:
    """The worked publication as records, and the vector it came from."""
    vectors = json.loads((shared / "vectors/envelope/envelope.json").read_text())["publication"]
    return [
        Record(
            content_hash=row["contentHash"],
            modified=parse_time(row["modified"]),
            path=row["path"],
            title=row["title"],
            type=row["type"],
        )
        for row in vectors["records"]
    ], vectors


def test_leaves_and_root_of_the_worked_publication(shared: Path) -> None:
    """A record's canonical bytes are its leaf, and the tree has the published root."""
    rows, vectors = records(shared)
    assert [publication.leaf(row).decode() for row in rows] == vectors["leafBytes"]
    assert "0x" + publication.build_tree(rows).root.hex() == vectors["root"]


def test_a_mapping_is_a_record_too(shared: Path) -> None:
    """A record as it stands in a document gives the same leaf."""
    rows, vectors = records(shared)
    assert [publication.leaf(row) for row in vectors["records"]] == [publication.leaf(row) for row in rows]


def test_proof_of_one_entry(shared: Path) -> None:
    """The `_proof` of /about/ is the one in the worked getPage answer, and it verifies."""
    rows, _ = records(shared)
    built = publication.build_tree(rows)
    documents = json.loads((shared / "vectors/envelope/envelope.json").read_text())["documents"]
    served = json.loads(documents[1]["served"])
    proof = publication.proof(rows[2], index=2, publication=built).body()
    assert proof == served["_proof"]
    path = [bytes.fromhex(node.removeprefix("sha256:")) for node in proof["auditPath"]]
    assert tree.verify_inclusion(tree.leaf_hash(publication.leaf(proof["leaf"])), 2, 5, path, built.root)


def test_a_publication_as_documents_show_it() -> None:
    """Sequence, root, size and moment."""
    moment = datetime(2026, 1, 1, tzinfo=UTC)
    shown = publication.Publication(sequence=3, root=bytes(32), size=5, published_at=moment).body()
    assert shown == {"sequence": 3, "root": "sha256:" + "00" * 32, "size": 5, "publishedAt": "2026-01-01T00:00:00Z"}


def test_leaf_order_is_by_code_point() -> None:
    """Paths sort by code point: upper case before lower case, percent signs before letters."""
    moment = datetime(2026, 1, 1, tzinfo=UTC)
    paths = ["/b/", "/%ce/", "/a/", "/Z/", "/"]
    rows = [Record(content_hash="", modified=moment, path=path, title="", type="page") for path in paths]
    assert [row.path for row in publication.in_leaf_order(rows)] == ["/", "/%ce/", "/Z/", "/a/", "/b/"]
