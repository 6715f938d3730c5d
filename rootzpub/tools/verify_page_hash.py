"""verifyPageHash: whether an entry, or a hash held of it, is what the publication says [wire §3b] [wire §3c]."""

import hashlib
import re
from typing import Final

from rootzpub.documents import Request, Settings
from rootzpub.documents.shape import Members
from rootzpub.errors import BadParameter
from rootzpub.site import PublishedEntry, Site
from rootzpub.tools.lookup import locate
from rootzpub.tools.tool import Tool
from rootzpub.wire import Category, Document, Parameter, ToolSpec, names, places
from rootzpub.wire.blocks import format_time
from rootzpub.wire.publication import sha256_text
from rootzpub.wire.rules import normalize_body

_HASH: Final = re.compile(r"(?:sha256:)?([0-9a-fA-F]{64})")
_NOT_FOUND: Final = 404

SPEC: Final = ToolSpec(
    name=names.TOOL_VERIFY,
    description="Check an entry's text against the publication; with hash, whether that hash is or ever was its own.",
    route="/verify",
    parameters=(
        Parameter(
            name="page",
            required=True,
            description="Path or URL of the entry.",
            max_length=2000,
            example=places.VERIFY.samples["page"],
        ),
        Parameter(name="hash", description="A content hash to look up: sha256: and 64 hex digits.", max_length=71),
    ),
    category=Category.ACTIONS,
)


def run(site: Site, settings: Settings, request: Request) -> Document:
    """What the publication and the text say. An unknown page is an answer too: `verified` false, with status 404.

    Raises:
        BadParameter: `hash` is not one.
    """
    # Before the page is looked up: a hash that is none is refused whether or not the page exists.
    wanted = _hash(request.text("hash"))
    located = locate(site, request.text("page"), domain=settings.domain)
    if located is None:
        # An answer of this tool and not an error document: `verified` false is what was asked [wire §3b.5].
        return _unknown(request)
    entry = located.entry
    body = _checked(site, settings, entry)
    if located.moved:
        body["movedTo"] = entry.path
    if wanted:
        body |= {
            "hash": wanted,
            "hashIsCurrent": wanted == body["currentHash"],
            # The history outlives edits and moves: who quoted an earlier text can show that it stood here.
            "hashWasPublished": wanted == body["manifestHash"] or site.had_hash(entry.path, wanted),
        }
    return Document(
        kind=names.TOOL_VERIFY,
        resource=request.resource,
        body=normalize_body(body),
        last_modified=entry.modified,
        freshness=True,
    )


def _checked(site: Site, settings: Settings, entry: PublishedEntry) -> Members:
    """`currentHash` is computed from the text now, `manifestHash` is what the publication recorded."""
    proof = site.proof(entry.path)
    recorded = proof.record.content_hash if proof else None
    # Computed, not read from the row: otherwise the store would be compared with itself.
    current = sha256_text(hashlib.sha256(entry.markdown.encode()).digest())
    body: Members = {
        "page": entry.path,
        "title": entry.title,
        "url": entry.url,
        "manifestHash": recorded,
        "currentHash": current,
        "match": recorded == current,
        "verified": recorded == current,
        "signer": settings.signer or names.SIGNER_NONE,
        "manifestGenerated": format_time(site.publication.published_at),
        "pageModified": format_time(entry.modified),
    }
    if proof is not None:
        body[names.PROOF] = proof.body()
    return body


def _unknown(request: Request) -> Document:
    body: Members = {
        "page": request.text("page"),
        "match": False,
        "verified": False,
        "error": {
            "code": "not_found",
            "message": "no published entry has this path",
            "hint": "/.well-known/ai/pages lists every published entry.",
        },
        "message": "No published entry has this path. /.well-known/ai/pages lists every published entry.",
        "status": _NOT_FOUND,
        "path": request.path,
    }
    return Document(kind=names.TOOL_VERIFY, resource=request.resource, body=normalize_body(body), status=_NOT_FOUND)


def _hash(text: str) -> str:
    if not text:
        return ""
    match = _HASH.fullmatch(text)
    if not match:
        raise BadParameter(f"hash must be sha256: and 64 hex digits, got {text!a}", hint="hash: as in contentHash")
    # Hex digits in either case are taken; one form is compared.
    return f"sha256:{match[1].lower()}"


VERIFY_PAGE_HASH: Final = Tool(spec=SPEC, place=places.VERIFY, run=run)
