"""Each request has an id: in the header `X-Request-Id` of its answer and in every log record that it causes.

Invariants: the id is added outside of everything that is signed, cached or compared: no body, no validator and no kept
answer knows it. A record says method, status and time taken, never who asked or what (decision 0017).
"""

import logging
import re
import time
from collections.abc import Callable, Iterable, Mapping
from random import getrandbits
from typing import Any

from rootzpub.logs import package_logger, request_id
from rootzpub.web.request_parsing import Clients

HEADER = "X-Request-Id"
_ACCEPTABLE = re.compile(r"[A-Za-z0-9._-]{1,64}")
"""An id that a trusted proxy gave: no more than a name. From anybody else it could be an address or a token."""
_METHODS = frozenset({"GET", "HEAD", "OPTIONS", "POST"})
"""Methods that are named; any other token is the client's own words."""
_logger = package_logger(__name__)

WsgiApp = Callable[[dict[str, Any], Callable[..., Any]], Iterable[bytes]]


class RequestLog:
    """WSGI around everything else, so that no answer is without an id."""

    def __init__(self, application: WsgiApp, *, access_log: bool, clients: Clients) -> None:
        """With `access_log` each request is a record of level info, else of level debug.

        `clients` tells whose id is believed: that of a trusted proxy alone.
        """
        self._application = application
        self._clients = clients
        self._level = logging.INFO if access_log else logging.DEBUG

    def __call__(self, environ: dict[str, Any], start_response: Callable[..., Any]) -> Iterable[bytes]:
        """The application's answer with its id; a bare 500 where even the sealed error document fails."""
        given = environ.get("HTTP_X_REQUEST_ID")
        # The usual case without a call: this runs before every answer, the quickest ones included.
        number = f"{getrandbits(64):016x}" if given is None else self._id_of(environ, given)
        is_timed = _logger.isEnabledFor(self._level)
        began, status = time.perf_counter() if is_timed else 0.0, ""

        def start(line: str, headers: list[tuple[str, str]], *rest: Any) -> Any:
            nonlocal status
            status = line[:3]
            # A list of its own: the headers of a cached answer are shared by all who ask for it.
            return start_response(line, [*headers, (HEADER, number)], *rest)

        token = request_id.set(number)
        try:
            return self._application(environ, start)
        except Exception:
            _logger.exception("a request failed outside of the application")
            if status:  # an answer was begun: only the server can end it
                raise
            # The last resort: sealing failed as well, so there is nothing that could be signed.
            start("500 Internal Server Error", [("Content-Length", "0"), ("Cache-Control", "no-store")])
            return []
        finally:
            if is_timed:
                self._record(environ["REQUEST_METHOD"], status, time.perf_counter() - began)
            request_id.reset(token)

    def _record(self, method: str, status: str, seconds: float) -> None:
        method = method if method in _METHODS else "other"
        fields = {"method": method, "status": int(status or 0), "milliseconds": round(1000 * seconds, 3)}
        _logger.log(self._level, "%s %s in %.1f ms", method, status, 1000 * seconds, extra=fields)

    def _id_of(self, environ: Mapping[str, str], given: str) -> str:
        """The id that a trusted proxy sent with the request, if it is one; else a new one of 64 random bits.

        It tells requests apart and protects nothing, so the quick generator will do; Python seeds it anew after a fork.
        """
        if _ACCEPTABLE.fullmatch(given) and self._clients.is_from_proxy(environ):
            return given
        return f"{getrandbits(64):016x}"
