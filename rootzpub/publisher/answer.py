"""`Answer`: what goes out, whoever asked, and `Answering`: what the web and the command line ask.

An answer is final: nothing after it serialises, stamps or signs again.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from rootzpub.errors import RootzpubError

Parameters = Sequence[tuple[str, str]]
"""Query parameters in the order they were asked, decoded."""


@dataclass(frozen=True, slots=True, kw_only=True, eq=False, weakref_slot=True)
class Answer:
    """One sealed answer; the same object is given again while it holds, so what is derived from it may be kept."""

    status: int
    """HTTP status."""
    body: bytes
    """Final bytes."""
    media_type: str
    kind: str
    resource: str
    max_age: int
    """Seconds for `Cache-Control`; 0 = not to be stored."""
    etag: str = ""
    """Weak entity tag over the body without volatile stamps, `W/"…"`; empty for errors."""
    last_modified: datetime | None = None
    owner_only: bool = False
    """Never to be kept by a shared cache."""


class Answering(Protocol):
    """Whoever answers paths."""

    def answer(self, path: str, parameters: Parameters = (), *, owner: bool = False) -> Answer:
        """The answer to a path (as in a URL, still percent-encoded); errors are sealed documents, never raised."""

    def refuse(self, error: RootzpubError, path: str, parameters: Parameters = ()) -> Answer:
        """The sealed error document for something that went wrong before the publisher was asked."""

    def tool_name(self, path: str) -> str:
        """The tool behind this path (these count against the rate limit), or an empty string."""
