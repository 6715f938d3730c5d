"""Over TLS: the certificate and SNI are those of the name, the socket goes to the judged address."""

import socket

import pytest

from rootzpub.errors import FetchFailed
from rootzpub.fetch import Network, fetch

from .conftest import SecureServer


def network(server: SecureServer, *, trusting: bool = True) -> Network:
    """Every name lies at one public address, which is `server`."""
    return Network(
        resolver=lambda _host, _port: ("93.184.216.34",),
        connector=lambda _address, _port, seconds: socket.create_connection(("127.0.0.1", server.port), seconds),
        ca_file=str(server.certificate) if trusting else "",
    )


def test_the_name_is_asked_for_and_checked(secure: SecureServer) -> None:
    """SNI carries the host, and its certificate is accepted although the socket went to an address."""
    assert fetch("https://example.com/", network=network(secure)).body == b'{"secure":true}'
    assert secure.names == ["example.com"]


def test_a_certificate_of_another_name_is_refused(secure: SecureServer) -> None:
    """The certificate must be the host's."""
    with pytest.raises(FetchFailed, match=r"did not answer.*other\.example"):
        fetch("https://other.example/", network=network(secure))


def test_a_certificate_of_nobody_is_refused(secure: SecureServer) -> None:
    """Without an authority there is no trust."""
    with pytest.raises(FetchFailed, match="CERTIFICATE_VERIFY_FAILED"):
        fetch("https://example.com/", network=network(secure, trusting=False))
