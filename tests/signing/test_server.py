"""The process that holds the key: what it signs, what it refuses, how often, and what a broken caller does to it."""

import hashlib
import json
import os
import socket
import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from rootzpub.clock import fixed_clock
from rootzpub.errors import Busy, KeyUnavailable
from rootzpub.proof import KeyHistory, LocalSigner, open_signer
from rootzpub.proof.curve import recover
from rootzpub.proof.history_file import save_history
from rootzpub.proof.keyfile import write_plain
from rootzpub.proof.pair import KeyReader
from rootzpub.proof.secret import Secret
from rootzpub.seal import SealContext, seal
from rootzpub.signing import ENVELOPE, Channel, IsolatedKeys, IsolatedSigner, Judge, Rate
from rootzpub.signing.frames import ANSWER, LONGEST_CONTENT, QUESTION, Outcome, Verb
from rootzpub.signing.held import FORMER, HeldKeys
from rootzpub.signing.server import SigningServer
from rootzpub.state import FileNote
from rootzpub.wire import Document, blocks, envelope, names

NOW = datetime(2026, 12, 1, tzinfo=UTC)
ORIGIN = "https://werkhof.example"
CONTENT = b'{"a":1}'
RATE = 30
"""Documents that are signed at once in these tests: three a second, on the average of ten."""


@dataclass(frozen=True)
class Running:
    """A server in a thread, over a key file."""

    channel: Channel
    keys: IsolatedKeys
    path: Path
    history: FileNote
    rate_clock: list[float]

    @property
    def signer(self) -> IsolatedSigner:
        """The one that asks."""
        found = self.keys.read().signer
        assert isinstance(found, IsolatedSigner)
        return found

    def ask(self, message: dict[str, object], content: bytes = CONTENT) -> tuple[Outcome, bytes]:
        """A document to sign, as whoever took over a process that serves would ask."""
        return self.channel.ask(Verb.SIGN, {"address": self.signer.address.format(), "message": message}, content)

    def raw(self) -> socket.socket:
        """A connection of its own, to say anything on."""
        ours, theirs = socket.socketpair()
        ours.settimeout(30)
        with theirs:
            socket.send_fds(self.channel._front, [b"\0"], [theirs.fileno()])
        return ours


def key_file(path: Path, number: int) -> Path:
    """A key of tests in a file."""
    write_plain(path, Secret(number.to_bytes(32, "big")))
    return path


@pytest.fixture
def running(tmp_path: Path) -> Iterator[Running]:
    """A server with the key 1."""
    path, history = key_file(tmp_path / "signing.key", 1), FileNote(tmp_path / "keys.json")

    def reader(opener: Callable[[], IsolatedSigner] | None = None) -> KeyReader:
        return KeyReader(f"file:{path}", base_dir=tmp_path, history=history, opener=opener)

    channel, times = Channel(), [0.0]
    ours, ends = socket.socketpair()
    server = SigningServer(
        HeldKeys(reader(), clock=lambda: times[0]),
        judge=Judge(origin=ORIGIN, clock=fixed_clock(NOW)),
        rate=Rate(RATE // 10, clock=lambda: times[0]),
        channel=channel.back,
        ends=ends,
    )
    thread = threading.Thread(target=server.run, daemon=True)
    thread.start()
    yield Running(channel, IsolatedKeys(reader, channel), path, history, times)
    ours.close()
    thread.join()
    ends.close()
    channel.close()


def message(**changed: object) -> dict[str, object]:
    """An envelope's message over CONTENT."""
    made = envelope.message(
        origin=ORIGIN,
        resource="/.well-known/ai",
        kind=names.KIND_DISCOVERY,
        content_hash=hashlib.sha256(CONTENT).digest(),
        signed_at=NOW,
        expires_at=NOW + timedelta(days=1),
    )
    return made | changed


def test_a_document_is_signed_as_by_a_key_at_hand(running: Running) -> None:
    """The same bytes."""
    document = Document(kind=names.KIND_DISCOVERY, resource="/.well-known/ai", body={"name": "Werkhof"})
    context = SealContext(origin=ORIGIN, domain="werkhof.example", signer=running.signer)
    sealed = seal(document, moment=NOW, stamp_seconds=60, context=context)
    local = replace(context, signer=open_signer(f"file:{running.path}"))
    assert sealed.body == seal(document, moment=NOW, stamp_seconds=60, context=local).body


REFUSED = {
    "a kind that we do not publish": {"kind": "Rotation"},
    "bytes that are not shown": {"contentHash": "0x" + "11" * 32},
    "another origin": {"origin": "https://other.example"},
    "signed for tomorrow": {"signedAt": int(NOW.timestamp()) + 86_400, "expiresAt": int(NOW.timestamp()) + 86_401},
    "signed for yesterday": {"signedAt": int(NOW.timestamp()) - 86_400},
    "valid for a year": {"expiresAt": int(NOW.timestamp()) + 365 * 86_400},
    "ended before it began": {"expiresAt": int(NOW.timestamp()) - 1},
    "a time that is a text": {"signedAt": "0x10"},
    "a sequence that is none": {"sequence": -1},
    "a member more": {"newKey": "0x" + "11" * 20},
}


@pytest.mark.parametrize("changed", REFUSED.values(), ids=REFUSED)
def test_what_is_no_document_of_ours_is_refused(running: Running, changed: dict[str, object]) -> None:
    """And a document is signed after it."""
    outcome, answer = running.ask(message(**changed))
    assert (outcome, bool(answer)) == (Outcome.REFUSED, True)
    assert running.ask(message())[0] is Outcome.DONE


def test_a_digest_of_another_kind_is_never_signed(running: Running) -> None:
    """A rotation's digest, shown as bytes, gives a signature of its hash and not of itself; alone it is not taken."""
    rotation = ENVELOPE.digest(message())
    with pytest.raises(KeyUnavailable, match="signs documents only"):
        running.signer.sign(rotation)
    assert running.ask(message(contentHash="0x" + rotation.hex()), rotation)[0] is Outcome.REFUSED


def test_the_rate_holds_and_passes(running: Running) -> None:
    """Also for what is refused afterwards; time gives it back."""
    outcomes = [running.ask(message())[0] for _ in range(RATE + 1)]
    assert outcomes == [Outcome.DONE] * RATE + [Outcome.BUSY]
    with pytest.raises(Busy, match="more is asked than is signed"):
        running.signer.sign_document(message(), CONTENT)
    running.rate_clock[0] += 1
    assert running.ask(message())[0] is Outcome.DONE


HOSTILE = {
    "another verb": QUESTION.pack(9, 0, 0),
    "a head beyond the bound": QUESTION.pack(Verb.SIGN, 1 << 31, 0),
    "a content beyond the bound": QUESTION.pack(Verb.SIGN, 2, LONGEST_CONTENT + 1),
    "no JSON": QUESTION.pack(Verb.SIGN, 2, 0) + b"xx",
    "deep JSON": QUESTION.pack(Verb.SIGN, 60_000, 0) + b"[" * 60_000,
    "a list": QUESTION.pack(Verb.SIGN, 2, 0) + b"[]",
    "other members": QUESTION.pack(Verb.SIGN, 2, 0) + b"{}",
    "a request of HTTP": b"GET / HTTP/1.1\r\nHost: x\r\n\r\n",
}


@pytest.mark.parametrize("said", HOSTILE.values(), ids=HOSTILE)
def test_what_is_no_question_ends_its_connection_and_no_other(running: Running, said: bytes) -> None:
    """No answer, and the others are served."""
    with running.raw() as connection:
        connection.sendall(said)
        assert connection.recv(100) == b""
    assert running.ask(message())[0] is Outcome.DONE


def test_half_a_question_makes_nobody_wait(running: Running) -> None:
    """It waits for its rest, alone."""
    head = json.dumps({"address": running.signer.address.format(), "message": message()}).encode()
    question = QUESTION.pack(Verb.SIGN, len(head), len(CONTENT)) + head + CONTENT
    with running.raw() as connection:
        connection.sendall(question[:40])
        assert running.ask(message())[0] is Outcome.DONE
        connection.sendall(question[40:])
        assert ANSWER.unpack(connection.recv(ANSWER.size)) == (Outcome.DONE, 130)


def test_a_rotation_is_followed_and_the_key_before_ends_its_answers(running: Running, tmp_path: Path) -> None:
    """Who has not looked yet signs as before for a minute; then that key is forgotten."""
    before = running.signer
    old, new = LocalSigner(Secret((1).to_bytes(32, "big"))), LocalSigner(Secret((2).to_bytes(32, "big")))
    save_history(running.history, KeyHistory(origin=ORIGIN).rotated(old, new, NOW))
    os.replace(key_file(tmp_path / "fresh", 2), running.path)  # noqa: PTH105 - the switch itself

    pair = running.keys.read()
    assert (pair.signer.address, pair.end) == (new.address, new.address)
    digest = ENVELOPE.digest(message())
    assert recover(digest, before.sign_document(message(), CONTENT)[0]) == old.address
    assert recover(digest, running.signer.sign_document(message(), CONTENT)[0]) == new.address
    running.rate_clock[0] += FORMER + 1
    with pytest.raises(Busy, match="not in force"):
        before.sign_document(message(), CONTENT)


@pytest.mark.parametrize("change", ["removed", "another key", "nonsense"])
def test_whatever_else_happens_to_the_file_it_goes_on(running: Running, change: str, tmp_path: Path) -> None:
    """No rotation leads there."""
    address = running.signer.address
    running.path.unlink()
    if change == "another key":
        os.replace(key_file(tmp_path / "other", 3), running.path)  # noqa: PTH105 - as a thief would
    elif change == "nonsense":
        running.path.write_text("x")
    assert running.signer.address == address
    assert running.ask(message())[0] is Outcome.DONE


def test_nobody_there_is_an_error_that_passes() -> None:
    """Without an endless wait; the next ones get it at once."""
    channel = Channel()
    with pytest.raises(Busy, match="started again"):
        channel.ask(Verb.KEY, {}, patience=0.05)
    with pytest.raises(Busy, match="started again"):
        channel.ask(Verb.KEY, {})
    channel.close()


def test_lifetimes_end_where_the_wire_says() -> None:
    """The bound is that of the documents."""
    judge = Judge(clock=fixed_clock(NOW))
    longest = int(NOW.timestamp()) + blocks.MAX_LIFETIME
    assert judge.refusal(message(expiresAt=longest), CONTENT) == ""
    assert "30 days" in judge.refusal(message(expiresAt=longest + 1), CONTENT)
