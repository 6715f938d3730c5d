"""Polite, bounded reads of one WordPress REST API.

Invariants: every request has a deadline and a size cap, says who asks, waits when asked to wait, and never follows a
redirect to another host. What WordPress refuses (400, 401, 403, 404) is an answer; what fails is an error of ours.
"""

import email.utils
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any
from urllib.parse import urlencode, urljoin

import requests
from requests.structures import CaseInsensitiveDict

from rootzpub import __version__
from rootzpub.errors import MalformedInput, SourceUnavailable
from rootzpub.sources.rest.answers import parse
from rootzpub.sources.url import parts_of

USER_AGENT = f"rootzpub/{__version__} (reads the public REST API for AI discovery documents)"
_LARGEST_ANSWER = 128 << 20
_ATTEMPTS = 5
_FIRST_PAUSE = 0.5
_LONGEST_PAUSE = 120.0
_REDIRECTS = frozenset({301, 302, 303, 307, 308})
_MOST_REDIRECTS = 5
_TRY_AGAIN = frozenset({408, 425, 429, 500, 502, 503, 504, 520, 522, 524})
_ANSWERED = frozenset({200, 400, 401, 403, 404, 410})
FORBIDDEN = frozenset({401, 403})
"""What asks for a login, or for another one (RFC 9110 §15.5)."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """The response to one request."""

    url: str
    """Where it came from, redirects followed."""
    status: int
    headers: Mapping[str, str]
    body: bytes

    def number(self, header: str) -> int:
        """A header that holds a count; 0 when missing."""
        value = self.headers.get(header, "")
        return int(value) if value.isascii() and value.isdigit() else 0

    def date(self) -> datetime | None:
        """When the site gave it, by the site's own clock; None when it does not tell."""
        return _moment_of(self.headers.get("Date", ""))

    def value(self) -> Any:
        """The body as JSON.

        Raises:
            MalformedInput: it is none.
        """
        return parse(self.body, where=self.url)


class _InterruptedError(Exception):
    """This attempt failed, and another may succeed; `pause` is what the server asked for, in seconds."""

    def __init__(self, reason: str, *, pause: float = 0.0) -> None:
        super().__init__(reason)
        self.reason = reason
        self.pause = pause


@dataclass(slots=True, kw_only=True)
class Client:
    """One host, one connection kept open."""

    timeout: float = 30.0
    """Seconds for one request, first byte to last."""
    sleep: Callable[[float], None] = time.sleep
    attempts: int = _ATTEMPTS
    session: requests.Session = field(default_factory=requests.Session)

    def get(self, url: str, *, accept: str = "application/json", largest: int = _LARGEST_ANSWER) -> Answer:
        """The answer to a GET, after redirects within the site and as many attempts as it takes.

        Raises:
            SourceUnavailable: no response, or one that says the site cannot answer.
            MalformedInput: the answer is larger than `largest` bytes.
        """
        reason, pause = "", _FIRST_PAUSE
        for attempt in range(self.attempts):
            try:
                return self._get_once(url, accept=accept, largest=largest)
            except _InterruptedError as interrupted:
                reason = interrupted.reason
                if attempt + 1 < self.attempts:
                    self.sleep(min(max(pause, interrupted.pause), _LONGEST_PAUSE))
                    pause *= 2
        raise SourceUnavailable(
            f"{_shown(url)}: {reason}, {self.attempts} attempts", hint="is the site up? `rootzpub doctor` tries again"
        )

    def _get_once(self, url: str, *, accept: str, largest: int) -> Answer:
        deadline = time.monotonic() + self.timeout
        for _ in range(_MOST_REDIRECTS):
            response = self._open(url, accept)
            with response:
                if response.status_code in _REDIRECTS:
                    url = _next_stop(url, response.headers.get("Location", ""))
                    continue
                if response.status_code in _TRY_AGAIN:
                    pause = retry_after(response.headers, now=datetime.now(UTC))
                    raise _InterruptedError(f"the site answered {response.status_code}", pause=pause)
                if response.status_code not in _ANSWERED:
                    raise SourceUnavailable(
                        f"{_shown(url)}: the site answered {response.status_code}", hint="open the address in a browser"
                    )
                body = _read(response, url, largest=largest, deadline=deadline)
                return Answer(url=url, status=response.status_code, headers=response.headers, body=body)
        raise SourceUnavailable(f"{_shown(url)}: redirected in a circle", hint="check the site's address and https")

    def _open(self, url: str, accept: str) -> requests.Response:
        headers = {"User-Agent": USER_AGENT, "Accept": accept}
        try:
            return self.session.get(
                url,
                headers=headers,
                timeout=(min(10.0, self.timeout), self.timeout),
                stream=True,
                allow_redirects=False,
            )
        except requests.exceptions.SSLError:
            raise SourceUnavailable(
                f"{_shown(url)}: its TLS certificate is not valid", hint="renew the certificate, or check the host name"
            ) from None
        except (requests.ConnectionError, requests.Timeout) as error:
            raise _InterruptedError("no answer" if isinstance(error, requests.Timeout) else "no connection") from None
        except (requests.RequestException, ValueError):
            raise SourceUnavailable(f"{_shown(url)}: not an address that can be asked", hint="check it") from None


@dataclass(frozen=True, slots=True, kw_only=True)
class Login(requests.auth.AuthBase):
    """Name and password for a site that asks for them (HTTP Basic).

    They are sent to no other site, and never in the clear where the configured address is https.
    """

    url: str
    user: str
    password: str = field(repr=False)

    def __call__(self, request: requests.PreparedRequest) -> requests.PreparedRequest:
        """The request, with the credentials where they belong."""
        asked = request.url or ""
        if same_site(self.url, asked) and not (self.url.startswith("https:") and not asked.startswith("https:")):
            requests.auth.HTTPBasicAuth(self.user.encode(), self.password.encode())(request)
        return request


def retry_after(headers: CaseInsensitiveDict[str], *, now: datetime) -> float:
    """Seconds that `Retry-After` asks for, given as a number or a date; 0 without one."""
    value = headers.get("Retry-After", "").strip()
    if value.isascii() and value.isdigit():
        return float(value[:9])
    moment = _moment_of(value)
    return max(0.0, (moment - now).total_seconds()) if moment else 0.0


def same_site(one: str, other: str) -> bool:
    """Whether two URLs are on the same host and port, `www.` and http/https aside."""
    return _site(one) == _site(other)


def with_query(url: str, parameters: Mapping[str, str | int]) -> str:
    """A URL with more parameters."""
    if not parameters:
        return url
    return url + ("&" if "?" in url else "?") + urlencode(parameters, safe=",")


def refused(answer: Answer, what: str) -> SourceUnavailable:
    """The error for an answer that should have been 200."""
    if answer.status in FORBIDDEN:
        return SourceUnavailable(
            f"{_shown(answer.url)}: the site does not show {what} to visitors ({answer.status})",
            hint="allow anonymous reading of the REST API, set [source] user and password where it asks for a login, "
            "or use the database, a dump or an export as source",
        )
    return SourceUnavailable(
        f"{_shown(answer.url)}: no {what} there ({answer.status})",
        hint="is this WordPress 4.7 or newer, with its REST API switched on?",
    )


def _read(response: requests.Response, url: str, *, largest: int, deadline: float) -> bytes:
    body = bytearray()
    try:
        for chunk in response.iter_content(1 << 16):
            body += chunk
            if len(body) > largest:
                raise MalformedInput(
                    f"{_shown(url)}: the answer is larger than {largest >> 20} MiB", hint="use the database or a dump"
                )
            if time.monotonic() > deadline:
                raise _InterruptedError("the answer took too long")
    except requests.RequestException:
        raise _InterruptedError("the answer broke off") from None
    return bytes(body)


def _moment_of(value: str) -> datetime | None:
    """A date as HTTP writes it; None for anything else."""
    try:
        moment = email.utils.parsedate_to_datetime(value)
    except (ValueError, TypeError):
        return None
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)


def _next_stop(url: str, location: str) -> str:
    try:
        target = urljoin(url, location)
    except ValueError:
        target = ""
    if not location or not target.startswith(("http://", "https://")):
        raise SourceUnavailable(f"{_shown(url)}: redirected to nowhere", hint="check the site's address")
    if not same_site(url, target):
        raise SourceUnavailable(
            f"{_shown(url)}: redirected to another host, {parts_of(target).hostname}",
            hint="if that is your site, give its address as the source",
        )
    return target


def _site(url: str) -> tuple[str, int | None]:
    parts = parts_of(url)
    try:
        port = parts.port if parts.port not in {80, 443} else None
    except ValueError:
        port = 0
    return (parts.hostname or "").removeprefix("www."), port


def _shown(url: str) -> str:
    """A URL for messages: host and path, no parameters."""
    parts = parts_of(url)
    return f"{parts.scheme}://{parts.netloc.rpartition('@')[2]}{parts.path}"
