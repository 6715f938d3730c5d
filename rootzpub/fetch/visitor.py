"""The policy for looking at a site's pages as an anonymous visitor: one site, no cookies, paced.

Invariants: public addresses only, unless the owner wrote the host; no other host is asked, also by redirect; nothing of
an owner (password, cookie) is sent; a server that asks for time gets it before the next request.
"""

import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import TYPE_CHECKING
from urllib.parse import urljoin

from rootzpub import __version__
from rootzpub.errors import AddressRefused, FetchFailed
from rootzpub.fetch.address import look_up, refusal
from rootzpub.fetch.deadline import Deadline
from rootzpub.fetch.failures import AnswerTooLarge, Failure, NoAnswer
from rootzpub.fetch.hop import BASE_HEADERS, REDIRECTIONS, Answer, Hop
from rootzpub.fetch.limits import Limits
from rootzpub.fetch.network import Connector, Network
from rootzpub.fetch.owner_site import Proxy, same_site
from rootzpub.fetch.response import Response, response_of
from rootzpub.fetch.retry import retry_after
from rootzpub.fetch.target import REDIRECTS, Target, parse_target

if TYPE_CHECKING:
    from rootzpub.fetch.transport import Transport

USER_AGENT = f"rootzpub/{__version__} (looks at pages as a visitor; rootzpub in robots.txt)"
_MOST_HOPS = 5
_NO_BOMB = 2_000
_FAILURES = {
    Failure.TOO_SLOW: "timeout",
    Failure.UNREACHABLE: "unreachable",
    Failure.CERTIFICATE: "certificate",
    Failure.LOST: "no-answer",
    Failure.CUT_SHORT: "cut-short",
}


@dataclass(slots=True, kw_only=True)
class Pace:
    """Requests evenly in time; a server's `Retry-After` is waited for."""

    per_second: float = 2.0
    ticks: Callable[[], float] = time.monotonic
    sleep: Callable[[float], object] = time.sleep
    _next: float = 0.0

    def wait(self) -> None:
        """Return when the next request may go out."""
        now = self.ticks()
        if self._next > now:
            self.sleep(self._next - now)
        self._next = max(now, self._next) + 1 / self.per_second

    def hold(self, seconds: float) -> None:
        """No request before so many seconds are over."""
        self._next = max(self._next, self.ticks() + seconds)

    @property
    def seconds_left(self) -> float:
        """Seconds until the next request may go out."""
        return max(0.0, self._next - self.ticks())


@dataclass(frozen=True, slots=True, kw_only=True)
class Visit:
    """One answer, or why there is none."""

    url: str
    """Where the answer is from, or the other host that was named and not asked."""
    response: Response | None = None
    failure: str = ""
    """`timeout`, `unreachable`, `certificate`, `no-answer`, `cut-short`, `too-large`, `redirects`, `private-address`,
    `bad-address`; empty where there is an answer."""


@dataclass(slots=True, kw_only=True)
class Visitor:
    """Asks one site. For one thread at a time; close it."""

    home: str
    """The site's home."""
    vouched: bool = False
    """Whether the owner wrote the host, so that it may lie at any address."""
    connect: str = ""
    """`host:port` to connect to in the place of the home's own; empty = its own."""
    proxy: Proxy | None = None
    """Through which alone one gets out; then it looks up the names."""
    network: Network = field(default_factory=Network)
    timeout: float = 30.0
    pace: Pace = field(default_factory=Pace)
    _transport: "Transport | None" = None

    def get(self, url: str, *, accept: str = "text/html", largest: int = 50 << 20) -> Visit:
        """The answer to a GET, redirects within the site followed; whatever goes wrong is a `failure`."""
        limits = Limits(
            seconds=self.timeout,
            connect_seconds=min(10.0, self.timeout),
            body_bytes=largest,
            expanded_bytes=largest,
            ratio=_NO_BOMB,
            ports=None,
        )
        headers = {**BASE_HEADERS, "user-agent": USER_AGENT, "accept": accept}
        try:
            return self._follow(parse_target(url), headers, limits)
        except AnswerTooLarge:
            return Visit(url=url, failure="too-large")
        except AddressRefused:
            return Visit(url=url, failure="private-address")
        except NoAnswer as error:
            self.close()
            return Visit(url=url, failure=_FAILURES[error.kind])
        except FetchFailed:
            return Visit(url=url, failure="bad-address")

    def close(self) -> None:
        """Hang up."""
        if self._transport is not None:
            self._transport.close()
            self._transport = None

    def _follow(self, target: Target, headers: dict[str, str], limits: Limits) -> Visit:
        for _ in range(_MOST_HOPS + 1):
            if not same_site(target.url, self.home):
                return Visit(url=target.url)
            self.pace.wait()
            answer = self._ask(target, headers, limits)
            if answer.status in REDIRECTS and (location := answer.headers.get("location")):
                target = parse_target(urljoin(target.url, location.replace(" ", "%20")))
                continue
            if seconds := retry_after(answer.headers, now=datetime.now(UTC)):
                self.pace.hold(seconds)
            return Visit(url=target.url, response=response_of(target.url, answer))
        return Visit(url=target.url, failure="redirects")

    def _ask(self, target: Target, headers: dict[str, str], limits: Limits) -> Answer:
        from rootzpub.fetch.transport import Transport  # noqa: PLC0415 - requests loads with the first request

        if self._transport is None:
            self._transport = Transport(
                self._locate,
                self._network(),
                proxy_url=self.proxy.url if self.proxy else "",
                proxy_headers=self.proxy.headers if self.proxy else None,
            )
        hop = Hop(method="GET", url=target.url, headers=headers, limits=limits, unread=REDIRECTIONS)
        with Deadline(self.timeout) as deadline:
            return self._transport.exchange(hop, deadline)

    def _network(self) -> Network:
        """The network with every connection led to `connect`: the name, and with it TLS, stay the home's."""
        if not self.connect:
            return self.network
        port = int(self.connect.rpartition(":")[2])
        return Network(
            resolver=self.network.resolver,
            connector=_at_port(self.network.connector, port),
            ca_file=self.network.ca_file,
        )

    def _locate(self, host: str, port: int, seconds: float) -> Sequence[str]:
        if self.connect:
            # The owner wrote it: wherever it is.
            name = self.connect.rpartition(":")[0].strip("[]")
            return look_up(name, port, resolver=self.network.resolver, seconds=seconds)
        found = look_up(host, port, resolver=self.network.resolver, seconds=seconds)
        if self.proxy is not None:
            return found
        if not self.vouched or host != parse_target(self.home).host:
            for address in found:
                if reason := refusal(address):
                    raise AddressRefused(
                        f"{host} is at {address}, which is {reason}: only public addresses are asked",
                        hint="write the site's address in [source] site if that is your own network",
                    )
        return found


def _at_port(connector: Connector, port: int) -> Connector:
    return lambda address, _port, seconds: connector(address, port, seconds)
