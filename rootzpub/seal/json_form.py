"""JSON before it is sealed: encoded once; stamped, hashed and signed inside at every step of the clock [wire §1]."""

import hashlib
import sys
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any, Final

from rootzpub.seal.context import SealContext, etag_of, published_at, signature_block
from rootzpub.seal.response import SealedResponse
from rootzpub.wire import blocks, names
from rootzpub.wire.canonical import canonical, canonical_members, join_members
from rootzpub.wire.document import Document, max_age_of
from rootzpub.wire.rules import normalize_body

# Looked for in the encoded bytes: only a body that holds one is walked and cleaned.
_UNRULY: Final = (b"\xe2\x80\xa8", b"\xe2\x80\xa9", b"{}")
"""U+2028, U+2029 and empty objects (or the text `{}`, which cleaning leaves alone)."""


@dataclass(frozen=True, slots=True, kw_only=True)
class JsonDraft:
    """A document encoded once, to be sealed again at every step of the clock."""

    document: Document
    """Without its body."""
    members: Mapping[str, bytes]
    """Canonical bytes of each member of the body."""
    digest: bytes
    """SHA-256 of the canonical body without any stamp."""

    @classmethod
    def of(cls, document: Document) -> "JsonDraft":
        """Encode a document. Raises MalformedInput where its body holds what a document may not."""
        # Member by member, so that a step of the clock encodes only the stamps and joins what is there.
        members = _canonical_body(document.body)
        digest = hashlib.sha256(join_members(members)).digest()
        return cls(document=replace(document, body={}), members=members, digest=digest)

    def at(self, resource: str) -> "JsonDraft":
        """The same document as the answer to another spelling of its address: encoded once for all of them."""
        return replace(self, document=replace(self.document, resource=resource))

    @property
    def size(self) -> int:
        """Bytes of the members, what each object takes included."""
        return sys.getsizeof(self.members) + sum(map(sys.getsizeof, self.members.values()))

    @property
    def beyond_end(self) -> bool:
        """As the document says."""
        return self.document.beyond_end

    def seal(self, *, moment: datetime, stamp_seconds: int, context: SealContext) -> SealedResponse:
        """The sealed JSON document: stamped, hashed, signed, canonical."""
        document = self.document
        stamped = blocks.stamp(moment, stamp_seconds)
        # 1. Stamps join the members. 2. The hash is over all of them [wire §2.signature]. 3. The block that holds it
        # comes in last and is no part of it.
        members = {**self.members, **canonical_members(_stamps(document, stamped, context))}
        lifetime = context.validity or _lifetime(document, stamped)
        block = signature_block(document, join_members(members), signed_at=stamped, lifetime=lifetime, context=context)
        return SealedResponse(
            body=join_members(members | {names.SIGNATURE: canonical(block)}),
            # Over the digest without stamps: within a window of the lifetime it does not change with the clock
            # (decision 0013).
            etag=etag_of(self.digest, stamped, lifetime, context),
            last_modified=document.last_modified,
            expires=stamped + lifetime,
            max_age=max_age_of(document),
            media_type=document.media_type,
            kind=document.kind,
            resource=document.resource,
            status=document.status,
            beyond_end=document.beyond_end,
        )


def _canonical_body(body: Mapping[str, Any]) -> dict[str, bytes]:
    """Members of the body in canonical bytes, cleaned where they hold what [wire §1.1] rules out."""
    members = canonical_members(body)
    if any(mark in encoded for encoded in members.values() for mark in _UNRULY):
        return canonical_members(normalize_body(body))
    return members


def _stamps(document: Document, stamped: datetime, context: SealContext) -> dict[str, Any]:
    """The members that time and key add."""
    signer = context.signer_name
    stamps: dict[str, Any] = dict.fromkeys(document.stamped, blocks.format_time(stamped))
    # `_freshness` counts from the step and not from the moment: within a step the bytes stay equal [wire §2.steps].
    if document.freshness and document.last_modified:
        stamps[names.FRESHNESS] = blocks.freshness(document.last_modified, stamped, valid=context.validity)
    if document.origin:
        stamps[names.ORIGIN] = blocks.origin(
            context.domain,
            published=document.origin.published,
            modified=document.origin.modified,
            moment=stamped,
            signer=signer,
        )
    if document.provenance:
        stamps[names.PROVENANCE] = blocks.provenance(
            context.domain,
            moment=stamped,
            served_by=context.served_by,
            signer=signer,
            published=published_at(document, context),
        )
    return stamps


def _lifetime(document: Document, stamped: datetime) -> timedelta:
    """How long the envelope holds: as long as caches may keep the answer and its content is fresh (decision 0013)."""
    seconds = document.lifetime or max_age_of(document)
    # Nothing is called fresh beyond its envelope.
    if document.lifetime is None and document.freshness and document.last_modified:
        seconds = max(seconds, blocks.freshness_of(stamped - document.last_modified)[0])
    return timedelta(seconds=min(seconds, blocks.MAX_LIFETIME))
