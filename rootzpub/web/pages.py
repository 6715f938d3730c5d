"""Pages for people: what this address is. Plain HTML, no script, no third party."""

import json
from http import HTTPStatus
from pathlib import Path
from typing import Any

from flask import Blueprint, Response, render_template

from rootzpub import __version__
from rootzpub.publisher import Answering

_SECURITY = {
    "Content-Security-Policy": "default-src 'none'; style-src 'self'; base-uri 'none'; form-action 'none'",
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
    "Link": '</.well-known/ai>; rel="ai-discovery"',
}
_DOCUMENTS = (
    ("/.well-known/ai", "who publishes, what is offered, every page with its hash"),
    ("/.well-known/ai/policies", "what may be quoted, cached, trained on"),
    ("/.well-known/ai/knowledge", "summary, products, glossary, people"),
    ("/.well-known/ai/feed", "what is new"),
    ("/.well-known/ai/content", "all content as markdown"),
    ("/.well-known/ai/tools", "search, page and verification tools"),
    ("/llms.txt", "the same in short, as text"),
)


def pages_blueprint(publisher: Answering, templates: Path) -> Blueprint:
    """The front page and its style sheet."""
    blueprint = Blueprint("pages", __name__)
    style = (templates / "rootzpub.css").read_bytes()

    @blueprint.get("/")
    def front() -> Response:
        answer = publisher.answer("/.well-known/ai")
        facts = _facts(json.loads(answer.body)) if answer.status == HTTPStatus.OK else {"name": "rootzpub"}
        documents = [row for row in _DOCUMENTS if publisher.answer(row[0]).status == HTTPStatus.OK]
        page = render_template(
            "front.html",
            ready=answer.status == HTTPStatus.OK,
            documents=documents,
            version=__version__,
            **facts,
        )
        return Response(page, headers=_SECURITY)

    @blueprint.get("/rootzpub.css")
    def stylesheet() -> Response:
        return Response(style, mimetype="text/css", headers={"Cache-Control": "public, max-age=3600"})

    return blueprint


def _facts(discovery: dict[str, Any]) -> dict[str, Any]:
    """What the front page says, taken from the signed document itself."""
    organization = discovery.get("organization", {})
    return {
        "name": organization.get("name", "This site"),
        "tagline": organization.get("tagline", ""),
        "publication": discovery.get("publication", {}),
        "size": discovery.get("publication", {}).get("size", 0),
        "signer": discovery.get("_signature", {}).get("signer", ""),
        "origin": discovery.get("_provenance", {}).get("origin", ""),
    }
