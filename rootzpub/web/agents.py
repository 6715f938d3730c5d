"""The agents' paths: every request that is not for people goes to the publisher, and its answer goes out unchanged."""

import time
from collections.abc import Mapping
from dataclasses import dataclass
from http import HTTPStatus
from weakref import WeakKeyDictionary

from flask import Blueprint, Response, request

from rootzpub.errors import NotAcceptable, RequestError, RootzpubError, TooManyRequests
from rootzpub.publisher import Answer, Answering, Counters, parameters
from rootzpub.web.limits import Allowance, Limiter
from rootzpub.web.request_parsing import Clients, is_loopback, is_owner, raw_path
from rootzpub.web.transport import Prepared, accepts, prepare, respond

_METHODS = ("GET", "HEAD", "OPTIONS")
_ALLOWED = ", ".join(_METHODS)
_SPECIAL = frozenset({"HTTP_IF_NONE_MATCH", "HTTP_IF_MODIFIED_SINCE", "HTTP_AUTHORIZATION"})
"""What makes a request more than a plain question."""
_MOST_REMEMBERED = 50_000


@dataclass(frozen=True, slots=True, kw_only=True)
class Gate:
    """Who may ask, and how often."""

    clients: Clients
    limiter: Limiter | None
    limit_loopback: bool
    """Whether clients on this machine are limited too."""
    owner_token: str

    def count(self, environ: Mapping[str, str]) -> Allowance | None:
        """Count this request: what is left, None where there is no limit for this client."""
        if self.limiter is None:
            return None
        client = self.clients.address(environ)
        if not self.limit_loopback and is_loopback(client):
            return None
        return self.limiter.take(client, time.time())

    def admit(self, allowance: Allowance | None) -> None:
        """Raises TooManyRequests when the limit is used up."""
        if allowance is not None and allowance.exceeded:
            rate = allowance.rate
            raise TooManyRequests(
                f"expected at most {rate.requests} requests in {rate.seconds} seconds, got more",
                hint=f"Try again in {allowance.reset} seconds.",
                retry_after=allowance.reset,
            )


def agents_blueprint(desk: "AgentsDesk") -> Blueprint:
    """Routes for everything under the root; more specific routes of other blueprints win."""
    blueprint = Blueprint("agents", __name__)
    blueprint.add_url_rule("/<path:path>", "answer", desk.answer, methods=_METHODS, provide_automatic_options=False)
    return blueprint


class AgentsDesk:
    """Takes a request, asks the publisher, hands out the response."""

    def __init__(self, publisher: Answering, gate: Gate, counters: Counters | None = None) -> None:
        self._publisher = publisher
        self._counters = counters
        self._gate = gate
        self._prepared: WeakKeyDictionary[Answer, Prepared] = WeakKeyDictionary()
        self._asked: dict[tuple[str, str], list[tuple[str, str]]] = {}

    def answer(self, path: str) -> Response:
        """The response to whatever was asked; errors are sealed documents too."""
        del path  # Werkzeug's decoded one; what was asked byte for byte is what gets signed
        environ = request.environ
        asked = raw_path(environ)
        if request.method == "OPTIONS":
            return _preflight()
        extra: list[tuple[str, str]] | None = None
        asked_parameters: list[tuple[str, str]] = []
        try:
            asked_parameters = parameters(environ.get("QUERY_STRING", ""))
            if self._publisher.tool_name(asked):
                allowance = self._gate.count(environ)
                extra = allowance.headers() if allowance else None
                self._gate.admit(allowance)
            answer = self._publisher.answer(asked, asked_parameters, owner=is_owner(environ, self._gate.owner_token))
            if not accepts(environ.get("HTTP_ACCEPT", ""), answer.media_type):
                raise NotAcceptable(
                    f"expected an Accept header that lets {answer.media_type.partition(';')[0]} through",
                    hint="Leave Accept out, or add */*.",
                )
        except RequestError as error:
            answer = self._publisher.refuse(error, asked, asked_parameters)
            extra = [*(extra or ()), *_error_headers(error)]
        else:
            self._remember(asked, environ.get("QUERY_STRING", ""), asked_parameters)
        if self._counters is not None:
            self._counters.count(answer.kind)
        return respond(self._prepare(answer), environ, extra)

    def refuse(self, error: RootzpubError, *, allowed: str = "") -> Response:
        """The sealed error for what no route of ours takes; `allowed` are the methods that the path knows."""
        answer = self._publisher.refuse(error, raw_path(request.environ))
        return respond(self._prepare(answer), request.environ, [("Allow", allowed)] if allowed else None)

    def recall(self, environ: Mapping[str, str]) -> Prepared | None:
        """The answer to a question that was asked before, in its plainest form; None for everything else."""
        if environ["REQUEST_METHOD"] != "GET" or environ.get("HTTP_ACCEPT", "*/*") != "*/*":
            return None
        if not _SPECIAL.isdisjoint(environ):
            return None
        path = raw_path(environ)
        asked_parameters = self._asked.get((path, environ.get("QUERY_STRING", "")))
        if asked_parameters is None or (self._gate.limiter is not None and self._publisher.tool_name(path)):
            return None
        answer = self._publisher.answer(path, asked_parameters)
        if answer.status != HTTPStatus.OK:
            return None
        if self._counters is not None:
            self._counters.count(answer.kind)
        return self._prepare(answer)

    def _remember(self, path: str, query: str, asked_parameters: list[tuple[str, str]]) -> None:
        """Keep how a question reads; all are forgotten when there are too many, which costs one reading each."""
        if len(self._asked) >= _MOST_REMEMBERED:
            self._asked.clear()
        self._asked[path, query] = asked_parameters

    def _prepare(self, answer: Answer) -> Prepared:
        found = self._prepared.get(answer)
        if found is None:
            found = self._prepared[answer] = prepare(
                status=answer.status,
                body=answer.body,
                media_type=answer.media_type,
                cache_control=_cache_control(answer),
                etag=answer.etag,
                last_modified=answer.last_modified,
                extra=_kind_headers(answer),
            )
        return found


def _cache_control(answer: Answer) -> str:
    if answer.owner_only or answer.max_age <= 0:
        return "private, no-store" if answer.owner_only else "no-store"
    return f"public, max-age={answer.max_age}"


def _kind_headers(answer: Answer) -> tuple[tuple[str, str], ...]:
    """llms.txt and the like are for agents, not for search results [wire §6.1]."""
    return (("X-Robots-Tag", "noindex"),) if answer.media_type.startswith("text/") else ()


def _error_headers(error: RequestError) -> list[tuple[str, str]]:
    if isinstance(error, TooManyRequests):
        return [("Retry-After", str(error.retry_after))]
    return []


def _preflight() -> Response:
    return Response(
        status=204,
        headers=[
            ("Access-Control-Allow-Origin", "*"),
            ("Access-Control-Allow-Methods", _ALLOWED),
            ("Access-Control-Allow-Headers", "Accept, Authorization, If-Modified-Since, If-None-Match"),
            ("Access-Control-Max-Age", "86400"),
            ("Allow", _ALLOWED),
        ],
    )
