"""getPage: one entry as markdown with its hash and the proof that it is published [wire §3b]."""

from typing import Final

from rootzpub.documents import Request, Settings
from rootzpub.documents.assertions import assertion_type
from rootzpub.documents.identity import public_text
from rootzpub.documents.items import author_name, language_members
from rootzpub.documents.licences import page_policies
from rootzpub.documents.shape import Members
from rootzpub.documents.stated import facts_of
from rootzpub.errors import NotFound
from rootzpub.site import PublishedEntry, Site
from rootzpub.tools.lookup import locate
from rootzpub.tools.tool import Tool
from rootzpub.wire import Category, Document, EntryDates, Parameter, ToolSpec, names, places
from rootzpub.wire.blocks import format_time, known_time
from rootzpub.wire.rules import normalize_body

_PATH_LENGTH: Final = 2000

SPEC: Final = ToolSpec(
    name=names.TOOL_PAGE,
    description="One page, post or other entry as markdown, with its hash and the proof that it is published.",
    route="/page",
    parameters=(
        Parameter(
            name="path",
            required=True,
            description="Path or URL of the entry, with or without the slash at its end.",
            max_length=_PATH_LENGTH,
            example=places.PAGE.samples["path"],
        ),
    ),
    category=Category.ACTIONS,
)


def run(site: Site, settings: Settings, request: Request) -> Document:
    """The entry. One that moved is answered under its new path, which `movedTo` names.

    Raises:
        NotFound: unknown, unpublished and hidden entries alike.
    """
    return page_document(site, settings, request, asked=request.text("path"))


def page_document(site: Site, settings: Settings, request: Request, *, asked: str) -> Document:
    """The document about the entry that is asked for, at whichever address. Raises NotFound as `run` does."""
    located = locate(site, asked, domain=settings.domain)
    if located is None:
        # One answer for unknown, unpublished and hidden: another one would say that a hidden entry exists [wire §3b.3].
        raise NotFound(
            "no published entry has this path",
            hint="searchContent finds entries; /.well-known/ai/pages lists all.",
            subject=asked if asked.startswith("/") or "://" in asked else f"/{asked}",
        )
    entry = located.entry
    body = _body(site, settings, entry)
    # The text under its new path, not an empty redirect: an agent that does not know `movedTo` still gets it, and the
    # proof names the true path (decision 0008).
    if located.moved:
        body["movedTo"] = entry.path
    return Document(
        kind=names.TOOL_PAGE,
        resource=request.resource,
        body=normalize_body(body),
        last_modified=entry.modified,
        freshness=True,
        origin=EntryDates(published=entry.published_at, modified=entry.modified),
    )


def _body(site: Site, settings: Settings, entry: PublishedEntry) -> Members:
    body: Members = {
        "path": entry.path,
        "title": entry.title,
        "url": entry.url,
        "type": entry.type,
        "assertionType": assertion_type(entry, settings, site.facts),
        "author": author_name(entry),
        "published": known_time(entry.published_at),
        "modified": format_time(entry.modified),
        "wordCount": entry.word_count,
        "contentHash": entry.content_hash,
        "categories": [term.name for term in entry.categories],
        "tags": [term.name for term in entry.tags],
        "policies": page_policies(settings.config.policies),
        # An example is a piece of the page: a mail address in it was not given by the owner [wire §7.2].
        "losses": [
            {"kind": loss.kind, "count": loss.count, "example": public_text(loss.example, settings)}
            for loss in entry.losses
        ],
    }
    body |= language_members(entry)
    # Hash and proof stay where whole texts are off (decision 0008).
    if settings.full_text:
        body["content"] = entry.markdown
    else:
        body["excerpt"] = public_text(entry.excerpt, settings)
    # Only where they are not ours: a member that says the usual would be in every answer.
    if entry.words_by:
        body["wordsBy"] = entry.words_by
    body |= facts_of(entry, settings)
    # By the exact path: a proof is of the record, and only this spelling stands in it.
    proof = site.proof(entry.path)
    if proof is not None:
        body[names.PROOF] = proof.body()
    return body


GET_PAGE: Final = Tool(spec=SPEC, place=places.PAGE, run=run)
