"""Reading requests strictly."""

import pytest

from rootzpub.web.request_parsing import Clients, caller_of, network_of, raw_path
from rootzpub.wire import ANONYMOUS, OWNER


@pytest.mark.parametrize(
    ("environ", "path"),
    [
        pytest.param({"RAW_URI": "/a%20b?q=1", "PATH_INFO": "/a b"}, "/a%20b", id="as the server read it"),
        pytest.param({"REQUEST_URI": "/%CE%B5/"}, "/%CE%B5/", id="the other name"),
        pytest.param({"RAW_URI": "http://x/a", "PATH_INFO": "/a"}, "/a", id="absolute form"),
        pytest.param({"PATH_INFO": "/caf\u00c3\u00a9"}, "/café", id="decoded only"),
        pytest.param({"PATH_INFO": "/\u00ff"}, "/\ufffd", id="no UTF-8"),
    ],
)
def test_the_path_as_it_was_asked(environ, path):
    """Percent-encoding is kept where the server tells it."""
    assert raw_path(environ) == path


@pytest.mark.parametrize(
    ("trusted", "peer", "forwarded", "client"),
    [
        pytest.param((), "203.0.113.9", "192.0.2.1", "203.0.113.9", id="nobody trusted"),
        pytest.param(("127.0.0.1",), "127.0.0.1", "192.0.2.1", "192.0.2.1", id="one proxy"),
        pytest.param(("127.0.0.1",), "127.0.0.1", "evil, 192.0.2.1", "192.0.2.1", id="a forged hop before"),
        pytest.param(("10.0.0.0/8",), "10.1.1.1", "192.0.2.1, 10.2.2.2", "192.0.2.1", id="a chain"),
        pytest.param(("127.0.0.1",), "127.0.0.1", "", "127.0.0.1", id="no header"),
        pytest.param(("127.0.0.1",), "unix", "192.0.2.1", "unix", id="no address"),
    ],
)
def test_only_named_proxies_are_believed(trusted, peer, forwarded, client):
    """The last hop that no trusted proxy wrote."""
    environ = {"REMOTE_ADDR": peer, "HTTP_X_FORWARDED_FOR": forwarded}

    assert Clients(trusted).address(environ) == client


@pytest.mark.parametrize(
    ("header", "token", "expected"),
    [
        pytest.param("Bearer secret", "secret", True, id="right"),
        pytest.param("bearer secret", "secret", True, id="any case"),
        pytest.param("Bearer wrong", "secret", False, id="wrong"),
        pytest.param("Basic secret", "secret", False, id="another scheme"),
        pytest.param("Bearer ", "", False, id="no token set"),
    ],
)
def test_the_owner_is_who_has_the_token(header, token, expected):
    """And nobody is, while no token is set."""
    assert caller_of({"HTTP_AUTHORIZATION": header}, token) is (OWNER if expected else ANONYMOUS)


@pytest.mark.parametrize(
    ("address", "counted"),
    [
        pytest.param("192.0.2.1", "192.0.2.1", id="IPv4"),
        pytest.param("192.0.2.1:4711", "192.0.2.1", id="with a port"),
        pytest.param("::ffff:192.0.2.1", "192.0.2.1", id="mapped"),
        pytest.param("2001:db8:0:1:ffff::1", "2001:db8:0:1::/64", id="IPv6"),
        pytest.param("2001:0DB8:0:1::2%eth0", "2001:db8:0:1::/64", id="with a zone"),
        pytest.param("[2001:db8:0:1::3]:4711", "2001:db8:0:1::/64", id="in brackets"),
        pytest.param("unix", "unix", id="no address"),
    ],
)
def test_a_client_is_counted_by_what_it_cannot_change(address, counted):
    """An IPv6 host chooses among 2^64 addresses."""
    assert network_of(address) == counted


def test_a_mapped_address_of_a_proxy_is_the_proxy():
    """As a socket for both versions gives it."""
    environ = {"REMOTE_ADDR": "::ffff:127.0.0.1", "HTTP_X_FORWARDED_FOR": "192.0.2.1"}

    assert Clients(("127.0.0.1",)).address(environ) == "192.0.2.1"
