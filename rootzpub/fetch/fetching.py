"""`fetch` and `post`: one URL to one Response, hop by hop, each hop resolved once and judged before it is asked."""

import queue
import threading
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from rootzpub.errors import FetchFailed
from rootzpub.fetch.address import Resolver, checked, system_resolver
from rootzpub.fetch.limits import Limits
from rootzpub.fetch.response import Redirect, Response
from rootzpub.fetch.target import Target, check_port, is_allowed, next_target, parse_target

if TYPE_CHECKING:
    from rootzpub.fetch.transport import Answer, Connector, Deadline

DOCUMENTS = ("application/json", "text/plain", "text/markdown")
"""Media types of what the standard publishes."""
HTML = ("text/html", "application/xhtml+xml")
_CHARSETS = frozenset({"utf-8", "utf8", "us-ascii"})
_REDIRECTS = frozenset({301, 302, 303, 307, 308})


@dataclass(frozen=True, slots=True, kw_only=True)
class Network:
    """The ways out, as arguments: tests hand in their own, everybody else takes the system's."""

    resolver: Resolver = system_resolver
    connector: "Connector | None" = None
    """None: a TCP connection of the operating system."""
    authorities: str | None = None
    """A file of certificate authorities; None: those that come with requests."""


def fetch(
    url: str,
    *,
    limits: Limits = Limits(),  # noqa: B008 - frozen
    allow_private: bool | Collection[str] = False,
    accept: Collection[str] = DOCUMENTS,
    headers: Mapping[str, str] | None = None,
    network: Network = Network(),
) -> Response:
    """The answer to GET `url`, redirects followed within the rules of `next_target`.

    `allow_private`: True lets private addresses and any port in; a set of origins lets in just those. `accept`: media
    types a successful answer may have (others raise); error statuses come back as they are. Headers of the caller go to
    the first origin only. Raises FetchFailed, and its child AddressRefused.
    """
    asked = {"accept": ", ".join(accept), "user-agent": _agent(), "accept-encoding": "gzip", **(headers or {})}
    with _deadline(limits) as deadline:
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
    network: Network = Network(),
) -> Response:
    """The answer to POST `url` with a JSON `body` (JSON-RPC); a redirect is an error. Otherwise as `fetch`."""
    accept = ("application/json",)
    asked = {
        "accept": accept[0],
        "content-type": accept[0],
        "user-agent": _agent(),
        "accept-encoding": "gzip",
        **(headers or {}),
    }
    with _deadline(limits) as deadline:
        route = _Route(limits=limits, allow_private=allow_private, network=network, deadline=deadline)
        target = parse_target(url)
        answer = route.ask(target, asked, body)
    if answer.status in _REDIRECTS:
        raise FetchFailed(f"{url} redirects a POST request", hint="name the final URL")
    return _response(target, answer, (), accept)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Route:
    """What stays the same over the hops of one fetch."""

    limits: Limits
    allow_private: bool | Collection[str]
    network: Network
    deadline: "Deadline"

    def ask(self, target: Target, headers: Mapping[str, str], body: bytes | None = None) -> "Answer":
        """Resolve `target` once, judge every address, then ask the one that was judged."""
        from rootzpub.fetch.transport import Hop, send, system_connector  # noqa: PLC0415 - requests loads when needed

        private = is_allowed(target, allow_private=self.allow_private)
        if not private:
            check_port(target, self.limits.ports)
        addresses = checked(target.host, self._resolve(target), allow_private=private)
        hop = Hop(
            url=target.url,
            addresses=addresses,
            headers=headers,
            body=body,
            limits=self.limits,
            connector=self.network.connector or system_connector,
            authorities=self.network.authorities or True,
        )
        return send(hop, self.deadline)

    def _resolve(self, target: Target) -> tuple[str, ...]:
        """The addresses of `target`'s host. The system's resolver knows no time limit, so it runs beside us."""
        answers: queue.SimpleQueue[tuple[str, ...] | OSError] = queue.SimpleQueue()

        def look_up() -> None:
            try:
                answers.put(tuple(self.network.resolver(target.host, target.port)))
            except OSError as error:
                answers.put(error)

        threading.Thread(target=look_up, daemon=True).start()
        try:
            answer = answers.get(timeout=self.deadline.left)
        except queue.Empty:
            raise FetchFailed(f"looking up {target.host} took too long", hint="try again later") from None
        if isinstance(answer, OSError):
            raise FetchFailed(f"{target.host} has no address: {answer.strerror or answer}", hint="check the host name")
        return answer


def _deadline(limits: Limits) -> "Deadline":
    from rootzpub.fetch.transport import Deadline  # noqa: PLC0415 - requests loads when needed

    return Deadline(limits.seconds)


def _agent() -> str:
    from rootzpub import __version__  # noqa: PLC0415 - read where it is said

    return f"rootzpub/{__version__}"


def _follow(target: Target, headers: Mapping[str, str], route: _Route) -> tuple[Target, "Answer", tuple[Redirect, ...]]:
    redirects: list[Redirect] = []
    asked = dict(headers)
    while True:
        answer = route.ask(target, asked)
        if answer.status not in _REDIRECTS:
            return target, answer, tuple(redirects)
        if len(redirects) == route.limits.redirects:
            raise FetchFailed(f"more than {route.limits.redirects} redirects", hint="ask the final URL itself")
        location = answer.headers.get("location")
        if location is None:
            raise FetchFailed(f"{target.url} says {answer.status} without a Location")
        following = next_target(target, location)
        redirects.append(Redirect(url=target.url, status=answer.status, location=following.url))
        if following.origin != target.origin:  # what the caller added may be a secret of the first origin
            asked = {name: asked[name] for name in ("accept", "user-agent", "accept-encoding")}
        target = following


def _response(target: Target, answer: "Answer", redirects: tuple[Redirect, ...], accept: Collection[str]) -> Response:
    content_type, charset = _media_type(answer.headers.get("content-type", ""))
    if 200 <= answer.status < 300:  # noqa: PLR2004 - the class of successes
        if content_type not in accept:
            raise FetchFailed(
                f"{target.url} is sent as {content_type or 'nothing in particular'}, expected {' or '.join(accept)}",
                hint="the site must send the right Content-Type",
            )
        if charset not in _CHARSETS:
            raise FetchFailed(f"{target.url} is sent as charset {charset!r}, expected utf-8")
    return Response(
        url=target.url,
        status=answer.status,
        headers=answer.headers,
        body=answer.body,
        content_type=content_type,
        redirects=redirects,
        address=answer.address,
        length_known=answer.length_known,
    )


def _media_type(value: str) -> tuple[str, str]:
    """Media type and charset (utf-8 when not said) of a Content-Type header, both in lower case."""
    essence, *parameters = value.split(";")
    charset = "utf-8"
    for parameter in parameters:
        name, _, given = parameter.partition("=")
        if name.strip().lower() == "charset":
            charset = given.strip().strip('"').lower()
    return essence.strip().lower(), charset
