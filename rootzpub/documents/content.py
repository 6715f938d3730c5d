"""`/.well-known/ai/content` and its segments: every published entry, whole, in pages; kind `ai-content` [wire §3]."""

from collections.abc import Iterator, Sequence
from typing import Final

from rootzpub.config import Config
from rootzpub.documents.identity import name
from rootzpub.documents.items import content_item, media_item
from rootzpub.documents.listing import Capability, Listing, Section
from rootzpub.documents.paging import is_beyond, page_count, page_parameters, refuse_beyond, slice_of
from rootzpub.documents.request import Request
from rootzpub.documents.row import DocumentRow
from rootzpub.documents.segments import Segment, segments_of
from rootzpub.documents.settings import Settings
from rootzpub.documents.shape import Members
from rootzpub.documents.standard_stamps import with_standard_stamps
from rootzpub.errors import NotFound
from rootzpub.site import ATTACHMENT, Site
from rootzpub.wire import Document, names, places
from rootzpub.wire.blocks import DAY

PER_PAGE: Final = 20
# Whole texts stand in it: the page manifest, which has records only, allows ten times as many.
_MOST_PER_PAGE: Final = 100
_GROUPED: Final = ("pages", "posts", "media")


def build(site: Site, settings: Settings, request: Request) -> Document:
    """All segments together, or the one that was asked for; one page of it.

    Without a segment the list runs through pages, posts, custom types and media in turn; `content` groups what falls on
    this page.

    Raises:
        NotFound: the segment is unknown or switched off, or the page is behind the last.
    """
    segments = _asked_segments(site, settings, request.segment)
    # Counts decide which segments this page touches, so that no entry is read that does not stand on it.
    counts = [site.count(segment.type) for segment in segments]
    total = sum(counts)
    part = slice_of(request)
    refuse_beyond(request, offset=part.offset, total=total)
    found = list(_take(site, settings, list(zip(segments, counts, strict=True)), part.offset, part.size))
    body: Members = {
        "specVersion": names.SPEC_VERSION,
        "standard": names.KIND_CONTENT,
        "organization": {"name": name(site, settings), "domain": settings.domain},
        **part.members(total, request),
    }
    # The plugin's two shapes: a list for one segment, an object of lists for all of them.
    if request.segment:
        body |= {"segment": request.segment, "content": found[0][1] if found else []}
    else:
        body["content"] = _grouped(segments, found)
    return with_standard_stamps(
        names.KIND_CONTENT,
        body,
        request=request,
        site=site,
        max_age=DAY,
        beyond_end=is_beyond(offset=part.offset, total=total),
    )


def _asked_segments(site: Site, settings: Settings, wanted: str) -> Sequence[Segment]:
    published = segments_of(site, settings)
    if not wanted:
        return published
    found = [segment for segment in published if segment.name == wanted]
    if not found:
        raise NotFound("there is no such segment of the content", hint="See capabilities.content.segments.")
    return found


def _take(
    site: Site, settings: Settings, counted: Sequence[tuple[Segment, int]], offset: int, limit: int
) -> Iterator[tuple[Segment, list[Members]]]:
    """`limit` items from `offset` on, over all segments in a row; each segment that has some of them."""
    for segment, count in counted:
        if offset < count and limit > 0:
            entries = site.entries(segment.type, order="newest", limit=limit, offset=offset)
            if segment.type == ATTACHMENT:
                yield segment, [media_item(entry, settings) for entry in entries]
            else:
                yield segment, [content_item(entry, settings, site.facts) for entry in entries]
            limit -= len(entries)
        offset = max(0, offset - count)


def _grouped(segments: Sequence[Segment], found: Sequence[tuple[Segment, list[Members]]]) -> Members:
    """`pages`, `posts`, `custom` and `media`, each only where the owner publishes it [wire §3c]."""
    items = {segment.name: members for segment, members in found}
    # A segment of the site that has nothing on this page is an empty list: a member does not come and go with the page.
    shown: Members = {segment.name: items.get(segment.name, []) for segment in segments if segment.name in _GROUPED}
    if any(segment.custom for segment in segments):
        shown["custom"] = [
            {"type": segment.type, "label": segment.label, "items": members}
            for segment, members in found
            if segment.custom
        ]
    return shown


def _page_count(site: Site, settings: Settings, segment: str) -> int:
    segments = [found for found in segments_of(site, settings) if not segment or found.name == segment]
    return page_count(sum(site.count(found.type) for found in segments), PER_PAGE)


def _segment_names(site: Site, settings: Settings) -> Sequence[str]:
    return [segment.name for segment in segments_of(site, settings)]


def _enabled(config: Config) -> bool:
    return config.content.enabled


def _capability(site: Site, settings: Settings) -> Members:
    """The parts there are, and what stands in them."""
    segments = segments_of(site, settings)
    shown = {segment.name for segment in segments}
    return {
        "segments": [f"{places.CONTENT.path}/{segment.name}" for segment in segments],
        "includes": {
            "pages": "pages" in shown,
            "posts": "posts" in shown,
            "customTypes": any(segment.custom for segment in segments),
            "media": "media" in shown,
            "fullText": settings.full_text,
        },
    }


CONTENT = DocumentRow(
    place=places.CONTENT,
    listing=Listing(
        title="Content",
        note="every page, post and media item as markdown, in pages",
        section=Section.AGENTS,
        front="all content as markdown",
        capability=Capability(name="content", members=_capability),
        scored=True,
    ),
    build=build,
    parameters=page_parameters(PER_PAGE, _MOST_PER_PAGE),
    enabled=_enabled,
    page_count=_page_count,
    segments=_segment_names,
)
