"""The side that asks: a signer without a key, and keys of which only the addresses are known.

Invariants: nobody waits longer than a moment for a process that has gone; it is an error with a name and passes.
"""

import contextlib
import json
import os
import socket
import threading
import time
from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any, Final, NoReturn

from rootzpub.errors import Busy, KeyUnavailable, MalformedInput, StoreUnavailable
from rootzpub.proof import Address
from rootzpub.proof.curve import SIGNATURE_SIZE
from rootzpub.proof.pair import KeyPair, KeyReader, Mark
from rootzpub.signing.frames import ANSWER, LONGEST_ANSWER, LONGEST_CONTENT, QUESTION, Outcome, Verb, receive_exactly

PATIENCE: Final = 2.0
"""Seconds that a request waits for a signature; starting the process again takes less."""
_PAUSE: Final = 0.02
_AGAIN: Final = 1.0
"""Seconds after a wait in vain in which nobody else waits."""
_GONE: Final = "the process that signs does not answer; it is started again"


class Channel:
    """Where the process that signs is reached: sockets without a name, inherited by fork, a connection a thread."""

    def __init__(self) -> None:
        self._front, self.back = socket.socketpair(socket.AF_UNIX, socket.SOCK_DGRAM)
        self._own = threading.local()
        self._given_up = float("-inf")

    def close(self) -> None:
        """Nobody is reached here any more; other threads' connections end with them."""
        self._drop()
        self._front.close()
        self.back.close()

    def ask(
        self, verb: Verb, head: Mapping[str, Any], content: bytes = b"", *, patience: float = PATIENCE
    ) -> tuple[Outcome, bytes]:
        """Ask and wait. Raises Busy where nobody answers in time."""
        began = time.monotonic()
        if began < self._given_up + _AGAIN and patience == PATIENCE:
            raise Busy(_GONE, hint="Ask again in a moment.")
        if len(content) > LONGEST_CONTENT:
            raise MalformedInput(f"expected at most {LONGEST_CONTENT} bytes to sign, got {len(content)}")
        encoded = json.dumps(head).encode()
        question = QUESTION.pack(verb, len(encoded), len(content)) + encoded + content
        while (left := began + patience - time.monotonic()) > 0:
            try:
                return self._exchange(question, left)
            except OSError:
                # It ended while it was asked, or before: another one may be there at once.
                self._drop()
                time.sleep(_PAUSE)
        self._given_up = time.monotonic()
        raise Busy(_GONE, hint="Ask again in a moment.")

    def _exchange(self, question: bytes, patience: float) -> tuple[Outcome, bytes]:
        connection = self._connection()
        connection.settimeout(patience)
        connection.sendall(question)
        outcome, size = ANSWER.unpack(receive_exactly(connection, ANSWER.size))
        if size > LONGEST_ANSWER:
            raise ConnectionError("not an answer")
        return Outcome(outcome), receive_exactly(connection, size)

    def _connection(self) -> socket.socket:
        """This thread's own. One that was inherited by fork is the parent's, and its answers would be too."""
        if getattr(self._own, "process", None) != os.getpid():
            self._drop()
            ours, theirs = socket.socketpair()
            with theirs:
                # Not waiting: the queue is full only where nobody takes from it.
                socket.send_fds(self._front, [b"\0"], [theirs.fileno()], socket.MSG_DONTWAIT)
            self._own.connection, self._own.process = ours, os.getpid()
        found: socket.socket = self._own.connection
        return found

    def _drop(self) -> None:
        with contextlib.suppress(AttributeError):
            self._own.connection.close()
        self._own.process = None


class IsolatedSigner:
    """A signer whose key lies in another process: it has an address, and signs documents only."""

    def __init__(self, address: Address, channel: Channel) -> None:
        self.address = address
        self._channel = channel

    def sign(self, digest: bytes) -> NoReturn:
        """Never: a digest alone does not say what it is of."""
        del digest
        raise KeyUnavailable(
            "the key is in a process of its own, which signs documents only",
            hint="Changes of the key are made by `rootzpub keys`, which opens it itself.",
        )

    def sign_document(self, message: Mapping[str, Any], content: bytes) -> tuple[bytes, bytes]:
        """The signatures of the envelope and of the content's hash, 65 bytes each.

        Raises:
            Busy: the process does not answer, or more is asked than it signs in this time.
            KeyUnavailable: it refuses, or has another key.
        """
        head = {"address": self.address.format(), "message": message}
        outcome, answer = self._channel.ask(Verb.SIGN, head, content)
        match outcome:
            case Outcome.DONE if len(answer) == 2 * SIGNATURE_SIZE:
                return answer[:SIGNATURE_SIZE], answer[SIGNATURE_SIZE:]
            case Outcome.BUSY:
                raise Busy("more is asked than is signed in this time", hint="Ask again in a moment.")
            case Outcome.NO_KEY:
                # It changed between two looks, or is the process's alone: the next request looks again.
                raise Busy(_text(answer, "message"), hint="Ask again in a moment.")
            case _:
                raise KeyUnavailable(f"the process that signs refuses: {answer.decode('utf-8', 'replace')[:300]}")


class IsolatedKeys:
    """The pair that is in force, with the process that signs in the key's place."""

    def __init__(self, reader: Callable[[Callable[[], IsolatedSigner]], KeyReader], channel: Channel) -> None:
        """`reader` makes one that reads the history and gets its signers from us."""
        self._channel = channel
        self._patience = PATIENCE
        self._missed = 0
        self._reader = reader(self._signer)

    def mark(self, moment: datetime | None = None) -> Mark:
        """As `KeyReader.mark`, and another one after each look at which nobody answered: it is to be taken again."""
        history, key, is_over = self._reader.mark(moment)
        return history, key + self._missed, is_over

    def read(self, moment: datetime | None = None, *, patience: float = PATIENCE) -> KeyPair:
        """What is in force at `moment`, by default now. Raises KeyUnavailable, also where nobody answers."""
        self._patience = patience
        try:
            return self._reader.read(moment)
        except (Busy, StoreUnavailable) as error:
            self._missed += 1
            raise KeyUnavailable(error.message, hint=error.hint) from None

    def _signer(self) -> IsolatedSigner:
        outcome, answer = self._channel.ask(Verb.KEY, {}, patience=self._patience)
        if outcome is not Outcome.DONE:
            raise KeyUnavailable(_text(answer, "message"), hint=_text(answer, "hint"))
        return IsolatedSigner(Address.parse(_text(answer, "address")), self._channel)


def _text(answer: bytes, member: str) -> str:
    return str(json.loads(answer).get(member, ""))
