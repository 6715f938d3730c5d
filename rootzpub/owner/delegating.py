"""The owner's wallet vouches for this server's key: prepare what it must sign, then keep what it signed."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import Any

from rootzpub.clock import Clock, system_clock
from rootzpub.errors import StoreUnavailable
from rootzpub.files import write_atomic
from rootzpub.owner.keyring import Keyring
from rootzpub.proof import delegation
from rootzpub.proof.succession import refuse_unless_current
from rootzpub.wire import parse


@dataclass(frozen=True, slots=True, kw_only=True)
class KeptDelegation:
    """A delegation that was checked and written to `path`."""

    owner: str
    delegate: str
    path: Path


def prepare_delegation(
    keyring: Keyring, *, scope: str = "all", days: int = 365, clock: Clock = system_clock
) -> Mapping[str, Any]:
    """What the wallet signs with eth_signTypedData_v4 (EIP-712). `scope` is kinds of documents, or `all`.

    Raises:
        ConfigError: no base URL is known.
        KeyUnavailable: the key cannot be opened.
    """
    # Typed data holds whole seconds.
    now = clock().replace(microsecond=0)
    draft = delegation.Delegation(
        origin=keyring.origin,
        delegate=keyring.signer().address,
        scope=scope,
        not_before=now,
        not_after=now + timedelta(days=days),
    )
    return delegation.prepare(draft)


def accept_delegation(keyring: Keyring, answer: bytes, *, clock: Clock = system_clock) -> KeptDelegation:
    """Check the prepared request with the wallet's signature, and keep it where the configuration looks for it.

    Raises:
        MalformedInput: `answer` is no delegation of this origin to this key, or the signature is not the owner's.
        ConfigError, KeyUnavailable: as for `prepare_delegation`.
        StoreUnavailable: the file cannot be written.
    """
    given = parse(answer)
    path = keyring.delegation_path
    with keyring.changing() as history:
        delegate = keyring.signer().address
        # A delegation to a key that was replaced would be published with another one, and hold for neither.
        refuse_unless_current(history, delegate, clock())
        accepted = delegation.accept(given, origin=keyring.origin, delegate=delegate)
        try:
            write_atomic(path, json.dumps(accepted.body(), indent=1).encode() + b"\n")
        except OSError as error:
            raise StoreUnavailable(
                f"{path} cannot be written: {error.strerror or error}", hint="Check space and rights there."
            ) from None
    return KeptDelegation(owner=accepted.owner.format(), delegate=accepted.delegate.format(), path=path)
