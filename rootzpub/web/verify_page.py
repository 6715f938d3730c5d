"""The verify page: paste an address, a document or a passage; the server says what it finds, the browser checks itself.

Without JavaScript the server's verdict stands alone. With it, `verify.js` recomputes everything in the browser from the
bytes that stand in the page; it asks no server.
"""

import base64
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from flask import Blueprint, Response, render_template, request

from rootzpub import __version__
from rootzpub.errors import RootzpubError
from rootzpub.publisher import Answering, question, status
from rootzpub.verify.quotation import questions
from rootzpub.web.agents import Gate
from rootzpub.web.bodies import Bodies
from rootzpub.web.evidence import Evidence, EvidenceFinder, Quotation, Verifier, get_document
from rootzpub.web.turns import Turns
from rootzpub.wire.names import DISCOVERY_LINK

SECURITY = {
    "Content-Security-Policy": (
        "default-src 'none'; style-src 'self'; script-src 'self'; base-uri 'none'; form-action 'self'; "
        "frame-ancestors 'none'"
    ),
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
    "Cache-Control": "no-store",
    "Link": DISCOVERY_LINK,
}
_FORM_OVERHEAD = 16 * 1024
"""Bytes of the form besides the document: the address, names, and what stands between them."""
_FORM_FACTOR = 3
"""Percent-encoding writes a byte in three."""
_SCRIPTS = ("verify.js", "verify-page.js")


@dataclass(frozen=True, slots=True, kw_only=True)
class Verifying:
    """What the verify page needs besides the publisher."""

    verifier: Verifier
    largest: int
    """Bytes of a document."""
    gate: Gate
    bodies: Bodies
    turns: Turns
    get: Callable[..., Any] = get_document
    """How documents of other sites are fetched."""


def verify_blueprint(publisher: Answering, templates: Path, verifying: Verifying) -> Blueprint:
    """Routes `/verify` and its scripts; a visitor who has something verified is counted like a caller of a tool."""
    blueprint = Blueprint("verify", __name__)

    @blueprint.get("/verify")
    def form() -> Response:
        try:
            asked = dict(question(request.path, request.environ.get("QUERY_STRING", "")))
        except RootzpubError as error:
            return _page({"error": error}, code=status(error))
        return _page({"given": asked.get("what", ""), "where": asked.get("where", "")})

    @blueprint.post("/verify")
    def judge() -> Response:
        shown: dict[str, Any] = {}
        try:
            # Before anything is read or fetched: else a visitor could make this server ask others as often as he likes.
            verifying.gate.pass_tool(request.environ)
            fields = verifying.bodies.form(request.environ, _FORM_FACTOR * verifying.largest + _FORM_OVERHEAD)
            given, where = fields.get("what", ""), fields.get("where", "").strip()
            shown = {"given": given, "where": where}
            # One at a time, and nobody waits: reading what a stranger wrote costs seconds, and so may fetching it.
            with verifying.turns.taken():
                finder = EvidenceFinder(
                    publisher=publisher, verifier=verifying.verifier, largest=verifying.largest, get=verifying.get
                )
                return _page(shown | _judged(finder, given, where, verifying.gate))
        except RootzpubError as error:
            return _page(shown | {"error": error}, code=status(error), retry_after=getattr(error, "retry_after", 0))

    for name in _SCRIPTS:
        add_script(blueprint, name, (templates / name).read_bytes())
    return blueprint


def _judged(finder: EvidenceFinder, given: str, where: str, gate: Gate) -> dict[str, Any]:
    """What is shown about what was given: an address, a document, or a passage."""
    given = given.replace("\r\n", "\n")  # form encoding makes CRLF of the line feeds that were pasted
    text = given.strip()
    if _is_address(text):
        # An address first: a document never is one line that begins with http.
        return _shown(finder.read(text))
    if _is_document(text):
        return _shown(finder.judge(given.encode(), where, kept=True))
    # Several questions in one: each of them counts, the first one did already.
    gate.pass_tool(request.environ, parts=len(questions(text)) - 1)
    quotation = finder.find(text, where)
    return _shown(quotation.evidence) | {"quotation": quotation}


def _is_address(text: str) -> bool:
    return text.startswith(("http://", "https://")) and len(text.split(maxsplit=1)) == 1


def _is_document(text: str) -> bool:
    return (
        text.startswith("{") or "\n## Verification\n" in text or "\n_Content hash:" in text or "\nContent-Hash:" in text
    )


def _shown(evidence: Evidence) -> dict[str, Any]:
    return {
        "evidence": evidence,
        # base64, because the browser must hash the very bytes, whatever HTML does to text.
        "handed": {
            "document": base64.b64encode(evidence.document).decode(),
            "url": evidence.url,
            "kept": evidence.kept,
        },
        "excerpt": evidence.document[:2000].decode("utf-8", "replace"),
    }


def _page(values: dict[str, Any], *, code: int = 200, retry_after: int = 0) -> Response:
    quotation: Quotation | None = values.get("quotation")
    page = render_template("verify.html", version=__version__, **({"quotation": quotation} | values))
    headers = SECURITY | ({"Retry-After": str(retry_after)} if retry_after else {})
    return Response(page, status=code, headers=headers)


def add_script(blueprint: Blueprint, name: str, content: bytes) -> None:
    """Serve a script of ours at `/name`."""
    headers = {"Cache-Control": "public, max-age=3600", "X-Content-Type-Options": "nosniff"}
    if name == "verify.js":
        headers["Access-Control-Allow-Origin"] = "*"  # anyone may use it
    blueprint.add_url_rule(
        f"/{name}", name.replace(".", "_"), lambda: Response(content, mimetype="text/javascript", headers=headers)
    )
