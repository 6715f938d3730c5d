"""The entries of a site as its documents show them: records of the publication, and whose words were hashed again."""

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from rootzpub.verify.case import object_of
from rootzpub.verify.publication import recomputed_root
from rootzpub.verify.report import Outcome, Report
from rootzpub.verify.visits import Visit
from rootzpub.wire import names


def entries_of(value: Any) -> Iterator[dict[str, Any]]:
    """Every object in a document that shows an entry: it has a `path` and a `contentHash`."""
    waiting = [value]
    while waiting:
        node = waiting.pop()
        if isinstance(node, dict):
            if isinstance(node.get("path"), str) and isinstance(node.get("contentHash"), str):
                yield node
            waiting.extend(node.values())
        elif isinstance(node, list):
            waiting.extend(node)


@dataclass(slots=True)
class Records:
    """What is known of a site's entries."""

    by_path: dict[str, dict[str, Any]] = field(default_factory=dict)
    """The records of the publication, from the page manifest (or, in its absence, the discovery document)."""
    hashed: dict[str, str] = field(default_factory=dict)
    """Path to the hash of words that were shown."""
    wrong: list[str] = field(default_factory=list)
    """Paths whose words have another hash than the document beside them says."""
    roots: dict[int, str] = field(default_factory=dict)
    """Sequence to publication root, as signed."""
    manifest_at: int = 0
    """The sequence that the records are of."""
    can_read_pages: bool = True
    """Whether a page's hash is that of its words; the plugin hashes something else, which it does not show."""

    def learn(self, value: dict[str, Any], report: Report) -> None:
        """Take up what a verified document shows."""
        seen = report.observation
        if seen is not None and seen.sequence:
            self.roots[seen.sequence] = seen.root
        self.can_read_pages &= not report.dialect.startswith("plugin")
        if isinstance(value.get("pages"), list):
            self._learn_records(value["pages"], object_of(value, "publication").get("sequence"))
        for entry in entries_of(value):
            self._learn_words(entry)

    def _learn_records(self, rows: list[Any], sequence: Any) -> None:
        at = sequence if type(sequence) is int else 0
        if at > self.manifest_at:  # a newer publication: what was read of the older one does not count
            self.by_path.clear()
            self.manifest_at = at
        for row in rows:
            # Pages of one list may be of two publications where the site changed meanwhile; only the newest are added
            # up.
            if isinstance(row, dict) and isinstance(row.get("path"), str) and at == self.manifest_at:
                self.by_path[row["path"]] = row

    def _learn_words(self, entry: dict[str, Any]) -> None:
        content = entry.get("content")
        if not isinstance(content, str):
            return
        found = names.HASH_PREFIX + hashlib.sha256(content.encode("utf-8")).hexdigest()
        self.hashed[entry["path"]] = found
        if found != entry["contentHash"]:
            self.wrong.append(entry["path"])

    def unseen(self) -> list[str]:
        """Paths of records whose words no document has shown yet."""
        return [path for path in self.by_path if path not in self.hashed]

    def summary(self, site: str) -> Iterator[Visit]:
        """The hashes of all entries, and the root they give, as visits."""
        yield _hashes(self, site)
        yield _root(self, site)


def _visit(site: str, outcome: Outcome, code: str, sentence: str, *, warning: bool = False) -> Visit:
    return Visit(what="hashes", url=site, outcome=outcome, code=code, sentence=sentence, warning=warning)


def _hashes(records: Records, site: str) -> Visit:
    recorded = {path: row.get("contentHash") for path, row in records.by_path.items()}
    different = [path for path, found in records.hashed.items() if path in recorded and recorded[path] != found]
    wrong = sorted({*records.wrong, *different})
    if wrong and records.can_read_pages:
        listed = ", ".join(wrong[:5])
        return _visit(site, Outcome.FAIL, "site.page-hash", f"{len(wrong)} pages have other words: {listed}.")
    unseen = [path for path in recorded if path not in records.hashed]
    if unseen or wrong:
        sentence = f"{len(unseen) + len(wrong)} of {len(recorded)} page hashes could not be computed again."
        return _visit(site, Outcome.SKIPPED, "site.page-hash-unknown", sentence, warning=True)
    return _visit(site, Outcome.PASS, "site.page-hashes", f"All {len(recorded)} page hashes are right.")


def _root(records: Records, site: str) -> Visit:
    signed = records.roots.get(records.manifest_at)
    if signed is None:
        return _visit(site, Outcome.SKIPPED, "site.no-publication", "The site signs no publication.")
    root = recomputed_root(list(records.by_path.values()))
    if root is None or "0x" + root.hex() != signed:
        return _visit(site, Outcome.FAIL, "site.root", "The records of all pages do not give the signed root.")
    return _visit(
        site,
        Outcome.PASS,
        "site.publication",
        f"The {len(records.by_path)} records give the signed root of publication {records.manifest_at}.",
    )
