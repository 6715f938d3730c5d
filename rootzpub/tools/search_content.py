"""searchContent: full-text search over everything published [wire §3b]."""

from collections.abc import Sequence
from datetime import datetime
from typing import Final

import orjson

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
_MOST_TOKENS: Final = 1_000_000
_TOKEN_BYTES: Final = 4
_INCLUDED: Final = ("", "passage", "content")

SPEC: Final = ToolSpec(
    name=names.TOOL_SEARCH,
    description="Search the site's content; results are ranked and come with an excerpt around the hit.",
    route="/search",
    parameters=(
        Parameter(
            name="q",
            required=True,
            description='A question or words; "phrases", -words, a prefix with *; 1 to 200 characters.',
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
        Parameter(name="language", description="Only this language (BCP 47); de means de-AT too.", max_length=40),
        Parameter(
            name="include",
            description="`passage`: results carry their passage's text; `content`: the whole markdown.",
            max_length=_NAME_LENGTH,
        ),
        Parameter(
            name="max_tokens",
            type="integer",
            default=_MOST_TOKENS,
            description="How long the results may be together, in tokens of 4 bytes; what does not fit is left out.",
            minimum=1,
            maximum=_MOST_TOKENS,
        ),
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
            language=request.text("language"),
        )
    )
    results = _within_budget(found.hits, request, settings)
    body: Members = {
        # The caller's words are no statement of the site: the kind says that this is a search, and `resource` holds the
        # question [wire §3b.4].
        "query": request.text("q"),
        "results": results,
        "returned": len(results),
        # The plugin's name and ours, for agents of both.
        "totalFound": found.total,
        "total": found.total,
        "offset": offset,
        "limit": limit,
        # A page without hits ends the list, whatever the total says: else an agent would ask for ever.
        "hasMore": offset + len(results) < found.total and bool(results),
        "wordsFound": list(found.words),
    }
    if found.hits:
        body["matched"] = found.hits[0].matched
    if found.did_you_mean:
        body["didYouMean"] = public_text(found.did_you_mean, settings)
    if wanted := unknown_type(site, request.text("type")):
        # Nothing was found for a reason that the asker can do something about.
        body["types"] = wanted
    if body["hasMore"]:
        body["nextOffset"] = offset + len(results)
    return Document(
        kind=names.TOOL_SEARCH,
        resource=request.resource,
        body=normalize_body(body),
        last_modified=site.last_modified,
        freshness=True,
        beyond_end=offset > 0 and not found.hits,
    )


def _within_budget(hits: Sequence[Hit], request: Request, settings: Settings) -> list[Members]:
    """Results within `max_tokens`, at least one; texts in order of rank, and what has no room is named."""
    included = request.text("include")
    if included not in _INCLUDED:
        raise BadParameter(f"include must be passage or content, got {included[:40]!a}", hint="include=passage")
    left = _TOKEN_BYTES * request.integer("max_tokens")
    results: list[Members] = []
    for rank, hit in enumerate(hits, start=request.integer("offset") + 1):
        result = _result(hit, rank, settings)
        left -= _size(result)
        if left < 0 and results:
            break
        results.append(result)
    for result, hit in zip(results, hits, strict=False):
        name, text = _text(hit, included)
        if included and _size(text) <= left:
            left -= _size(text)
            result[name] = text
        elif included:
            result["omitted"] = name
    return results


def _size(value: object) -> int:
    return len(orjson.dumps(value))


def _text(hit: Hit, included: str) -> tuple[str, str]:
    """(member, text) that is asked for: an exact part of the markdown."""
    if included == "content" or hit.passage is None:
        return "content", hit.entry.markdown
    return "passageText", hit.entry.markdown[hit.passage.start : hit.passage.end]


def _result(hit: Hit, rank: int, settings: Settings) -> Members:
    entry = hit.entry
    passage = hit.passage
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
        # A document has no fractions: thousandths.
        "score": round(1_000 * hit.score),
        "matched": hit.matched,
        "wordsFound": list(hit.words),
        # Offsets are code points of the markdown that contentHash covers.
        "passage": None
        if passage is None
        else {"heading": passage.heading, "anchor": passage.anchor, "start": passage.start, "end": passage.end},
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
