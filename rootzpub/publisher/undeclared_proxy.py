"""A reverse proxy that nobody declared: behind one all visitors look like one client, so no limit is declared.

Invariants: only addresses that no stranger on the internet has (loopback, private networks) count as one: the headers
are anybody's to send. What is kept is the address of the proxy, never one of a client.
"""

import contextlib
import ipaddress
from collections.abc import Callable, Iterable
from datetime import UTC, datetime
from typing import Final

from rootzpub.clock import Clock, system_clock
from rootzpub.errors import MalformedInput, StoreUnavailable
from rootzpub.fetch import NO_ADDRESS, refusal
from rootzpub.logs import package_logger
from rootzpub.state import MemoryNote, Note
from rootzpub.wire import canonical, parse

_NEVER: Final = datetime(1970, 1, 1, tzinfo=UTC)
_logger = package_logger(__name__)


def line_to_add(address: str) -> str:
    """What belongs into rootzpub.toml."""
    return f'[serve] trusted_proxies = ["{address}"]'


def declares(proxies: Iterable[str]) -> Callable[[str], bool]:
    """Whether an address is among these addresses and networks (`[serve] trusted_proxies`)."""
    networks = tuple(ipaddress.ip_network(proxy, strict=False) for proxy in proxies)

    def is_declared(address: str) -> bool:
        try:
            parsed = ipaddress.ip_address(address)
        except ValueError:
            return False
        # A socket for both versions gives IPv4 addresses as mapped ones.
        mapped = parsed.ipv4_mapped if isinstance(parsed, ipaddress.IPv6Address) else None
        return any((mapped or parsed) in network for network in networks)

    return is_declared


class UndeclaredProxy:
    """What this process knows of one; the note tells other processes, and `doctor`."""

    def __init__(
        self,
        note: Note | None = None,
        *,
        trusted: Callable[[str], bool] = lambda _: False,
        clock: Clock = system_clock,
    ) -> None:
        """`trusted` tells whether an address is declared: what the note says of one that is now is over."""
        self._note = note or MemoryNote()
        self._clock = clock
        address = _read(self._note)
        self.address = "" if trusted(address) else address
        """Where it is; empty while none was seen."""
        self.moment = _NEVER
        """When it was first seen by this process."""

    def see(self, address: str) -> None:
        """A request with a forwarding header came from an address that is not declared."""
        if self.address or not _is_internal(address):
            return
        self.moment = self._clock()
        self.address = address
        # A disk that cannot take it changes nothing: each process sees its own requests.
        with contextlib.suppress(StoreUnavailable):
            self._note.write(canonical({"address": address}))
        _logger.warning(
            "a proxy at %s is not declared: visitors cannot be told apart, and no limit is declared; add %s",
            address,
            line_to_add(address),
        )

    def forget(self) -> None:
        """Begin anew, as a server that starts does."""
        self.address = ""
        with contextlib.suppress(StoreUnavailable):
            if self._note.read():
                self._note.write(canonical({"address": ""}))


def _read(note: Note) -> str:
    try:
        kept = parse(note.read() or b"{}")
    except (StoreUnavailable, MalformedInput):
        return ""
    address = kept.get("address") if isinstance(kept, dict) else ""
    return address if isinstance(address, str) and _is_internal(address) else ""


def _is_internal(address: str) -> bool:
    return refusal(address) not in {"", NO_ADDRESS}
