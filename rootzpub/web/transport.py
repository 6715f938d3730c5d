"""Bytes that are sealed become an HTTP response [wire §6]: validators, caching, CORS, digests, codings.

Nothing here changes a body; a content coding wraps it. What can be computed once per sealed answer is.
"""

import base64
import gzip
import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from email.utils import format_datetime, parsedate_to_datetime
from functools import lru_cache
from types import MappingProxyType

import brotli
from flask import Response

CODINGS = ("br", "gzip")
"""Content codings we have, the better first."""
_SMALLEST_CODED = 512
"""Bytes below which a coding costs more than it saves."""

COMMON_HEADERS: Mapping[str, str] = MappingProxyType(
    {
        "Access-Control-Allow-Origin": "*",
        "Access-Control-Expose-Headers": "Content-Digest, ETag, Last-Modified, RateLimit, Retry-After",
        "X-Content-Type-Options": "nosniff",
        "Vary": "Accept, Accept-Encoding",
    }
)


@dataclass(slots=True, kw_only=True, weakref_slot=True, eq=False)
class Prepared:
    """One sealed answer with its headers; codings are computed when first asked for."""

    status: int
    body: bytes
    headers: list[tuple[str, str]]
    """Without those of a coding."""
    etag: str
    last_modified: datetime | None
    coded: dict[str, tuple[bytes, list[tuple[str, str]]]] = field(default_factory=dict)

    def variant(self, coding: str) -> tuple[bytes, list[tuple[str, str]]]:
        """The body in this coding (`identity`, `br`, `gzip`) and the complete headers."""
        if len(self.body) < _SMALLEST_CODED:
            coding = "identity"
        found = self.coded.get(coding)
        if found is None:
            body = _encode(self.body, coding)
            headers = [*self.headers, ("Content-Digest", content_digest(body)), ("Content-Length", str(len(body)))]
            if coding != "identity":
                headers.append(("Content-Encoding", coding))
            found = self.coded[coding] = (body, headers)
        return found


def prepare(  # noqa: PLR0913 - the facts of one response, all by keyword
    *,
    status: int,
    body: bytes,
    media_type: str,
    cache_control: str,
    etag: str = "",
    last_modified: datetime | None = None,
    extra: tuple[tuple[str, str], ...] = (),
) -> Prepared:
    """Collect the headers of an answer once."""
    headers = [("Content-Type", media_type), ("Cache-Control", cache_control), *COMMON_HEADERS.items(), *extra]
    if etag:
        headers.append(("ETag", etag))
    if last_modified is not None:
        headers.append(("Last-Modified", http_date(last_modified)))
    return Prepared(status=status, body=body, headers=headers, etag=etag, last_modified=last_modified)


def respond(prepared: Prepared, environ: Mapping[str, str], extra: list[tuple[str, str]] | None = None) -> Response:
    """The response to this request: 304 where the client has it, else the body in the coding it likes best.

    `environ` is the WSGI environment; only request headers are read from it. For HEAD, Werkzeug drops the body.
    """
    if prepared.status == 200 and _client_has_it(prepared, environ):  # noqa: PLR2004 - HTTP's own number
        kept = [pair for pair in prepared.headers if pair[0] != "Content-Type"]
        return Response(status=304, headers=[*kept, *(extra or ())])
    body, headers = prepared.variant(preferred_coding(environ.get("HTTP_ACCEPT_ENCODING", "")))
    return Response(body, status=prepared.status, headers=headers if extra is None else [*headers, *extra])


@lru_cache(maxsize=4096)
def http_date(moment: datetime) -> str:
    """A moment as HTTP writes it (RFC 9110 section 5.6.7)."""
    return format_datetime(moment.astimezone(UTC), usegmt=True)


def content_digest(body: bytes) -> str:
    """`Content-Digest` of RFC 9530 over the content as sent."""
    return f"sha-256=:{base64.b64encode(hashlib.sha256(body).digest()).decode()}:"


def accepts(accept: str, media_type: str) -> bool:
    """Whether an `Accept` header (RFC 9110 section 12.5.1) lets this media type through; the closest range wins."""
    if not accept.strip():
        return True
    wanted, _, _ = media_type.partition(";")
    main = wanted.partition("/")[0]
    best = (-1, 0.0)
    for item in accept.split(","):
        name, _, parameters = item.partition(";")
        rank = {wanted: 2, f"{main}/*": 1, "*/*": 0}.get(name.strip().lower(), -1)
        if rank > best[0]:
            best = (rank, _quality(parameters))
    return best[0] >= 0 and best[1] > 0


def _quality(parameters: str) -> float:
    """The `q` of a range; 1 when there is none, 0 when it is no number."""
    for parameter in parameters.split(";"):
        name, _, value = parameter.partition("=")
        if name.strip().lower() == "q":
            try:
                return float(value)
            except ValueError:
                return 0.0
    return 1.0


def preferred_coding(accept_encoding: str) -> str:
    """The coding of ours the client weighs highest; ours come in the order of `CODINGS`, identity last."""
    if not accept_encoding:
        return "identity"
    weights = {}
    for item in accept_encoding.split(","):
        name, _, parameters = item.partition(";")
        weights[name.strip().lower()] = _quality(parameters)
    wild = weights.get("*", 0.0)
    best = max(CODINGS, key=lambda coding: (weights.get(coding, wild), -CODINGS.index(coding)))
    return best if weights.get(best, wild) > 0 else "identity"


def _encode(body: bytes, coding: str) -> bytes:
    if coding == "br":
        return bytes(brotli.compress(body, quality=5))
    if coding == "gzip":
        return gzip.compress(body, 6, mtime=0)
    return body


def _client_has_it(prepared: Prepared, environ: Mapping[str, str]) -> bool:
    """RFC 9110 section 13.2.2: If-None-Match decides alone; If-Modified-Since only without it."""
    tags = environ.get("HTTP_IF_NONE_MATCH")
    if tags is not None:
        weak = prepared.etag.removeprefix("W/")
        return bool(prepared.etag) and (
            tags.strip() == "*" or any(tag.strip().removeprefix("W/") == weak for tag in tags.split(","))
        )
    since = environ.get("HTTP_IF_MODIFIED_SINCE")
    if since is None or prepared.last_modified is None:
        return False
    try:
        moment = parsedate_to_datetime(since)
    except ValueError:
        return False
    moment = moment if moment.tzinfo else moment.replace(tzinfo=UTC)
    return prepared.last_modified.replace(microsecond=0) <= moment
