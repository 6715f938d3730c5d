"""`/.well-known/ai/archive`: the site's publications, newest first, kind `ai-archive` [wire §3.archive]."""

from typing import Final

from rootzpub.documents.identity import name
from rootzpub.documents.listing import Capability, Listing
from rootzpub.documents.paging import is_beyond, page_count, page_parameters, refuse_beyond, slice_of
from rootzpub.documents.request import Request
from rootzpub.documents.row import DocumentRow
from rootzpub.documents.settings import Settings
from rootzpub.documents.shape import Members
from rootzpub.documents.standard_stamps import with_standard_stamps
from rootzpub.site import Publication, Site
from rootzpub.wire import Document, names, places
from rootzpub.wire.blocks import HOUR, format_time
from rootzpub.wire.publication import sha256_text

PER_PAGE: Final = 100
_MOST_PER_PAGE: Final = 500


def build(site: Site, settings: Settings, request: Request) -> Document:
    """One page of the archive: records of the standard's form, one for each publication."""
    part = slice_of(request)
    total = site.publication_count()
    refuse_beyond(request, offset=part.offset, total=total)
    # One more than is shown: the oldest of this page names the one that it replaced.
    found = site.publications(limit=part.size + 1, offset=part.offset)
    body: Members = {
        "specVersion": names.SPEC_VERSION,
        "standard": names.KIND_ARCHIVE,
        "organization": _organization(site, settings),
        "archive": [
            _record(publication, before)
            for publication, before in zip(found[: part.size], [*found[1:], None], strict=False)
        ],
        **part.members(total, request),
    }
    beyond_end = is_beyond(offset=part.offset, total=total)
    return with_standard_stamps(
        names.KIND_ARCHIVE, body, request=request, site=site, max_age=HOUR, beyond_end=beyond_end
    )


def _organization(site: Site, settings: Settings) -> Members:
    said = {"name": name(site, settings), "domain": settings.domain}
    digital_name = settings.config.identity.digital_name
    return said | ({"digitalName": digital_name} if digital_name else {})


def _record(publication: Publication, before: Publication | None) -> Members:
    """A publication is a version of the whole site: its resource is the page manifest, its hash the tree's root."""
    record: Members = {
        "versionId": _version(publication),
        "resource": places.PAGES.path,
        "contentHash": sha256_text(publication.root),
        "publishedAt": format_time(publication.published_at),
        "sequence": publication.sequence,
        "size": publication.size,
        "assertionType": "factual",
    }
    return record | ({"supersedes": _version(before)} if before else {})


def _version(publication: Publication) -> str:
    return f"publication-{publication.sequence}"


def _page_count(site: Site, settings: Settings, segment: str) -> int:
    del settings, segment
    return page_count(site.publication_count(), PER_PAGE)


ARCHIVE = DocumentRow(
    place=places.ARCHIVE,
    listing=Listing(
        title="Archive",
        note="every publication of this site with its date and root",
        front="what was published when",
        capability=Capability(name="archive"),
    ),
    build=build,
    parameters=page_parameters(PER_PAGE, _MOST_PER_PAGE),
    page_count=_page_count,
)
