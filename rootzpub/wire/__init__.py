"""wire: what the standard says, as names, values and pure functions.

Invariants: no clock, no key, no network, no database; foreign bytes end in a value or in MalformedInput; nothing here
imports `proof`. The bytes of every form are fixed by docs/spec/wire.md and by the test vectors.
"""

from rootzpub.wire import blocks, envelope, names, publication, tree
from rootzpub.wire.caller import ANONYMOUS, OWNER, Caller, CallerKind, may_call
from rootzpub.wire.canonical import canonical
from rootzpub.wire.document import (
    BytesDocument,
    Document,
    EntryDates,
    SignatureDocument,
    TextDocument,
    Unsigned,
    signature_of,
)
from rootzpub.wire.places import Audience, Place, Sample, Signing
from rootzpub.wire.strict import parse
from rootzpub.wire.toolspec import Category, Effect, Parameter, ToolSpec

__all__ = [
    "ANONYMOUS",
    "OWNER",
    "Audience",
    "BytesDocument",
    "Caller",
    "CallerKind",
    "Category",
    "Document",
    "Effect",
    "EntryDates",
    "Parameter",
    "Place",
    "Sample",
    "SignatureDocument",
    "Signing",
    "TextDocument",
    "ToolSpec",
    "Unsigned",
    "blocks",
    "canonical",
    "envelope",
    "may_call",
    "names",
    "parse",
    "publication",
    "signature_of",
    "tree",
]
