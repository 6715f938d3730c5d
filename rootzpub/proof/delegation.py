"""Delegation: the owner's wallet lets a signing key speak for an origin, within a scope and a time.

Invariants: the owner's key never comes near the server. A wallet signs typed data that `prepare` made; `accept` checks
what comes back; `problems` is what a verifier asks.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Final

from rootzpub.errors import BadSignature, MalformedInput
from rootzpub.proof.address import Address
from rootzpub.proof.curve import recover
from rootzpub.proof.statement import (
    read_address,
    read_members,
    read_moment,
    read_signature,
    read_text,
    seconds,
    show_signature,
)
from rootzpub.proof.typed_data import DOMAIN_TYPE, TypedData

DELEGATION_TYPE: Final = "eip712-delegation-v1"
PRIMARY_TYPE: Final = "Delegation"
DOMAIN: Final[Mapping[str, str]] = {"name": "AI Discovery Delegation", "version": "1"}
TYPES: Final[Mapping[str, Sequence[Mapping[str, str]]]] = {
    PRIMARY_TYPE: (
        {"name": "origin", "type": "string"},
        {"name": "delegate", "type": "address"},
        {"name": "scope", "type": "string"},
        {"name": "notBefore", "type": "uint64"},
        {"name": "notAfter", "type": "uint64"},
    ),
}
SCOPE_ALL: Final = "all"
_DIGITS: Final = 130
"""Hex digits of a signature."""
_COMPACT_DIGITS: Final = 128
_HEX_DIGITS: Final = frozenset("0123456789abcdef")
_TYPED_DATA: Final = TypedData.prepare(DOMAIN, TYPES, PRIMARY_TYPE)


@dataclass(frozen=True, slots=True, kw_only=True)
class Delegation:
    """`owner` lets `delegate` sign documents of `origin`: of the kinds in `scope`, words or `all`, within a time."""

    origin: str
    delegate: Address
    scope: str
    not_before: datetime
    not_after: datetime
    owner: Address = field(default_factory=Address.zero)
    signature: bytes = b""

    def message(self) -> dict[str, Any]:
        """The typed-data message."""
        return {
            "delegate": self.delegate.format(),
            "notAfter": seconds(self.not_after),
            "notBefore": seconds(self.not_before),
            "origin": self.origin,
            "scope": self.scope,
        }

    def digest(self) -> bytes:
        """What the owner's wallet signs."""
        return _TYPED_DATA.digest(self.message())

    def body(self) -> dict[str, Any]:
        """The proof as it stands in `_signature.delegation`."""
        return {
            "domain": dict(DOMAIN),
            "message": self.message(),
            "owner": self.owner.format(),
            "signature": show_signature(self.signature),
            "type": DELEGATION_TYPE,
        }

    @classmethod
    def read(cls, body: Any) -> "Delegation":
        """The proof that a document holds, its signature checked against the owner it names.

        Raises MalformedInput where it is not one, BadSignature where the signature is not the owner's.
        """
        domain, message, owner, signature, kind = read_members(body, "domain", "message", "owner", "signature", "type")
        if kind != DELEGATION_TYPE or domain != DOMAIN:
            raise MalformedInput(f"expected a delegation of type {DELEGATION_TYPE}, got {str(kind)[:40]!r}")
        delegation = _read_message(message, owner=read_address(owner), signature=read_signature(signature))
        # The owner's name proves nothing until the signature recovers to it; scope and time are judged by `problems`.
        if recover(delegation.digest(), delegation.signature) != delegation.owner:
            raise BadSignature(f"the delegation is not signed by the owner it names, {delegation.owner}")
        return delegation

    def problems(self, *, origin: str, delegate: Address, kind: str, at: datetime) -> list[tuple[str, str]]:
        """What keeps this from covering a document: (code, sentence) each; empty when it covers it."""
        found = []
        if self.origin != origin:
            found.append(("delegation-origin", f"the delegation is for {self.origin}, not for {origin}"))
        if self.delegate != delegate:
            found.append(("delegation-delegate", f"the delegation is to {self.delegate}, not to {delegate}"))
        if kind not in self.scope.split() and self.scope != SCOPE_ALL:
            found.append(("delegation-scope", f"the delegation covers {self.scope!r}, not {kind}"))
        if not self.not_before <= at <= self.not_after:
            span = f"{self.not_before:%Y-%m-%dT%H:%M:%SZ} to {self.not_after:%Y-%m-%dT%H:%M:%SZ}"
            found.append(("delegation-time", f"the delegation holds from {span}"))
        return found


def prepare(delegation: Delegation) -> dict[str, Any]:
    """The request for `eth_signTypedData_v4`: what MetaMask and other wallets show and sign."""
    fields = [{"name": name, "type": "string"} for name in DOMAIN]
    return {
        "domain": dict(DOMAIN),
        "message": delegation.message(),
        "primaryType": PRIMARY_TYPE,
        "types": {DOMAIN_TYPE: fields, **{name: [dict(field) for field in struct] for name, struct in TYPES.items()}},
    }


def accept(answer: object, *, origin: str, delegate: Address) -> Delegation:
    """The delegation in the wallet's answer: the prepared request with a member `signature` (and `owner`).

    Forms in which wallets write the same signature are taken (`_from_wallet`). Raises MalformedInput or BadSignature
    where message, origin, delegate or owner are not those asked for.
    """
    if not isinstance(answer, Mapping) or "message" not in answer or "signature" not in answer:
        raise MalformedInput(
            "expected the prepared request with the wallet's signature in it",
            hint='add a member "signature" with what the wallet answered, and "owner" with its address',
        )
    signature = _from_wallet(answer["signature"])
    draft = _read_message(answer["message"], owner=Address.zero(), signature=signature)
    owner = recover(draft.digest(), signature)
    if "owner" in answer and read_address(answer["owner"]) != owner:
        raise BadSignature(f"expected the signature of {answer['owner']}, got one of {owner}")
    if draft.origin != origin or draft.delegate != delegate:
        raise MalformedInput(
            f"expected a delegation of {origin} to {delegate}, got one of {draft.origin} to {draft.delegate}"
        )
    return _read_message(answer["message"], owner=owner, signature=signature)


def _from_wallet(value: Any) -> bytes:
    """The 65 bytes of a wallet's answer, in whichever clothes: white space, no `0x`, capitals, v 0 or 1, EIP-2098."""
    if not isinstance(value, str):
        return read_signature(value)
    digits = "".join(value.split()).lower().removeprefix("0x")
    if len(digits) > _DIGITS and not len(digits) % 2 and _HEX_DIGITS.issuperset(digits):
        raise BadSignature(
            f"expected a signature of 65 bytes, got {len(digits) // 2}: a smart-contract wallet cannot delegate",
            hint="Sign with a wallet that has a key of its own, or name the contract in [identity] identity_contract.",
        )
    if len(digits) == _COMPACT_DIGITS and _HEX_DIGITS.issuperset(digits):
        digits = _expanded(digits)
    if len(digits) == _DIGITS and digits[-2:] in ("00", "01"):
        digits = digits[:-2] + f"{int(digits[-2:]) + 27:02x}"
    return read_signature(f"0x{digits}")


def _expanded(digits: str) -> str:
    """R ‖ s ‖ v of the compact form r ‖ yParityAndS (EIP-2098)."""
    second = int(digits[64:], 16)
    return f"{digits[:64]}{second & (1 << 255) - 1:064x}{27 + (second >> 255):02x}"


def _read_message(message: Any, *, owner: Address, signature: bytes) -> Delegation:
    origin, delegate, scope, not_before, not_after = read_members(
        message, "origin", "delegate", "scope", "notBefore", "notAfter"
    )
    return Delegation(
        origin=read_text(origin),
        delegate=read_address(delegate),
        scope=read_text(scope),
        not_before=read_moment(not_before),
        not_after=read_moment(not_after),
        owner=owner,
        signature=signature,
    )
