"""Bytes that are sealed become an HTTP response [wire §6]: validators, caching, CORS, digests, codings.

Nothing here changes a body; a content coding wraps it. What can be computed once per sealed answer is.
"""

import base64
import gzip
import hashlib
from collections.abc import Mapping
from datetime import UTC, datetime
from email.utils import format_datetime, parsedate_to_datetime
from functools import lru_cache
from types import MappingProxyType

import brotli
from flask import Response

from rootzpub import __version__
from rootzpub.publisher.negotiation import quality
from rootzpub.seal import SealedResponse
from rootzpub.wire.names import VERSION_HEADER

CODINGS = ("br", "gzip")
"""Content codings we have, the better first."""
_SMALLEST_CODED = 512
"""Bytes below which a coding costs more than it saves."""

COMMON_HEADERS: Mapping[str, str] = MappingProxyType(
    {
        "Access-Control-Allow-Origin": "*",
        "Access-Control-Expose-Headers": (
            "AI-Signature, Content-Digest, ETag, Last-Modified, RateLimit, Retry-After, X-Request-Id, "
            "X-Rootz-AI-Discovery"
        ),
        "X-Content-Type-Options": "nosniff",
        VERSION_HEADER: __version__,
        "Vary": "Accept, Accept-Encoding",
    }
)


# No coding of HTTP has an empty name.
_PLAIN = ""
"""Stands for the headers that all codings share, among the codings of a response."""


def variant(response: SealedResponse, coding: str) -> tuple[bytes, list[tuple[str, str]]]:
    """The body in this coding (`identity`, `br`, `gzip`) and the complete headers; computed when first asked for."""
    if len(response.body) < _SMALLEST_CODED:
        coding = "identity"
    found = response.coded.get(coding)
    if found is None:
        body = _encode(response.body, coding)
        headers = [
            *_shared_headers(response),
            ("Content-Digest", content_digest(body)),
            ("Content-Length", str(len(body))),
        ]
        if coding != "identity":
            headers.append(("Content-Encoding", coding))
        found = response.coded[coding] = (body, headers)
    return found


def respond(
    response: SealedResponse, environ: Mapping[str, str], extra: list[tuple[str, str]] | None = None
) -> Response:
    """The response to this request: 304 where the client has it, else the body in the coding it likes best.

    `environ` is the WSGI environment; only request headers are read from it. For HEAD, Werkzeug drops the body.
    """
    if response.status == 200 and _client_has_it(response, environ):  # noqa: PLR2004 - HTTP's own number
        # A 304 has no content, and says nothing of its type; the validators and caching it repeats (RFC 9110 §15.4.5).
        shared = [pair for pair in _shared_headers(response) if pair[0] != "Content-Type"]
        return Response(status=304, headers=[*shared, *(extra or ())])
    body, headers = variant(response, preferred_coding(environ.get("HTTP_ACCEPT_ENCODING", "")))
    return Response(body, status=response.status, headers=headers if extra is None else [*headers, *extra])


def _shared_headers(response: SealedResponse) -> list[tuple[str, str]]:
    """The headers that do not depend on the coding."""
    found = response.coded.get(_PLAIN)
    if found is None:
        headers = [
            ("Content-Type", response.media_type),
            ("Cache-Control", _cache_control(response)),
            *COMMON_HEADERS.items(),
            *response.headers,
        ]
        if response.etag:
            headers.append(("ETag", response.etag))
        if response.last_modified is not None:
            headers.append(("Last-Modified", http_date(_shown(response.last_modified, response.made))))
        found = response.coded[_PLAIN] = (b"", headers)
    return found[1]


def _shown(modified: datetime, made: datetime | None) -> datetime:
    """Never in the future (RFC 9110 §8.8.2.1), where clocks that jumped and changes in one second have left moments.

    Conditions are compared with the moment itself: what changed again in the same second is sent again.
    """
    return modified if made is None else min(modified, made)


def _cache_control(response: SealedResponse) -> str:
    # What the owner alone gets must not lie in a shared cache [wire §6.3].
    if response.private:
        return "private, no-store"
    return f"public, max-age={response.max_age}" if response.max_age > 0 else "no-store"


@lru_cache(maxsize=4096)
def http_date(moment: datetime) -> str:
    """A moment as HTTP writes it (RFC 9110 section 5.6.7)."""
    return format_datetime(moment.astimezone(UTC), usegmt=True)


def content_digest(body: bytes) -> str:
    """`Content-Digest` of RFC 9530 over the content as sent."""
    return f"sha-256=:{base64.b64encode(hashlib.sha256(body).digest()).decode()}:"


def preferred_coding(accept_encoding: str) -> str:
    """The coding of ours the client weighs highest; ours come in the order of `CODINGS`, identity last."""
    if not accept_encoding:
        return "identity"
    weights = {}
    for item in accept_encoding.split(","):
        name, _, parameters = item.partition(";")
        weights[name.strip().lower()] = quality(parameters)
    wild = weights.get("*", 0.0)
    best = max(CODINGS, key=lambda coding: (weights.get(coding, wild), -CODINGS.index(coding)))
    return best if weights.get(best, wild) > 0 else "identity"


def _encode(body: bytes, coding: str) -> bytes:
    if coding == "br":
        return bytes(brotli.compress(body, quality=5))
    if coding == "gzip":
        # Without a moment: the same content is the same bytes, and so the same Content-Digest.
        return gzip.compress(body, 6, mtime=0)
    return body


def _client_has_it(response: SealedResponse, environ: Mapping[str, str]) -> bool:
    """RFC 9110 section 13.2.2: If-None-Match decides alone; If-Modified-Since only without it."""
    tags = environ.get("HTTP_IF_NONE_MATCH")
    if tags is not None:
        # Weak comparison (RFC 9110 §8.8.3.2): our tags are weak, and all codings share one.
        weak = response.etag.removeprefix("W/")
        return bool(response.etag) and (
            tags.strip() == "*" or any(tag.strip().removeprefix("W/") == weak for tag in tags.split(","))
        )
    since = environ.get("HTTP_IF_MODIFIED_SINCE")
    if since is None or response.last_modified is None:
        return False
    try:
        moment = parsedate_to_datetime(since)
    except ValueError:
        return False
    moment = moment if moment.tzinfo else moment.replace(tzinfo=UTC)
    # HTTP dates have no fractions: with ours the answer would always be newer than what the client sends back.
    return response.last_modified.replace(microsecond=0) <= moment
