"""Clients that take their time: connections that send something and then nothing more."""

import socket
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager

from tests.waiting import LIMIT


def form(path: str) -> bytes:
    """A form of a thousand bytes of which six are sent."""
    head = f"POST {path} HTTP/1.1\r\nHost: x\r\nContent-Type: application/x-www-form-urlencoded\r\nContent-Length: 1000"
    return f"{head}\r\n\r\nwhat=a".encode()


@contextmanager
def connected(url: str, count: int, sent: bytes, *, receive_buffer: int = 0) -> Iterator[list[socket.socket]]:
    """So many connections to the server at `url` that sent this; closed at the end."""
    with ExitStack() as stack:
        held = []
        for _ in range(count):
            connection = stack.enter_context(socket.socket())
            connection.settimeout(LIMIT)
            if receive_buffer:
                connection.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, receive_buffer)
            connection.connect(("127.0.0.1", int(url.rpartition(":")[2])))
            connection.sendall(sent)
            held.append(connection)
        yield held
