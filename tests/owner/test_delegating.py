"""The owner's wallet vouches for the key; it is of another library."""

import json
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from eth_account import Account
from eth_account.messages import encode_typed_data

from rootzpub.clock import fixed_clock
from rootzpub.errors import MalformedInput, StoreUnavailable
from rootzpub.owner.delegating import accept_delegation, prepare_delegation
from rootzpub.owner.keyring import Keyring
from rootzpub.proof import Delegation
from tests.owner.conftest import ADDRESS

WALLET = (2).to_bytes(32, "big")  # TEST KEY ONLY
NOON = datetime(2026, 3, 4, 12, tzinfo=UTC)


def signed(request: dict) -> bytes:
    """What the wallet's owner hands back."""
    signature = Account.sign_message(encode_typed_data(full_message=request), WALLET).signature
    return json.dumps({**request, "signature": "0x" + signature.hex()}).encode()


def test_what_was_signed_is_kept_where_the_configuration_looks(keyring: Keyring, site: Path) -> None:
    """With scope and time as they were prepared."""
    request = prepare_delegation(keyring, scope="ai-discovery", days=30, clock=fixed_clock(NOON))
    kept = accept_delegation(keyring, signed(dict(request)))
    stored = Delegation.read(json.loads(kept.path.read_text()))
    assert kept.path == site / "rootzpub-data/delegation.json"
    assert (kept.owner, kept.delegate) == (Account.from_key(WALLET).address, ADDRESS)
    assert (stored.scope, stored.not_before, stored.not_after) == ("ai-discovery", NOON, NOON + timedelta(days=30))


def test_an_answer_without_the_signature_is_refused(keyring: Keyring) -> None:
    """And nothing is kept."""
    with pytest.raises(MalformedInput):
        accept_delegation(keyring, json.dumps(dict(prepare_delegation(keyring))).encode())
    assert not keyring.delegation_path.exists()


def test_a_file_that_cannot_be_written_is_said(keyring: Keyring) -> None:
    """With its name."""
    answer = signed(dict(prepare_delegation(keyring)))
    keyring.delegation_path.mkdir()
    with pytest.raises(StoreUnavailable, match=r"delegation\.json cannot be written"):
        accept_delegation(keyring, answer)
