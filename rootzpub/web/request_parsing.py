"""What a request says, read strictly: its path, and who asks."""

import hmac
import ipaddress
from collections.abc import Mapping
from functools import lru_cache

from rootzpub.publisher import declares
from rootzpub.wire import ANONYMOUS, OWNER, Caller


def raw_path(environ: Mapping[str, str]) -> str:
    """The path as it was asked, still percent-encoded where the server tells it, else encoded again."""
    # Servers have two names for it; WSGI itself gives the decoded path only (PEP 3333).
    raw = environ.get("RAW_URI") or environ.get("REQUEST_URI") or ""
    if raw.startswith("/"):
        return raw.partition("?")[0]
    # WSGI hands bytes over as latin-1 (PEP 3333).
    return environ.get("PATH_INFO", "/").encode("latin-1").decode("utf-8", "replace")


def has_two_hosts(environ: Mapping[str, str]) -> bool:
    """Whether a request has more than one Host header, which is to be refused (RFC 9112 §3.2)."""
    # The server joins lines of one name with commas, and no host has one.
    return "," in environ.get("HTTP_HOST", "")


@lru_cache(maxsize=4096)
def network_of(address: str) -> str:
    """What a client is counted as: its IPv4 address, the /64 of its IPv6 address; anything else as it is.

    A host has a whole /64 to itself (RFC 4291 section 2.5.1, RFC 6177), so one of its addresses says nothing.
    """
    try:
        parsed = ipaddress.ip_address(_without_port(address).partition("%")[0])
    except ValueError:
        return address
    if isinstance(parsed, ipaddress.IPv6Address):
        if parsed.ipv4_mapped:
            return str(parsed.ipv4_mapped)
        return str(ipaddress.IPv6Network((parsed, 64), strict=False))
    return str(parsed)


def _without_port(address: str) -> str:
    """What some proxies write: `192.0.2.1:4711`, `[2001:db8::1]:4711`."""
    if address.startswith("["):
        return address[1:].partition("]")[0]
    host, separator, port = address.partition(":")
    return host if separator and port.isdecimal() and "." in host else address


class Clients:
    """Tells clients apart, believing `X-Forwarded-For` only from proxies that were named."""

    def __init__(self, trusted_proxies: tuple[str, ...]) -> None:
        self.is_trusted = declares(trusted_proxies)
        """Whether an address is that of a proxy that was named."""

    def address(self, environ: Mapping[str, str]) -> str:
        """The client's address: the last one that no trusted proxy of ours wrote."""
        address = environ.get("REMOTE_ADDR", "")
        forwarded = environ.get("HTTP_X_FORWARDED_FOR")
        if not forwarded:
            return address
        hops = [hop.strip() for hop in forwarded.split(",") if hop.strip()]
        # From the right: what stands left of the first untrusted hop is what that client wrote himself.
        while hops and self.is_trusted(address):
            address = hops.pop()
        return address

    def is_from_proxy(self, environ: Mapping[str, str]) -> bool:
        """Whether a proxy that was named sent this request: what it adds to one is believed."""
        return self.is_trusted(environ.get("REMOTE_ADDR", ""))


def caller_of(environ: Mapping[str, str], token: str) -> Caller:
    """The owner where the request carries their bearer token, compared in constant time; never without a token set."""
    scheme, _, given = environ.get("HTTP_AUTHORIZATION", "").partition(" ")
    # As bytes: compare_digest takes no text beyond ASCII.
    owns = bool(token) and scheme.lower() == "bearer" and hmac.compare_digest(given.strip().encode(), token.encode())
    return OWNER if owns else ANONYMOUS
