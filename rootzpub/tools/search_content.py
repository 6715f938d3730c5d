"""searchContent: full-text search over everything published [wire §3b]."""

from datetime import datetime
from typing import Final

from rootzpub.documents import Request, Settings
from rootzpub.documents.identity import public_text
from rootzpub.documents.segments import unknown_type
from rootzpub.documents.shape import Members
from rootzpub.errors import BadParameter, MalformedInput
from rootzpub.site import Hit, Query, Site
from rootzpub.tools.tool import Tool
from rootzpub.wire import Category, Document, Parameter, ToolSpec, names, places
from rootzpub.wire.blocks import format_time, known_time
from rootzpub.wire.given_time import given_time
from rootzpub.wire.rules import normalize_body

# Nine digits, as many as `documents.request` reads of an integer.
_LAST_OFFSET: Final = 999_999_999
_NAME_LENGTH: Final = 200
_DATE_LENGTH: Final = 10

SPEC: Final = ToolSpec(
    name=names.TOOL_SEARCH,
    description="Search the site's content; results are ranked and come with an excerpt around the hit.",
    route="/search",
    parameters=(
        Parameter(
            name="q",
            required=True,
            description='Words, "phrases", or a prefix with *; 1 to 200 characters.',
            max_length=200,
            example=places.SEARCH.samples["q"],
        ),
        Parameter(
            name="limit",
            type="integer",
            default=10,
            description="Results, 1 to 50; more means 50.",
            minimum=1,
            maximum=50,
            capped=True,
        ),
        Parameter(
            name="offset",
            type="integer",
            default=0,
            description="Results to leave out first.",
            minimum=0,
            maximum=_LAST_OFFSET,
        ),
        Parameter(name="type", description="Only this type: page, post, or a custom one.", max_length=_NAME_LENGTH),
        Parameter(name="category", description="Only this category, by slug or name.", max_length=_NAME_LENGTH),
        Parameter(name="tag", description="Only this tag, by slug or name.", max_length=_NAME_LENGTH),
        Parameter(name="after", description="Published at or after this date or time (2026-03-04).", max_length=40),
        Parameter(name="before", description="Published before this date or time (2026-03-04).", max_length=40),
    ),
    category=Category.ACTIONS,
)


def run(site: Site, settings: Settings, request: Request) -> Document:
    """One page of results, best first.

    Raises:
        BadParameter: a date that is none.
    """
    limit, offset = request.integer("limit"), request.integer("offset")
    found = site.search(
        Query(
            text=request.text("q"),
            limit=limit,
            offset=offset,
            type=request.text("type"),
            category=request.text("category"),
            tag=request.text("tag"),
            after=_moment("after", request.text("after")),
            before=_moment("before", request.text("before")),
        )
    )
    body: Members = {
        # The caller's words are no statement of the site: the kind says that this is a search, and `resource` holds the
        # question [wire §3b.4].
        "query": request.text("q"),
        "results": [_result(hit, offset + rank, settings) for rank, hit in enumerate(found.hits, start=1)],
        "returned": len(found.hits),
        # The plugin's name and ours, for agents of both.
        "totalFound": found.total,
        "total": found.total,
        "offset": offset,
        "limit": limit,
        # A page without hits ends the list, whatever the total says: else an agent would ask for ever.
        "hasMore": offset + len(found.hits) < found.total and bool(found.hits),
    }
    if wanted := unknown_type(site, request.text("type")):
        # Nothing was found for a reason that the asker can do something about.
        body["types"] = wanted
    if body["hasMore"]:
        body["nextOffset"] = offset + len(found.hits)
    return Document(
        kind=names.TOOL_SEARCH,
        resource=request.resource,
        body=normalize_body(body),
        last_modified=site.last_modified,
        freshness=True,
        beyond_end=offset > 0 and not found.hits,
    )


def _result(hit: Hit, rank: int, settings: Settings) -> Members:
    entry = hit.entry
    return {
        "rank": rank,
        "title": entry.title,
        "url": entry.url,
        "path": entry.path,
        "type": entry.type,
        "excerpt": public_text(hit.excerpt, settings),
        "published": known_time(entry.published_at),
        "modified": format_time(entry.modified),
        "contentHash": entry.content_hash,
    }


def _moment(name: str, text: str) -> datetime | None:
    """A date (midnight UTC) or a time with its offset."""
    if not text:
        return None
    try:
        return given_time(text)
    except MalformedInput:
        raise BadParameter(
            f"{name} must be a date like 2026-03-04 or a time like 2026-03-04T20:21:47Z, got {text!a}",
            hint=f"{name}: date in UTC",
        ) from None


SEARCH_CONTENT: Final = Tool(spec=SPEC, place=places.SEARCH, run=run)
