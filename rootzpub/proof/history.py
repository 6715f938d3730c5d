"""Key history: rotations signed by both keys, revocations, and following a chain of them (`/.well-known/ai/keys`).

Invariants: entries are only ever added, numbered from 1; reading checks the form, `lineage.follow` checks what is
signed.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any, Final

from rootzpub.errors import BadSignature, MalformedInput
from rootzpub.proof.address import Address
from rootzpub.proof.curve import recover
from rootzpub.proof.signer import Signer
from rootzpub.proof.statement import (
    read_address,
    read_count,
    read_members,
    read_moment,
    read_signature,
    read_text,
    seconds,
    show_signature,
)
from rootzpub.proof.typed_data import TypedData

DOMAIN: Final[Mapping[str, str]] = {"name": "AI Discovery Keys", "version": "1"}
ROTATION_TYPE: Final = "KeyRotation"
REVOCATION_TYPE: Final = "KeyRevocation"
TYPES: Final[Mapping[str, Sequence[Mapping[str, str]]]] = {
    ROTATION_TYPE: (
        {"name": "origin", "type": "string"},
        {"name": "oldKey", "type": "address"},
        {"name": "newKey", "type": "address"},
        {"name": "sequence", "type": "uint64"},
        {"name": "effectiveAt", "type": "uint64"},
    ),
    REVOCATION_TYPE: (
        {"name": "origin", "type": "string"},
        {"name": "key", "type": "address"},
        {"name": "sequence", "type": "uint64"},
        {"name": "revokedAt", "type": "uint64"},
        {"name": "reason", "type": "string"},
    ),
}
_ROTATION: Final = TypedData.prepare(DOMAIN, TYPES, ROTATION_TYPE)
_REVOCATION: Final = TypedData.prepare(DOMAIN, TYPES, REVOCATION_TYPE)
# So many rotations and revocations nobody makes; each costs a recovery or two to check, and a stranger wrote them.
_MAX_ENTRIES: Final = 1000


@dataclass(frozen=True, slots=True, kw_only=True)
class KeyRotation:
    """From `effective_at` on, `new_key` speaks for the origin; signed by the key that goes and the key that comes."""

    origin: str
    old_key: Address
    new_key: Address
    sequence: int
    effective_at: datetime
    old_signature: bytes = b""
    new_signature: bytes = b""

    def message(self) -> dict[str, Any]:
        """The typed-data message."""
        return {
            "effectiveAt": seconds(self.effective_at),
            "newKey": self.new_key.format(),
            "oldKey": self.old_key.format(),
            "origin": self.origin,
            "sequence": self.sequence,
        }

    def digest(self) -> bytes:
        """What both keys sign."""
        return _ROTATION.digest(self.message())

    def problem(self) -> str:
        """Empty if both signatures are right; else which is not."""
        if not _is_signed_by(self.digest(), self.old_signature, self.old_key):
            return f"the rotation with sequence {self.sequence} is not signed by the old key {self.old_key}"
        if not _is_signed_by(self.digest(), self.new_signature, self.new_key):
            return f"the rotation with sequence {self.sequence} is not signed by the new key {self.new_key}"
        return ""

    def body(self) -> dict[str, Any]:
        """The entry as it stands in the document."""
        return {
            "message": self.message(),
            "newSignature": show_signature(self.new_signature),
            "oldSignature": show_signature(self.old_signature),
            "type": ROTATION_TYPE,
        }

    @classmethod
    def read(cls, body: Mapping[str, Any]) -> "KeyRotation":
        """The entry that a document holds. Raises MalformedInput or BadSignature; signatures are not checked here."""
        message, new_signature, old_signature, _ = read_members(body, "message", "newSignature", "oldSignature", "type")
        origin, old_key, new_key, sequence, effective_at = read_members(
            message, "origin", "oldKey", "newKey", "sequence", "effectiveAt"
        )
        return cls(
            origin=read_text(origin),
            old_key=read_address(old_key),
            new_key=read_address(new_key),
            sequence=read_count(sequence),
            effective_at=read_moment(effective_at),
            old_signature=read_signature(old_signature),
            new_signature=read_signature(new_signature),
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class KeyRevocation:
    """From `revoked_at` on nothing signed by `key` counts; signed by that key or by one that came after it.

    An earlier key must not: a thief of an old key could silence the new one [trust §7.1].
    """

    origin: str
    key: Address
    sequence: int
    revoked_at: datetime
    reason: str
    signature: bytes = b""

    def message(self) -> dict[str, Any]:
        """The typed-data message."""
        return {
            "key": self.key.format(),
            "origin": self.origin,
            "reason": self.reason,
            "revokedAt": seconds(self.revoked_at),
            "sequence": self.sequence,
        }

    def digest(self) -> bytes:
        """What is signed."""
        return _REVOCATION.digest(self.message())

    def signer(self) -> Address:
        """Who signed it. Raises BadSignature."""
        return recover(self.digest(), self.signature)

    def body(self) -> dict[str, Any]:
        """The entry as it stands in the document."""
        return {"message": self.message(), "signature": show_signature(self.signature), "type": REVOCATION_TYPE}

    @classmethod
    def read(cls, body: Mapping[str, Any]) -> "KeyRevocation":
        """The entry that a document holds. Raises MalformedInput or BadSignature; the signer is not checked here."""
        message, signature, _ = read_members(body, "message", "signature", "type")
        origin, key, sequence, revoked_at, reason = read_members(
            message, "origin", "key", "sequence", "revokedAt", "reason"
        )
        return cls(
            origin=read_text(origin),
            key=read_address(key),
            sequence=read_count(sequence),
            revoked_at=read_moment(revoked_at),
            reason=read_text(reason),
            signature=read_signature(signature),
        )


Entry = KeyRotation | KeyRevocation


@dataclass(frozen=True, slots=True, kw_only=True)
class KeyHistory:
    """Everything that an origin has said about its keys, by sequence from 1."""

    origin: str
    entries: tuple[Entry, ...] = ()

    @property
    def next_sequence(self) -> int:
        """The sequence that the next entry takes."""
        return max((entry.sequence for entry in self.entries), default=0) + 1

    def rotated(self, old: Signer, new: Signer, effective_at: datetime) -> "KeyHistory":
        """This history and one rotation more, signed by both. Raises MalformedInput where the keys are the same."""
        if old.address == new.address:
            raise MalformedInput(f"expected a new key, got the old one again: {old.address}")
        entry = KeyRotation(
            origin=self.origin,
            old_key=old.address,
            new_key=new.address,
            sequence=self.next_sequence,
            effective_at=effective_at,
        )
        digest = entry.digest()
        entry = replace(entry, old_signature=old.sign(digest), new_signature=new.sign(digest))
        return replace(self, entries=(*self.entries, entry))

    def revoked(self, key: Address, signer: Signer, *, revoked_at: datetime, reason: str) -> "KeyHistory":
        """This history and one revocation more, signed by `signer`."""
        entry = KeyRevocation(
            origin=self.origin, key=key, sequence=self.next_sequence, revoked_at=revoked_at, reason=reason
        )
        return replace(self, entries=(*self.entries, replace(entry, signature=signer.sign(entry.digest()))))

    def body(self) -> dict[str, Any]:
        """The body of `/.well-known/ai/keys`, and what `keys.json` holds."""
        return {
            "domain": dict(DOMAIN),
            "history": [entry.body() for entry in self.entries],
            "origin": self.origin,
        }

    @classmethod
    def read(cls, body: Any) -> "KeyHistory":
        """The history that a document holds; members that seal or publisher add are ignored.

        Raises MalformedInput or BadSignature where an entry is not one.
        """
        if not isinstance(body, Mapping) or not isinstance(body.get("history"), list):
            raise MalformedInput("expected a key history with the members origin and history")
        if len(body["history"]) > _MAX_ENTRIES:
            raise MalformedInput(f"expected at most {_MAX_ENTRIES} entries in a key history, got more")
        return cls(origin=read_text(body.get("origin")), entries=tuple(map(_read_entry, body["history"])))


def _read_entry(body: Any) -> Entry:
    kind = body.get("type") if isinstance(body, Mapping) else None
    if kind == ROTATION_TYPE:
        return KeyRotation.read(body)
    if kind == REVOCATION_TYPE:
        return KeyRevocation.read(body)
    raise MalformedInput(f"expected a {ROTATION_TYPE} or {REVOCATION_TYPE}, got {str(kind)[:40]!r}")


def _is_signed_by(digest: bytes, signature: bytes, address: Address) -> bool:
    try:
        return recover(digest, signature) == address
    except BadSignature:
        return False
