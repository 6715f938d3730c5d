"""`[signing] publish = "approved"`: what the owner says of themselves changes only when they say so.

Invariants: the statement is the discovery document without `pages`, `pagesUrl` and `publication`; these always follow
the site: they are in every envelope, and a frozen copy would verify as a rollback. What was never approved is not
served.
"""

import hashlib
from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, datetime
from typing import Final

from rootzpub.errors import MalformedInput, NotReady, StoreUnavailable
from rootzpub.state import Note
from rootzpub.wire import Document, canonical, parse
from rootzpub.wire.document import Json
from rootzpub.wire.publication import sha256_text

_FOLLOWS_SITE: Final = frozenset({"pages", "pagesUrl", "publication"})


class ReleasedStatement:
    """The approved statement, kept in a note."""

    def __init__(self, note: Note) -> None:
        self._note = note

    def mark(self) -> int:
        """Changes whenever something else was approved; 0 before the first time."""
        return self._note.mark()

    def moment(self) -> datetime:
        """When something was last approved."""
        # The mark is a time in nanoseconds; HTTP knows seconds.
        return datetime.fromtimestamp(self.mark() // 10**9, UTC)

    def approve(self, document: Document) -> str:
        """Keep the statement of this document as the one to serve; gives its hash. Raises StoreUnavailable."""
        # Canonical: the hash that `approve` shows is over the bytes that are kept, and the owner can compute it.
        statement = canonical({name: value for name, value in document.body.items() if name not in _FOLLOWS_SITE})
        self._note.write(statement)
        return sha256_text(hashlib.sha256(statement).digest())

    def apply(self, document: Document) -> Document:
        """The document with the approved statement in place of its own.

        Raises:
            NotReady: nothing was approved yet, or the file does not hold a statement.
        """
        follows = {name: value for name, value in document.body.items() if name in _FOLLOWS_SITE}
        return replace(document, body={**self._approved(), **follows})

    def _approved(self) -> Mapping[str, Json]:
        try:
            statement = parse(self._note.read() or b"")
        except (StoreUnavailable, MalformedInput):
            # Damaged counts as never approved: nothing is guessed of what the owner said.
            statement = None
        if not isinstance(statement, dict):
            raise NotReady("the discovery document was not approved yet", hint="The owner runs `rootzpub approve`.")
        return statement
