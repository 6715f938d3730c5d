"""Nothing comes from the environment: each of the three policies, with everything set that other clients obey."""

import socket
import ssl
from collections.abc import Callable
from pathlib import Path

import pytest

from rootzpub.errors import FetchFailed
from rootzpub.fetch import Network, OwnerSite, RetryRule, SiteReader, SiteWriter, fetch
from rootzpub.fetch.transport import _default_trust

from .conftest import SecureServer, Start, ok

ONCE = RetryRule(attempts=1)


def foreign(url: str, network: Network) -> bytes:
    """One answer by the policy for foreign bytes."""
    return fetch(url, allow_private=True, network=network).body


def reading(url: str, network: Network) -> bytes:
    """The same by the policy for the owner's source."""
    reader = SiteReader(site=OwnerSite(url=url), network=network, retry=ONCE)
    try:
        return reader.get(url, headers={}, largest=1000).body
    finally:
        reader.close()


def writing(url: str, network: Network) -> bytes:
    """The same by the policy for writes."""
    return SiteWriter(site=OwnerSite(url=url), network=network).send(url, b"{}").body


Policy = Callable[[str, Network], bytes]
policies = pytest.mark.parametrize("policy", [foreign, reading, writing])


@policies
def test_no_password_of_netrc_is_sent(
    policy: Policy, serve: Start, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    """An entry for the host, and a default, in the file that NETRC names and in the home folder's."""
    for name in ("netrc", ".netrc"):
        (tmp_path / name).write_text("machine 127.0.0.1 login me password secret\ndefault login me password secret\n")
    monkeypatch.setenv("NETRC", str(tmp_path / "netrc"))
    monkeypatch.setenv("HOME", str(tmp_path))
    server = serve(ok(b"{}"))
    assert policy(server.origin, Network()) == b"{}"
    assert b"authorization" not in server.requests[0].lower()


@policies
@pytest.mark.parametrize("name", ["http_proxy", "HTTP_PROXY", "all_proxy", "ALL_PROXY"])
def test_no_proxy_of_the_environment_is_asked(
    policy: Policy, name: str, serve: Start, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The request goes to the server itself, in the form that servers get."""
    proxy, server = serve(ok(b'"of the proxy"')), serve(ok(b"{}"))
    monkeypatch.setenv(name, proxy.origin)
    monkeypatch.delenv("no_proxy", raising=False)
    assert policy(server.origin, Network()) == b"{}"
    assert proxy.requests == []
    assert server.requests[0].split()[1] == b"/"


@policies
@pytest.mark.parametrize("name", ["SSL_CERT_FILE", "REQUESTS_CA_BUNDLE", "CURL_CA_BUNDLE"])
def test_no_authority_of_the_environment_is_trusted(
    policy: Policy, name: str, secure: SecureServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A certificate that only the environment vouches for is refused; one that is declared is accepted."""
    monkeypatch.setenv(name, str(secure.certificate))

    def connect(_address: str, _port: int, seconds: float) -> socket.socket:
        return socket.create_connection(("127.0.0.1", secure.port), seconds)

    def resolver(_host: str, _port: int) -> tuple[str]:
        return ("93.184.216.34",)

    with pytest.raises(FetchFailed, match=r"(?i)certificate"):
        policy("https://example.com/", Network(resolver=resolver, connector=connect))
    declared = Network(resolver=resolver, connector=connect, ca_file=str(secure.certificate))
    assert policy("https://example.com/", declared) == b'{"secure":true}'


def test_session_keys_are_not_written_where_the_environment_says(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    """SSLKEYLOGFILE would let whoever sets it read along."""
    monkeypatch.setenv("SSLKEYLOGFILE", str(tmp_path / "keys"))
    _default_trust.cache_clear()
    assert _default_trust().keylog_filename is None
    assert ssl.create_default_context().keylog_filename is not None


@pytest.mark.parametrize("policy", [foreign, writing])
def test_no_cookie_is_kept(policy: Policy, serve: Start) -> None:
    """What a server sets is not sent to it with the next request."""
    server = serve(ok(b"{}", "Set-Cookie: a=1; Path=/"))
    for _ in range(2):
        policy(server.origin, Network())
    assert [request for request in server.requests if b"cookie" in request.lower()] == []
