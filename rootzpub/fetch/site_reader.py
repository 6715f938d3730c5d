"""The policy for reading the owner's source: one named site, one session, patient.

Invariants: no other host is asked, also by redirect; the named host may lie at any address, its `www.` form only at
public ones; each attempt has a deadline and a size limit; failures that pass are asked again as the server wishes.
"""

import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import TYPE_CHECKING
from urllib.parse import urljoin

from rootzpub.errors import AddressRefused, FetchFailed
from rootzpub.fetch.address import look_up, refusal
from rootzpub.fetch.bot_wall import bot_wall, passes_later, wall_hint
from rootzpub.fetch.deadline import Deadline
from rootzpub.fetch.failures import Failure, NoAnswer
from rootzpub.fetch.hop import BASE_HEADERS, Answer, Hop
from rootzpub.fetch.limits import Limits
from rootzpub.fetch.network import Network
from rootzpub.fetch.owner_site import OwnerSite, asked_target, own_target, shown
from rootzpub.fetch.response import Response, response_of
from rootzpub.fetch.retry import PASSING, RetryRule, retry_after
from rootzpub.fetch.target import REDIRECTS, Target

if TYPE_CHECKING:
    from rootzpub.fetch.cookies import SessionCookies
    from rootzpub.fetch.transport import Transport

_CONNECT_SECONDS = 10.0
_MOST_HOPS = 5
_NO_BOMB = 2_000
"""`Limits.ratio` that judges nothing: a page of a hundred like posts compresses very well, and the size is limited."""
_REASONS = {
    Failure.UNREACHABLE: "no connection",
    Failure.LOST: "no connection",
    Failure.TOO_SLOW: "no answer",
    Failure.CUT_SHORT: "the answer broke off",
}


class _PassingError(Exception):
    """This attempt failed in a way that another may not; `pause` is what the server asked for, in seconds."""

    def __init__(self, reason: str, *, pause: float = 0.0, hint: str = "") -> None:
        super().__init__(reason)
        self.hint = hint
        self.reason = reason
        self.pause = pause


def _held_up(answer: Answer, agent: str, pause: float) -> _PassingError:
    """A status that may pass, and who gave it: what stands before the site says so in a header."""
    wall = bot_wall(answer.status, answer.headers)
    if not wall and not passes_later(answer.status):
        return _PassingError(f"the site answered {answer.status}", pause=pause)
    who = f"a bot wall answers ({wall}, {answer.status})" if wall else f"the site answered {answer.status}, too many"
    return _PassingError(who if wall else f"{who} requests", pause=pause, hint=wall_hint(agent.partition(" ")[0]))


@dataclass(slots=True, kw_only=True)
class SiteReader:
    """A session with the owner's site: a kept connection, and cookies. For one thread at a time; close it."""

    site: OwnerSite
    network: Network = field(default_factory=Network)
    timeout: float = 30.0
    """Seconds for one attempt, redirects included, first byte to last."""
    retry: RetryRule = field(default_factory=RetryRule)
    sleep: Callable[[float], None] = time.sleep
    _transport: "Transport | None" = None
    _cookies: "SessionCookies | None" = None

    def get(self, url: str, *, headers: Mapping[str, str], largest: int) -> Response:
        """The answer to a GET of at most `largest` bytes: any status but those that may pass (`retry.PASSING`).

        `headers`: names in lower case. Redirects within the site are followed.

        Raises:
            AnswerTooLarge: it is larger, as sent or expanded.
            AddressRefused: the `www.` form of the host is at a private address.
            FetchFailed: no answer after all attempts, or none that another attempt could change.
        """
        reason, hint, pauses = "", "is the site up? `rootzpub doctor` tries again", self.retry.pauses()
        for attempt in range(self.retry.attempts):
            try:
                return self._get_once(url, headers, largest)
            except _PassingError as passing:
                reason, hint = passing.reason, passing.hint or hint
                if attempt + 1 < self.retry.attempts:
                    self.sleep(self.retry.wait(next(pauses), passing.pause))
        raise FetchFailed(
            f"{shown(url)}: {reason}, {self.retry.attempts} attempts",
            hint=hint,
        )

    def close(self) -> None:
        """Hang up. Cookies stay; a later `get` connects anew."""
        if self._transport is not None:
            self._transport.close()
            self._transport = None

    def _get_once(self, url: str, headers: Mapping[str, str], largest: int) -> Response:
        limits = Limits(
            seconds=self.timeout,
            connect_seconds=min(_CONNECT_SECONDS, self.timeout),
            body_bytes=largest,
            expanded_bytes=largest,
            ratio=_NO_BOMB,
        )
        # Around all hops and not for each, so that redirects cannot make an attempt longer.
        with Deadline(self.timeout) as deadline:
            # Before the first byte goes out: a URL that the site itself named (a link, a next page) may lead elsewhere.
            target = own_target(self.site, url)
            for _ in range(_MOST_HOPS):
                answer = self._ask(target, headers, limits, deadline)
                if answer.status in REDIRECTS:
                    target = self._next(target, answer.headers.get("location", ""))
                    continue
                if answer.status in PASSING:
                    pause = retry_after(answer.headers, now=datetime.now(UTC))
                    raise _held_up(answer, headers.get("user-agent", ""), pause)
                return response_of(target.url, answer)
        raise FetchFailed(f"{shown(url)}: redirected in a circle", hint="check the site's address and https")

    def _ask(self, target: Target, headers: Mapping[str, str], limits: Limits, deadline: Deadline) -> Answer:
        transport, cookies = self._session()
        # The credentials before the cookies and behind the caller's headers: none of the caller's replaces them.
        sent = {**BASE_HEADERS, **headers, **self.site.credentials(target), **cookies.headers(target.url)}
        # A status that may pass is asked again anyway, so its body is left unread.
        hop = Hop(method="GET", url=target.url, headers=sent, limits=limits, unread=REDIRECTS | PASSING)
        try:
            answer = transport.exchange(hop, deadline)
        except NoAnswer as error:
            self.close()  # nothing of this connection can be trusted, and a new one reads the authorities again
            if error.kind is Failure.CERTIFICATE:
                raise FetchFailed(
                    f"{shown(target.url)}: its TLS certificate is not valid",
                    hint="renew the certificate, check the host name, or name your own authority in [source] tls_ca",
                ) from None
            raise _PassingError(_REASONS[error.kind]) from None
        cookies.keep(target.url, answer)
        return answer

    def _session(self) -> "tuple[Transport, SessionCookies]":
        from rootzpub.fetch.cookies import SessionCookies  # noqa: PLC0415 - loads with the first request
        from rootzpub.fetch.transport import Transport  # noqa: PLC0415 - requests as well

        if self._transport is None:
            proxy = self.site.proxy
            self._transport = Transport(
                self._locate,
                self.network,
                proxy_url=proxy.url if proxy else "",
                proxy_headers=proxy.headers if proxy else None,
            )
        if self._cookies is None:
            self._cookies = SessionCookies()
        return self._transport, self._cookies

    def _locate(self, host: str, port: int, seconds: float) -> Sequence[str]:
        """Addresses to connect to.

        The owner vouches for the host that was named, wherever it is. Nobody named its `www.` form: a forgotten DNS
        entry may be somebody else's, so that one is held to public addresses.
        """
        found = look_up(host, port, resolver=self.network.resolver, seconds=seconds)
        if self.site.is_named_host(host):
            return found
        for address in found:
            if reason := refusal(address):
                raise AddressRefused(
                    f"{host} is at {address}, which is {reason}: only the host that was named may be",
                    hint=f"if that is your site, give {host} as the source",
                )
        return found

    def _next(self, current: Target, location: str) -> Target:
        """Where a redirect leads. Raises FetchFailed unless that is on the site."""
        try:
            url = urljoin(current.url, location.replace(" ", "%20"))  # browsers take a blank there, so sites send it
        except ValueError:
            url = ""
        # urljoin takes `mailto:` and `javascript:` as they are.
        if not location or not url.startswith(("http://", "https://")):
            raise FetchFailed(f"{shown(current.url)}: redirected to nowhere", hint="check the site's address")
        target = asked_target(url)
        if not self.site.holds(target):
            raise FetchFailed(
                f"{shown(current.url)}: redirected to another host, {target.host}",
                hint="if that is your site, give its address as the source",
            )
        return target
