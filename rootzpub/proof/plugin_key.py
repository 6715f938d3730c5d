"""The WordPress plugin's stored key: reading the option `rootz_signing_key` with the salts of wp-config.php.

Invariants: pure. AES-256-CBC under SHA-256(SECURE_AUTH_KEY + SECURE_AUTH_SALT); option = base64(IV ‖ ciphertext of hex
key). PHP drops leading zeros of the key, so what comes out is padded on the left [trust §1.wallet].
"""

import base64
import binascii
import hashlib
import re
from typing import Final

from Crypto.Cipher import AES

from rootzpub.errors import KeyUnavailable

# Bytes of an AES block, and of the IV that stands before the ciphertext.
_BLOCK: Final = 16
_HEX_KEY: Final = re.compile(rb"(?:0x)?([0-9a-fA-F]{1,64})")
_DEFINE: Final = re.compile(
    r"""^[ \t]*define\s*\(\s*(?P<quote>['"])(?P<name>SECURE_AUTH_(?:KEY|SALT))(?P=quote)\s*,\s*"""
    r"""(?:'(?P<single>(?:[^'\\]|\\.)*+)'|"(?P<double>(?:[^"\\]|\\.)*+)")\s*\)""",
    re.MULTILINE | re.DOTALL,
)
_SINGLE_ESCAPE: Final = re.compile(r"\\([\\'])")
_DOUBLE_ESCAPE: Final = re.compile(r'\\([\\"$])')


def decrypt_plugin_key(
    option_value: str, secure_auth_key: str, secure_auth_salt: str, *, abspath: str | None = None
) -> bytes:
    """The 32 bytes of the private key. Compare its address with the option `rootz_signing_address` before use.

    `abspath` is ABSPATH of the WordPress installation, needed only where wp-config.php defines neither salt. Raises
    KeyUnavailable where the option is damaged or the salts are not those it was written with.
    """
    # The plugin's own fallback where WordPress has no salts.
    passphrase = secure_auth_key + secure_auth_salt or (f"rootz-fallback-{abspath}" if abspath else "")
    if not passphrase:
        raise KeyUnavailable(
            "expected SECURE_AUTH_KEY and SECURE_AUTH_SALT, or ABSPATH where wp-config.php has neither",
            hint="copy them from wp-config.php",
        )
    try:
        data = base64.b64decode(option_value.strip(), validate=True)
    except (binascii.Error, ValueError):
        data = b""
    if len(data) < 2 * _BLOCK or len(data) % _BLOCK:
        raise KeyUnavailable("expected the base64 value of the option rootz_signing_key, got something else")
    cipher = AES.new(hashlib.sha256(passphrase.encode("utf-8")).digest(), AES.MODE_CBC, iv=data[:_BLOCK])
    # A wrong key nearly always breaks the padding, and what is left must be hex; the address settles the rest.
    digits = _HEX_KEY.fullmatch(_unpad(cipher.decrypt(data[_BLOCK:])))
    if digits is None:
        raise KeyUnavailable(
            "the plugin's key does not open with these salts",
            hint="take SECURE_AUTH_KEY and SECURE_AUTH_SALT from the wp-config.php of the same site and backup",
        )
    return bytes.fromhex(digits[1].decode("ascii").rjust(64, "0"))


def _unpad(padded: bytes) -> bytes:
    """PKCS#7; b"" where the padding is wrong."""
    count = padded[-1]
    is_right = 1 <= count <= _BLOCK and padded.endswith(bytes((count,)) * count)
    return padded[:-count] if is_right else b""


def read_salts(wp_config: str) -> tuple[str, str]:
    """SECURE_AUTH_KEY and SECURE_AUTH_SALT as the PHP source of a wp-config.php defines them; "" for one it does not.

    Read as text, never run. PHP keeps the first definition of a constant, and so does this; commented lines are not
    definitions.
    """
    found: dict[str, str] = {}
    for match in _DEFINE.finditer(wp_config):
        single, double = match["single"], match["double"]
        value = _SINGLE_ESCAPE.sub(r"\1", single) if single is not None else _DOUBLE_ESCAPE.sub(r"\1", double)
        found.setdefault(match["name"], value)
    return found.get("SECURE_AUTH_KEY", ""), found.get("SECURE_AUTH_SALT", "")
