"""Pages for people: what this address is. Plain HTML, no script, no third party."""

import json
from collections.abc import Iterator
from http import HTTPStatus
from pathlib import Path
from typing import Any

from flask import Blueprint, Response, current_app, render_template, request

from rootzpub import __version__
from rootzpub.publisher import Answering
from rootzpub.web.agents import AgentEndpoint
from rootzpub.web.own_origin import origin_in
from rootzpub.wire.names import DISCOVERY_LINK, REST_ROUTE, WELL_KNOWN

_SECURITY = {
    # No script at all here; the pages that have one say so for themselves (verify_page.py, `SECURITY`).
    "Content-Security-Policy": "default-src 'none'; style-src 'self'; base-uri 'none'; form-action 'none'",
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
    "Link": DISCOVERY_LINK,
}


def pages_blueprint(publisher: Answering, templates: Path, *, front: AgentEndpoint | None) -> Blueprint:
    """The front page, unless a row of the endpoints claims `/`, and the style sheet.

    `front` answers at `/` what WordPress answers there by its parameter `rest_route`; None: no front page.
    """
    blueprint = Blueprint("pages", __name__)
    style = (templates / "rootzpub.css").read_bytes()

    def front_page() -> Response:
        answer = publisher.answer(WELL_KNOWN)
        facts = _facts(json.loads(answer.body)) if answer.status == HTTPStatus.OK else {"name": "rootzpub"}
        page = render_template(
            "front.html",
            ready=answer.status == HTTPStatus.OK,
            documents=list(listed_documents(publisher)),
            version=__version__,
            **facts,
        )
        return Response(page, headers=_SECURITY)

    def front_or_route() -> Response:
        assert front is not None
        if REST_ROUTE in request.args:
            return front.answer()
        if request.method == "OPTIONS":
            return current_app.make_default_options_response()
        return front_page()

    if front is not None:
        # OPTIONS too: a browser asks before it fetches from another site, here as at any address of ours.
        methods = ["GET", "OPTIONS"]
        blueprint.add_url_rule("/", "front", front_or_route, methods=methods, provide_automatic_options=False)

    @blueprint.get("/rootzpub.css")
    def stylesheet() -> Response:
        return Response(style, mimetype="text/css", headers={"Cache-Control": "public, max-age=3600"})

    return blueprint


def listed_documents(publisher: Answering) -> Iterator[tuple[str, str]]:
    """Address and description of what answers just now, of those whose row has words for people."""
    for row in publisher.endpoints.rows:
        # What is switched off answers 404, and is not listed [wire §3.2].
        if row.listing.front and publisher.answer(row.place.path).status == HTTPStatus.OK:
            yield row.place.path, row.listing.front


def _facts(discovery: dict[str, Any]) -> dict[str, Any]:
    """What the front page says, taken from the signed document itself."""
    organization = discovery.get("organization", {})
    return {
        "name": organization.get("name", "This site"),
        "tagline": organization.get("tagline", ""),
        "publication": discovery.get("publication", {}),
        "size": discovery.get("publication", {}).get("size", 0),
        "signer": discovery.get("_signature", {}).get("signer", ""),
        "origin": origin_in(discovery),
    }
