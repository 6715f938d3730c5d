"""What the Rootz plugin left in a database."""

import base64
import hashlib

import pytest
from Crypto.Cipher import AES
from Crypto.Util.Padding import pad

from rootzpub.errors import KeyUnavailable
from rootzpub.sources.plugin import PLUGIN_OPTIONS, PluginWallet, plugin_settings, plugin_wallet, unlock

SALTS = {"SECURE_AUTH_KEY": "one", "SECURE_AUTH_SALT": "two"}
TEST_KEY_ONLY = "ab" * 32


def locked(plain: str) -> str:
    """A key as the plugin encrypts it (TEST KEY ONLY)."""
    vector = bytes(range(16))
    cipher = AES.new(hashlib.sha256(b"onetwo").digest(), AES.MODE_CBC, vector)
    return base64.b64encode(vector + cipher.encrypt(pad(plain.encode(), 16))).decode()


def test_settings_become_tables() -> None:
    """Each option finds its table and key, in the type of the setting."""
    tables = plugin_settings(
        {
            "rootz_organization_name": " Acme ",
            "rootz_sector": "Widgets, Testing",
            "rootz_core_concepts": "Widget: a thing\n\nNote: a text",
            "rootz_allow_training": "0",
            "rootz_allow_quoting": "1",
            "rootz_contact_email": "",
            "rootz_enable_feed": "0",
            "rootz_enable_content": "1",
        }
    )
    assert tables == {
        "identity": {"name": "Acme", "sector": ["Widgets", "Testing"], "concepts": ["Widget: a thing", "Note: a text"]},
        "policies": {"training": False, "quoting": True},
        "feed": {"enabled": False},
    }


def test_no_key_is_a_setting() -> None:
    """Options that could hold a secret are not among those read."""
    assert not any("key" in name or "wallet" in name or "token" in name for name in PLUGIN_OPTIONS)


@pytest.mark.parametrize("plain", [TEST_KEY_ONLY, "0x" + TEST_KEY_ONLY])
def test_unlock(plain: str) -> None:
    """The salts of wp-config.php open the key."""
    assert unlock(PluginWallet(encrypted=locked(plain), address="0x", salts=SALTS)) == TEST_KEY_ONLY


def test_lost_leading_zeros_come_back() -> None:
    """A key is always 64 digits."""
    assert unlock(PluginWallet(encrypted=locked("abc"), address="0x"), SALTS) == "0" * 61 + "abc"


@pytest.mark.parametrize(
    "encrypted",
    [
        pytest.param(locked(TEST_KEY_ONLY)[:-24], id="cut-off"),
        pytest.param("not base64!", id="no-base64"),
        pytest.param("", id="empty"),
        pytest.param(locked("no key at all"), id="no-key"),
    ],
)
def test_what_does_not_open(encrypted: str) -> None:
    """Wrong salts or a damaged value: the key is lost, and the message says so without it."""
    with pytest.raises(KeyUnavailable, match="does not open with these salts") as caught:
        unlock(PluginWallet(encrypted=encrypted, address="0x", salts=SALTS))
    assert "salts" in caught.value.hint


def test_wrong_salts() -> None:
    """Other salts do not open it."""
    with pytest.raises(KeyUnavailable, match="does not open"):
        unlock(PluginWallet(encrypted=locked(TEST_KEY_ONLY), address="0x"), {**SALTS, "SECURE_AUTH_SALT": "other"})


def test_missing_salts() -> None:
    """Without salts it says where they are."""
    with pytest.raises(KeyUnavailable, match="needs SECURE_AUTH_KEY") as caught:
        unlock(PluginWallet(encrypted=locked(TEST_KEY_ONLY), address="0x"))
    assert "wordpress:DIR" in caught.value.hint


def test_the_key_does_not_show() -> None:
    """Neither the encrypted key nor the salts are in the representation."""
    wallet = PluginWallet(encrypted=locked(TEST_KEY_ONLY), address="0xA", salts=SALTS)
    assert wallet.encrypted not in repr(wallet)
    assert "one" not in repr(wallet)


def test_sources_without_a_wallet() -> None:
    """A source that cannot read options has none."""
    assert plugin_wallet(object()) is None
