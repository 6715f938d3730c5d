"""wire: what the standard says, as names, values and pure functions.

Invariants: no clock, no key, no network, no database; foreign bytes end in a value or in MalformedInput; nothing here
imports `proof`. The bytes of every form are fixed by docs/spec/wire.md and by the test vectors.
"""

from rootzpub.wire import blocks, envelope, names, publication, tree
from rootzpub.wire.canonical import canonical
from rootzpub.wire.document import Document, EntryDates, TextDocument
from rootzpub.wire.strict import parse
from rootzpub.wire.toolspec import Category, Effect, Parameter, ToolSpec

__all__ = [
    "Category",
    "Document",
    "Effect",
    "EntryDates",
    "Parameter",
    "TextDocument",
    "ToolSpec",
    "blocks",
    "canonical",
    "envelope",
    "names",
    "parse",
    "publication",
    "tree",
]
