"""Over TLS: the certificate and SNI are those of the name, the socket goes to the judged address."""

import shutil
import socket
import ssl
import subprocess
import threading
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from rootzpub.errors import FetchFailed
from rootzpub.fetch import Network, fetch
from tests.missing import missing
from tests.waiting import LIMIT

from .conftest import ok


@dataclass
class SecureServer:
    """Answers one document to whoever completes the handshake, and notes the name each client asked for."""

    certificate: Path
    port: int = 0
    names: list[str | None] = field(default_factory=list)


@pytest.fixture(scope="module")
def certificate(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A throw-away certificate for example.com with its key: TEST KEY ONLY, made for this run."""
    if shutil.which("openssl") is None:
        missing("needs the openssl command to make a throw-away certificate: sudo scripts/install-live.sh")
    folder = tmp_path_factory.mktemp("tls")
    both = folder / "both.pem"
    key, cert = folder / "key.pem", folder / "cert.pem"
    subprocess.run(
        ["openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes", "-days", "2",
         "-subj", "/CN=example.com", "-addext", "subjectAltName=DNS:example.com", "-keyout", key, "-out", cert],
        check=True,
        capture_output=True,
    )  # fmt: skip
    both.write_text(key.read_text() + cert.read_text())
    return both


@pytest.fixture
def secure(certificate: Path) -> Iterator[SecureServer]:
    """The server, on a free port."""
    server = SecureServer(certificate=certificate)
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate)
    context.sni_callback = lambda _socket, name, _context: server.names.append(name)
    listener = socket.create_server(("127.0.0.1", 0))
    server.port = listener.getsockname()[1]

    def run() -> None:
        while True:
            try:
                connection, _ = listener.accept()
            except OSError:
                return
            try:
                with connection, context.wrap_socket(connection, server_side=True) as stream:
                    stream.recv(65536)
                    stream.sendall(ok(b'{"secure":true}'))
            except OSError:
                continue

    thread = threading.Thread(target=run, daemon=True)
    thread.start()
    yield server
    listener.shutdown(socket.SHUT_RDWR)
    listener.close()
    thread.join(LIMIT)


def network(server: SecureServer, *, trusting: bool = True) -> Network:
    """Every name lies at one public address, which is `server`."""
    return Network(
        resolver=lambda _host, _port: ("93.184.216.34",),
        connector=lambda _address, _port, seconds: socket.create_connection(("127.0.0.1", server.port), seconds),
        authorities=str(server.certificate) if trusting else None,
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
