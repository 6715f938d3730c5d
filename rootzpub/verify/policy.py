"""What a reader asks of a document before relying on it.

Invariants: a policy only adds demands. No policy switches a check off, so there is no policy under which nothing is
checked. Decision 0006.
"""

from dataclasses import dataclass, replace
from datetime import timedelta
from enum import StrEnum
from typing import Any, Self

from rootzpub.errors import MalformedInput, UsageError
from rootzpub.proof import Address
from rootzpub.wire.blocks import host_of


class Requirement(StrEnum):
    """What a policy may insist on beyond the usual."""

    ENVELOPE = "envelope"
    """The document must carry an envelope (origin, resource and time signed)."""
    DELEGATION = "delegation"
    """The owner's wallet or identity contract must vouch for the signer."""
    PROOF = "proof"
    """The document must prove its place in a publication."""
    PIN = "pin"
    """The origin's signer must be known from before."""
    CURRENT = "current"
    """The document must still be valid, also where it was kept and nobody serves it (decision 0026)."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Policy:
    """A named set of demands; make one with `standard`, `strict` or `offline` and narrow it with `narrowed`."""

    name: str
    warnings_fail: bool = False
    """Whatever carries a warning is refused (exit code 6)."""
    network: bool = True
    """False: key history and identity contract are not asked, and a report says so."""
    signer: Address | None = None
    """Only this signer's documents pass."""
    domain: str | None = None
    """Only documents of this host pass (A-labels, exactly)."""
    max_age: timedelta | None = None
    """Only documents signed at most so long ago pass."""
    require: frozenset[Requirement] = frozenset()

    @classmethod
    def standard(cls) -> Self:
        """The default: fails on everything that is wrong, warns of everything that a signature should cover."""
        return cls(name="standard")

    @classmethod
    def strict(cls) -> Self:
        """Everything that applies must pass; warnings fail."""
        return cls(name="strict", warnings_fail=True)

    @classmethod
    def offline(cls) -> Self:
        """As standard, without asking the network for key history or identity contract."""
        return cls(name="offline", network=False)

    @classmethod
    def named(cls, name: str) -> Self:
        """The policy of this name. Raises UsageError for others."""
        policies = {"standard": cls.standard, "strict": cls.strict, "offline": cls.offline}
        if name not in policies:
            raise UsageError(f"expected a policy of {', '.join(policies)}, got {name!r}")
        return policies[name]()

    def narrowed(
        self,
        *,
        signer: str | Address | None = None,
        domain: str | None = None,
        max_age: timedelta | None = None,
        require: frozenset[Requirement] | set[Requirement] = frozenset(),
    ) -> Self:
        """This policy with further demands. Raises UsageError for a demand that cannot be meant (empty, negative)."""
        # Demands are added and never taken away, also when narrowed twice.
        changes: dict[str, Any] = {"require": self.require | require}
        if signer is not None:
            changes["signer"] = _address(signer)
        if domain is not None:
            changes["domain"] = _domain(domain)
        if max_age is not None:
            if max_age <= timedelta(0):
                raise UsageError("expected a maximum age above zero", hint="for example 24h")
            changes["max_age"] = max_age
        return replace(self, **changes)


def _address(signer: str | Address) -> Address:
    try:
        return signer if isinstance(signer, Address) else Address.parse(signer)
    except MalformedInput as error:
        raise UsageError(f"signer: {error.message}", hint=error.hint) from None


def _domain(domain: str) -> str:
    try:
        host = host_of(domain.strip())
    except MalformedInput as error:
        raise UsageError(f"domain: {error.message}") from None
    if not host or "/" in host:
        raise UsageError(f"expected a host name as domain, got {domain!r}", hint="for example example.com")
    return host
