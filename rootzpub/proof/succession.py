"""Which key a history leads to, and what may be done with another one.

Invariants: a change is signed only by the key at the end of the chain, so that no sequence of changes makes a fork; a
history is shown only together with the key that ends it (decision 0021).
"""

from dataclasses import replace
from datetime import datetime

from rootzpub.errors import KeyUnavailable
from rootzpub.proof.address import Address
from rootzpub.proof.history import KeyHistory, KeyRevocation, KeyRotation
from rootzpub.proof.lineage import follow


def last_rotation(history: KeyHistory) -> KeyRotation | None:
    """The rotation whose new key ends the chain; None where no key was ever replaced."""
    return next((entry for entry in reversed(history.entries) if isinstance(entry, KeyRotation)), None)


def end_of_chain(history: KeyHistory) -> Address | None:
    """The key that speaks now; None where no key was ever replaced, so that the history names none."""
    rotation = last_rotation(history)
    return rotation.new_key if rotation else None


def in_force_at(history: KeyHistory, moment: datetime) -> Address | None:
    """The key that a rotation has put in force by `moment`, or that the first one will replace; None without any."""
    rotations = [entry for entry in history.entries if isinstance(entry, KeyRotation)]
    effective = [entry.new_key for entry in rotations if entry.effective_at <= moment]
    return effective[-1] if effective else rotations[0].old_key if rotations else None


def pending_after(history: KeyHistory, moment: datetime) -> KeyRotation | None:
    """The next rotation that is recorded and takes effect after `moment`."""
    rotations = (entry for entry in history.entries if isinstance(entry, KeyRotation))
    return next((entry for entry in rotations if entry.effective_at > moment), None)


def known_keys(history: KeyHistory) -> frozenset[Address]:
    """Every key of the chain."""
    rotations = [entry for entry in history.entries if isinstance(entry, KeyRotation)]
    return frozenset(key for entry in rotations for key in (entry.old_key, entry.new_key))


def latest(history: KeyHistory, moment: datetime) -> datetime:
    """`moment`, or the newest moment of the history where that is later: a clock that went back orders nothing anew."""
    return max((moment, *(_when(entry) for entry in history.entries)))


def refuse_unless_current(history: KeyHistory, key: Address, moment: datetime) -> None:
    """Raises KeyUnavailable where `key` does not end the chain, was revoked, or the history itself is not sound."""
    end = end_of_chain(history)
    if end is not None and end != key:
        raise KeyUnavailable(
            f"the key history leads to {end}, and the key at hand is {key}: what it signed now would make a fork",
            hint=f"Put the key of {end} back (or name it in [signing] key), and run the command again.",
        )
    found = follow(history, key, latest(history, moment))
    if not found.is_sound:
        raise KeyUnavailable(
            f"the key history cannot be continued: {found.sentence}",
            hint="A revoked key is the end of its chain; anything else is damage: put keys.json back from a backup.",
        )


def as_signed_by(history: KeyHistory, key: Address, announced: datetime | None = None) -> KeyHistory:
    """The history as it was while `key` ended the chain: the whole of it, or without what follows that key.

    What takes effect after `announced` stays: readers may know of it before. The whole of it too where the chain does
    not know the key: there is no part of it that would fit.
    """
    for position, entry in enumerate(history.entries):
        if isinstance(entry, KeyRotation) and entry.old_key == key:
            if announced is not None and entry.effective_at > announced:
                break
            return replace(history, entries=history.entries[:position])
    return history


def revocation_after(history: KeyHistory, key: Address) -> KeyRevocation | None:
    """What a later key said against `key`, if it did."""
    shown = len(as_signed_by(history, key).entries)
    later = (entry for entry in history.entries[shown:] if isinstance(entry, KeyRevocation))
    return next((entry for entry in later if entry.key == key), None)


def _when(entry: KeyRotation | KeyRevocation) -> datetime:
    return entry.effective_at if isinstance(entry, KeyRotation) else entry.revoked_at
