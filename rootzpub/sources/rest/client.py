"""WordPress's manners on top of the owner's session (`rootzpub.fetch.SiteReader`): who asks, for what, which errors.

Invariants: what WordPress refuses (400, 401, 403, 404, 410) is an answer; whatever fails is SourceUnavailable or, when
it is too large or no JSON, MalformedInput. How bytes get here (limits, redirects, retries) is fetch's business.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Protocol
from urllib.parse import urlencode

from rootzpub import __version__
from rootzpub.errors import FetchFailed, MalformedInput, SourceUnavailable
from rootzpub.fetch import AnswerTooLarge, Response, bot_wall, http_date, passes_later, shown, wall_hint
from rootzpub.sources.rest.answers import parse

USER_AGENT = f"rootzpub/{__version__} (reads the public REST API for AI discovery documents)"
_AGENT = USER_AGENT.partition(" ")[0]
_LARGEST_ANSWER = 128 << 20
"""Bytes, as sent and expanded: a hundred long posts with their excerpts stay far below."""
_ANSWERED = frozenset({200, 400, 401, 403, 404, 410})
FORBIDDEN = frozenset({401, 403})
"""What asks for a login, or for another one (RFC 9110 §15.5)."""


class Session(Protocol):
    """A session with one site, as `rootzpub.fetch.SiteReader` is; it raises FetchFailed."""

    def get(self, url: str, *, headers: Mapping[str, str], largest: int) -> Response:
        """The answer to a GET of at most `largest` bytes, redirects followed."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """The answer to one request."""

    url: str
    """Where it came from, redirects followed."""
    status: int
    headers: Mapping[str, str]
    """Names in lower case."""
    body: bytes

    def number(self, header: str) -> int:
        """A header that holds a count; 0 when missing."""
        value = self.headers.get(header.lower(), "")
        return int(value) if value.isascii() and value.isdigit() else 0

    def date(self) -> datetime | None:
        """When the site gave it, by the site's own clock; None when it does not say."""
        return http_date(self.headers.get("date", ""))

    def value(self) -> Any:
        """The body as JSON.

        Raises:
            MalformedInput: it is none.
        """
        return parse(self.body, where=self.url)


@dataclass(slots=True, kw_only=True)
class Client:
    """Asks one WordPress."""

    session: Session

    def get(self, url: str, *, accept: str = "application/json", largest: int = _LARGEST_ANSWER) -> Answer:
        """The answer to a GET, after redirects within the site and as many attempts as it takes.

        Raises:
            SourceUnavailable: no answer arrived, or one that says the site cannot answer.
            MalformedInput: the answer is larger than `largest` bytes.
        """
        try:
            response = self.session.get(url, headers={"user-agent": USER_AGENT, "accept": accept}, largest=largest)
        except AnswerTooLarge:
            raise MalformedInput(
                f"{shown(url)}: the answer is larger than {_size(largest)}", hint="use the database or a dump"
            ) from None
        except FetchFailed as error:
            raise SourceUnavailable(error.message, hint=error.hint) from None
        self._refuse_wall(response)
        if response.status not in _ANSWERED:
            raise SourceUnavailable(
                f"{shown(response.url)}: the site answered {response.status}", hint="open the address in a browser"
            )
        return Answer(url=response.url, status=response.status, headers=response.headers, body=response.body)

    def _refuse_wall(self, response: Response) -> None:
        """Raise SourceUnavailable where something answers in the site's place."""
        wall = bot_wall(response.status, response.headers, response.body)
        if not wall and not (passes_later(response.status) and response.body.lstrip()[:1] not in (b"{", b"[")):
            return
        named = f"{wall}, {response.status}" if wall else str(response.status)
        raise SourceUnavailable(
            f"{shown(response.url)}: a bot wall answers ({named}), not the site", hint=wall_hint(_AGENT)
        )


def with_query(url: str, parameters: Mapping[str, str | int]) -> str:
    """A URL with more parameters."""
    if not parameters:
        return url
    return url + ("&" if "?" in url else "?") + urlencode(parameters, safe=",")


def refused(answer: Answer, what: str) -> SourceUnavailable:
    """The error for an answer that should have been 200."""
    if answer.status in FORBIDDEN:
        return SourceUnavailable(
            f"{shown(answer.url)}: the site does not show {what} to visitors ({answer.status})",
            hint="allow anonymous reading of the REST API, set [source] user and password where it asks for a login, "
            "or use the database, a dump or an export as source",
        )
    return SourceUnavailable(
        f"{shown(answer.url)}: no {what} there ({answer.status})",
        hint="is this WordPress 4.7 or newer, with its REST API switched on?",
    )


def _size(largest: int) -> str:
    return f"{largest >> 20} MiB" if largest >> 20 else f"{largest} bytes"
