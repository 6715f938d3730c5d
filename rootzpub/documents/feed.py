"""`/.well-known/ai/feed`: the posts, newest first, kind `ai-feed` [wire §3]."""

from typing import Final

from rootzpub.config import Config
from rootzpub.documents.identity import concept_terms, name
from rootzpub.documents.items import feed_item, related_concepts
from rootzpub.documents.listing import Capability, Listing, Section
from rootzpub.documents.paging import is_beyond, page_count, refuse_beyond
from rootzpub.documents.request import Request
from rootzpub.documents.row import DocumentRow
from rootzpub.documents.settings import Settings
from rootzpub.documents.shape import Members
from rootzpub.documents.standard_stamps import with_standard_stamps
from rootzpub.errors import NotFound
from rootzpub.site import POST, Site
from rootzpub.wire import Document, Parameter, names, places
from rootzpub.wire.blocks import resource

_MOST: Final = 100
# Seconds for caches [wire §6.3].
_HALF_HOUR: Final = 1800
# Nine digits, as many as `request` reads of an integer.
_LAST_OFFSET: Final = 999_999_999

PARAMETERS: Final = (
    Parameter(
        name="limit",
        type="integer",
        description=f"Items on a page, 1 to {_MOST}; more means {_MOST}.",
        minimum=1,
        maximum=_MOST,
        capped=True,
    ),
    Parameter(
        name="offset",
        type="integer",
        default=0,
        description="Items to leave out first.",
        minimum=0,
        maximum=_LAST_OFFSET,
    ),
)


def build(site: Site, settings: Settings, request: Request) -> Document:
    """One page of the feed."""
    # The feed counts by limit and offset, as the plugin's does; the other lists count by page.
    limit, offset = _window(settings, request)
    total = site.count(POST)
    refuse_beyond(request, offset=offset, total=total)
    related = related_concepts(concept_terms(site, settings))
    body: Members = {
        "specVersion": names.SPEC_VERSION,
        "standard": names.KIND_FEED,
        "source": {"name": name(site, settings), "url": settings.base_url},
        "feedUrl": settings.absolute(places.FEED.path),
        "htmlUrl": _html_url(site, settings),
        "items": [
            feed_item(entry, settings, site.facts, related)
            for entry in site.entries(POST, order="newest", limit=limit, offset=offset)
        ],
        "total": total,
        "limit": limit,
        "offset": offset,
    }
    if offset + limit < total:
        body["nextUrl"] = _next(request, limit, offset)
    return with_standard_stamps(
        names.KIND_FEED,
        body,
        request=request,
        site=site,
        max_age=_HALF_HOUR,
        beyond_end=is_beyond(offset=offset, total=total),
    )


def _window(settings: Settings, request: Request) -> tuple[int, int]:
    """How many items, and how many before them."""
    # The owner's limit is the default and the page of a static copy; asked by parameter it may be any up to 100.
    usual = settings.config.feed.limit
    if request.page:
        # `/page/2?offset=5` names two parts: one of the addresses would lie.
        if request.was_asked("limit", "offset"):
            raise NotFound("a page is named by path or by parameter, not by both")
        return usual, (request.page - 1) * usual
    return int(request.values.get("limit", usual)), request.integer("offset")


def _next(request: Request, limit: int, offset: int) -> str:
    if request.was_asked("limit", "offset"):
        return resource(request.path, {**dict(request.asked), "offset": offset + limit})
    return f"{request.base or request.path}/page/{(request.page or 1) + 1}"


def _html_url(site: Site, settings: Settings) -> str:
    """Where people read the posts: the posts page, else the front page."""
    posts_page = site.by_id(site.facts.posts_page_id) if site.facts.posts_page_id else None
    return posts_page.url if posts_page else settings.base_url + "/"


def _page_count(site: Site, settings: Settings, segment: str) -> int:
    del segment
    return page_count(site.count(POST), settings.config.feed.limit)


def _enabled(config: Config) -> bool:
    return config.feed.enabled


FEED = DocumentRow(
    place=places.FEED,
    listing=Listing(
        title="Feed",
        note="the newest posts with summaries and key facts",
        section=Section.AGENTS,
        front="what is new",
        capability=Capability(name="feed"),
        scored=True,
    ),
    build=build,
    parameters=PARAMETERS,
    enabled=_enabled,
    page_count=_page_count,
)
