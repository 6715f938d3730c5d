"""Whether a new key stems from the one that is pinned, by the origin's key history."""

from enum import StrEnum

from rootzpub.verify.case import Case
from rootzpub.verify.pins import Pin


class Lineage(StrEnum):
    """How two keys of one origin hang together."""

    ROTATED = "rotated"
    UNKNOWN = "unknown"
    REVOKED = "revoked"


def lineage_of(case: Case, pin: Pin) -> tuple[Lineage, str]:
    """How the document's signer follows from the pinned one, and a clause for people."""
    return Lineage.UNKNOWN, "no key history was asked for."
