"""One request and its answer, as plain values between the policies and the transport."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from types import MappingProxyType

from rootzpub import __version__
from rootzpub.fetch.limits import Limits

BASE_HEADERS: Mapping[str, str] = MappingProxyType({"user-agent": f"rootzpub/{__version__}", "accept-encoding": "gzip"})
"""What every request says: who asks, and the one content coding that `body` undoes (besides deflate)."""
REDIRECTIONS = frozenset(range(300, 400))
"""Statuses of the class 3xx (RFC 9110 §15.4), whose bodies no policy reads."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Hop:
    """One request to one server; a redirect is another hop."""

    method: str
    url: str
    """Absolute, as `Target.url`."""
    headers: Mapping[str, str]
    """Names in lower case; `BASE_HEADERS` are among them, else the client adds its own."""
    limits: Limits
    body: bytes | None = None
    unread: Collection[int] = ()
    """Statuses whose body is of no interest: it is not read, and the connection ends with it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """What one hop gave."""

    status: int
    headers: Mapping[str, str]
    """Names in lower case; a header sent several times is joined by `, `."""
    cookies: tuple[str, ...]
    """Values of `Set-Cookie`, which cannot be joined (RFC 9110 §5.3)."""
    body: bytes
    """Content coding undone; empty for the hop's `unread` statuses."""
    address: str
    """IP address of the connection (a proxy's, where one is declared)."""
    length_known: bool
