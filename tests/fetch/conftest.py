"""A server that sends exactly the bytes a test gives it, on a free port of 127.0.0.1."""

import contextlib
import re
import shutil
import socket
import ssl
import subprocess
import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from tests.waiting import LIMIT

Script = Callable[[socket.socket, bytes], None]


@dataclass
class RawServer:
    """Each connection is handed, with the request head it sent, to `script`."""

    script: Script
    requests: list[bytes] = field(default_factory=list)
    _socket: socket.socket = field(init=False)
    _thread: threading.Thread = field(init=False)
    _held: list[socket.socket] = field(default_factory=list)

    def __post_init__(self) -> None:
        self._socket = socket.create_server(("127.0.0.1", 0))
        self._thread = threading.Thread(target=self._run, daemon=True)
        self._thread.start()

    @property
    def port(self) -> int:
        """Where it listens."""
        return self._socket.getsockname()[1]

    @property
    def origin(self) -> str:
        """Its address as an origin."""
        return f"http://127.0.0.1:{self.port}"

    def _run(self) -> None:
        while True:
            try:
                connection, _ = self._socket.accept()
            except OSError:
                return
            self._held.append(connection)
            threading.Thread(target=self._answer, args=(connection,), daemon=True).start()

    def _answer(self, connection: socket.socket) -> None:
        with connection, contextlib.suppress(OSError):
            head = b""
            while not is_whole(head):
                piece = connection.recv(65536)
                if not piece:
                    break
                head += piece
            self.requests.append(head)
            self.script(connection, head)

    def close(self) -> None:
        """Stop listening and hang up; a second time does nothing."""
        with contextlib.suppress(OSError):
            self._socket.shutdown(socket.SHUT_RDWR)
        self._socket.close()
        for connection in self._held:
            connection.close()
        self._thread.join(LIMIT)


def is_whole(request: bytes) -> bool:
    """Whether head and body of a request are there."""
    head, blank, body = request.partition(b"\r\n\r\n")
    length = re.search(rb"(?i)\r\ncontent-length: *(\d+)", head)
    return bool(blank) and len(body) >= (int(length[1]) if length else 0)


Start = Callable[[Script | bytes], RawServer]


@pytest.fixture
def serve() -> Iterator[Start]:
    """Start servers: with bytes that each connection gets, or with a function of (connection, request head)."""
    running: list[RawServer] = []

    def start(script: Script | bytes) -> RawServer:
        answer = (lambda connection, _head: connection.sendall(script)) if isinstance(script, bytes) else script
        running.append(RawServer(answer))
        return running[-1]

    yield start
    for server in running:
        server.close()


def ok(body: bytes, *headers: str, content_type: str = "application/json", status: str = "200 OK") -> bytes:
    """A whole HTTP answer."""
    lines = [f"HTTP/1.1 {status}", f"Content-Type: {content_type}", f"Content-Length: {len(body)}", *headers, "", ""]
    return "\r\n".join(lines).encode() + body


def moved(location: str, status: str = "302 Found") -> bytes:
    """A redirect."""
    return f"HTTP/1.1 {status}\r\nLocation: {location}\r\nContent-Length: 0\r\n\r\n".encode()


@dataclass
class SecureServer:
    """Answers one document to whoever completes the handshake, and notes the name each client asked for."""

    certificate: Path
    port: int = 0
    names: list[str | None] = field(default_factory=list)


@pytest.fixture(scope="session")
def certificate(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A throw-away certificate for example.com with its key: TEST KEY ONLY, made for this run."""
    if shutil.which("openssl") is None:
        pytest.skip("needs the openssl command to make a throw-away certificate")
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
                    request = b""
                    while not is_whole(request) and (piece := stream.recv(65536)):
                        request += piece
                    stream.sendall(ok(b'{"secure":true}'))
            except OSError:
                continue

    thread = threading.Thread(target=run, daemon=True)
    thread.start()
    yield server
    listener.shutdown(socket.SHUT_RDWR)
    listener.close()
    thread.join(5)
