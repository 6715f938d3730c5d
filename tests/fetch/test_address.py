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
