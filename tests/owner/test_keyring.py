"""Where key handling finds things, and who is asked for a passphrase."""

from pathlib import Path

import pytest

from rootzpub.config import load_config
from rootzpub.errors import ConfigError, KeyUnavailable, UsageError
from rootzpub.owner.keyring import Keyring, Prompts, open_keyring
from tests.owner.conftest import ADDRESS, NOBODY, ORIGIN

ANSWERS = Prompts(passphrase=lambda: "typed", new_passphrase=lambda: "typed twice")


def test_the_configuration_says_where_everything_is(keyring: Keyring, site: Path) -> None:
    """Key, history, delegation and origin."""
    assert keyring.path == site / "rootzpub-data/signing.key"
    assert keyring.history_path == site / "rootzpub-data/keys.json"
    assert keyring.delegation_path == site / "rootzpub-data/delegation.json"
    assert (keyring.origin, keyring.signer().address.format()) == (ORIGIN, ADDRESS)


def test_a_passphrase_with_a_reference_is_not_asked_for(site: Path) -> None:
    """Neither for the keystore that is opened nor for one that is made."""
    (site / "pass").write_text("kept\n")
    keyring = open_keyring(load_config(site), ANSWERS, passphrase=f"file:{site / 'pass'}")
    assert (keyring.passphrase(), keyring.new_passphrase()) == ("kept", "kept")


def test_a_passphrase_without_a_reference_is_asked_for(site: Path) -> None:
    """Once for what is there, twice for what is being made."""
    keyring = open_keyring(load_config(site), ANSWERS)
    assert (keyring.passphrase(), keyring.new_passphrase()) == ("typed", "typed twice")


def test_an_owner_without_a_key_has_no_keyring(site: Path) -> None:
    """`key = "none"` is a decision; functions about keys say so."""
    with pytest.raises(KeyUnavailable, match='the configuration says key = "none"'):
        open_keyring(load_config(site, overrides={"signing.key": "none"}), NOBODY)


def test_a_key_in_no_file_has_no_place_for_a_new_one(site: Path) -> None:
    """Unless one is given."""
    keyring = open_keyring(load_config(site), NOBODY, key="env:SIGNING_KEY")
    assert keyring.target(Path("given")) == Path("given")
    with pytest.raises(UsageError, match="expected a file for the key, because env:SIGNING_KEY names none"):
        keyring.target(None)


def test_without_a_public_address_there_is_no_origin(site: Path) -> None:
    """A statement about a key names one."""
    (site / "rootzpub.toml").write_text("")
    with pytest.raises(ConfigError, match="the public address of the site"):
        _ = open_keyring(load_config(site), NOBODY).origin
