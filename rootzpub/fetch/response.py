"""The response: a plain value, no socket behind it."""

from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Redirect:
    """One step of a chain: the server at `url` said `status` and named `location` (absolute)."""

    url: str
    status: int
    location: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Response:
    """A whole answer, with its body as the client is meant to read it (content coding undone)."""

    url: str
    """Where the body came from, after redirects."""
    status: int
    headers: Mapping[str, str]
    """Names in lower case; a header sent several times is joined by `, `."""
    body: bytes
    content_type: str
    """Media type in lower case without parameters; empty when none was sent."""
    redirects: tuple[Redirect, ...] = ()
    address: str = ""
    """The IP address that was connected to for the last hop."""
    length_known: bool = True
    """False when the body simply ended with the connection: nothing then says that it is whole."""
