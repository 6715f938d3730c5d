"""seal: Document + moment + signer → the final bytes. Stamps, hash and signature are made here and nowhere else.

Invariants: the same document, moment, step and context give the same bytes (RFC 6979 makes signatures so too); nothing
after this serialises again. Volatile stamps move in steps of `stamp_seconds`, so within a step every copy is
byte-equal.
"""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from typing import Any, Final

from rootzpub import __version__
from rootzpub.proof import Address, Signer, TypedData
from rootzpub.proof.delegation import SCOPE_ALL
from rootzpub.wire import blocks, envelope, names, publication, text_stamp
from rootzpub.wire.canonical import canonical, canonical_members, join_members
from rootzpub.wire.document import Document, TextDocument
from rootzpub.wire.rules import clean_text, normalize_body

ENVELOPE: Final = TypedData.prepare(envelope.DOMAIN, envelope.TYPES, envelope.PRIMARY_TYPE)
"""The typed data of the envelope, prepared once: hashing a message costs five Keccaks."""

_UNRULY: Final = (b"\xe2\x80\xa8", b"\xe2\x80\xa9", b"{}")
"""U+2028, U+2029 and empty objects (or the text `{}`, which cleaning leaves alone)."""

SERVED_BY: Final = f"rootzpub/{__version__}"


@dataclass(frozen=True, slots=True, kw_only=True)
class SealContext:
    """Who seals, and for which publication.

    `origin` is scheme://host[:port] of the public base URL, `domain` its host; without a `signer` documents carry a
    hash only. `publication_root` is 32 bytes or None. `identity` goes into the envelope; `identity_contract`,
    `digital_name` and `network` go into the block; `delegation` too, when `authorization` is `delegated`.
    """

    origin: str
    domain: str
    signer: Signer | None = None
    sequence: int = 0
    publication_root: bytes | None = None
    identity: Address = field(default_factory=Address.zero)
    chain_id: int = 0
    authorization: str = names.AUTHORIZATION_SELF
    delegation: Mapping[str, Any] | None = None
    identity_contract: str = ""
    digital_name: str = ""
    network: str = ""
    served_by: str = SERVED_BY

    @property
    def signer_name(self) -> str | None:
        """The signer's address as text; None without a key."""
        return self.signer.address.format() if self.signer else None

    def for_kind(self, kind: str) -> "SealContext":
        """The same for documents of one kind: a delegation whose scope leaves the kind out does not stand in them."""
        scope = str((self.delegation or {}).get("message", {}).get("scope", SCOPE_ALL))
        if scope == SCOPE_ALL or kind in scope.split():
            return self
        return replace(self, authorization=names.AUTHORIZATION_SELF, delegation=None)


@dataclass(frozen=True, slots=True, kw_only=True)
class SealedDocument:
    """Final bytes and what an HTTP answer says about them. `etag` is a whole header value, weak."""

    body: bytes
    etag: str
    last_modified: datetime | None
    expires: datetime
    max_age: int
    media_type: str
    kind: str
    resource: str
    status: int = 200


@dataclass(frozen=True, slots=True, kw_only=True)
class Draft:
    """A document encoded once, to be sealed again at every step of the clock."""

    document: Document
    """Without its body."""
    members: Mapping[str, bytes]
    """Canonical bytes of each member of the body."""
    digest: bytes
    """SHA-256 of the canonical body without any stamp."""

    @property
    def size(self) -> int:
        """Bytes of the body."""
        return sum(map(len, self.members.values()))


def draft(document: Document) -> Draft:
    """Encode a document. Raises MalformedInput where its body holds what a document may not."""
    members = _canonical_body(document.body)
    digest = hashlib.sha256(join_members(members)).digest()
    return Draft(document=replace(document, body={}), members=members, digest=digest)


def seal(unsealed: Document | Draft, *, moment: datetime, stamp_seconds: int, context: SealContext) -> SealedDocument:
    """The sealed JSON document: stamped, hashed, signed, canonical [wire §1] [wire §2].

    Raises MalformedInput where the body holds what a document may not.
    """
    encoded = unsealed if isinstance(unsealed, Draft) else draft(unsealed)
    document = encoded.document
    stamped = blocks.stamp(moment, stamp_seconds)
    members = {**encoded.members, **canonical_members(_stamps(document, stamped, context))}
    lifetime = _lifetime(document, stamped)
    content_hash = hashlib.sha256(join_members(members)).digest()
    block = signature_block(document, content_hash, signed_at=stamped, lifetime=lifetime, context=context)
    return SealedDocument(
        body=join_members(members | {names.SIGNATURE: canonical(block)}),
        etag=_etag(encoded.digest, stamped, lifetime, context),
        last_modified=document.last_modified,
        expires=stamped + lifetime,
        max_age=document.max_age,
        media_type=names.JSON_MEDIA_TYPE,
        kind=document.kind,
        resource=document.resource,
        status=document.status,
    )


def seal_text(document: TextDocument, *, moment: datetime, stamp_seconds: int, context: SealContext) -> SealedDocument:
    """The sealed text: llms.txt with its Verification section, or with the plugin's footer [wire §4]."""
    body = text_stamp.body_bytes(clean_text(document.text))
    block = _text_block(document, body, stamped=blocks.stamp(moment, stamp_seconds), context=context)
    written = text_stamp.write(
        body, block, form=document.stamp, signature_url=context.origin + signature_resource(document)
    )
    return _sealed_text(document, written, body=body, stamped=blocks.stamp(moment, stamp_seconds), context=context)


def seal_text_signature(
    document: TextDocument, *, moment: datetime, stamp_seconds: int, context: SealContext
) -> SealedDocument:
    """The twin of `seal_text`: the same `_signature` block as a JSON object of its own, for `/llms.txt.sig`."""
    stamped = blocks.stamp(moment, stamp_seconds)
    body = text_stamp.body_bytes(clean_text(document.text))
    block = _text_block(document, body, stamped=stamped, context=context)
    sealed = _sealed_text(document, canonical(block), body=body, stamped=stamped, context=context)
    return replace(sealed, media_type=names.JSON_MEDIA_TYPE, resource=signature_resource(document))


def signature_resource(document: TextDocument) -> str:
    """Where the block of a text stands as JSON: its path + `.sig`."""
    return document.resource.partition("?")[0] + ".sig"


def signature_block(
    document: Document | TextDocument,
    content_hash: bytes,
    *,
    signed_at: datetime,
    lifetime: timedelta,
    context: SealContext,
) -> dict[str, Any]:
    """The `_signature` member over a 32-byte content hash; without a key its method is `hash-only`."""
    context = context.for_kind(document.kind)
    block: dict[str, Any] = {
        "contentHash": publication.sha256_text(content_hash),
        "signedAt": blocks.format_time(signed_at),
        "method": names.METHOD_HASH_ONLY,
        "authorization": names.AUTHORIZATION_NONE,
    }
    block |= {key: value for key, value in _identity_members(context).items() if value}
    if context.signer is None:
        return block
    message = envelope.message(
        origin=context.origin,
        resource=document.resource,
        kind=document.kind,
        content_hash=content_hash,
        signed_at=signed_at,
        expires_at=signed_at + lifetime,
        sequence=context.sequence,
        publication_root=context.publication_root,
        identity=context.identity.format(),
        chain_id=context.chain_id,
    )
    return block | {
        "authorization": context.authorization,
        "envelope": envelope.envelope(message, context.signer.sign(ENVELOPE.digest(message))),
        "method": names.METHOD_ECDSA,
        "signature": "0x" + context.signer.sign(content_hash).hex(),
        "signer": context.signer_name,
    }


def _identity_members(context: SealContext) -> dict[str, Any]:
    """Members that stand in the block only when they are configured."""
    delegated = context.signer is not None and context.authorization == names.AUTHORIZATION_DELEGATED
    return {
        "delegation": dict(context.delegation) if delegated and context.delegation else None,
        "digitalName": context.digital_name,
        "identityContract": context.identity_contract,
        "network": context.network,
    }


def _canonical_body(body: Mapping[str, Any]) -> dict[str, bytes]:
    """Members of the body in canonical bytes, cleaned where they hold what [wire §1] rules out."""
    members = canonical_members(body)
    if any(mark in encoded for encoded in members.values() for mark in _UNRULY):
        return canonical_members(normalize_body(body))
    return members


def _stamps(document: Document, stamped: datetime, context: SealContext) -> dict[str, Any]:
    """The members that time and key add."""
    signer = context.signer_name
    stamps: dict[str, Any] = dict.fromkeys(document.stamped, blocks.format_time(stamped))
    if document.freshness and document.last_modified:
        stamps[names.FRESHNESS] = blocks.freshness(document.last_modified, stamped)
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
            context.origin, moment=stamped, served_by=context.served_by, signer=signer
        )
    return stamps


def _lifetime(document: Document, stamped: datetime) -> timedelta:
    """How long the envelope holds: as long as caches may keep the answer and its content is fresh (decision 0013)."""
    seconds = document.lifetime or document.max_age
    if document.lifetime is None and document.freshness and document.last_modified:
        seconds = max(seconds, blocks.freshness_of(stamped - document.last_modified)[0])
    return timedelta(seconds=min(seconds, blocks.MAX_LIFETIME))


def _text_lifetime(document: TextDocument) -> timedelta:
    return timedelta(seconds=min(document.lifetime or max(document.max_age, blocks.DAY), blocks.MAX_LIFETIME))


def _text_block(document: TextDocument, body: bytes, *, stamped: datetime, context: SealContext) -> dict[str, Any]:
    content_hash = hashlib.sha256(body).digest()
    return signature_block(
        document, content_hash, signed_at=stamped, lifetime=_text_lifetime(document), context=context
    )


def _sealed_text(
    document: TextDocument, written: bytes, *, body: bytes, stamped: datetime, context: SealContext
) -> SealedDocument:
    lifetime = _text_lifetime(document)
    return SealedDocument(
        body=written,
        etag=_etag(hashlib.sha256(body).digest(), stamped, lifetime, context),
        last_modified=document.last_modified,
        expires=stamped + lifetime,
        max_age=document.max_age,
        media_type=document.media_type,
        kind=document.kind,
        resource=document.resource,
        status=document.status,
    )


def _etag(static: bytes, stamped: datetime, lifetime: timedelta, context: SealContext) -> str:
    """Weak validator over everything but the volatile stamps.

    The number of the lifetime's window is part of it: a copy signed in this window is valid to its end at least, so a
    304 never tells a client to keep an envelope that has expired (decision 0013).
    """
    window = int(stamped.timestamp() // max(1.0, lifetime.total_seconds()))
    about = (
        *(context.origin, context.domain, context.signer_name, context.authorization, context.served_by),
        *(context.sequence, context.publication_root, context.identity, context.chain_id, context.delegation),
        *(context.digital_name, context.network, context.identity_contract),
    )
    return f'W/"{hashlib.sha256(repr((about, window)).encode() + static).hexdigest()[:32]}"'
