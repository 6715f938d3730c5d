"""The site that the owner named: which URLs belong to it, and what of the owner's is sent there.

Invariants: a password goes to this site alone, and never in the clear where the configured address is https. User,
password and proxy are what the owner declared; the environment (`~/.netrc`, `*_proxy`) is not asked.
"""

from base64 import b64encode
from dataclasses import dataclass, field
from functools import cached_property
from urllib.parse import urlsplit

from rootzpub.errors import FetchFailed, MalformedInput
from rootzpub.fetch.target import Target, parse_target
from rootzpub.wire.blocks import DEFAULT_PORTS, origin_of

_WELL_KNOWN_PORTS = frozenset(DEFAULT_PORTS.values())


@dataclass(frozen=True, slots=True, kw_only=True)
class Proxy:
    """An HTTP proxy: https goes through it by CONNECT, so it cannot read along; http it can."""

    url: str
    """`http://host:port`, without user and password."""
    user: str = ""
    password: str = field(default="", repr=False)

    @property
    def headers(self) -> dict[str, str]:
        """What the proxy itself is sent."""
        return {"proxy-authorization": _basic(self.user, self.password)} if self.user else {}


@dataclass(frozen=True, kw_only=True)
class OwnerSite:
    """A site that the owner configured, as URL without user and password."""

    url: str
    user: str = ""
    password: str = field(default="", repr=False)
    proxy: Proxy | None = None

    @cached_property
    def target(self) -> Target:
        """The URL taken apart. Raises FetchFailed when it is none that can be asked."""
        return parse_target(self.url)

    def holds(self, target: Target) -> bool:
        """Whether `target` is on this site, as `same_site` says."""
        return _site(target.origin) == _site(self.target.origin)

    def is_named_host(self, host: str) -> bool:
        """Whether this is the very host that the owner named (not its `www.` form), or the proxy's."""
        return host == self.target.host or (self.proxy is not None and host == urlsplit(self.proxy.url).hostname)

    def credentials(self, target: Target) -> dict[str, str]:
        """The `Authorization` header (Basic, UTF-8: RFC 7617) for `target`; empty where it must not go."""
        # http may become https on the way, never the other way round.
        clear = self.target.origin.startswith("https:") and not target.origin.startswith("https:")
        if not self.user or clear or not self.holds(target):
            return {}
        return {"authorization": _basic(self.user, self.password)}


def same_site(one: str, other: str) -> bool:
    """Whether two http(s) URLs are on the same host and port, `www.` and http/https aside."""
    try:
        return _site(origin_of(one)) == _site(origin_of(other))
    except MalformedInput:
        return False


def shown(url: str) -> str:
    """A URL for messages: scheme, host and path, without user, password and parameters."""
    try:
        parts = urlsplit(url)
    except ValueError:
        return "the address"
    return f"{parts.scheme}://{parts.netloc.rpartition('@')[2]}{parts.path}"


def asked_target(url: str) -> Target:
    """`url` as a Target. Raises FetchFailed when it is none."""
    try:
        return parse_target(url)
    except FetchFailed:
        raise FetchFailed(f"{shown(url)}: not an address that can be asked", hint="check it") from None


def own_target(site: OwnerSite, url: str) -> Target:
    """`url` as a Target of `site`. Raises FetchFailed when it is none, or leads elsewhere."""
    target = asked_target(url)
    if not site.holds(target):
        raise FetchFailed(
            f"{shown(url)}: not on {site.target.host}, the host that was named",
            hint="if that is your site, give its address as the source",
        )
    return target


def _site(origin: str) -> tuple[str, int | None]:
    parts = urlsplit(origin)
    # `http://host` and `https://host` are one site: WordPress redirects between them, as between host and `www.` host.
    return (parts.hostname or "").removeprefix("www."), None if parts.port in _WELL_KNOWN_PORTS else parts.port


def _basic(user: str, password: str) -> str:
    return "Basic " + b64encode(f"{user}:{password}".encode()).decode()
