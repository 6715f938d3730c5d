"""How the keys of an origin hang together, by its signed key history (`/.well-known/ai/keys`).

Invariants: the history proves itself (both keys sign each rotation), so it does not matter who handed it over; a key
that was revoked speaks no more, whenever it says that it signed.
"""

from collections.abc import Collection, Mapping
from contextlib import suppress
from enum import StrEnum
from typing import Any

from rootzpub.errors import BadSignature, FetchFailed, MalformedInput
from rootzpub.proof import Address, KeyHistory, KeyRevocation, KeyRotation, follow
from rootzpub.proof.statement import moment_of
from rootzpub.proof.succession import latest
from rootzpub.verify.case import Case
from rootzpub.verify.pins import Pin
from rootzpub.wire.strict import parse


class Descent(StrEnum):
    """How the document's key stems from the pinned one."""

    ROTATED = "rotated"
    UNKNOWN = "unknown"
    REVOKED = "revoked"


def read_history(case: Case) -> KeyHistory | str:
    """The key history of the document's origin, or a clause that says why there is none."""
    if case.lookups.key_history is None or not case.policy.network or not case.origin:
        return "no key history was asked for."
    try:
        data = case.lookups.key_history(case.origin)
        if data is None:
            return "the site publishes no key history."
        history = KeyHistory.read(parse(data))
    except (FetchFailed, MalformedInput) as error:
        return f"its key history cannot be read: {error.message}."
    if history.origin != case.origin:
        return f"its key history is that of {history.origin[:100]}."
    return history


def descent_of(case: Case, pin: Pin, history: KeyHistory | str) -> tuple[Descent, str]:
    """How the document's signer follows from the pinned one, and a clause for people."""
    assert case.signer is not None
    if isinstance(history, str):
        return Descent.UNKNOWN, history
    known = Address.parse(pin.signer)
    # A reader whose clock is behind meets what the new key signs before that clock says that it is in force; that a
    # document is not from the future is held by step 8.
    signed = moment_of(case.message["signedAt"]) if case.message else case.moment
    lineage = follow(history, known, max(case.moment, signed))
    if lineage.code == "revoked":
        return Descent.REVOKED, lineage.sentence
    if not lineage.is_sound:
        return Descent.UNKNOWN, f"its key history does not hold: {lineage.sentence}."
    if case.signer == lineage.current:
        return Descent.ROTATED, f"{len(lineage.steps)} rotations lead from the old key to the new one."
    # A document signed between two rotations, read after both: its key need not be the present one.
    if any(step.new_key == case.signer for step in lineage.steps) and not was_replaced(case, history):
        return Descent.ROTATED, "the key was in force when the document was signed."
    return Descent.UNKNOWN, "its key history does not lead from the old key to the new one."


def is_one_line(signers: Collection[str], shown: Mapping[str, Any]) -> bool:
    """Whether the keys with these addresses handed over to one another, by the history that a site shows."""
    try:
        history = KeyHistory.read(shown)
    except MalformedInput:
        return False
    # As of the end of the history: whether each key was in force when it signed is judged for each document.
    end = latest(history, moment_of(0))
    for signer in signers:
        lineage = follow(history, Address.parse(signer), end)
        if lineage.is_sound and {signer, *(step.new_key.format() for step in lineage.steps)} >= set(signers):
            return True
    return False


def precedes(case: Case, pin: Pin, history: KeyHistory) -> bool:
    """Whether the signer handed over to the pinned key; that it signed before is for `was_replaced` to say."""
    assert case.signer is not None
    lineage = follow(history, case.signer, case.moment)
    return lineage.is_sound and any(step.new_key.format() == pin.signer for step in lineage.steps)


def revocation_of(case: Case, history: KeyHistory) -> str:
    """A clause that says when and why the signer's own key was revoked; "" when it was not.

    Only the key itself or one that came after it may revoke it (as `follow` has it). Unlike `follow`, which asks who
    speaks now, this also finds the revocation of a key that had handed over before.
    """
    assert case.signer is not None
    lineage = follow(history, case.signer, case.moment)
    # A history that does not hold proves no revocation either, and the report says that it stays open.
    if lineage.code not in {"ok", "revoked"}:
        case.add_unproven("whether the signer's key was revoked", f"the key history does not hold: {lineage.sentence}")
        return ""
    heirs = _heirs(history, case.signer)
    for entry in history.entries:
        if isinstance(entry, KeyRevocation) and entry.key == case.signer and entry.revoked_at <= case.moment:
            with suppress(BadSignature):
                if entry.signer() in heirs:
                    return f"it was revoked at {entry.revoked_at:%Y-%m-%dT%H:%M:%SZ} ({entry.reason[:100]})"
    return ""


def _heirs(history: KeyHistory, key: Address) -> set[Address]:
    """`key` and every key that it was handed on to; the history was found to have no loop."""
    successors = {entry.old_key: entry.new_key for entry in history.entries if isinstance(entry, KeyRotation)}
    heirs = {key}
    while key in successors:
        key = successors[key]
        heirs.add(key)
    return heirs


def was_replaced(case: Case, history: KeyHistory) -> bool:
    """Whether the signer had already handed over to another key when the document says that it was signed."""
    assert case.signer is not None
    # When it says that it was signed: before that the key was the right one, however often it was replaced since.
    at = moment_of(case.message["signedAt"]) if case.message else case.moment
    lineage = follow(history, case.signer, at)
    return lineage.is_sound and lineage.current != case.signer
