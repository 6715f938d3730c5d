"""Following a key history from a key one knows to the key in force at a moment.

Invariants: every step is checked before it is taken; what cannot be followed stops with a code and a sentence. A
revoked key neither speaks nor rotates from the moment of its revocation on, and only the key itself or a successor may
revoke it: whoever stole an old key must not be able to silence the new one.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Final, Literal

from rootzpub.errors import BadSignature
from rootzpub.proof.address import Address
from rootzpub.proof.history import KeyHistory, KeyRevocation, KeyRotation

Code = Literal["ok", "wrong-origin", "out-of-order", "bad-signature", "forked", "loop", "revoked"]
OK: Final = "ok"


@dataclass(frozen=True, slots=True, kw_only=True)
class Lineage:
    """Where a history leads. `current` is in force if `code` is `ok`; else `sentence` says why nothing is.

    `steps` are the rotations taken from `start`, in order.
    """

    start: Address
    current: Address
    steps: tuple[KeyRotation, ...] = ()
    code: Code = OK
    sentence: str = ""

    @property
    def is_sound(self) -> bool:
        """Whether the chain could be followed and its last key is not revoked."""
        return self.code == OK


def follow(history: KeyHistory, start: Address, at: datetime) -> Lineage:
    """The key in force at `at` for someone who knows `start`. Never raises; linear in the history."""
    # (1) The history as a whole is sound: numbered without a gap, signed, no fork, no loop.
    code, sentence = _inspect(history)
    if code != OK:
        return Lineage(start=start, current=start, code=code, sentence=sentence)
    # (2) From the key that is known, one rotation after the other, as long as each was in force and its key not revoked
    # before: a thief who rotates with a revoked key leads nowhere.
    successors = {entry.old_key: entry for entry in history.entries if isinstance(entry, KeyRotation)}
    revocations = _revocations(history, successors)
    key, steps = start, []
    while (step := successors.get(key)) is not None and step.effective_at <= at:
        revoked_at = revocations.get(key)
        if revoked_at is not None and revoked_at <= step.effective_at:
            break
        key = step.new_key
        steps.append(step)
    # (3) Where the chain ends the key must be in force now.
    revoked_at = revocations.get(key)
    if revoked_at is not None and revoked_at <= at:
        return Lineage(
            start=start,
            current=key,
            steps=tuple(steps),
            code="revoked",
            sentence=f"the key {key} was revoked at {revoked_at:%Y-%m-%dT%H:%M:%SZ}",
        )
    return Lineage(start=start, current=key, steps=tuple(steps))


def _inspect(history: KeyHistory) -> tuple[Code, str]:
    """What is wrong with the history as a whole, first finding first."""
    rotated: set[Address] = set()
    known: set[Address] = set()
    for number, entry in enumerate(history.entries, start=1):
        # Each entry names its origin in what was signed: an entry of another site cannot be put into this history.
        if entry.origin != history.origin:
            return "wrong-origin", f"entry {number} was signed for {entry.origin!r}, not for {history.origin!r}"
        if entry.sequence != number:
            return "out-of-order", f"expected the sequence {number}, got {entry.sequence}: an entry is missing or moved"
        if isinstance(entry, KeyRotation):
            code, sentence = _inspect_rotation(entry, rotated, known)
            if code != OK:
                return code, sentence
            rotated.add(entry.old_key)
            known |= {entry.old_key, entry.new_key}
    return OK, ""


def _inspect_rotation(entry: KeyRotation, rotated: set[Address], known: set[Address]) -> tuple[Code, str]:
    if problem := entry.problem():
        return "bad-signature", problem
    if entry.old_key in rotated:
        return "forked", f"the key {entry.old_key} was rotated twice: one of the two successors is not the owner's"
    # A key that returns would make two answers to "which key follows", and the walk endless.
    if entry.new_key in known:
        return "loop", f"the key {entry.new_key} comes back after it was replaced"
    return OK, ""


def _revocations(history: KeyHistory, successors: Mapping[Address, KeyRotation]) -> dict[Address, datetime]:
    """Key → when its earliest valid revocation takes effect; revocations by strangers and predecessors are ignored."""
    found: dict[Address, datetime] = {}
    for entry in history.entries:
        if isinstance(entry, KeyRevocation) and _may_revoke(entry, successors):
            found[entry.key] = min(entry.revoked_at, found.get(entry.key, entry.revoked_at))
    return found


def _may_revoke(entry: KeyRevocation, successors: Mapping[Address, KeyRotation]) -> bool:
    """Whether the signer is the key itself or comes after it in the chain (which `_inspect` found to have no loop)."""
    try:
        signer = entry.signer()
    except BadSignature:
        return False
    key: Address | None = entry.key
    while key is not None:
        if key == signer:
            return True
        key = successors[key].new_key if key in successors else None
    return False
