"""Key history: rotations, revocations, and following the chain."""

import json
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from rootzpub.errors import BadSignature, KeyUnavailable, MalformedInput
from rootzpub.proof import Address, KeyHistory, KeyRevocation, KeyRotation, LocalSigner, follow, recover
from rootzpub.proof.history_file import history_path, load_history, save_history
from rootzpub.state import FileNote
from tests.proof.conftest import signer_of

ORIGIN = "https://example.com"
START = datetime(2026, 1, 1, tzinfo=UTC)
DAY = timedelta(days=1)


def chain(keys: list[LocalSigner], origin: str = ORIGIN) -> KeyHistory:
    """keys[0] → keys[1] → …, one rotation a day."""
    history = KeyHistory(origin=origin)
    for number, (old, new) in enumerate(pairwise(keys)):
        history = history.rotated(old, new, START + number * DAY)
    return history


def test_a_chain_is_followed_to_the_key_of_the_moment(keys: list[LocalSigner]) -> None:
    """Each rotation counts from its own moment on."""
    history = chain(keys[:4])
    for number, at in enumerate([START - DAY, START, START + DAY, START + 2 * DAY]):
        lineage = follow(history, keys[0].address, at)
        assert (lineage.current, lineage.code, len(lineage.steps)) == (keys[number].address, "ok", number)
        assert lineage.is_sound
    late = follow(history, keys[2].address, START + 9 * DAY)
    assert (late.current, len(late.steps)) == (keys[3].address, 1)


def test_a_key_that_the_history_does_not_know_stays_itself(keys: list[LocalSigner]) -> None:
    """Nothing leads on from a stranger."""
    lineage = follow(chain(keys[:3]), keys[5].address, START + 9 * DAY)
    assert (lineage.current, lineage.steps, lineage.code) == (keys[5].address, (), "ok")


def test_rotations_are_signed_by_both_keys(keys: list[LocalSigner]) -> None:
    """Old and new key sign the same typed data."""
    entry = chain(keys[:2]).entries[0]
    assert isinstance(entry, KeyRotation)
    assert recover(entry.digest(), entry.old_signature) == keys[0].address
    assert recover(entry.digest(), entry.new_signature) == keys[1].address
    assert entry.problem() == ""


def test_a_rotation_needs_a_new_key(keys: list[LocalSigner]) -> None:
    """Rotating to the same key is refused."""
    with pytest.raises(MalformedInput, match="expected a new key"):
        KeyHistory(origin=ORIGIN).rotated(keys[0], keys[0], START)


def tampered(history: KeyHistory, number: int, **changes: Any) -> KeyHistory:
    """The history with one entry changed after signing."""
    entries = list(history.entries)
    entries[number] = replace(entries[number], **changes)
    return replace(history, entries=tuple(entries))


@pytest.mark.parametrize(
    ("spoil", "code", "sentence"),
    [
        pytest.param(
            lambda h, k: tampered(h, 0, effective_at=START + DAY),
            "bad-signature",
            "not signed by the old key",
            id="date",
        ),
        pytest.param(
            lambda h, k: tampered(h, 1, new_key=k[5].address),
            "bad-signature",
            "not signed by the old key",
            id="successor",
        ),
        pytest.param(
            lambda h, k: tampered(h, 0, new_signature=h.entries[0].old_signature),
            "bad-signature",
            "not signed by the new key",
            id="new-key-did-not-sign",
        ),
        pytest.param(
            lambda h, k: tampered(h, 0, old_signature=bytes(65)), "bad-signature", "by the old key", id="no-signature"
        ),
        pytest.param(
            lambda h, k: replace(h, entries=h.entries[1:]), "out-of-order", "expected the sequence 1", id="gap"
        ),
        pytest.param(
            lambda h, k: replace(h, entries=h.entries[::-1]),
            "out-of-order",
            "expected the sequence 1, got 2",
            id="order",
        ),
        pytest.param(
            lambda h, k: replace(h, origin="https://other.example"),
            "wrong-origin",
            "not for 'https://other",
            id="origin",
        ),
        pytest.param(lambda h, k: h.rotated(k[0], k[4], START + 5 * DAY), "forked", "was rotated twice", id="fork"),
        pytest.param(lambda h, k: h.rotated(k[2], k[0], START + 5 * DAY), "loop", "comes back", id="loop"),
    ],
)
def test_what_cannot_be_trusted_is_found(
    keys: list[LocalSigner], spoil: Callable[[KeyHistory, list[LocalSigner]], KeyHistory], code: str, sentence: str
) -> None:
    """Changed entries, gaps, forks, loops and foreign origins stop with a code and a sentence; nothing is followed."""
    lineage = follow(spoil(chain(keys[:3]), keys), keys[0].address, START + 9 * DAY)
    assert (lineage.code, lineage.current, lineage.steps) == (code, keys[0].address, ())
    assert sentence in lineage.sentence
    assert not lineage.is_sound


def revoke(history: KeyHistory, key: LocalSigner, by: LocalSigner, at: datetime) -> KeyHistory:
    """One revocation more."""
    return history.revoked(key.address, by, revoked_at=at, reason="the backup was stolen")


def test_a_key_can_revoke_itself(keys: list[LocalSigner]) -> None:
    """From that moment on it is not in force; before it was."""
    history = revoke(chain(keys[:2]), keys[1], keys[1], START + 3 * DAY)
    assert follow(history, keys[0].address, START + 2 * DAY).code == "ok"
    lineage = follow(history, keys[0].address, START + 3 * DAY)
    assert (lineage.code, lineage.current) == ("revoked", keys[1].address)
    assert "revoked at 2026-01-04T00:00:00Z" in lineage.sentence


def test_a_successor_can_revoke_a_predecessor(keys: list[LocalSigner]) -> None:
    """The chain still leads over a key that was revoked after it was replaced."""
    history = revoke(chain(keys[:3]), keys[0], keys[2], START + 5 * DAY)
    lineage = follow(history, keys[0].address, START + 9 * DAY)
    assert (lineage.code, lineage.current) == ("ok", keys[2].address)


def test_a_predecessor_cannot_revoke_a_successor(keys: list[LocalSigner]) -> None:
    """Who stole an old key cannot silence the new one; nor can a stranger."""
    for thief in (keys[0], keys[5]):
        history = revoke(chain(keys[:2]), keys[1], thief, START + 2 * DAY)
        assert follow(history, keys[0].address, START + 9 * DAY).code == "ok"


def test_a_revoked_key_cannot_rotate(keys: list[LocalSigner]) -> None:
    """A rotation that takes effect after the revocation of its old key leads nowhere."""
    history = revoke(KeyHistory(origin=ORIGIN), keys[0], keys[0], START)
    history = history.rotated(keys[0], keys[1], START + DAY)
    lineage = follow(history, keys[0].address, START + 9 * DAY)
    assert (lineage.code, lineage.current, lineage.steps) == ("revoked", keys[0].address, ())


def test_the_earliest_revocation_counts(keys: list[LocalSigner]) -> None:
    """A second revocation cannot move the first one later."""
    history = revoke(KeyHistory(origin=ORIGIN), keys[0], keys[0], START)
    history = revoke(history, keys[0], keys[0], START + 5 * DAY)
    assert follow(history, keys[0].address, START + DAY).code == "revoked"


def test_a_revocation_with_a_broken_signature_is_ignored(keys: list[LocalSigner]) -> None:
    """What nobody signed revokes nothing."""
    history = revoke(chain(keys[:2]), keys[1], keys[1], START)
    history = tampered(history, 1, signature=bytes(65))
    assert follow(history, keys[1].address, START + DAY).code == "ok"


@settings(max_examples=30)
@given(st.lists(st.integers(1, 6), min_size=2, max_size=6), st.integers(-1, 8))
def test_any_sequence_of_rotations_is_followed_or_named(numbers: list[int], days: int) -> None:
    """Whatever was rotated to whatever, following ends in a key of the history or in a code."""
    history = KeyHistory(origin=ORIGIN)
    for position, (old, new) in enumerate(pairwise(numbers)):
        if old != new:
            history = history.rotated(signer_of(old), signer_of(new), START + position * DAY)
    start = signer_of(numbers[0]).address
    lineage = follow(history, start, START + days * DAY)
    assert lineage.code in ("ok", "forked", "loop")
    assert lineage.code == "ok" or lineage.current == start


def test_the_document_reads_back(keys: list[LocalSigner]) -> None:
    """What is published holds every entry; members that the seal adds are ignored."""
    history = revoke(chain(keys[:3]), keys[0], keys[2], START + 5 * DAY)
    body = json.loads(json.dumps(history.body()))
    assert KeyHistory.read({**body, "_signature": {}, "generated": "x"}) == history
    assert history.next_sequence == 4
    assert [entry["type"] for entry in body["history"]] == ["KeyRotation", "KeyRotation", "KeyRevocation"]


ROTATION = chain([signer_of(1), signer_of(2)]).entries[0].body()
REVOCATION = revoke(KeyHistory(origin=ORIGIN), signer_of(1), signer_of(1), START).entries[0].body()


def changed(entry: dict[str, Any], **message: Any) -> dict[str, Any]:
    """An entry with other members in its message."""
    return {**entry, "message": {**entry["message"], **message}}


@pytest.mark.parametrize(
    ("entry", "message"),
    [
        pytest.param("text", "expected a KeyRotation or KeyRevocation", id="no-object"),
        pytest.param({"type": "Other"}, "expected a KeyRotation or KeyRevocation, got 'Other'", id="type"),
        pytest.param({**ROTATION, "extra": 1}, "object with the members message", id="extra-member"),
        pytest.param({**ROTATION, "message": 5}, "object with the members origin.*got int", id="message-number"),
        pytest.param(changed(ROTATION, note="x"), "object with the members origin", id="unsigned-member"),
        pytest.param(changed(ROTATION, sequence=-1), "count below 2", id="sequence"),
        pytest.param(changed(ROTATION, sequence=True), "count below 2", id="boolean-sequence"),
        pytest.param(changed(ROTATION, effectiveAt="2026"), "Unix seconds", id="time-as-text"),
        pytest.param(changed(ROTATION, effectiveAt=10**12), "Unix seconds", id="time-too-late"),
        pytest.param(changed(ROTATION, oldKey="0x12"), "expected an address", id="address"),
        pytest.param(changed(ROTATION, origin=None), "expected text", id="origin"),
        pytest.param({**ROTATION, "oldSignature": "0x12"}, "130 lower-case hex digits", id="signature"),
        pytest.param({**ROTATION, "newSignature": None}, "130 lower-case hex digits", id="no-signature"),
        pytest.param(changed(REVOCATION, reason=5), "expected text", id="reason"),
        pytest.param({**REVOCATION, "signature": "0x" + "AB" * 65}, "lower-case", id="upper-case"),
    ],
)
def test_entries_that_are_none_are_refused(entry: Any, message: str) -> None:
    """Foreign bytes in a history are MalformedInput (BadSignature is one)."""
    with pytest.raises(MalformedInput, match=message):
        KeyHistory.read({"origin": ORIGIN, "history": [entry]})


@pytest.mark.parametrize(
    "body",
    [
        pytest.param([], id="list"),
        pytest.param({"origin": ORIGIN}, id="no-history"),
        pytest.param({"history": []}, id="no-origin"),
        pytest.param({"origin": ORIGIN, "history": [ROTATION] * 1001}, id="too-many"),
    ],
)
def test_bodies_that_are_no_history_are_refused(body: Any) -> None:
    """A history is an object with origin and history, of bounded length."""
    with pytest.raises(MalformedInput, match=r"key history|expected text"):
        KeyHistory.read(body)


def test_a_revocation_says_who_signed_it() -> None:
    """The signer is recovered, and a broken signature is BadSignature."""
    revocation = KeyRevocation.read(REVOCATION)
    assert revocation.signer() == revocation.key == signer_of(1).address
    with pytest.raises(BadSignature, match="0 < r"):
        replace(revocation, signature=bytes(65)).signer()


def test_the_file_keeps_the_history(tmp_path: Path, keys: list[LocalSigner]) -> None:
    """Written whole and read back; missing means empty."""
    path = tmp_path / "data" / "keys.json"
    assert load_history(FileNote(path), ORIGIN) == KeyHistory(origin=ORIGIN)
    save_history(FileNote(path), chain(keys[:3]))
    assert load_history(FileNote(path), ORIGIN) == chain(keys[:3])
    assert [file.name for file in path.parent.iterdir()] == ["keys.json"]


@pytest.mark.parametrize(
    ("content", "message"),
    [
        pytest.param("{", "expected a key history in", id="truncated"),
        pytest.param("[]", "expected a key history in", id="list"),
        pytest.param(
            '{"origin":"https://other.example","history":[]}', "belongs to https://other.example", id="origin"
        ),
    ],
)
def test_a_file_that_is_no_history_of_this_origin_is_refused(tmp_path: Path, content: str, message: str) -> None:
    """A damaged or foreign keys.json is never overwritten by accident: it is KeyUnavailable."""
    path = tmp_path / "keys.json"
    path.write_text(content)
    with pytest.raises(KeyUnavailable, match=message) as caught:
        load_history(FileNote(path), ORIGIN)
    assert caught.value.hint


def test_a_file_that_cannot_be_read_or_written_says_so(tmp_path: Path) -> None:
    """A folder in its place is KeyUnavailable, reading and writing."""
    (tmp_path / "keys.json").mkdir()
    with pytest.raises(
        KeyUnavailable, match=r"cannot read the key history: .*keys.json cannot be read: Is a directory"
    ):
        load_history(FileNote(tmp_path / "keys.json"), ORIGIN)
    with pytest.raises(KeyUnavailable, match="cannot write the key history"):
        save_history(FileNote(tmp_path / "keys.json"), KeyHistory(origin=ORIGIN))


def test_zero_is_an_address_like_others(keys: list[LocalSigner]) -> None:
    """Following from the zero address finds nothing to follow."""
    assert follow(chain(keys[:2]), Address.zero(), START + DAY).current == Address.zero()


@pytest.mark.parametrize(
    ("reference", "expected"),
    [
        pytest.param("file:data/signing.key", "/site/data/keys.json", id="relative"),
        pytest.param("keystore:/etc/key.json?passphrase=env:X", "/etc/keys.json", id="absolute"),
        pytest.param("env:SIGNING_KEY", "/data/keys.json", id="in-no-file"),
    ],
)
def test_the_history_lies_beside_the_key(reference: str, expected: str) -> None:
    """keys.json is beside the key file, or in the data folder where there is none."""
    assert history_path(reference, base_dir=Path("/site"), data_dir=Path("/data")) == Path(expected)
