"""The agents' paths: every request that is not for people goes to the publisher, and its answer goes out unchanged.

Methods, limits and CORS are those of the endpoint's row.
"""

import contextlib
import time
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from http import HTTPStatus
from typing import Final

from flask import Blueprint, Response, request

from rootzpub.errors import BadParameter, MethodNotAllowed, RequestError, RootzpubError, TooManyRequests
from rootzpub.fetch import is_loopback
from rootzpub.publisher import (
    PLAIN_GET,
    Answering,
    Counters,
    Endpoint,
    Parameters,
    RateClass,
    RequestContext,
    UndeclaredProxy,
    question,
)
from rootzpub.seal import SealedResponse
from rootzpub.web.asked import AskedQuestions
from rootzpub.web.bodies import Bodies
from rootzpub.web.limits import Allowance, Limiter
from rootzpub.web.request_parsing import Clients, caller_of, has_two_hosts, raw_path
from rootzpub.web.transport import respond
from rootzpub.wire import ANONYMOUS
from rootzpub.wire.names import REST_ROUTE

_DEFAULT_METHODS: Final = ("GET", "HEAD", "OPTIONS")
"""Of paths that nothing answers at."""
_SPECIAL: Final = frozenset({"HTTP_IF_NONE_MATCH", "HTTP_IF_MODIFIED_SINCE", "HTTP_AUTHORIZATION"})
"""What makes a request more than a plain question."""
_ALLOWED_HEADERS: Final = (
    "Accept, Accept-Language, Authorization, Cache-Control, Content-Disposition, Content-Language, Content-MD5, "
    "Content-Type, If-Modified-Since, If-None-Match, Pragma, Range, User-Agent, X-Requested-With, X-WP-Nonce, *"
)
"""What a script of another site may send: by name what programs add by themselves, WordPress's own among them; `*` is
everything else but Authorization (Fetch standard, CORS protocol), for browsers that know it. Nothing here is decided
by a cookie, so no header gives a foreign page anything that the page could not fetch itself."""
Headers = list[tuple[str, str]]
_ANY: Final = frozenset({"", "*/*"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Gate:
    """Who may ask, and how often."""

    clients: Clients
    limiter: Limiter | None
    """Of calls of tools."""
    limit_loopback: bool
    """Whether clients on this machine are limited too; of documents `limit_loopback_documents` says it."""
    owner_token: str
    documents: Limiter | None = None
    """Of documents."""
    limit_loopback_documents: bool = False
    proxy: UndeclaredProxy = field(default_factory=UndeclaredProxy)

    def notice(self, environ: Mapping[str, str]) -> None:
        """See whether the request was forwarded by a proxy that is not declared."""
        # Two look-ups and no call: this runs before every answer.
        if "HTTP_X_FORWARDED_FOR" not in environ and "HTTP_FORWARDED" not in environ:
            return
        if self.clients.is_from_proxy(environ):
            return
        self.proxy.see(environ.get("REMOTE_ADDR", ""))

    def count(
        self, environ: Mapping[str, str], rate: RateClass = RateClass.TOOLS, *, parts: int = 1
    ) -> Allowance | None:
        """Count this request, or the parts that it consists of: what is left, None where there is no limit for it."""
        if rate is RateClass.UNLIMITED:
            return None
        tools = rate is RateClass.TOOLS
        limiter = self.limiter if tools else self.documents
        if limiter is None:
            return None
        client = self.clients.address(environ)
        # Clients of the machine itself only where the owner set a limit [wire §6.6].
        if not (self.limit_loopback if tools else self.limit_loopback_documents) and is_loopback(client):
            return None
        return limiter.take(client, time.time(), parts)

    def pass_tool(self, environ: Mapping[str, str], *, parts: int = 1) -> None:
        """Count what a page for people does as calls of tools. Raises TooManyRequests."""
        if parts > 0:
            self.admit(self.count(environ, parts=parts))

    def admit(self, allowance: Allowance | None) -> None:
        """Raises TooManyRequests when the limit is used up."""
        if allowance is not None and allowance.exceeded:
            rate = allowance.rate
            raise TooManyRequests(
                f"expected at most {rate.requests} requests in {rate.seconds} seconds, got more",
                hint=f"Try again in {allowance.reset} seconds.",
                retry_after=allowance.reset,
            )


def agents_blueprint(agents: "AgentEndpoint", *, front: bool) -> Blueprint:
    """Routes for everything under the root; more specific routes of other blueprints win. `front`: also for `/`."""
    blueprint = Blueprint("agents", __name__)
    methods = agents.methods
    blueprint.add_url_rule("/<path:path>", "answer", agents.answer, methods=methods, provide_automatic_options=False)
    if front:
        blueprint.add_url_rule("/", "front", agents.answer, methods=methods, provide_automatic_options=False)
    return blueprint


class AgentEndpoint:
    """Takes a request, asks the publisher, hands out the response."""

    def __init__(self, publisher: Answering, gate: Gate, *, bodies: Bodies, counters: Counters | None = None) -> None:
        self._publisher = publisher
        self._counters = counters
        self._gate = gate
        self._bodies = bodies
        self._asked = AskedQuestions()

    @property
    def methods(self) -> Collection[str]:
        """Every method that any row takes, and those of paths that have none."""
        return self._publisher.endpoints.methods.union(_DEFAULT_METHODS)

    def answer(self, path: str = "") -> Response:
        """The response to whatever was asked; errors are sealed documents too."""
        del path  # Werkzeug's decoded one; what was asked byte for byte is what gets signed
        environ = request.environ
        asked, query = raw_path(environ), environ.get("QUERY_STRING", "")
        endpoint = self._endpoint(asked, query)
        self._gate.notice(environ)
        # Before anything is counted or read: a preflight asks nothing of the site.
        if request.method == "OPTIONS":
            return _preflight(_allowed(endpoint))
        extra: list[tuple[str, str]] = []
        pairs: list[tuple[str, str]] = []
        # Parameters are read inside, so that a query that cannot be read is a sealed error too; the limit is counted
        # before the publisher is asked, so that a request too many costs no answer.
        try:
            # What nothing answers at is refused with a signed document as well: it counts like one.
            allowance = self._gate.count(environ, endpoint.rate if endpoint is not None else RateClass.DOCUMENTS)
            extra = allowance.headers() if allowance else []
            self._gate.admit(allowance)
            pairs = question(asked, query)
            answer = self._publisher.answer(asked, pairs, self._context(environ, endpoint))
        except RequestError as error:
            answer = self._publisher.refuse(error, asked, pairs)
        else:
            # Through the short way only documents are counted: a tool that has a limit never goes there.
            if answer.status == HTTPStatus.OK and not (self._gate.limiter and _is_tool(endpoint)):
                self._asked.remember(asked, query, pairs)
        if answer.status == HTTPStatus.METHOD_NOT_ALLOWED:
            extra.append(("Allow", ", ".join(sorted(_allowed(endpoint)))))
        self._count(answer)
        return respond(answer, environ, extra or None)

    def refuse(self, error: RootzpubError, *, allowed: Collection[str] | None = None) -> Response:
        """The sealed error for what no route of ours takes.

        `allowed` are the methods of a page for people; of any other path the row knows them.
        """
        path = raw_path(request.environ)
        answer = self._publisher.refuse(error, path)
        if not isinstance(error, MethodNotAllowed):
            return respond(answer, request.environ)
        # 405 comes with `Allow` (RFC 9110 §15.5.6), whoever refused.
        methods = allowed if allowed is not None else _allowed(self._endpoint(path))
        return respond(answer, request.environ, [("Allow", ", ".join(sorted(methods)))])

    def cached_response(self, environ: Mapping[str, str]) -> tuple[SealedResponse, Headers | None] | None:
        """The answer to a question that was asked before, in its plainest form; None for everything else.

        With the header lines that are this client's own, where there are any.
        """
        # Whatever could give another answer (method, media type, condition, token) goes to the application.
        if environ["REQUEST_METHOD"] != "GET" or environ.get("HTTP_ACCEPT", "*/*") != "*/*":
            return None
        if not _SPECIAL.isdisjoint(environ) or has_two_hosts(environ):
            return None
        path = raw_path(environ)
        pairs = self._asked.read(path, environ.get("QUERY_STRING", ""))
        if pairs is None:
            return None
        self._gate.notice(environ)
        answer = self._publisher.answer(path, pairs)
        # An error may pass: a site that was not read yet answers 503 now and 200 later.
        if answer.status != HTTPStatus.OK:
            return None
        # Only documents get here with a limit (`answer`); one too many is refused by the application.
        allowance = self._gate.count(environ, RateClass.DOCUMENTS) if self._gate.documents is not None else None
        if allowance is not None and allowance.exceeded:
            return None
        self._count(answer)
        return answer, allowance.headers() if allowance is not None else None

    def _endpoint(self, path: str, query: str = "") -> Endpoint | None:
        """The row that is meant, whatever the spelling; a query that cannot be read names none."""
        pairs: Parameters = ()
        if REST_ROUTE in query:
            with contextlib.suppress(BadParameter):
                pairs = question(path, query)
        found = self._publisher.endpoints.find(self._publisher.endpoints.plain(path, pairs)[0])
        return found.endpoint if found else None

    def _context(self, environ: Mapping[str, str], endpoint: Endpoint | None) -> RequestContext:
        """Who asks, and how. Raises what `Bodies.read` raises for a body that the row reads."""
        method = "GET" if request.method == "HEAD" else request.method
        caller = caller_of(environ, self._gate.owner_token)
        accept = environ.get("HTTP_ACCEPT", "")
        # One value for nearly all requests, so that no context is made for each.
        if method == "GET" and caller is ANONYMOUS and accept in _ANY:
            return PLAIN_GET
        takes_body = endpoint is not None and method != "GET" and method in endpoint.methods
        body = self._bodies.read(environ, endpoint.longest_body) if endpoint is not None and takes_body else b""
        return RequestContext(caller=caller, method=method, body=body, accept=accept)

    def _count(self, answer: SealedResponse) -> None:
        if self._counters is not None:
            self._counters.count(answer.counted_as or answer.kind)


def _is_tool(endpoint: Endpoint | None) -> bool:
    return endpoint is not None and endpoint.rate is RateClass.TOOLS


def _allowed(endpoint: Endpoint | None) -> tuple[str, ...]:
    return endpoint.allowed if endpoint else _DEFAULT_METHODS


def _preflight(methods: tuple[str, ...]) -> Response:
    """What a browser may send from another site (Fetch standard, CORS preflight)."""
    allowed = ", ".join(methods)
    response = Response(
        status=204,
        headers=[
            ("Access-Control-Allow-Origin", "*"),
            ("Access-Control-Allow-Methods", allowed),
            ("Access-Control-Allow-Headers", _ALLOWED_HEADERS),
            ("Access-Control-Max-Age", "86400"),
            ("Allow", allowed),
        ],
    )
    # There is no content, so nothing has a type (RFC 9110 section 15.3.5).
    del response.headers["Content-Type"]
    return response
