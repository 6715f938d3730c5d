"""Texts and opaque bytes before they are sealed [wire §4].

What is signed is the bytes; the signature stands at their end, beside them, in a header, or deliberately nowhere.
"""

import base64
import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any

from rootzpub.seal.context import SealContext, etag_of, signature_block
from rootzpub.seal.response import SealedResponse
from rootzpub.wire import blocks, names, text_stamp
from rootzpub.wire.canonical import canonical
from rootzpub.wire.document import BytesDocument, SignatureDocument, TextDocument, max_age_of
from rootzpub.wire.places import SIGNATURE_SUFFIX, Signing, signature_path
from rootzpub.wire.rules import clean_text


@dataclass(frozen=True, slots=True, kw_only=True)
class TextDraft:
    """llms.txt and the like: the stamp is the last section of the text, the same block stands beside it as JSON."""

    document: TextDocument
    """Without its text."""
    content: bytes
    """What is hashed: the text, closed by one empty line."""

    @classmethod
    def of(cls, document: TextDocument) -> "TextDraft":
        """Encode a text."""
        # Cleaned before it is hashed: what is signed are the bytes that are sent.
        content = text_stamp.body_bytes(clean_text(document.text))
        return cls(document=replace(document, text=""), content=content)

    def at(self, resource: str) -> "TextDraft":
        """The same text as the answer to another spelling of its address."""
        return replace(self, document=replace(self.document, resource=resource))

    @property
    def size(self) -> int:
        """Bytes of the text."""
        return len(self.content)

    @property
    def beyond_end(self) -> bool:
        """Texts and bytes are no lists."""
        return False

    def seal(self, *, moment: datetime, stamp_seconds: int, context: SealContext) -> SealedResponse:
        """The text with its Verification section, or with the plugin's footer."""
        # 1. The block over the bytes above the stamp.
        stamped = blocks.stamp(moment, stamp_seconds)
        twin = signature_path(self.document.resource)
        written = text_stamp.write(
            self.content,
            _block(self.document, self.content, stamped, context),
            form=self.document.stamp,
            signature_url=context.origin + twin,
        )
        # 2. The validator is that of the bytes without the stamp, so it stays while only the stamp moves.
        return replace(_unstamped(self.document, self.content, stamped, context), body=written, signature_path=twin)


@dataclass(frozen=True, slots=True, kw_only=True)
class BytesDraft:
    """Bytes in a syntax that has no room for a stamp: XML, robots.txt, cards, archives."""

    document: BytesDocument

    @classmethod
    def of(cls, document: BytesDocument) -> "BytesDraft":
        """As they are."""
        return cls(document=document)

    def at(self, resource: str) -> "BytesDraft":
        """The same bytes as the answer to another spelling of their address."""
        return replace(self, document=replace(self.document, resource=resource))

    @property
    def size(self) -> int:
        """How many."""
        return len(self.document.content)

    @property
    def beyond_end(self) -> bool:
        """Texts and bytes are no lists."""
        return False

    def seal(self, *, moment: datetime, stamp_seconds: int, context: SealContext) -> SealedResponse:
        """The bytes as they are; with `Signing.HEADER` the block is in the header, RFC 9651's byte sequence."""
        document = self.document
        stamped = blocks.stamp(moment, stamp_seconds)
        sealed = _unstamped(document, document.content, stamped, context)
        # Each document says where its signature is; none is assumed [wire §4.6].
        match document.signing:
            case Signing.TWIN:
                return replace(sealed, signature_path=signature_path(document.resource))
            case Signing.HEADER:
                # Base64 between colons: JSON is no header value, a byte sequence of RFC 9651 is.
                block = canonical(_block(document, document.content, stamped, context))
                line = f":{base64.b64encode(block).decode()}:"
                return replace(sealed, headers=((names.SIGNATURE_HEADER, line),))
            case Signing.NONE:
                # Nothing of time or key is in it: the validator is that of the content, and no envelope ends.
                digest = hashlib.sha256(document.content).hexdigest()
                return replace(sealed, etag=f'W/"{digest[:32]}"', expires=None)
            case Signing.INSIDE:
                raise ValueError(f"{document.resource}: bytes have no room for a signature inside")


@dataclass(frozen=True, slots=True, kw_only=True)
class BlockDraft:
    """The signature of a text or of bytes as a JSON document of its own: `/llms.txt.sig`."""

    document: TextDocument | BytesDocument
    content: bytes

    @classmethod
    def of(cls, signature: SignatureDocument) -> "BlockDraft":
        """Encode what is signed, as it is encoded where it stands itself."""
        match signature.of:
            case TextDocument() as text:
                # The same way as for the text itself: the bytes under the hash have to be the same ones.
                draft = TextDraft.of(text)
                return cls(document=draft.document, content=draft.content)
            case BytesDocument() as document:
                return cls(document=document, content=document.content)

    def at(self, resource: str) -> "BlockDraft":
        """The same block at another spelling of its address; what it signs stands beside it, without the suffix."""
        path, mark, query = resource.partition("?")
        beside = path.removesuffix(SIGNATURE_SUFFIX) + mark + query
        return replace(self, document=replace(self.document, resource=beside))

    @property
    def size(self) -> int:
        """Bytes that are held for it."""
        return len(self.content)

    @property
    def beyond_end(self) -> bool:
        """Texts and bytes are no lists."""
        return False

    def seal(self, *, moment: datetime, stamp_seconds: int, context: SealContext) -> SealedResponse:
        """The `_signature` block over the same bytes, at the same step the same as beside them."""
        stamped = blocks.stamp(moment, stamp_seconds)
        return replace(
            _unstamped(self.document, self.content, stamped, context),
            body=canonical(_block(self.document, self.content, stamped, context)),
            # The block is about the text, so kind and resource inside it are the text's; what is answered here is JSON
            # of its own address.
            media_type=names.JSON_MEDIA_TYPE,
            resource=signature_path(self.document.resource),
        )


def _lifetime(document: TextDocument | BytesDocument, context: SealContext) -> timedelta:
    if context.validity is not None:
        return context.validity
    # A day at least, as in the worked example; as long as caches may keep it where that is longer (decision 0013).
    return timedelta(seconds=min(document.lifetime or max(max_age_of(document), blocks.DAY), blocks.MAX_LIFETIME))


def _block(
    document: TextDocument | BytesDocument, content: bytes, stamped: datetime, context: SealContext
) -> Mapping[str, Any]:
    return signature_block(document, content, signed_at=stamped, lifetime=_lifetime(document, context), context=context)


def _unstamped(
    document: TextDocument | BytesDocument, content: bytes, stamped: datetime, context: SealContext
) -> SealedResponse:
    """The bytes without any stamp, and what is said about them in every form."""
    lifetime = _lifetime(document, context)
    return SealedResponse(
        body=content,
        etag=etag_of(hashlib.sha256(content).digest(), stamped, lifetime, context),
        last_modified=document.last_modified,
        expires=stamped + lifetime,
        max_age=max_age_of(document),
        media_type=document.media_type,
        kind=document.kind,
        resource=document.resource,
        status=document.status,
    )
