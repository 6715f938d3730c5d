"""The WordPress plugin's wallet."""

import json
from pathlib import Path

import pytest

from rootzpub.errors import KeyUnavailable
from rootzpub.proof import LocalSigner, decrypt_plugin_key
from rootzpub.proof.plugin_key import read_salts
from rootzpub.proof.secret import Secret


def encrypt(text: bytes, passphrase: str) -> str:
    """What PHP's openssl_encrypt and the plugin would store for `text`."""
    import base64
    import hashlib

    from Crypto.Cipher import AES

    padding = 16 - len(text) % 16
    cipher = AES.new(hashlib.sha256(passphrase.encode()).digest(), AES.MODE_CBC, iv=bytes(16))
    return base64.b64encode(bytes(16) + cipher.encrypt(text + bytes((padding,)) * padding)).decode()


def test_keys_stored_by_the_plugin(shared: Path) -> None:
    """Both published option values open with their salts and have their addresses."""
    vectors = json.loads((shared / "vectors/plugin/signed-documents.json").read_text())
    for key in vectors["keys"]:
        raw = decrypt_plugin_key(key["rootz_signing_key"], vectors["SECURE_AUTH_KEY"], vectors["SECURE_AUTH_SALT"])
        assert raw.hex() == key["private"].rjust(64, "0")
        assert LocalSigner(Secret(raw)).address.format() == key["address"]


def test_lost_leading_zeros_are_put_back(shared: Path) -> None:
    """PHP stores short keys without their leading zero bytes; they come back padded on the left."""
    cases = json.loads((shared / "vectors/plugin/signed-documents.json").read_text())["shortPrivateHex"]
    for case in cases:
        raw = decrypt_plugin_key(encrypt(case["getPrivate"].encode(), "ks"), "k", "s")
        assert raw.hex() == case["getPrivate"].rjust(64, "0")


def test_the_wallet_of_the_real_site(shared: Path) -> None:
    """The option in the dump of themeunit opens with its salts to the address stored beside it."""
    import hashlib
    import re

    dump = (shared / "sites/themeunit/dump.sql").read_text(errors="replace")
    option = re.search(r"'rootz_signing_key','([^']+)'", dump)
    address = re.search(r"'rootz_signing_address','([^']+)'", dump)
    assert option
    assert address
    salts = [hashlib.sha256(f"peer-test-only-SECURE_AUTH_{name}".encode()).hexdigest() for name in ("KEY", "SALT")]
    raw = decrypt_plugin_key(option[1], *salts)
    assert LocalSigner(Secret(raw)).address.format() == address[1]


def test_without_salts_the_installation_folder_is_the_passphrase() -> None:
    """Where wp-config.php defines no salts, the plugin fell back to ABSPATH."""
    stored = encrypt(b"abcd", "rootz-fallback-/var/www/html/")
    assert decrypt_plugin_key(stored, "", "", abspath="/var/www/html/").hex() == "abcd".rjust(64, "0")


@pytest.mark.parametrize(
    ("option", "salts", "message"),
    [
        pytest.param("", ("k", "s"), "base64 value of the option", id="empty"),
        pytest.param("%%%", ("k", "s"), "base64 value of the option", id="not-base64"),
        pytest.param("é", ("k", "s"), "base64 value of the option", id="not-ascii"),
        pytest.param("AAAA", ("k", "s"), "base64 value of the option", id="short"),
        pytest.param("A" * 60, ("k", "s"), "base64 value of the option", id="not-whole-blocks"),
        pytest.param(encrypt(b"abcd", "ks"), ("k", "x"), "does not open with these salts", id="wrong-salts"),
        pytest.param(encrypt(b"hello", "ks"), ("k", "s"), "does not open with these salts", id="no-hex"),
        pytest.param(encrypt(b"abcd", "ks"), ("", ""), "SECURE_AUTH_KEY and SECURE_AUTH_SALT", id="no-salts"),
    ],
)
def test_what_does_not_open_says_why(option: str, salts: tuple[str, str], message: str) -> None:
    """Damaged options and wrong salts are KeyUnavailable."""
    with pytest.raises(KeyUnavailable, match=message):
        decrypt_plugin_key(option, *salts)


@pytest.mark.parametrize(
    ("source", "salts"),
    [
        pytest.param(
            "<?php\ndefine( 'SECURE_AUTH_KEY',  'abc' );\ndefine('SECURE_AUTH_SALT', 'def');\n",
            ("abc", "def"),
            id="usual",
        ),
        pytest.param(
            "define('SECURE_AUTH_KEY', 'it\\'s \\\\ \\n $x');\ndefine(\"SECURE_AUTH_SALT\", \"a\\\"b\\$c\\\\\");",
            ("it's \\ \\n $x", 'a"b$c\\'),
            id="escapes",
        ),
        pytest.param("# define('SECURE_AUTH_KEY', 'x');\n// define('SECURE_AUTH_SALT', 'y');", ("", ""), id="comments"),
        pytest.param(
            "define('SECURE_AUTH_KEY','a');\ndefine('SECURE_AUTH_KEY','b');\ndefine('AUTH_SALT','c');",
            ("a", ""),
            id="first-counts",
        ),
        pytest.param("define('SECURE_AUTH_KEY', getenv('K'));", ("", ""), id="not-a-literal"),
    ],
)
def test_salts_are_read_from_wp_config(source: str, salts: tuple[str, str]) -> None:
    """The two constants as PHP would have them, read as text."""
    assert read_salts(source) == salts
