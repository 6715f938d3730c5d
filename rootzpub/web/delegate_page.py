"""The delegation page: the owner's wallet signs that this site's key may speak for it; the answer becomes a file.

Nothing secret passes here: the request is public, the wallet keeps its key, and what comes back is a public statement.
Whoever opens the page can make one, but it counts only when the owner puts the file into the configuration.
"""

import json
from datetime import timedelta
from pathlib import Path
from typing import Any

from flask import Blueprint, Response, render_template, request

from rootzpub import __version__
from rootzpub.clock import system_clock
from rootzpub.errors import BadParameter, NotReady, RootzpubError
from rootzpub.proof import Address
from rootzpub.proof.delegation import Delegation, accept, prepare
from rootzpub.publisher import Answering, question, status
from rootzpub.web.bodies import Bodies
from rootzpub.web.own_origin import origin_in
from rootzpub.web.verify_page import SECURITY, add_script
from rootzpub.wire import parse

_MOST_DAYS = 3650
_MOST_DIGITS = 6
LARGEST_ANSWER = 64 * 1024


def delegate_blueprint(publisher: Answering, templates: Path, bodies: Bodies) -> Blueprint:
    """Routes `/delegate` and `/delegate.js`."""
    blueprint = Blueprint("delegate", __name__)

    @blueprint.get("/delegate")
    def ask() -> Response:
        try:
            asked = dict(question(request.path, request.environ.get("QUERY_STRING", "")))
            scope, days = asked.get("scope", "").strip() or "all", _days(asked.get("days", "365"))
            return _page({"scope": scope, "days": days, "prepared": prepare(_draft(publisher, scope, days))})
        except RootzpubError as error:
            return _page({"error": error}, code=status(error))

    @blueprint.post("/delegate")
    def take() -> Response:
        answer = ""
        try:
            answer = bodies.form(request.environ, LARGEST_ANSWER).get("answer", "")
            origin, delegate = _identity(publisher)
            accepted = accept(parse(answer.encode()), origin=origin, delegate=delegate)
        except RootzpubError as error:
            return _page(
                {"error": error, "answer": answer}, code=status(error), retry_after=getattr(error, "retry_after", 0)
            )
        return _download(accepted)

    add_script(blueprint, "delegate.js", (templates / "delegate.js").read_bytes())
    return blueprint


def _draft(publisher: Answering, scope: str, days: int) -> Delegation:
    origin, delegate = _identity(publisher)
    now = system_clock().replace(microsecond=0)
    return Delegation(
        origin=origin, delegate=delegate, scope=scope, not_before=now, not_after=now + timedelta(days=days)
    )


def _identity(publisher: Answering) -> tuple[str, Address]:
    """The origin this site signs for and the address it signs with, as its own discovery document says."""
    discovery: dict[str, Any] = json.loads(publisher.answer("/.well-known/ai").body)
    signer = discovery.get("_signature", {}).get("signer")
    if not signer or "error" in discovery:
        raise NotReady("this site does not sign anything yet", hint="Run `rootzpub keys new`, then `rootzpub sync`.")
    return origin_in(discovery), Address.parse(signer)


def _days(text: str) -> int:
    if not text.isascii() or not text.isdecimal() or len(text) > _MOST_DIGITS or not 1 <= int(text) <= _MOST_DAYS:
        raise BadParameter(f"days must be a whole number from 1 to {_MOST_DAYS}, got {text[:20]!a}")
    return int(text)


def _page(values: dict[str, Any], *, code: int = 200, retry_after: int = 0) -> Response:
    headers = SECURITY | ({"Retry-After": str(retry_after)} if retry_after else {})
    return Response(render_template("delegate.html", version=__version__, **values), status=code, headers=headers)


def _download(accepted: Delegation) -> Response:
    """delegation.json, to be named in `[signing] authorization`."""
    headers = SECURITY | {"Content-Disposition": 'attachment; filename="delegation.json"'}
    body = json.dumps(accepted.body(), indent=1) + "\n"
    return Response(body, mimetype="application/json", headers=headers)
