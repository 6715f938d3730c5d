"""A question that was asked before is answered before Flask is entered: same bytes, same headers, half the work.

Everything that is not a plain repeated GET goes on to the application, the only place where answers are decided.
"""

import threading
from collections.abc import Callable, Iterable
from typing import Any

from rootzpub.logs import package_logger
from rootzpub.web.agents import AgentEndpoint
from rootzpub.web.transport import preferred_coding, variant

_logger = package_logger(__name__)

WsgiApp = Callable[[dict[str, Any], Callable[..., Any]], Iterable[bytes]]


class Shortcut:
    """WSGI around the application."""

    def __init__(self, application: WsgiApp, agents: AgentEndpoint) -> None:
        self._application = application
        self._agents = agents
        self._turn = threading.Lock()
        """Building an answer keeps the interpreter busy; two threads that fight over it both lose: they take turns."""

    def __call__(self, environ: dict[str, Any], start_response: Callable[..., Any]) -> Iterable[bytes]:
        """The cached response, or whatever the application says."""
        try:
            with self._turn:
                cached = self._agents.cached_response(environ)
        except Exception:  # the application is asked next: where it meets the same error, it seals what is said of it
            _logger.warning("no cached answer could be looked for", exc_info=True)
            cached = None
        if cached is None:
            return self._application(environ, start_response)
        response, extra = cached
        # As they are: a conditional request, which would need others, does not get here.
        body, headers = variant(response, preferred_coding(environ.get("HTTP_ACCEPT_ENCODING", "")))
        start_response("200 OK", headers if extra is None else [*headers, *extra])
        return [body]
