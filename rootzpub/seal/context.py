"""`SealContext`: who seals, and for which publication; and what follows from it: signature block and validator."""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from typing import Any, Final

from rootzpub import __version__
from rootzpub.proof import Address, Signer
from rootzpub.proof.delegation import SCOPE_ALL
from rootzpub.signing import ENVELOPE, IsolatedSigner
from rootzpub.wire import blocks, envelope, names, publication
from rootzpub.wire.document import BytesDocument, Document, TextDocument

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
    published_at: datetime | None = None
    """When the publication was made; None before the first."""
    validity: timedelta | None = None
    """How long everything holds that is written as files; None: each document says it (decision 0013)."""

    @property
    def signer_name(self) -> str | None:
        """The signer's address as text; None without a key."""
        return self.signer.address.format() if self.signer else None

    @property
    def unsigned(self) -> "SealContext":
        """The same without a key: for saying that nothing can be signed now."""
        return replace(self, signer=None, network="")

    def for_kind(self, kind: str) -> "SealContext":
        """The same for documents of one kind: a delegation whose scope leaves the kind out does not stand in them."""
        # Elsewhere the delegation would be claimed and not hold, and a verifier would fail the document [trust §7.4].
        scope = str((self.delegation or {}).get("message", {}).get("scope", SCOPE_ALL))
        if scope == SCOPE_ALL or kind in scope.split():
            return self
        return replace(self, authorization=names.AUTHORIZATION_SELF, delegation=None)


def published_at(document: Document | TextDocument | BytesDocument, context: SealContext) -> datetime | None:
    """The first of the standard's four timestamps: of one entry its own date, else that of the publication.

    The second is `signedAt`; nothing is anchored, so there is no `anchoredAt`; `observedAt` is the reader's.
    """
    if isinstance(document, Document) and document.origin:
        return document.origin.published
    return context.published_at


def signature_block(
    document: Document | TextDocument | BytesDocument,
    content: bytes,
    *,
    signed_at: datetime,
    lifetime: timedelta,
    context: SealContext,
) -> dict[str, Any]:
    """The `_signature` member over the bytes of the content; without a key its method is `hash-only`."""
    content_hash = hashlib.sha256(content).digest()
    # 1. What stands in the block with or without a key.
    context = context.for_kind(document.kind)
    block: dict[str, Any] = {
        "contentHash": publication.sha256_text(content_hash),
        "signedAt": blocks.format_time(signed_at),
        "method": names.METHOD_HASH_ONLY,
        "authorization": names.AUTHORIZATION_NONE,
    }
    block |= {key: value for key, value in _identity_members(context).items() if value}
    # Only beside the same moment in `_provenance`, which the hash covers.
    if isinstance(document, Document) and document.provenance and (published := published_at(document, context)):
        block["publishedAt"] = blocks.format_time(published)
    if context.signer is None:
        return block
    # 2. The envelope: what the plugin's signature leaves open (where, until when, which publication)
    # [wire §2.envelope].
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
    # 3. Both signatures: over the bare digest as the plugin's verifiers expect it, and over the envelope.
    enveloped, bare = _signatures(context.signer, message, content, content_hash)
    return block | {
        "authorization": context.authorization,
        "envelope": envelope.envelope(message, enveloped),
        "method": names.METHOD_ECDSA,
        # No prefix (EIP-191): the standard signs the 32 bytes themselves [wire §2.signature].
        "signature": "0x" + bare.hex(),
        "signer": context.signer_name,
    }


def _signatures(signer: Signer, message: Mapping[str, Any], content: bytes, content_hash: bytes) -> tuple[bytes, bytes]:
    """Over the envelope and over the bare digest."""
    if isinstance(signer, IsolatedSigner):
        # It hashes the bytes itself and signs no digest that is only claimed to be theirs (decision 0024).
        return signer.sign_document(message, content)
    return signer.sign(ENVELOPE.digest(message)), signer.sign(content_hash)


def _identity_members(context: SealContext) -> dict[str, Any]:
    """Members that stand in the block only when they are configured."""
    delegated = context.signer is not None and context.authorization == names.AUTHORIZATION_DELEGATED
    return {
        "delegation": dict(context.delegation) if delegated and context.delegation else None,
        "digitalName": context.digital_name,
        "identityContract": context.identity_contract,
        "network": context.network,
    }


def etag_of(static: bytes, stamped: datetime, lifetime: timedelta, context: SealContext) -> str:
    """Weak validator over everything but the volatile stamps; `static` is the hash of what they are no part of.

    The number of the lifetime's window is part of it: a copy signed in this window is valid to its end at least, so a
    304 never tells a client to keep an envelope that has expired (decision 0013).
    """
    # Errors have no lifetime: at least a second, lest the division fail.
    window = int(stamped.timestamp() // max(1.0, lifetime.total_seconds()))
    # Everything that the envelope says besides time and content: with another key or publication the copy is another.
    about = (
        *(context.origin, context.domain, context.signer_name, context.authorization, context.served_by),
        *(context.sequence, context.publication_root, context.identity, context.chain_id, context.delegation),
        *(context.digital_name, context.network, context.identity_contract),
    )
    return f'W/"{hashlib.sha256(repr((about, window)).encode() + static).hexdigest()[:32]}"'
