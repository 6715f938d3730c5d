"""A URL taken apart strictly, before anything is resolved or sent."""

import re
from collections.abc import Collection
from dataclasses import dataclass
from urllib.parse import urljoin, urlsplit

from rootzpub.errors import AddressRefused, FetchFailed, MalformedInput
from rootzpub.wire.blocks import DEFAULT_PORTS, origin_of

WELL_KNOWN_PREFIX = "/.well-known/"
_FORBIDDEN = re.compile(r"[\x00-\x20\x7f\\]")
REDIRECTS = frozenset({301, 302, 303, 307, 308})
"""Statuses that name another place to ask; 300 and 304 to 306 do not (RFC 9110 §15.4)."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Target:
    """Where one request goes."""

    url: str
    """Absolute, with the host as A-labels and without a fragment."""
    origin: str
    """`scheme://host[:port]`, the default port dropped [wire §2.origin-form]."""
    host: str
    """A-labels or an address literal without brackets."""
    port: int
    path: str

    @property
    def well_known(self) -> bool:
        """Whether the path lies under `/.well-known/`, where redirects must stay within the origin."""
        return self.path.startswith(WELL_KNOWN_PREFIX)


def parse_target(url: str) -> Target:
    """`url` as a Target.

    Raises FetchFailed for anything but a plain http or https URL: user info, control characters, blanks and
    backslashes are refused because programs disagree on what they mean.
    """
    # Also backslashes: browsers take them for slashes, and this parser does not.
    if _FORBIDDEN.search(url):
        raise FetchFailed("the URL holds a blank, a control character or a backslash", hint="percent-encode it")
    try:
        parts = urlsplit(url)
        port = parts.port
        origin = origin_of(url)
    except (ValueError, MalformedInput) as error:
        raise FetchFailed(f"not a URL that can be asked: {error}", hint="write https://host/path") from None
    if "@" in parts.netloc:
        raise FetchFailed("the URL holds a user name or password", hint="leave out what stands before the @")
    # urlsplit leaves `%` in a host as it is, and a resolver may take it for the zone of an address.
    if "%" in parts.netloc:
        raise FetchFailed("not a URL that can be asked: the host holds a %", hint="write https://host/path")
    path = parts.path or "/"
    query = f"?{parts.query}" if parts.query else ""
    return Target(
        url=f"{origin}{path}{query}",
        origin=origin,
        host=_host_of(origin),
        port=port if port is not None else DEFAULT_PORTS[parts.scheme.lower()],
        path=path,
    )


def joined(base: str, link: str) -> str:
    """A link as an absolute URL. Raises FetchFailed where it cannot be one, whatever a site wrote there."""
    try:
        return urljoin(base, link)
    except ValueError:
        raise FetchFailed(f"not an address: {link[:80]!a}", hint="write https://host/path") from None


def _host_of(origin: str) -> str:
    return urlsplit(origin).hostname or ""


def is_allowed(target: Target, *, allow_private: bool | Collection[str]) -> bool:
    """Whether `target` may lie at a private address: all may, or its origin is named."""
    return allow_private if isinstance(allow_private, bool) else target.origin in allow_private


def check_port(target: Target, ports: Collection[int] | None) -> None:
    """Raise AddressRefused when `target`'s port is none of `ports` (None: any)."""
    if ports is not None and target.port not in ports:
        raise AddressRefused(
            f"{target.origin} asks for port {target.port}: only {', '.join(map(str, sorted(ports)))} are asked",
            hint="--allow-private lets other ports in, if you mean to ask your own server",
        )


def next_target(current: Target, location: str) -> Target:
    """Where a redirect leads, or FetchFailed.

    The standard's documents are not to be redirected elsewhere: under `/.well-known/`, on either side, the origin must
    stay. A step down from https to http is refused everywhere.
    """
    following = parse_target(joined(current.url, location))
    # Either side: neither may a well-known document come from elsewhere, nor a redirect forge one of another origin.
    if following.origin != current.origin and (current.well_known or following.well_known):
        raise FetchFailed(
            f"{current.url} redirects to another origin, {following.origin}: not allowed under {WELL_KNOWN_PREFIX}",
            hint=f"if you trust it, ask {following.url} itself",
        )
    if current.origin.startswith("https:") and following.origin.startswith("http:"):
        raise FetchFailed(f"{current.url} redirects from https to http", hint="the site should redirect to https")
    return following
