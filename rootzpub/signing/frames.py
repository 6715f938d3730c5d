"""Questions and answers on the private socket: lengths first, each part bounded; what does not fit ends the connection.

A question is a verb, a head in JSON and bytes; an answer is an outcome and bytes.
"""

import socket
import struct
from enum import IntEnum
from typing import Final

QUESTION: Final = struct.Struct(">BII")
"""Verb, bytes of the head, bytes of the content."""
ANSWER: Final = struct.Struct(">BI")
"""Outcome, bytes behind it."""
LONGEST_HEAD: Final = 64 * 1024
LONGEST_CONTENT: Final = 64 * 1024 * 1024
LONGEST_ANSWER: Final = 64 * 1024


class Verb(IntEnum):
    """What is asked."""

    KEY = 1
    """Whose key signs → its address."""
    SIGN = 2
    """Sign a document → two signatures of 65 bytes: envelope, hash of the content."""


class Outcome(IntEnum):
    """How it ended."""

    DONE = 0
    REFUSED = 1
    """No document of ours: its reason follows."""
    BUSY = 2
    """More than the rate allows."""
    NO_KEY = 3
    """The key cannot be opened, or another one is asked for: message and hint follow."""


def sizes(start: bytes | bytearray) -> tuple[int, int, int] | None:
    """Verb, length of the head, length of the content of a question that begins so; None while that is not known.

    Raises ValueError for one that is none.
    """
    if len(start) < QUESTION.size:
        return None
    verb, head, content = QUESTION.unpack_from(start)
    if verb not in set(Verb) or head > LONGEST_HEAD or content > LONGEST_CONTENT:
        raise ValueError("not a question")
    return verb, head, content


def receive_exactly(connection: socket.socket, size: int) -> bytes:
    """So many bytes. Raises ConnectionError where the other side ends before, TimeoutError where it takes too long."""
    parts = []
    while size:
        part = connection.recv(min(size, 1 << 16))
        if not part:
            raise ConnectionResetError("the process that signs has gone")
        parts.append(part)
        size -= len(part)
    return b"".join(parts)
