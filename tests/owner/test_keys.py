"""Making, copying, taking over and revoking keys, without a command line."""

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from rootzpub.clock import fixed_clock
from rootzpub.config import load_config
from rootzpub.errors import KeyUnavailable
from rootzpub.owner import keys
from rootzpub.owner.keyring import Keyring, Prompts, open_keyring
from rootzpub.proof import Address, follow, open_signer
from rootzpub.proof.history_file import load_history
from rootzpub.proof.keyfile import write_keystore
from rootzpub.proof.secret import Secret
from rootzpub.state import FileNote
from tests.owner.conftest import ADDRESS, KEY, ORIGIN, nobody

NOON = datetime(2026, 3, 4, 12, tzinfo=UTC)


def test_a_made_key_opens_by_its_reference(keyring: Keyring, site: Path) -> None:
    """With mode 0600, and its address is what was said."""
    made = keys.make_key(keyring, out=site / "other.key")
    assert made.reference == f"file:{site / 'other.key'}"
    assert open_signer(made.reference).address.format() == made.address != ADDRESS
    assert made.path.stat().st_mode & 0o777 == 0o600


def test_a_key_that_is_there_is_never_overwritten(keyring: Keyring) -> None:
    """Not even by a new one for the same place."""
    with pytest.raises(KeyUnavailable, match="File exists"):
        keys.make_key(keyring)
    assert keyring.signer().address.format() == ADDRESS


@pytest.mark.slow("scrypt of keystores costs what it is meant to cost")
def test_a_copy_of_a_keystore_gets_a_passphrase_of_its_own(site: Path) -> None:
    """The configured one opens the original, and is not reused in silence."""
    write_keystore(site / "wallet.json", Secret(bytes.fromhex(KEY)), "old", work=2)
    (site / "pass").write_text("old")
    prompts = Prompts(passphrase=nobody, new_passphrase=lambda: "fresh")
    reference = f"keystore:{site / 'wallet.json'}"
    keyring = open_keyring(load_config(site), prompts, key=reference, passphrase=f"file:{site / 'pass'}")

    copied = keys.export_key(keyring, site / "copy.json", keystore=True)

    assert open_signer(copied.reference, passphrase=lambda: "fresh").address.format() == ADDRESS


def test_another_key_than_the_expected_is_not_written(keyring: Keyring, site: Path) -> None:
    """The address is checked first."""
    secret = keys.key_from_hex(b"1".rjust(64, b"0"))
    with pytest.raises(KeyUnavailable, match="nothing was written"):
        keys.import_key(keyring, secret, out=site / "taken.key", expect=ADDRESS)
    assert not (site / "taken.key").exists()


def test_a_phrase_gives_the_key_of_its_first_account() -> None:
    """m/44'/60'/0'/0/0, as wallets do."""
    phrase = b"test test test test test test test test test test test junk\n"
    derived = keys.key_from_mnemonic(phrase)
    other = keys.key_from_mnemonic(phrase, derivation="m/44'/60'/0'/0/1")
    assert derived.reveal().hex() == "ac0974bec39a17e36ba4a6b4d238ff944bacb478cbed5efcae784d7bf4f2ff80"
    assert other.reveal() != derived.reveal()


def test_a_revocation_holds_from_the_moment_it_was_signed(keyring: Keyring) -> None:
    """Whoever follows the history later is warned."""
    said = keys.revoke_key(keyring, reason="the backup was stolen", clock=fixed_clock(NOON))
    history = load_history(FileNote(said.history_path), ORIGIN)
    lineage = follow(history, Address.parse(ADDRESS), NOON + timedelta(seconds=1))
    assert (said.revoked, said.signer, lineage.code) == (ADDRESS, ADDRESS, "revoked")
