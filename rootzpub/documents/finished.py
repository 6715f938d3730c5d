"""The last step of every document's builder: the body obeys [wire §1] and says when its site last changed.

Invariants: what documents have in common stands here once; a document says only what is its own.
"""

from collections.abc import Mapping
from typing import Any, Final

from rootzpub.documents.request import Request
from rootzpub.documents.shape import shaped
from rootzpub.site import Site
from rootzpub.wire import Document, names

HOUR: Final = 3600
DAY: Final = 24 * HOUR
"""Seconds."""


def finished(kind: str, body: Mapping[str, Any], *, request: Request, site: Site, max_age: int = HOUR) -> Document:
    """`body` as the document of this kind that answers `request`; `max_age` in seconds [wire §6.3]."""
    return Document(
        kind=kind,
        resource=request.resource,
        body=shaped(body),
        last_modified=site.last_modified,
        max_age=max_age,
        freshness=True,
        stamped=(names.GENERATED,),
    )
