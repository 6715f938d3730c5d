"""What the standard's texts and its published examples do [trust §1.standard].

"Canonicalized, sorted keys" means a recursive key sort; newer hosts leave out `generated` too. The published examples
were hashed with `JSON.stringify(doc, Object.keys(doc).sort())`, whose second argument is a filter for every level.
"""

from typing import Any, Final

from rootzpub.wire.dialects.dialect import Dialect
from rootzpub.wire.dialects.encodings import pick, picked_stringify, sorted_stringify, stringify
from rootzpub.wire.dialects.received import Received
from rootzpub.wire.names import GENERATED


def _has_block(document: Received) -> bool:
    return bool(document.value) and bool(document.block)


def _without_generated(document: Received) -> dict[str, Any]:
    return {key: member for key, member in document.unsigned.items() if key != GENERATED}


STANDARD_SORTED: Final = Dialect(
    name="standard-sorted",
    title="the standard's rule: compact JSON with sorted keys",
    fits=_has_block,
    encode=lambda document: sorted_stringify(document.unsigned),
)
STANDARD_SORTED_UNDATED: Final = Dialect(
    name="standard-sorted-without-generated",
    title="the standard's rule without `generated`, which the hash leaves open",
    fits=lambda document: _has_block(document) and GENERATED in document.unsigned,
    encode=lambda document: sorted_stringify(_without_generated(document)),
    covered=_without_generated,
)
REPLACER_ARRAY: Final = Dialect(
    name="standard-replacer-array",
    title="JSON.stringify(doc, Object.keys(doc).sort()): nested members are covered only by accident",
    fits=_has_block,
    # The keys of the top level filter every level (ECMA-262 §25.5.2), so nested members stay only where names coincide.
    encode=lambda document: picked_stringify(document.unsigned, document.unsigned),
    covered=lambda document: pick(document.unsigned, document.unsigned),
)
JSON_STRINGIFY: Final = Dialect(
    name="json-stringify",
    title="JSON.stringify in document order",
    fits=_has_block,
    encode=lambda document: stringify(document.unsigned),
)
