"""`/.well-known/ai/content` and its segments: every published entry, whole, in pages; kind `ai-content` [wire §3]."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Final

from rootzpub.config import Config
from rootzpub.documents.identity import name
from rootzpub.documents.items import content_item, media_item
from rootzpub.documents.listing import Capability, Listing, Section
from rootzpub.documents.paging import (
    Slice,
    is_beyond,
    next_page,
    page_count,
    page_parameters,
    refuse_beyond,
    slice_of,
)
from rootzpub.documents.request import Request
from rootzpub.documents.row import DocumentRow
from rootzpub.documents.segments import Segment, segments_of, unknown_type
from rootzpub.documents.settings import Settings
from rootzpub.documents.shape import Members
from rootzpub.documents.standard_stamps import with_standard_stamps
from rootzpub.errors import NotFound
from rootzpub.site import ATTACHMENT, PublishedEntry, Site
from rootzpub.wire import Document, Parameter, names, places
from rootzpub.wire.blocks import DAY

PER_PAGE: Final = 20
# Whole texts stand in it: the page manifest, which has records only, allows ten times as many.
_MOST_PER_PAGE: Final = 100
_LONGEST_FILTER: Final = 200
_FILTERS: Final = (
    Parameter(name="type", description="Only this type: page, post, or a custom one.", max_length=_LONGEST_FILTER),
    Parameter(name="category", description="Only this category, by slug or name.", max_length=_LONGEST_FILTER),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class _List:
    """One list of the document: how long it is, and what of it stands on this page."""

    segment: Segment
    total: int
    items: list[Members]


def build(site: Site, settings: Settings, request: Request) -> Document:
    """One page of each list, or of the one whose segment was asked for.

    Without a segment page N holds the N-th part of each list. An empty list has no entries at all; one that ended on an
    earlier page is left out.

    Raises:
        NotFound: the segment is unknown or switched off, or the page is behind the last.
    """
    part = slice_of(request)
    unknown = unknown_type(site, request.text("type"))
    lists = [
        _list(site, settings, segment, request, part, found=not unknown)
        for segment in _asked_segments(site, settings, request)
    ]
    longest = max((one.total for one in lists), default=0)
    refuse_beyond(request, offset=part.offset, total=longest)
    body: Members = {
        "specVersion": names.SPEC_VERSION,
        "standard": names.KIND_CONTENT,
        "organization": {"name": name(site, settings), "domain": settings.domain},
        "total": sum(one.total for one in lists),
        "page": part.number,
        "per_page": part.size,
    }
    if part.offset + part.size < longest:
        body["nextUrl"] = next_page(request, part.number + 1)
    if unknown:
        body["types"] = unknown
    # The plugin's two shapes: a list for one segment, an object of lists for all of them.
    if request.segment:
        body |= {"segment": request.segment, "content": lists[0].items if lists else []}
    else:
        body |= _grouped([one for one in lists if one.items or part.number == 1], request, part)
    return with_standard_stamps(
        names.KIND_CONTENT,
        body,
        request=request,
        site=site,
        max_age=DAY,
        beyond_end=is_beyond(offset=part.offset, total=longest),
    )


def _asked_segments(site: Site, settings: Settings, request: Request) -> Sequence[Segment]:
    """The segment that was asked for, or all; of a type that there is, those of this type alone."""
    published = segments_of(site, settings)
    found = [segment for segment in published if request.segment in ("", segment.name)]
    if request.segment and not found:
        raise NotFound("there is no such segment of the content", hint="See capabilities.content.segments.")
    of_type = [segment for segment in found if request.text("type") == segment.type]
    return found if not request.text("type") or unknown_type(site, request.text("type")) else of_type


def _list(site: Site, settings: Settings, segment: Segment, request: Request, part: Slice, *, found: bool) -> _List:
    """`found`: whether anything is; nothing is of a type that there is not."""
    if not found:
        return _List(segment=segment, total=0, items=[])
    entries: Sequence[PublishedEntry]
    if category := request.text("category"):
        entries, total = site.filed(category, segment.type, limit=part.size, offset=part.offset)
    else:
        total = site.count(segment.type)
        # No entry is read that does not stand on this page.
        entries = (
            site.entries(segment.type, order="newest", limit=part.size, offset=part.offset)
            if part.offset < total
            else ()
        )
    if segment.type == ATTACHMENT:
        return _List(segment=segment, total=total, items=[_media(entry, site, settings) for entry in entries])
    return _List(segment=segment, total=total, items=[content_item(entry, settings, site.facts) for entry in entries])


def _media(entry: PublishedEntry, site: Site, settings: Settings) -> Members:
    # Only published parents have a path here, so a hidden one is not named.
    return media_item(entry, settings, parent=site.by_path(entry.parent_path) if entry.parent_path else None)


def _grouped(lists: Sequence[_List], request: Request, part: Slice) -> Members:
    """`pages`, `posts`, `custom` and `media`, each where the owner publishes it [wire §3c]; and where each goes on.

    The lists are arrays, as the plugin has them, so what is said of one stands beside them in `lists`.
    """
    shown: Members = {one.segment.name: one.items for one in lists if not one.segment.custom}
    custom = [
        {"type": one.segment.type, "label": one.segment.label, "items": one.items}
        for one in lists
        if one.segment.custom and one.items
    ]
    if any(one.segment.custom for one in lists):
        shown["custom"] = custom
    return {"content": shown, "lists": {one.segment.name: _about(one, request, part) for one in lists}}


def _about(one: _List, request: Request, part: Slice) -> Members:
    """How long a list is, where it stands alone, and where it goes on."""
    base = f"{request.base or request.path}/{one.segment.name}"
    said: Members = {"total": one.total, "url": base}
    if part.offset + part.size < one.total:
        said["nextUrl"] = next_page(replace(request, path=base, base=base), part.number + 1)
    return said


def _page_count(site: Site, settings: Settings, segment: str) -> int:
    counts = [site.count(found.type) for found in segments_of(site, settings) if segment in ("", found.name)]
    return page_count(max(counts, default=0), PER_PAGE)


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
    parameters=(*page_parameters(PER_PAGE, _MOST_PER_PAGE), *_FILTERS),
    enabled=_enabled,
    page_count=_page_count,
    segments=_segment_names,
)
