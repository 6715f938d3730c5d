"""Step 10: what the document says about a publication holds: the entry's hash, its place in the tree, the root.

Invariants: a content hash is recomputed from the markdown; an audit path must lead from the very record shown to the
root that the envelope signs; complete records must give that root, where a policy asks for proof (`--site` always
does).
"""

import hashlib
import re
from collections.abc import Mapping, Sequence
from typing import Any, Final

import orjson

from rootzpub.errors import MalformedInput
from rootzpub.verify.case import Case, Finding, failed, object_of, passed, skipped, text_of
from rootzpub.verify.freshness import SKEW
from rootzpub.verify.policy import Policy, Requirement
from rootzpub.wire import blocks, names, tree
from rootzpub.wire.publication import leaf as leaf_bytes

_SHA256: Final = re.compile(r"sha256:[0-9a-f]{64}", re.ASCII)
_RECORD: Final = ("contentHash", "modified", "path", "title", "type")


def check_publication(case: Case) -> Finding:
    """Step 10."""
    if case.signer is None:
        return skipped("publication.not-reached", "The publication was not looked at: no signer is established.")
    if case.message is None:
        return skipped("publication.none", "The document's dialect knows no publication.")
    # The words first: a proof about a record whose hash is not theirs proves other words.
    return _content_hash(case.value) or _place(case, case.message)


def _place(case: Case, message: Mapping[str, Any]) -> Finding:
    root = message["publicationRoot"]
    if names.PROOF in case.value:
        return _proof(case, root)
    if isinstance(case.value.get("publication"), dict):
        return _summary(case, root)
    if message["kind"] == names.TOOL_PAGE and "content" in case.value:
        return skipped(
            "publication.no-proof", "The page does not prove its place in the site's publication.", warning=True
        )
    return skipped("publication.not-applicable", "A document of this kind is not an entry of the publication.")


def _content_hash(value: Mapping[str, Any]) -> Finding | None:
    """The failure, if `content` is there with a `contentHash` that is not its own."""
    content, claimed = value.get("content"), value.get("contentHash")
    if not isinstance(content, str) or claimed is None:
        return None
    found = names.HASH_PREFIX + hashlib.sha256(content.encode("utf-8")).hexdigest()
    if found == claimed:
        return None
    return failed("publication.content-hash", "The page's contentHash is not that of its content.", found=found)


def _proof(case: Case, root: str) -> Finding:
    proof = object_of(case.value, names.PROOF)
    record = object_of(proof, "leaf")
    different = differing_members(case.value, record)
    # Record and document must agree wherever both speak, else a true proof of one entry would stand beside another.
    if different:
        return failed(
            "publication.other-entry",
            f"The proof is about another entry: {', '.join(different)} differ.",
            leaf=dict(record),
        )
    if "0x" + text_of(proof, "root").removeprefix(names.HASH_PREFIX) != root:
        return failed(
            "publication.root", "The proof leads to another publication than the signed one.", root=proof.get("root")
        )
    path = _hashes(proof.get("auditPath"))
    index, size = proof.get("leafIndex"), proof.get("treeSize")
    if path is None or type(index) is not int or type(size) is not int:
        return failed("publication.proof-malformed", "The proof is not one.")
    if not tree.verify_inclusion(tree.leaf_hash(_leaf(record)), index, size, path, bytes.fromhex(root[2:])):
        return failed("publication.proof", "The audit path does not lead to the signed root.", leafIndex=index)
    return passed(
        "publication.included",
        f"Entry {index + 1} of {size} in the publication that was signed.",
        leafIndex=index,
        treeSize=size,
        root=root,
    )


def differing_members(value: Mapping[str, Any], record: Mapping[str, Any]) -> tuple[str, ...]:
    """Members of a record that the document shows otherwise."""
    return tuple(name for name in _RECORD if _differs(value, record, name))


def proves_leaf(proof: Mapping[str, Any], root: str) -> bool:
    """Whether the audit path of `proof` leads from its leaf to `root`, `0x` hex."""
    path = _hashes(proof.get("auditPath"))
    index, size = proof.get("leafIndex"), proof.get("treeSize")
    if path is None or type(index) is not int or type(size) is not int:
        return False
    leaf = tree.leaf_hash(_leaf(object_of(proof, "leaf")))
    return tree.verify_inclusion(leaf, index, size, path, bytes.fromhex(root[2:]))


def _differs(value: Mapping[str, Any], record: Mapping[str, Any], name: str) -> bool:
    """Whether the record says something else than the document, where the document says it."""
    shown = {
        "modified": text_of(object_of(value, names.ORIGIN), "modifiedAt") or None,
        "contentHash": value.get("contentHash", value.get("currentHash")),
        "path": value.get("path", value.get("page")),
    }.get(name, value.get(name))
    return name not in record or (shown is not None and shown != record[name])


def _leaf(record: Mapping[str, Any]) -> bytes:
    try:
        return leaf_bytes(record)
    except MalformedInput:
        return b""


def _hashes(values: Any) -> list[bytes] | None:
    if not isinstance(values, list) or not all(isinstance(item, str) and _SHA256.fullmatch(item) for item in values):
        return None
    return [bytes.fromhex(item.removeprefix(names.HASH_PREFIX)) for item in values]


def _summary(case: Case, root: str) -> Finding:
    """A document that sums the publication up: sequence and root are the signed ones, all records give the root."""
    assert case.message is not None
    summary = object_of(case.value, "publication")
    shown_root = "0x" + text_of(summary, "root").removeprefix(names.HASH_PREFIX)
    if shown_root != root or summary.get("sequence") != case.message["sequence"]:
        return failed("publication.contradiction", "The document names another publication than the one signed.")
    future = _ahead(case, summary)
    if future is not None:
        return future
    records = case.value.get("pages")
    size = summary.get("size")
    # Of a page of a long list the records are not all, and give no root: `--site` puts the pages together.
    if not isinstance(records, list) or type(size) is not int or len(records) != size or not _is_asked_for(case.policy):
        return passed("publication.named", "It names the publication that was signed.", sequence=summary["sequence"])
    if recomputed_root(records) != bytes.fromhex(root[2:]):
        return failed("publication.records", "The records listed do not give the signed root.", records=size)
    return passed("publication.recomputed", f"Its {size} records give the signed root.", records=size, root=root)


def _ahead(case: Case, summary: Mapping[str, Any]) -> Finding | None:
    """The doubt about a publication that is dated later than now, clocks that differ by `SKEW` seconds allowed."""
    text = text_of(summary, "publishedAt")
    try:
        ahead = int((blocks.parse_time(text) - case.moment).total_seconds()) if text else 0
    except MalformedInput:
        ahead = 0
    if ahead <= SKEW:
        return None
    return passed(
        "publication.future",
        "The publication is dated in the future: the site's clock is or was wrong, or the date is.",
        warning=True,
        publishedAt=text[:40],
        secondsAhead=ahead,
        allowedSeconds=SKEW,
    )


def _is_asked_for(policy: Policy) -> bool:
    """Whether records are to be added up: the signature covers them, and a long list costs more than all else."""
    return policy.warnings_fail or Requirement.PROOF in policy.require


def recomputed_root(records: Sequence[Any]) -> bytes | None:
    """The root of the publication that consists of `records`; None when they are not records."""
    rows = [_row(record) for record in records]
    if None in rows:
        return None
    try:
        # By path in code points, as leaves stand; orjson writes text members in canonical form at a fraction of the
        # cost.
        ordered = sorted((path, orjson.dumps(row)) for path, row in filter(None, rows))
    except orjson.JSONEncodeError:  # half of a surrogate pair has no bytes
        return None
    return tree.root([leaf for _, leaf in ordered])


def _row(record: Any) -> tuple[str, dict[str, str]] | None:
    """Path and members of a record, in the order of canonical JSON: as all are text, compact writing makes the leaf."""
    try:
        row = {name: record[name] for name in _RECORD}
    except (TypeError, KeyError):
        return None
    return (row["path"], row) if set(map(type, row.values())) == {str} else None
