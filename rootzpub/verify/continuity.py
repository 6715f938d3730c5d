"""Step 9: the same key as before, and nothing went back.

Invariants (as the known hosts of ssh, and TUF against rollback, freeze and fast-forward): a key changes only with a
rotation that both keys signed; a sequence never falls, never leaps beyond what time allows, and keeps its root; an
envelope once seen does not vanish. Decision 0006.
"""

from typing import Any, Final

from rootzpub.proof import KeyHistory
from rootzpub.verify.case import Case, Finding, failed, passed, skipped
from rootzpub.verify.lineage import Descent, descent_of, precedes, read_history, revocation_of, was_replaced
from rootzpub.verify.pins import Pin
from rootzpub.wire import blocks
from rootzpub.wire.envelope import ZERO_HASH

LEAP: Final = 1_000
"""By how much a sequence may grow at once, however little time passed; beyond that, one publication per second."""


def check_continuity(case: Case) -> Finding:
    """Step 9."""
    if case.signer is None:
        return _without_signer(case)
    history = read_history(case)
    # Also without a pin: a sequence that no clock allows and a dead key are wrong at first contact.
    problem = _beyond_time(case) or (None if isinstance(history, str) else _dead_key(case, history))
    return problem or _compare(case, history)


def _compare(case: Case, history: KeyHistory | str) -> Finding:
    assert case.signer is not None
    if case.pins is None:
        return skipped("continuity.no-pins", "No pins were given: nothing is known from before.")
    pin = case.pin
    if pin is None:
        return skipped(
            "continuity.first-contact", f"{case.origin or 'Its origin'} was never seen before: no comparison."
        )
    # Above the key: with the envelope gone anybody could re-dress a document in a dialect that has none.
    if pin.envelope and case.message is None:
        return failed(
            "continuity.envelope-vanished",
            f"{case.origin} used to sign where and when it publishes, and now does not: the envelope was taken away.",
        )
    if pin.signer != case.signer.format():
        return _former_key(case, pin, history) or _changed_key(case, pin, history)
    case.anchors.append("pin")
    if _is_earlier(case, pin):
        return passed(
            "continuity.earlier",
            f"The same signer as since {pin.first_seen}; a copy of an earlier publication than the last one seen.",
            sequence=case.message["sequence"] if case.message else 0,
            pinned=pin.sequence,
        )
    return _sequence(case, pin) or passed(
        "continuity.same-key",
        f"The same signer as since {pin.first_seen}, and nothing went back.",
        firstSeen=pin.first_seen,
        lastSeen=pin.last_seen,
        sequence=pin.sequence,
    )


def _is_earlier(case: Case, pin: Pin) -> bool:
    """Whether it is a kept copy of an earlier publication: nobody shows it as the present one (decision 0026)."""
    case.is_earlier = case.kept and case.message is not None and case.message["sequence"] < pin.sequence
    return case.is_earlier


def _former_key(case: Case, pin: Pin, history: KeyHistory | str) -> Finding | None:
    """PASS for what the key before the known one signed while it was in force: it is good until it expires."""
    assert case.signer is not None
    if isinstance(history, str) or not precedes(case, pin, history):
        return None
    case.anchors.append("rotation")
    case.is_earlier = True
    return passed(
        "continuity.former-key",
        f"Signed by the key before the one known, {pin.signer}, before that took over; the old key signed the change.",
        pinned=pin.signer,
        found=case.signer.format(),
    )


def _dead_key(case: Case, history: KeyHistory) -> Finding | None:
    """The failure, if the signer's key was revoked, or handed over before the document says that it was signed."""
    revoked = revocation_of(case, history)
    if revoked:
        return failed("continuity.revoked", f"THE KEY THAT SIGNED THIS WAS REVOKED: {revoked}.")
    if was_replaced(case, history):
        return failed("continuity.replaced-key", "It was signed with a key that had already been replaced.")
    return None


def _without_signer(case: Case) -> Finding:
    """An unsigned document from an origin that used to sign is a failure, not a new beginning."""
    pin = case.pin
    # Without a recomputed hash step 3 has failed already, and a broken signature failed in step 4.
    if pin is not None and case.digest is not None and "signature" not in case.block:
        return failed(
            "continuity.signature-vanished",
            f"{case.origin} used to sign as {pin.signer}, and this document is not signed.",
            pinned=pin.signer,
        )
    return skipped("continuity.not-reached", "The past was not looked at: no signer is established.")


def _changed_key(case: Case, pin: Pin, history: KeyHistory | str) -> Finding:
    assert case.signer is not None
    descent, sentence = descent_of(case, pin, history)
    evidence: dict[str, Any] = {
        "pinned": pin.signer,
        "found": case.signer.format(),
        "since": pin.first_seen,
        "history": sentence,
    }
    if descent is Descent.ROTATED:
        case.anchors.append("rotation")
        return passed(
            "continuity.rotated",
            f"The signer changed since {pin.last_seen}, and the old key signed the change.",
            **evidence,
        )
    if descent is Descent.REVOKED:
        return failed("continuity.revoked-pin", f"THE KEY KNOWN FROM BEFORE WAS REVOKED: {sentence}.", **evidence)
    return failed(
        "continuity.key-changed",
        f"THE SIGNER OF {case.origin} HAS CHANGED. Someone may be impersonating this site. It was {pin.signer} since "
        f"{pin.first_seen}, it is {case.signer.format()} now, and {sentence}",
        **evidence,
    )


def _sequence(case: Case, pin: Pin) -> Finding | None:
    """The failure, if this document's sequence does not follow the pinned one."""
    if case.message is None:
        return None
    sequence, root = case.message["sequence"], case.message["publicationRoot"]
    evidence = {"sequence": sequence, "pinned": pin.sequence, "root": root, "pinnedRoot": pin.root}
    if sequence < pin.sequence:
        return failed(
            "continuity.rollback",
            f"An older publication ({sequence}) is shown than was already seen ({pin.sequence}).",
            **evidence,
        )
    # A pin made by hand has no root yet, and a zero root names no publication: neither contradicts.
    if sequence == pin.sequence and pin.root and root not in {pin.root, ZERO_HASH}:
        return failed(
            "continuity.equivocation",
            f"Publication {sequence} has another content than when it was seen before.",
            **evidence,
        )
    # Since it was last seen, by our clock: the document's own `signedAt` is what a thief would choose.
    elapsed = int((case.moment - blocks.parse_time(pin.last_seen)).total_seconds())
    if pin.sequence and sequence - pin.sequence > max(LEAP, elapsed):
        return failed(
            "continuity.fast-forward",
            f"The sequence leapt from {pin.sequence} to {sequence}, which time does not allow.",
            **evidence,
        )
    return None


def _beyond_time(case: Case) -> Finding | None:
    """The failure, if the sequence is higher than one publication per second since 1970 could make it."""
    if case.message is None or case.message["sequence"] <= case.message["signedAt"]:
        return None
    sequence = case.message["sequence"]
    return failed(
        "continuity.fast-forward",
        f"The sequence {sequence} is higher than any site can have reached.",
        sequence=sequence,
        signedAt=case.message["signedAt"],
    )
