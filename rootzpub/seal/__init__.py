"""seal: document + moment + signer → the final bytes. Stamps, hash and signature are made here and nowhere else.

Three forms, one method: JSON carries its stamp inside, a text at its end, bytes beside them. Invariants: the same
document, moment, step and context give the same bytes (RFC 6979 makes signatures so too); nothing after this serialises
again. Volatile stamps move in steps of `stamp_seconds`, so within a step every copy is byte-equal.
"""

from datetime import datetime

from rootzpub.seal.bytes_form import BlockDraft, BytesDraft, TextDraft
from rootzpub.seal.context import SealContext
from rootzpub.seal.json_form import JsonDraft
from rootzpub.seal.response import Headers, SealedResponse, Unsealed
from rootzpub.signing import ENVELOPE
from rootzpub.wire.document import BytesDocument, Document, SignatureDocument, TextDocument, Unsigned

__all__ = ["ENVELOPE", "Headers", "SealContext", "SealedResponse", "Unsealed", "draft", "seal"]


def draft(document: Unsigned) -> Unsealed:
    """A document encoded once. Raises MalformedInput where its body holds what a document may not."""
    match document:
        case Document():
            return JsonDraft.of(document)
        case TextDocument():
            return TextDraft.of(document)
        case BytesDocument():
            return BytesDraft.of(document)
        case SignatureDocument():
            return BlockDraft.of(document)


def seal(document: Unsigned, *, moment: datetime, stamp_seconds: int, context: SealContext) -> SealedResponse:
    """The sealed document: encoded and sealed at once. Raises as `draft`."""
    # In two steps because encoding depends on the document alone and is done once, sealing on time and key.
    return draft(document).seal(moment=moment, stamp_seconds=stamp_seconds, context=context)
