"""The last step of every document's builder: the body obeys [wire §1.1] and says when its site last changed.

Invariants: what documents have in common stands here once; a document says only what is its own.
"""

from collections.abc import Mapping
from typing import Any

from rootzpub.documents.request import Request
from rootzpub.site import Site
from rootzpub.wire import Document, names
from rootzpub.wire.rules import normalize_body


def with_standard_stamps(
    kind: str,
    body: Mapping[str, Any],
    *,
    request: Request,
    site: Site,
    max_age: int | None = None,
    beyond_end: bool = False,
) -> Document:
    """`body` as the document of this kind that answers `request`; `max_age` in seconds [wire §6.3]."""
    return Document(
        kind=kind,
        resource=request.resource,
        # Here and not in each builder: a member that breaks the rules of [wire §1] would give other programs another
        # hash.
        body=normalize_body(body),
        last_modified=site.last_modified,
        max_age=max_age,
        freshness=True,
        # Named, not filled in: documents have no clock, the seal writes the moment.
        stamped=(names.GENERATED,),
        beyond_end=beyond_end,
    )
