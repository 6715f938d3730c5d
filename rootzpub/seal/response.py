"""`SealedResponse`: final bytes with all that an HTTP answer says about them; and `Unsealed`, what becomes one.

Invariants: nothing after the seal serialises, stamps or signs again; there is one type from here to the socket and to
the file, so that no field is copied by hand on the way.
"""

from dataclasses import dataclass, field
from datetime import datetime
from typing import Protocol

from rootzpub.seal.context import SealContext

Headers = tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class SealedResponse:
    """One sealed answer; the same object is given again while it holds, so what is derived from it may be cached."""

    body: bytes
    media_type: str
    kind: str
    """The document's kind or the tool's name [wire §3.kinds]."""
    resource: str
    """Path and understood parameters, as signed."""
    status: int = 200
    max_age: int = 0
    """Seconds for `Cache-Control`; 0 = not to be stored."""
    # Weak, because a content coding or a stamp gives other bytes of the same content.
    etag: str = ""
    """Weak entity tag over the body without volatile stamps, `W/"…"`, a whole header value; empty for errors."""
    last_modified: datetime | None = None
    """Later with every change: a second change in one second is dated into the next."""
    made: datetime | None = field(default=None, compare=False)
    """When these bytes were made: no `Last-Modified` lies beyond; None where nothing bounds it."""
    expires: datetime | None = None
    """When its envelope ends; None where nothing is signed."""
    signature_path: str = ""
    """Where the signature of these bytes stands; empty where they carry it, or have none."""
    headers: Headers = ()
    """Header lines beside those that follow from the fields above."""
    beyond_end: bool = False
    """An empty part behind the end of a list (`Document.beyond_end`)."""
    private: bool = False
    """Made for one caller: never to be stored by a shared cache."""
    counted_as: str = ""
    """Its name in the traffic figures; empty = its kind."""
    # The one part that is written later, and so no part of equality: it follows from the others.
    coded: dict[str, tuple[bytes, list[tuple[str, str]]]] = field(
        default_factory=dict, init=False, compare=False, repr=False
    )
    """Body and complete headers by content coding, made by the server when first asked for."""


class Unsealed(Protocol):
    """What is ready to be published but for time and key. Immutable, so that it may be sealed again and again."""

    @property
    def size(self) -> int:
        """Bytes that it takes in memory, its parts' own overhead included: for caches."""

    @property
    def beyond_end(self) -> bool:
        """Whether it is an empty part behind the end of a list."""

    def at(self, resource: str) -> "Unsealed":
        """The same, to be sealed for another spelling of the address [wire §2.forms]."""

    def seal(self, *, moment: datetime, stamp_seconds: int, context: SealContext) -> SealedResponse:
        """The final bytes. Time moves in whole steps of `stamp_seconds`, so that within a step copies are equal."""
