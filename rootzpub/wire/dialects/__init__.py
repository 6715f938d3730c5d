"""dialects: every way in which documents of this kind are hashed in the wild, as a table.

Invariants: the first row that matches is named; a row that only fits says "of this form, but changed". A new dialect is
one file and one row.
"""

from dataclasses import dataclass
from typing import Final

from rootzpub.wire.dialects.dialect import Coverage, Dialect, count_values
from rootzpub.wire.dialects.foreign import FOREIGN, UNSIGNED
from rootzpub.wire.dialects.ours import OURS
from rootzpub.wire.dialects.plugin import PLUGIN, PLUGIN_HASH_ONLY, PLUGIN_PENDING
from rootzpub.wire.dialects.python_style import PYTHON_STYLES
from rootzpub.wire.dialects.received import Received
from rootzpub.wire.dialects.standard import (
    JSON_STRINGIFY,
    REPLACER_ARRAY,
    STANDARD_SORTED,
    STANDARD_SORTED_UNDATED,
)
from rootzpub.wire.dialects.text import TEXT_DIALECTS

DIALECTS: Final = (
    OURS,
    PLUGIN,
    PLUGIN_PENDING,
    PLUGIN_HASH_ONLY,
    STANDARD_SORTED,
    STANDARD_SORTED_UNDATED,
    JSON_STRINGIFY,
    *PYTHON_STYLES,
    # Last of those that hash JSON: it covers 3 to 4 % of a document, so every rule that covers all goes first.
    REPLACER_ARRAY,
    *TEXT_DIALECTS,
    # These two have no hash that could match; they say what the body is, FOREIGN of whatever is left.
    UNSIGNED,
    FOREIGN,
)
"""In this order: strongest and cheapest first, the accident after everything that covers a whole document."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Recognised:
    """The dialect of a body, and whether its hash is the one it claims."""

    dialect: Dialect
    hash_matches: bool


def recognise(document: Received) -> Recognised:
    """The first dialect whose hash matches; where none does, the first whose form fits. FOREIGN fits everything."""
    for dialect in DIALECTS:
        if dialect.matches(document):
            return Recognised(dialect=dialect, hash_matches=True)
    return Recognised(dialect=next(row for row in DIALECTS if row.fits(document)), hash_matches=False)


__all__ = ["DIALECTS", "Coverage", "Dialect", "Received", "Recognised", "count_values", "recognise"]
