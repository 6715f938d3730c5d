"""What Flask itself refuses, said as everything is: a sealed document, never a page or a status of the framework's own.

A fault of ours is one of these too: it is logged with its traceback, and the client learns that we cannot answer now.
"""

from http import HTTPStatus

from flask import Flask, Response, request
from werkzeug.exceptions import HTTPException

from rootzpub import errors
from rootzpub.publisher.endpoints.endpoint import no_such_document
from rootzpub.web.agents import AgentEndpoint
from rootzpub.web.request_parsing import has_two_hosts


def seal_refusals(app: Flask, agents: AgentEndpoint) -> None:
    """Let the agents' endpoint answer in place of the framework's error pages."""

    @app.before_request
    def refuse_two_hosts() -> Response | None:
        if not has_two_hosts(request.environ):
            return None
        hint = "A proxy and a server that take different ones would answer for different sites."
        return agents.refuse(errors.BadParameter("expected one Host header, got several", hint=hint))

    @app.errorhandler(HTTPException)
    def refuse(refusal: HTTPException) -> Response:
        # Pages for people have routes of their own; of all else the endpoint's row knows the methods.
        pages = (rule for rule in app.url_map.iter_rules() if rule.rule == request.path)
        fixed = {method for rule in pages for method in rule.methods or ()}
        return agents.refuse(_ours(refusal, request.method), allowed=fixed or None)


def _ours(refusal: HTTPException, method: str) -> errors.RootzpubError:
    """The error of our tree that says the same."""
    match refusal.code:
        case HTTPStatus.METHOD_NOT_ALLOWED:
            return errors.MethodNotAllowed(
                f"expected GET or HEAD, got {method[:20]}", hint="Nothing here can be changed."
            )
        case HTTPStatus.REQUEST_ENTITY_TOO_LARGE:
            return errors.TooLarge("expected a shorter body", hint="Give the document alone, or its address.")
        case HTTPStatus.NOT_FOUND:
            return no_such_document()
        # Whatever name the framework has for it, our codes are those of [wire §6.5].
        case code if code is not None and code < HTTPStatus.INTERNAL_SERVER_ERROR:
            return errors.BadParameter(f"expected a request that can be read, got {refusal.name.lower()}")
    return errors.RootzpubError("this cannot be answered now", hint="Try again; the server's log says why.")
