"""The response: a plain value, no socket behind it."""

from collections.abc import Mapping
from dataclasses import dataclass

from rootzpub.fetch.hop import Answer


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


def media_type(value: str) -> tuple[str, str]:
    """Media type and charset (utf-8 when not said) of a Content-Type header, both in lower case."""
    essence, *parameters = value.split(";")
    # What the standard publishes is UTF-8, and JSON names no charset (RFC 8259 §8.1).
    charset = "utf-8"
    for parameter in parameters:
        name, _, given = parameter.partition("=")
        if name.strip().lower() == "charset":
            charset = given.strip().strip('"').lower()
    return essence.strip().lower(), charset


def response_of(url: str, answer: Answer, redirects: tuple[Redirect, ...] = ()) -> Response:
    """The answer of the last hop, as the caller sees it."""
    return Response(
        url=url,
        status=answer.status,
        headers=answer.headers,
        body=answer.body,
        content_type=media_type(answer.headers.get("content-type", ""))[0],
        redirects=redirects,
        address=answer.address,
        length_known=answer.length_known,
    )
