"""`/.well-known/ai/pages`: every record of the publication, kind `ai-page-manifest` [wire §3] [wire §5.1]."""

from collections.abc import Sequence
from typing import Final

from rootzpub.documents.identity import name
from rootzpub.documents.items import language_members
from rootzpub.documents.listing import Listing, Section
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
        # Beside the five members of its leaf a record tells language and translations, which no leaf holds.
        "pages": _with_languages(site, site.records(limit=part.size, offset=part.offset)),
        **part.members(publication.size, request),
    }
    beyond_end = is_beyond(offset=part.offset, total=publication.size)
    return with_standard_stamps(names.KIND_PAGES, body, request=request, site=site, beyond_end=beyond_end)


def _with_languages(site: Site, records: Sequence[Record]) -> list[Members]:
    found = site.spoken([record.path for record in records]) if site.languages() else {}
    return [
        record.body() | (language_members(found[record.path]) if record.path in found else {}) for record in records
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
    ),
    build=build,
    parameters=page_parameters(PER_PAGE, _MOST_PER_PAGE),
    page_count=_page_count,
)
