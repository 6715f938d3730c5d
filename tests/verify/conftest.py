"""A small publisher: documents signed with throw-away keys, and the moments they are judged at."""

import hashlib
import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from typing import Any
from urllib.parse import urlsplit

import pytest

from rootzpub.proof import Address, LocalSigner
from rootzpub.proof.secret import Secret
from rootzpub.seal import SealContext, seal
from rootzpub.verify import Pin, Report, verify
from rootzpub.wire import Document, names, publication
from rootzpub.wire.canonical import canonical
from rootzpub.wire.document import EntryDates, SignatureDocument, TextDocument

NOW = datetime(2026, 3, 4, 20, 30, tzinfo=UTC)
ORIGIN = "https://example.com"


def key(number: int) -> LocalSigner:
    """TEST KEY ONLY: the key whose number is `number`, times a constant."""
    return LocalSigner(Secret((number * 0x1234567890ABCDEF).to_bytes(32, "big")))


WORDS = {
    "/": "Welcome.\n",
    "/about/": "# About\n\nWe make *widgets* — Größe & Co.\n",
    "/contact/": "Write to us.\n",
}


def record(path: str) -> publication.Record:
    """The record of one of the pages of WORDS."""
    digest = publication.sha256_text(hashlib.sha256(WORDS[path].encode()).digest())
    return publication.Record(content_hash=digest, modified=NOW - timedelta(days=2), path=path, title=path, type="page")


@dataclass(frozen=True, kw_only=True)
class TestPublisher:
    """Signs what it is given, as the real one does."""

    __test__ = False

    signer: LocalSigner | None = field(default_factory=lambda: key(1))
    origin: str = ORIGIN
    sequence: int = 42
    moment: datetime = NOW
    context_changes: Mapping[str, Any] = field(default_factory=dict)

    @property
    def records(self) -> list[publication.Record]:
        """Records in leaf order."""
        return publication.in_leaf_order(record(path) for path in WORDS)

    @property
    def context(self) -> SealContext:
        """What the seal needs."""
        tree = publication.build_tree(self.records)
        return replace(
            SealContext(
                origin=self.origin,
                domain=urlsplit(self.origin).hostname or "",
                signer=self.signer,
                sequence=self.sequence,
                publication_root=tree.root,
                published_at=NOW - timedelta(days=1),
            ),
            **self.context_changes,
        )

    def sealed(self, kind: str, resource: str, body: Mapping[str, Any], **changes: Any) -> bytes:
        """Any document."""
        document = Document(kind=kind, resource=resource, body=body, **changes)
        return seal(document, moment=self.moment, stamp_seconds=1, context=self.context).body

    def discovery(self, **members: Any) -> bytes:
        """The discovery document, with all records."""
        tree = publication.build_tree(self.records)
        summary = {"sequence": self.sequence, "root": publication.sha256_text(tree.root), "size": len(self.records)}
        body: dict[str, Any] = {
            "specVersion": "1.2.0",
            "standard": names.STANDARD,
            "organization": {"name": "Example Ltd", "domain": "example.com"},
            "pages": [row.body() for row in self.records],
            "publication": summary,
        }
        return self.sealed(names.KIND_DISCOVERY, names.WELL_KNOWN, body | members, stamped=(names.GENERATED,))

    def page(self, path: str = "/about/", **members: Any) -> bytes:
        """A getPage answer with its proof."""
        index = [row.path for row in self.records].index(path)
        row = self.records[index]
        body = {
            "path": path,
            "title": row.title,
            "type": row.type,
            "content": WORDS[path],
            "contentHash": row.content_hash,
            names.PROOF: publication.proof(row, index=index, publication=publication.build_tree(self.records)).body(),
        }
        dates = EntryDates(published=row.modified, modified=row.modified)
        resource = f"{names.REST_PREFIX}/page?path={path.replace('/', '%2F')}"
        return self.sealed(names.TOOL_PAGE, resource, body | members, origin=dates)

    def search(self, query: str = "widgets") -> bytes:
        """A searchContent answer."""
        body: dict[str, Any] = {"query": query, "results": [], "returned": 0, "totalFound": 0}
        return self.sealed(names.TOOL_SEARCH, f"{names.REST_PREFIX}/search?q={query.replace(' ', '%20')}", body)

    def llms_signature(self, text: str = "# Example\n\n> Widgets.\n") -> bytes:
        """llms.txt.sig: the block of the stamp as an object of its own."""
        document = TextDocument(kind=names.KIND_LLMS, resource=names.LLMS_PATH, text=text)
        return seal(SignatureDocument(of=document), moment=self.moment, stamp_seconds=1, context=self.context).body

    def llms(self, text: str = "# Example\n\n> Widgets.\n", **changes: Any) -> bytes:
        """llms.txt with its stamp."""
        document = TextDocument(kind=names.KIND_LLMS, resource=names.LLMS_PATH, text=text, **changes)
        return seal(document, moment=self.moment, stamp_seconds=1, context=self.context).body


DISCOVERY_URL = f"{ORIGIN}/.well-known/ai"
PAGE_URL = f"{ORIGIN}/wp-json/rootz/v1/page?path=/about/"
SEARCH_URL = f"{ORIGIN}/wp-json/rootz/v1/search?q=widgets"
LLMS_URL = f"{ORIGIN}/llms.txt"


@pytest.fixture
def publisher() -> TestPublisher:
    """The publisher of https://example.com."""
    return TestPublisher()


def judged(data: bytes, url: str | None = DISCOVERY_URL, **options: Any) -> Report:
    """`verify` at NOW."""
    return verify(data, url=url, **{"moment": NOW, **options})


def edited(data: bytes, change: Callable[[dict[str, Any]], object]) -> bytes:
    """A document after `change`, still canonical."""
    value = json.loads(data)
    change(value)
    return canonical(value)


def pin_of(signer: LocalSigner | None, **changes: Any) -> dict[str, Pin]:
    """Pins that know `signer` for ORIGIN since yesterday."""
    address = signer.address if signer else Address.zero()
    known = Pin(
        signer=address.format(),
        first_seen="2026-03-01T00:00:00Z",
        last_seen="2026-03-04T20:00:00Z",
        sequence=42,
        envelope=True,
    )
    return {ORIGIN: replace(known, **changes)}
