"""What carries no hash of its own, and what is no AI Discovery document at all."""

from typing import Final

from rootzpub.wire.dialects.dialect import Dialect
from rootzpub.wire.dialects.received import Received
from rootzpub.wire.names import STANDARD

_MARKS: Final = ("specVersion", "schemaVersion", "coreConcepts", "_provenance", "_freshness", "_origin")


def _is_unsigned(document: Received) -> bool:
    members = document.value or {}
    return not document.block and (members.get("standard") == STANDARD or any(mark in members for mark in _MARKS))


UNSIGNED: Final = Dialect(
    name="unsigned",
    title="an AI Discovery document without a `_signature`",
    fits=_is_unsigned,
    encode=lambda _: b"",
    covered=lambda _: {},
)
FOREIGN: Final = Dialect(
    name="foreign",
    title="not an AI Discovery document",
    fits=lambda _: True,
    encode=lambda _: b"",
    covered=lambda _: {},
    is_document=False,
)
