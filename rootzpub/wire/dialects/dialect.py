"""Dialect: one way of saying what a document's hash covers.

Invariants: a row of a table; a new dialect is one file and one row in DIALECTS.
"""

import hashlib
import io
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Final

from rootzpub.wire.dialects.received import Received


@dataclass(frozen=True, slots=True, kw_only=True)
class Coverage:
    """How much of a body its hash covers: signed bytes of all bytes served, values of all values.

    A value is a string, number, boolean, null or empty container outside `_signature`; of a text, a line that is not
    empty. Bytes are never all: `_signature`, indentation and escapes are not signed. Values should be.
    """

    bytes_covered: int
    bytes_total: int
    values_covered: int
    values_total: int

    @property
    def is_complete(self) -> bool:
        """Whether every value is covered."""
        return self.values_covered == self.values_total > 0


Covered = Callable[[Received], Any]
"""The part of the JSON object that the hash covers."""


def all_members(document: Received) -> Any:
    """Everything but `_signature`."""
    return document.unsigned


@dataclass(frozen=True, slots=True, kw_only=True)
class Dialect:
    """One row. `name` is stable, `title` for people; `fits` judges the form, `encode` gives the bytes to hash.

    `is_document` says whether bodies of this dialect are AI Discovery documents at all.
    """

    name: str
    title: str
    fits: Callable[[Received], bool]
    encode: Callable[[Received], bytes]
    covered: Covered = all_members
    is_document: bool = True

    def matches(self, document: Received) -> bool:
        """Whether the form fits and the hash under this rule is the one that the document claims."""
        claimed = document.claimed_hash
        return self.fits(document) and claimed is not None and self.content_hash(document) == claimed

    def signed_bytes(self, document: Received) -> bytes:
        """The bytes that the content hash covers."""
        return self.encode(document)

    def content_hash(self, document: Received) -> bytes:
        """SHA-256 of the signed bytes: the 32 bytes that the raw signature is over."""
        return hashlib.sha256(self.encode(document)).digest()

    def coverage(self, document: Received) -> Coverage:
        """How much of the document that is."""
        if document.value is None:
            covered = _count_lines(self.encode(document))
            # What stands below the stamp is the signature itself and counts as no value.
            total = covered if document.stamp else _count_lines(document.data)
            return Coverage(
                bytes_covered=len(self.encode(document)),
                bytes_total=len(document.data),
                values_covered=covered,
                values_total=total,
            )
        return Coverage(
            bytes_covered=len(self.encode(document)),
            bytes_total=len(document.data),
            values_covered=count_values(self.covered(document)),
            values_total=count_values(document.unsigned),
        )


def _count_lines(text: bytes) -> int:
    """Lines that are not empty, without making a list of them."""
    return sum(1 for line in io.BytesIO(text) if line.strip())


_CONTAINERS: Final = (dict, list)


def count_values(value: Any) -> int:
    """Scalars and empty containers in a JSON value; an empty value itself counts as none."""
    # A list instead of recursion: the depth of foreign values must not be that of our stack.
    count = 0
    waiting = [value]
    while waiting:
        node = waiting.pop()
        children = node.values() if isinstance(node, dict) else node
        for child in children:
            if isinstance(child, _CONTAINERS) and child:
                waiting.append(child)
            else:
                count += 1
    return count
