"""Which network addresses may be connected to.

Invariants: every block of the IANA special-purpose registries (RFC 6890 and its updates) is named here and refused;
addresses that carry an IPv4 address inside are refused (mapped, compatible, translated, 6to4, Teredo, ISATAP) or judged
by it (NAT64). A test holds the list to the rows of the registries.
"""

import ipaddress
import queue
import socket
import threading
from collections.abc import Callable, Iterable, Sequence
from functools import lru_cache

from rootzpub.errors import AddressRefused, FetchFailed
from rootzpub.fetch.failures import Failure, NoAnswer

IpAddress = ipaddress.IPv4Address | ipaddress.IPv6Address
Resolver = Callable[[str, int], Sequence[str]]
"""Host (A-labels or a literal) and port to IP addresses as text; raises OSError when there are none."""

_BLOCKS: tuple[tuple[str, str], ...] = (
    ("0.0.0.0/8", "unspecified"),
    ("10.0.0.0/8", "private"),
    ("100.64.0.0/10", "carrier-grade NAT"),
    ("127.0.0.0/8", "loopback"),
    ("169.254.0.0/16", "link-local"),
    ("172.16.0.0/12", "private"),
    ("192.0.0.0/24", "protocol assignment"),
    ("192.0.2.0/24", "documentation"),
    ("192.88.99.0/24", "6to4 relay"),
    ("192.168.0.0/16", "private"),
    ("198.18.0.0/15", "benchmarking"),
    ("198.51.100.0/24", "documentation"),
    ("203.0.113.0/24", "documentation"),
    ("224.0.0.0/4", "multicast"),
    ("240.0.0.0/4", "reserved"),
    ("::/128", "unspecified"),
    ("::1/128", "loopback"),
    ("::ffff:0:0/96", "IPv4-mapped"),
    ("::ffff:0:0:0/96", "IPv4-translated"),
    ("::/96", "IPv4-compatible"),
    ("64:ff9b:1::/48", "local NAT64"),
    ("100::/64", "discard-only"),
    ("100:0:0:1::/64", "dummy"),
    ("2001::/32", "Teredo"),
    ("2001:2::/48", "benchmarking"),
    ("2001:10::/28", "ORCHID"),
    ("2001:20::/28", "ORCHID"),
    # Behind its narrower neighbours: the first block that holds an address names the reason.
    ("2001::/23", "protocol assignment"),
    ("2001:db8::/32", "documentation"),
    ("2002::/16", "6to4"),
    ("3fff::/20", "documentation"),
    ("5f00::/16", "segment routing"),
    ("fc00::/7", "private"),
    ("fe80::/10", "link-local"),
    ("fec0::/10", "site-local"),
    ("ff00::/8", "multicast"),
)
_NETWORKS = tuple((ipaddress.ip_network(block), name) for block, name in _BLOCKS)
# Translated by NAT64 (RFC 6052), so the address inside is what is reached: public ones are fine here.
NO_ADDRESS = "not an IP address"
_ISATAP = (b"\x00\x00\x5e\xfe", b"\x02\x00\x5e\xfe")
"""How the interface identifier of an ISATAP address begins (RFC 5214 section 6.1)."""
_NAT64 = ipaddress.IPv6Network("64:ff9b::/96")


def system_resolver(host: str, port: int) -> Sequence[str]:
    """The addresses the operating system knows for `host`, in its order of preference, each once."""
    found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM, proto=socket.IPPROTO_TCP)
    return tuple(dict.fromkeys(str(entry[4][0]) for entry in found))


def refusal(address: str) -> str:
    """Why `address` may not be connected to ("loopback", "private", …), or "" when it is a public one."""
    try:
        # A zone (`fe80::1%eth0`) says through which interface, and nothing about the address.
        ip = ipaddress.ip_address(address.partition("%")[0])
    except ValueError:
        return NO_ADDRESS
    if isinstance(ip, ipaddress.IPv6Address):
        if ip in _NAT64:
            return refusal(str(ipaddress.IPv4Address(ip.packed[-4:])))
        # Any prefix can carry it, so no block names it: a tunnel to the IPv4 address in the last four bytes.
        if ip.packed[8:12] in _ISATAP:
            return "ISATAP"
    return next((name for network, name in _NETWORKS if ip in network), "")


@lru_cache(maxsize=4096)
def is_loopback(host: str) -> bool:
    """Whether a host (a name or an address literal without brackets) is this machine: loopback, or `localhost`."""
    try:
        ip = ipaddress.ip_address(host.partition("%")[0])
    except ValueError:
        # RFC 6761 section 6.3: names below it are loopback too; a final dot changes nothing (RFC 1034 section 3.1).
        name = host.lower().removesuffix(".")
        return name == "localhost" or name.endswith(".localhost")
    # Python 3.13 says so itself, earlier versions do not.
    mapped = ip.ipv4_mapped if isinstance(ip, ipaddress.IPv6Address) else None
    return (mapped or ip).is_loopback


def look_up(host: str, port: int, *, resolver: Resolver, seconds: float) -> tuple[str, ...]:
    """The addresses that `resolver` knows for `host`; NoAnswer when it knows none or takes longer than `seconds`.

    The system's resolver knows no time limit, so it runs in a thread of its own, which is abandoned when time is up.
    """
    answers: queue.SimpleQueue[tuple[str, ...] | OSError] = queue.SimpleQueue()

    def ask() -> None:
        try:
            answers.put(tuple(resolver(host, port)))
        except OSError as error:
            answers.put(error)

    # A daemon: an abandoned look-up must not keep the process from ending.
    threading.Thread(target=ask, daemon=True).start()
    try:
        answer = answers.get(timeout=seconds)
    except queue.Empty:
        raise NoAnswer(
            f"looking up {host} took too long", hint="try again later", kind=Failure.TOO_SLOW, sent=False
        ) from None
    if isinstance(answer, OSError):
        reason = answer.strerror or answer
        raise NoAnswer(
            f"{host} has no address: {reason}", hint="check the host name", kind=Failure.UNREACHABLE, sent=False
        )
    return answer


def checked(host: str, addresses: Iterable[str], *, allow_private: bool) -> tuple[str, ...]:
    """All of `addresses`, each public or allowed.

    One refused address refuses the host: a name that points both outside and inside is how rebinding begins.
    Raises AddressRefused, or FetchFailed when there are none.
    """
    found = tuple(addresses)
    if not found:
        raise FetchFailed(f"{host} has no address", hint="check the host name")
    for address in found:
        reason = refusal(address)
        if reason and not allow_private:
            raise AddressRefused(
                f"{host} is at {address}, which is {reason}: only public addresses are asked",
                hint="--allow-private lets private addresses in, if you mean to ask your own network",
            )
    return found
