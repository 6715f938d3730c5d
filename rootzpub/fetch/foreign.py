"""The policy for foreign bytes: `fetch` and `post`, one URL to one Response, for what nobody vouches for.

Invariants: public addresses only; each hop's name is resolved once, every address of it judged, and the connection goes
to one that was judged (a second look-up could lead inside: DNS rebinding); nothing is kept from one call to the next.
"""

from collections.abc import Collection, Mapping
from dataclasses import dataclass

from rootzpub.errors import FetchFailed
from rootzpub.fetch.address import checked, look_up
from rootzpub.fetch.deadline import Deadline
from rootzpub.fetch.hop import BASE_HEADERS, REDIRECTIONS, Answer, Hop
from rootzpub.fetch.limits import Limits
from rootzpub.fetch.network import Network
from rootzpub.fetch.response import Redirect, Response, media_type, response_of
from rootzpub.fetch.target import REDIRECTS, Target, check_port, is_allowed, next_target, parse_target

DOCUMENTS = ("application/json", "text/plain", "text/markdown")
"""Media types of what the standard publishes."""
HTML = ("text/html", "application/xhtml+xml")
_CHARSETS = frozenset({"utf-8", "utf8", "us-ascii"})


def fetch(
    url: str,
    *,
    limits: Limits = Limits(),  # noqa: B008 - frozen
    allow_private: bool | Collection[str] = False,
    accept: Collection[str] = DOCUMENTS,
    headers: Mapping[str, str] | None = None,
    network: Network = Network(),  # noqa: B008 - frozen
) -> Response:
    """The answer to GET `url`, redirects followed within the rules of `next_target`.

    `allow_private`: True lets private addresses and any port in; a set of origins lets in just those. `accept`: media
    types a successful answer may have (others raise); error statuses come back as they are. Headers of the caller go to
    the first origin only. Raises FetchFailed, and its child AddressRefused.
    """
    asked = {**BASE_HEADERS, "accept": ", ".join(accept), **(headers or {})}
    with Deadline(limits.seconds) as deadline:
        route = _Route(limits=limits, allow_private=allow_private, network=network, deadline=deadline)
        target, answer, redirects = _follow(parse_target(url), asked, route)
    return _response(target, answer, redirects, accept)


def post(
    url: str,
    body: bytes,
    *,
    limits: Limits = Limits(),  # noqa: B008 - frozen
    allow_private: bool | Collection[str] = False,
    headers: Mapping[str, str] | None = None,
    network: Network = Network(),  # noqa: B008 - frozen
) -> Response:
    """The answer to POST `url` with a JSON `body` (JSON-RPC); a redirect is an error. Otherwise as `fetch`."""
    accept = ("application/json",)
    asked = {**BASE_HEADERS, "accept": accept[0], "content-type": accept[0], **(headers or {})}
    with Deadline(limits.seconds) as deadline:
        route = _Route(limits=limits, allow_private=allow_private, network=network, deadline=deadline)
        target = parse_target(url)
        answer = route.ask(target, asked, body)
    if answer.status in REDIRECTS:
        raise FetchFailed(f"{url} redirects a POST request", hint="name the final URL")
    return _response(target, answer, (), accept)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Route:
    """What stays the same over the hops of one fetch."""

    limits: Limits
    allow_private: bool | Collection[str]
    network: Network
    deadline: Deadline

    def ask(self, target: Target, headers: Mapping[str, str], body: bytes | None = None) -> Answer:
        """Resolve `target` once, judge every address, then ask the one that was judged."""
        from rootzpub.fetch.transport import Transport  # noqa: PLC0415 - requests loads when needed

        private = is_allowed(target, allow_private=self.allow_private)
        if not private:
            # A private origin is asked at its own port: it was named with it.
            check_port(target, self.limits.ports)
        # Before the connection, not within it: the transport is given nothing but judged addresses.
        found = look_up(target.host, target.port, resolver=self.network.resolver, seconds=self.deadline.left)
        addresses = checked(target.host, found, allow_private=private)
        hop = Hop(
            method="GET" if body is None else "POST",
            url=target.url,
            headers=headers,
            body=body,
            limits=self.limits,
            unread=REDIRECTIONS,
        )
        # A transport for each hop: a kept connection would lead to an address that was judged for another name.
        with Transport(lambda _host, _port, _seconds: addresses, self.network) as transport:
            return transport.exchange(hop, self.deadline)


def _follow(target: Target, headers: Mapping[str, str], route: _Route) -> tuple[Target, Answer, tuple[Redirect, ...]]:
    redirects: list[Redirect] = []
    asked = dict(headers)
    while True:
        answer = route.ask(target, asked)
        if answer.status not in REDIRECTS:
            return target, answer, tuple(redirects)
        if len(redirects) == route.limits.redirects:
            raise FetchFailed(f"more than {route.limits.redirects} redirects", hint="ask the final URL itself")
        location = answer.headers.get("location")
        if location is None:
            raise FetchFailed(f"{target.url} says {answer.status} without a Location")
        following = next_target(target, location)
        if route.limits.same_origin and following.origin != target.origin:
            raise FetchFailed(f"{target.url} redirects to another origin, {following.origin}, which is not asked")
        redirects.append(Redirect(url=target.url, status=answer.status, location=following.url))
        if following.origin != target.origin:  # what the caller added may be a secret of the first origin
            asked = {**BASE_HEADERS, "accept": asked["accept"]}
        target = following


def _response(target: Target, answer: Answer, redirects: tuple[Redirect, ...], accept: Collection[str]) -> Response:
    content_type, charset = media_type(answer.headers.get("content-type", ""))
    # Errors come back as they are, HTML included; only what could be taken for a document is held to its type.
    if 200 <= answer.status < 300:  # noqa: PLR2004 - the class of successes
        if content_type not in accept:
            raise FetchFailed(
                f"{target.url} is sent as {content_type or 'nothing in particular'}, expected {' or '.join(accept)}",
                hint="the site must send the right Content-Type",
            )
        if charset not in _CHARSETS:
            raise FetchFailed(f"{target.url} is sent as charset {charset!r}, expected utf-8")
    return response_of(target.url, answer, redirects)
