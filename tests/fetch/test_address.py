"""Which addresses are public."""

import ipaddress

import pytest

from rootzpub.errors import AddressRefused, FetchFailed
from rootzpub.fetch import is_loopback, refusal, system_resolver
from rootzpub.fetch.address import checked


@pytest.mark.parametrize(
    "address", ["93.184.216.34", "1.1.1.1", "2606:4700::1111", "64:ff9b::5db8:d822", "100.128.0.1"]
)
def test_public_addresses_have_no_refusal(address: str) -> None:
    """Also an IPv4 address reached through NAT64, and what lies just outside a block."""
    assert refusal(address) == ""


@pytest.mark.parametrize(
    ("address", "reason"),
    [
        ("0.0.0.0", "unspecified"),
        ("10.255.255.255", "private"),
        ("100.127.255.255", "carrier-grade NAT"),
        ("127.8.9.10", "loopback"),
        ("169.254.0.1", "link-local"),
        ("172.31.0.1", "private"),
        ("192.0.0.8", "protocol assignment"),
        ("192.0.2.1", "documentation"),
        ("192.88.99.1", "6to4 relay"),
        ("192.168.0.1", "private"),
        ("198.19.0.1", "benchmarking"),
        ("198.51.100.7", "documentation"),
        ("203.0.113.7", "documentation"),
        ("239.1.1.1", "multicast"),
        ("255.255.255.255", "reserved"),
        ("::", "unspecified"),
        ("::1", "loopback"),
        ("::ffff:8.8.8.8", "IPv4-mapped"),
        ("::7f00:1", "IPv4-compatible"),
        ("64:ff9b::7f00:1", "loopback"),
        ("64:ff9b:1::1", "local NAT64"),
        ("100::1", "discard-only"),
        ("2001::1", "Teredo"),
        ("2001:db8::1", "documentation"),
        ("2002:a00::1", "6to4"),
        ("fd12::1", "private"),
        ("fe80::1%eth0", "link-local"),
        ("fec0::1", "site-local"),
        ("ff02::1", "multicast"),
        ("not-an-address", "not an IP address"),
    ],
)
def test_special_addresses_are_named(address: str, reason: str) -> None:
    """The refusal is the name of the block."""
    assert refusal(address) == reason


def test_nothing_that_python_calls_private_passes() -> None:
    """The first and last address of every block that `ipaddress` itself knows as not global is refused."""
    networks = ipaddress.IPv4Address._constants._private_networks + ipaddress.IPv6Address._constants._private_networks
    ends = {end for network in networks for end in (network[0], network[-1])}
    assert {end for end in ends if not end.is_global and not refusal(str(end))} == set()


def test_allowing_private_lets_them_in() -> None:
    """The flag is for one's own network."""
    assert checked("nas.home.example", ["192.168.1.4"], allow_private=True) == ("192.168.1.4",)


def test_no_address_at_all_is_an_error() -> None:
    """A host needs one."""
    with pytest.raises(FetchFailed, match=r"example\.com has no address"):
        checked("example.com", [], allow_private=True)


def test_the_refusal_says_who_and_why() -> None:
    """Host, address and block are in the message, the way out in the hint."""
    with pytest.raises(AddressRefused, match=r"evil\.example is at 127\.0\.0\.1, which is loopback") as caught:
        checked("evil.example", ["127.0.0.1"], allow_private=False)
    assert "--allow-private" in caught.value.hint


def test_the_system_resolver_gives_each_address_once() -> None:
    """`localhost` is on every machine."""
    found = system_resolver("127.0.0.1", 80)
    assert found == ("127.0.0.1",)


@pytest.mark.parametrize(
    ("host", "expected"),
    [("127.0.0.1", True), ("127.9.9.9", True), ("::1", True), ("LocalHost", True), ("192.0.2.1", False), ("", False)],
)
def test_loopback_is_recognised(host: str, *, expected: bool) -> None:
    """Addresses of the machine itself, and its name."""
    assert is_loopback(host) is expected


REGISTRY = {
    # IANA IPv4 Special-Purpose Address Registry (RFC 6890 and updates): block, globally reachable.
    "0.0.0.0/8": False,
    "0.0.0.0/32": False,
    "10.0.0.0/8": False,
    "100.64.0.0/10": False,
    "127.0.0.0/8": False,
    "169.254.0.0/16": False,
    "172.16.0.0/12": False,
    "192.0.0.0/24": False,
    "192.0.0.0/29": False,
    "192.0.0.8/32": False,
    "192.0.0.170/32": False,
    "192.0.0.171/32": False,
    "192.0.2.0/24": False,
    "192.31.196.0/24": True,
    "192.52.193.0/24": True,
    "192.88.99.0/24": False,
    "192.168.0.0/16": False,
    "192.175.48.0/24": True,
    "198.18.0.0/15": False,
    "198.51.100.0/24": False,
    "203.0.113.0/24": False,
    "240.0.0.0/4": False,
    "255.255.255.255/32": False,
    # IANA IPv6 Special-Purpose Address Registry.
    "::1/128": False,
    "::/128": False,
    "::ffff:0:0/96": False,
    "64:ff9b:1::/48": False,
    "100::/64": False,
    "100:0:0:1::/64": False,
    "2001::/23": False,
    "2001::/32": False,
    "2001:2::/48": False,
    "2001:db8::/32": False,
    "2001:10::/28": False,
    "2002::/16": False,
    "2620:4f:8000::/48": True,
    "3fff::/20": False,
    "5f00::/16": False,
    "fc00::/7": False,
    "fe80::/10": False,
}


@pytest.mark.parametrize(("block", "reachable"), REGISTRY.items(), ids=REGISTRY)
def test_the_list_is_that_of_the_registries(block: str, *, reachable: bool) -> None:
    """First, last and middle address of each row: refused unless the registry calls it globally reachable."""
    network = ipaddress.ip_network(block)
    for place in (0, network.num_addresses // 2, network.num_addresses - 1):
        assert (refusal(str(network[place])) == "") is reachable, network[place]


@pytest.mark.parametrize(
    ("address", "reason"),
    [
        ("::ffff:0:127.0.0.1", "IPv4-translated"),
        ("100:0:0:1::1", "dummy"),
        ("2606:4700::5efe:127.0.0.1", "ISATAP"),
        ("2606:4700::200:5efe:10.0.0.1", "ISATAP"),
        ("2606:4700::5efe:93.184.216.34", "ISATAP"),
    ],
)
def test_an_ipv4_address_inside_another_is_refused(address: str, reason: str) -> None:
    """However it is carried."""
    assert refusal(address) == reason


@pytest.mark.parametrize(
    ("host", "loopback"),
    [
        ("127.0.0.1", True),
        ("::1", True),
        ("::ffff:127.0.0.1", True),
        ("::1%lo", True),
        ("localhost", True),
        ("LocalHost.", True),
        ("www.localhost", True),
        ("localhost.example", False),
        ("notlocalhost", False),
        ("::ffff:8.8.8.8", False),
        ("", False),
    ],
)
def test_this_machine_is_known_by_every_name(host: str, *, loopback: bool) -> None:
    """Mapped addresses, a final dot, names below localhost (RFC 6761)."""
    assert is_loopback(host) is loopback
