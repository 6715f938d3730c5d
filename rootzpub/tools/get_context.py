"""getContext: markdown for the owner's assistant, with live status: what to do next to set the site up [wire §3b.6]."""

from collections.abc import Iterator
from typing import Final

from rootzpub.config import Config
from rootzpub.documents import Request, Settings
from rootzpub.documents.excerpts import one_line
from rootzpub.documents.identity import name
from rootzpub.documents.row import NOT_FOR_SEARCH
from rootzpub.readiness import Score, score_inside
from rootzpub.site import Site, left_out
from rootzpub.tools.readiness_facts import gather
from rootzpub.tools.tool import Tool
from rootzpub.wire import Category, TextDocument, ToolSpec, names, places

SPEC: Final = ToolSpec(
    name=names.TOOL_CONTEXT,
    description="For the owner's assistant: how to help set the site up, with live status, as markdown.",
    route="/context",
    category=Category.META,
    auth="owner",
    content_type="text/markdown",
)


def run(site: Site, settings: Settings, request: Request) -> TextDocument:
    """The briefing; only the owner gets here, and nobody else learns that there is anything."""
    # 1. Where the site stands and what would help most. 2. What is published and what is not. 3. How to change it.
    score = score_inside(gather(site, settings))
    parts = (
        *_introduction(site, settings, score),
        *_missing(score),
        *_published(site, settings),
        *_left_out(site),
        *_ways(),
    )
    return TextDocument(
        kind=names.TOOL_CONTEXT,
        resource=request.resource,
        text="\n".join(parts) + "\n",
        last_modified=site.last_modified,
        # The owner's alone: no cache may keep it [wire §6.3].
        max_age=0,
        media_type=names.MARKDOWN_MEDIA_TYPE,
    )


def _introduction(site: Site, settings: Settings, score: Score) -> Iterator[str]:
    yield f"# Helping the owner of {one_line(name(site, settings))}"
    yield ""
    yield (
        "You help the owner of this WordPress site to publish it for AI agents with rootzpub. Explain in plain words, "
        "change one thing at a time, ask before anything about keys or licences, and never ask for a private key or a "
        "password."
    )
    yield ""
    yield "## Status now"
    yield ""
    yield f"- Score: {score.points} of {score.most} ({score.rubric}), grade {score.grade}"
    yield f"- Signer: {settings.signer or 'none: documents are only hashed'}; authorization: {settings.authorization}"
    yield f"- Address that is signed: {settings.origin}"


def _missing(score: Score) -> Iterator[str]:
    """What gives points, the most first."""
    open_checks = sorted(
        (check for check in score.checks if check.points < check.most),
        # The most missing points first; by id among equals, so that the same site gives the same text.
        key=lambda check: (check.points - check.most, check.id),
    )
    yield ""
    yield "## What would help most"
    yield ""
    for check in open_checks:
        # On one line: evidence holds names and paths of the site, which must not begin a heading of their own.
        yield f"- {check.id} (+{check.most - check.points}): {one_line(check.fix)} Now: {one_line(check.evidence)}."
    if not open_checks:
        yield "- Nothing is missing."


def _published(site: Site, settings: Settings) -> Iterator[str]:
    yield ""
    yield "## What is published"
    yield ""
    publication = site.publication
    yield f"- {publication.size} entries in publication {publication.sequence}"
    for kind, count in site.types():
        yield f"- {kind}: {count}"
    for spec in settings.tools:
        yield f"- Tool {spec.name}: {names.REST_PREFIX}{spec.route}"


def _left_out(site: Site) -> Iterator[str]:
    omissions = [f"- Left out, {left.reason}: {left.count}{left.causes}" for left in left_out(site.omissions())]
    losses = [f"- Not carried by the conversion, {kind}: {count}" for kind, count in site.loss_totals()]
    if omissions or losses:
        yield ""
        yield "## What is not published"
        yield ""
        yield from omissions
        yield from losses


def _ways() -> Iterator[str]:
    yield ""
    yield "## How to change it"
    yield ""
    yield "- Settings stand in rootzpub.toml; every key has its help text there."
    yield "- `rootzpub doctor` says what is wrong and how to fix it."
    yield "- `rootzpub sync` reads the site again; `rootzpub verify --site URL` checks everything that is served."


def _enabled(config: Config) -> bool:
    # Without a token nobody could prove to be the owner, and what nobody can call is not advertised (decision 0008).
    return bool(config.serve.owner_token)


GET_CONTEXT: Final = Tool(
    spec=SPEC,
    place=places.CONTEXT,
    run=run,
    enabled=_enabled,
    headers=NOT_FOR_SEARCH,
    media_type=names.MARKDOWN_MEDIA_TYPE,
)
