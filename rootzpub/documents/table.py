"""The table of documents, and the way from an address to its row [house §4]."""

import re
from collections.abc import Iterable, Iterator
from typing import Final

from rootzpub.documents.content import CONTENT
from rootzpub.documents.discovery import DISCOVERY
from rootzpub.documents.feed import FEED
from rootzpub.documents.knowledge import KNOWLEDGE
from rootzpub.documents.llms import LLMS
from rootzpub.documents.llms_full import LLMS_FULL
from rootzpub.documents.pages import PAGES
from rootzpub.documents.policies import POLICIES
from rootzpub.documents.request import Request, read_parameters
from rootzpub.documents.row import DocumentRow
from rootzpub.documents.settings import Settings
from rootzpub.documents.tools_manifest import TOOLS_MANIFEST
from rootzpub.errors import NotFound
from rootzpub.site import Site
from rootzpub.wire import Document, TextDocument

DOCUMENTS: Final = (DISCOVERY, POLICIES, KNOWLEDGE, FEED, CONTENT, PAGES, TOOLS_MANIFEST, LLMS, LLMS_FULL)
"""Every document, in the order of [wire §3]."""

_SEGMENT: Final = "{segment}"
_PAGE: Final = re.compile(r"(?P<base>/.+)/page/(?P<page>[1-9][0-9]{0,6})")
_EXACT: Final = {path: row for row in DOCUMENTS for path in row.paths if _SEGMENT not in path}
_BY_PREFIX: Final = {
    path.removesuffix(_SEGMENT): row for row in DOCUMENTS for path in row.paths if path.endswith("/" + _SEGMENT)
}


def find_document(path: str) -> DocumentRow | None:
    """The row that answers at a path, or None. Whether the owner publishes it is not asked here."""
    place = _place(path)
    return place[0] if place else None


def answer_document(
    site: Site, settings: Settings, path: str, pairs: Iterable[tuple[str, str]] = ()
) -> Document | TextDocument:
    """The document at a path, as asked; `pairs` are the decoded name-value pairs of the query.

    Raises:
        NotFound: there is none, the owner switched it off, or the segment or page is not there.
        BadParameter: a parameter that it understands cannot be.
    """
    place = _place(path)
    if place is None or not place[0].enabled(settings.config):
        raise NotFound("there is no such document", hint="/.well-known/ai names what is published.")
    row, base, page, segment = place
    values, asked = read_parameters(pairs, row.parameters)
    request = Request(path=path, values=values, asked=asked, base=base, page=page, segment=segment)
    return row.build(site, settings, request)


def document_paths(site: Site, settings: Settings) -> Iterator[str]:
    """Every path that answers without a question: all addresses of all published documents, `/page/N` from 2 on.

    What a static copy of the site holds; following `nextUrl` from any of them stays among them.
    """
    for row in DOCUMENTS:
        if row.enabled(settings.config):
            for path in row.paths:
                yield from _row_paths(site, settings, row, path)


def _row_paths(site: Site, settings: Settings, row: DocumentRow, path: str) -> Iterator[str]:
    segments = row.segments(site, settings) if _SEGMENT in path else ("",)
    for segment in segments:
        base = path.replace(_SEGMENT, segment)
        yield base
        if row.paged:
            for number in range(2, row.page_count(site, settings, segment) + 1):
                yield f"{base}/page/{number}"


def _place(path: str) -> tuple[DocumentRow, str, int, str] | None:
    """(row, path without page, page or 0, segment)."""
    if path in _EXACT:
        return _EXACT[path], path, 0, ""
    match = _PAGE.fullmatch(path)
    base = match["base"] if match else path
    row, segment = _EXACT.get(base), ""
    if row is None:
        prefix, slash, segment = base.rpartition("/")
        row = _BY_PREFIX.get(prefix + slash) if segment else None
    if row is None or (match and not row.paged):
        return None
    return row, base, int(match["page"]) if match else 0, segment
