"""Our own documents: canonical JSON (RFC 8785) without `_signature`."""

from typing import Final

from rootzpub.wire.canonical import canonical
from rootzpub.wire.dialects.dialect import Dialect
from rootzpub.wire.dialects.received import Received
from rootzpub.wire.names import PROVENANCE


def _fits(document: Received) -> bool:
    """An envelope, or a `_provenance` that names rootzpub: a document that lost its envelope is still ours."""
    provenance = document.unsigned.get(PROVENANCE)
    served_by = provenance.get("servedBy") if isinstance(provenance, dict) else None
    return bool(document.value) and (
        "envelope" in document.block or (isinstance(served_by, str) and served_by.startswith("rootzpub/"))
    )


OURS: Final = Dialect(
    name="rootzpub",
    title="rootzpub: canonical JSON with an EIP-712 envelope",
    fits=_fits,
    encode=lambda document: canonical(document.unsigned),
)
