"""The side that holds the key: one thread, many connections, strict about everything that arrives."""

import contextlib
import json
import selectors
import socket
from typing import Any, Final

from rootzpub.errors import MalformedInput, RootzpubError
from rootzpub.signing.documents import ENVELOPE, Judge
from rootzpub.signing.frames import ANSWER, QUESTION, Outcome, Verb, sizes
from rootzpub.signing.held import HeldKeys
from rootzpub.signing.rate import Rate

CONNECTIONS: Final = 1024
"""At once; a worker has one for each of its threads."""
WAITING_BYTES: Final = 256 * 1024 * 1024
"""Of questions that are not there whole yet, all together."""
_CHUNK: Final = 1 << 18
_TICK: Final = 10.0
"""Seconds after which a key that was replaced is forgotten, also where nobody asks."""


class SigningServer:
    """Answers on connections that are handed to it, until `ends` is at its end."""

    def __init__(
        self, keys: HeldKeys, *, judge: Judge, rate: Rate, channel: socket.socket, ends: socket.socket
    ) -> None:
        """`channel` brings connections; `ends` ends us."""
        self._keys, self._judge, self._rate = keys, judge, rate
        self._channel, self._ends = channel, ends
        self._waiting: dict[socket.socket, bytearray] = {}
        self._selector = selectors.DefaultSelector()

    def run(self) -> None:
        """Serve."""
        self._selector.register(self._channel, selectors.EVENT_READ)
        self._selector.register(self._ends, selectors.EVENT_READ)
        try:
            self._serve()
        finally:
            for connection in self._waiting:
                connection.close()
            self._selector.close()

    def _serve(self) -> None:
        while True:
            for ready, _ in self._selector.select(_TICK) or ((None, 0),):
                if ready is None:
                    self._keys.follow()
                elif ready.fileobj is self._ends:
                    return
                elif ready.fileobj is self._channel:
                    self._accept()
                else:
                    self._read(ready.fileobj)

    def _accept(self) -> None:
        """Take the connections that came. Never raises."""
        with contextlib.suppress(OSError):
            _, handles, _, _ = socket.recv_fds(self._channel, 1, 1, socket.MSG_DONTWAIT)
            for handle in handles:
                connection = socket.socket(fileno=handle)
                if len(self._waiting) >= CONNECTIONS:
                    connection.close()
                    continue
                connection.setblocking(False)
                self._waiting[connection] = bytearray()
                self._selector.register(connection, selectors.EVENT_READ)

    def _read(self, connection: Any) -> None:
        """Read what is there, answer what is whole; who says anything else is cut off."""
        waiting = self._waiting[connection]
        try:
            part = connection.recv(_CHUNK)
            waiting += part
            if not part or sum(map(len, self._waiting.values())) > WAITING_BYTES:
                raise ConnectionError
            while (known := sizes(waiting)) and len(waiting) >= (end := QUESTION.size + known[1] + known[2]):
                outcome, answer = self._answer(known, bytes(waiting[QUESTION.size : end]))
                del waiting[:end]
                sent = connection.send(ANSWER.pack(outcome, len(answer)) + answer)
                if sent < ANSWER.size + len(answer):
                    raise ConnectionError
        except BlockingIOError:
            return
        except (OSError, ValueError, RecursionError):
            self._selector.unregister(connection)
            del self._waiting[connection]
            connection.close()

    def _answer(self, known: tuple[int, int, int], rest: bytes) -> tuple[Outcome, bytes]:
        """Raises ValueError for what is no question."""
        self._keys.follow()
        if known[0] == Verb.KEY:
            return self._name()
        head, content = json.loads(rest[: known[1]]), rest[known[1] :]
        if not isinstance(head, dict) or head.keys() != {"address", "message"} or not isinstance(head["message"], dict):
            raise ValueError("not a question")
        return self._sign(str(head["address"]), head["message"], content)

    def _name(self) -> tuple[Outcome, bytes]:
        signer = self._keys.signer
        if signer is None:
            return Outcome.NO_KEY, _no_key(self._keys.problem)
        return Outcome.DONE, json.dumps({"address": signer.address.format()}).encode()

    def _sign(self, address: str, message: dict[str, Any], content: bytes) -> tuple[Outcome, bytes]:
        signer = self._keys.named(address)
        if signer is None:
            return Outcome.NO_KEY, json.dumps({"message": "the key that is asked for is not in force"}).encode()
        if not self._rate.take():
            return Outcome.BUSY, b""
        try:
            if refusal := self._judge.refusal(message, content):
                return Outcome.REFUSED, refusal.encode()
            digest = ENVELOPE.digest(message)
        except MalformedInput as error:
            return Outcome.REFUSED, error.message.encode("utf-8", "replace")[:1000]
        return Outcome.DONE, signer.sign(digest) + signer.sign(bytes.fromhex(message["contentHash"][2:]))


def _no_key(problem: RootzpubError | None) -> bytes:
    message, hint = (problem.message, problem.hint) if problem else ("no key is open", "")
    return json.dumps({"message": message, "hint": hint}).encode()
