"""`/.well-known/ai/pages`: every record of the publication, kind `ai-page-manifest` [wire §3] [wire §5.1]."""

from collections.abc import Sequence
from typing import Final

from rootzpub.documents.assertions import assertion_type
from rootzpub.documents.identity import name
from rootzpub.documents.items import language_members
from rootzpub.documents.listing import Capability, Listing, Section
from rootzpub.documents.paging import is_beyond, page_count, page_parameters, refuse_beyond, slice_of
from rootzpub.documents.request import Request
from rootzpub.documents.row import DocumentRow
from rootzpub.documents.settings import Settings
from rootzpub.documents.shape import Members
from rootzpub.documents.standard_stamps import with_standard_stamps
from rootzpub.site import Record, Site
from rootzpub.wire import Document, names, places

# Records without text, some hundred bytes each.
PER_PAGE: Final = 500
_MOST_PER_PAGE: Final = 1000
_FORMAT: Final = "text/markdown"
"""Of what `contentHash` is the hash of."""


def build(site: Site, settings: Settings, request: Request) -> Document:
    """One page of the manifest, records in order of path: with all pages the leaves of the publication tree."""
    part = slice_of(request)
    publication = site.publication
    refuse_beyond(request, offset=part.offset, total=publication.size)
    body: Members = {
        "standard": names.KIND_PAGES,
        "organization": {"name": name(site, settings), "domain": settings.domain},
        "publication": publication.body(),
        # Leaves in their order: who reads all pages can compute the root that every envelope names [wire §5.1].
        # Beside the five members of its leaf a record tells where its document is, what kind of statement it is, in
        # which form, language and translations: no leaf holds these.
        "pages": _records(site, settings, site.records(limit=part.size, offset=part.offset)),
        **part.members(publication.size, request),
    }
    beyond_end = is_beyond(offset=part.offset, total=publication.size)
    return with_standard_stamps(names.KIND_PAGES, body, request=request, site=site, beyond_end=beyond_end)


def _records(site: Site, settings: Settings, records: Sequence[Record]) -> list[Members]:
    spoken = site.spoken([record.path for record in records]) if site.languages() else {}
    heads = site.heads([record.path for record in records])
    return [
        record.body()
        | {
            "assertionType": assertion_type(heads[record.path], settings, site.facts),
            "documentUrl": places.page_address(record.path),
            "format": _FORMAT,
        }
        | (language_members(spoken[record.path]) if record.path in spoken else {})
        for record in records
    ]


def _page_count(site: Site, settings: Settings, segment: str) -> int:
    del settings, segment
    return page_count(site.publication.size, PER_PAGE)


PAGES = DocumentRow(
    place=places.PAGES,
    listing=Listing(
        title="All pages",
        note="path, title and hash of every published entry",
        section=Section.AGENTS,
        capability=Capability(name="pages"),
    ),
    build=build,
    parameters=page_parameters(PER_PAGE, _MOST_PER_PAGE),
    page_count=_page_count,
)
