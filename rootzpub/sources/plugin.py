"""What an owner set up in the Rootz AI Discovery plugin, for `rootzpub init`: settings, and the wallet.

Law: options are taken by name (WIRE section 8). The wallet's key is only ever read on the owner's request, stays
encrypted until `unlock`, and is in no message.
"""

import base64
import binascii
import hashlib
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Protocol, runtime_checkable

from Crypto.Cipher import AES
from Crypto.Util.Padding import unpad

from rootzpub.errors import KeyUnavailable

Setting = str | bool | list[str]

SIGNING_KEY, SIGNING_ADDRESS = "rootz_signing_key", "rootz_signing_address"
_HEX_KEY = re.compile(r"(?:0x)?([0-9a-fA-F]{1,64})")
_BLOCK = 16


def _text(value: str) -> Setting | None:
    return value.strip() or None


def _switch(value: str) -> Setting | None:
    return value.strip().lower() not in {"", "0", "no", "off", "false"}


def _unless_on(value: str) -> Setting | None:
    """A tier that the owner closed; what is on is the default of both programs."""
    return None if _switch(value) else False


def _words(value: str) -> Setting | None:
    return [word.strip() for word in value.split(",") if word.strip()] or None


def _lines(value: str) -> Setting | None:
    return [line.strip() for line in value.splitlines() if line.strip()] or None


_ROWS: Mapping[str, tuple[str, str, Callable[[str], Setting | None]]] = {
    "rootz_organization_name": ("identity", "name", _text),
    "rootz_organization_tagline": ("identity", "mission", _text),
    "rootz_tagline": ("identity", "tagline", _text),
    "rootz_legal_name": ("identity", "legal_name", _text),
    "rootz_founded": ("identity", "founded", _text),
    "rootz_headquarters": ("identity", "headquarters", _text),
    "rootz_sector": ("identity", "sector", _words),
    "rootz_ai_summary": ("identity", "summary", _text),
    "rootz_core_concepts": ("identity", "concepts", _lines),
    "rootz_digital_name": ("identity", "digital_name", _text),
    "rootz_blockchain": ("identity", "blockchain", _text),
    "rootz_identity_contract": ("identity", "identity_contract", _text),
    "rootz_canonical_org": ("identity", "canonical_org", _text),
    "rootz_relationship": ("identity", "relationship", _text),
    "rootz_contact_email": ("contact", "email", _text),
    "rootz_contact_url": ("contact", "url", _text),
    "rootz_contact_operator": ("contact", "operator", _text),
    "rootz_contact_ai_email": ("contact", "ai_email", _text),
    "rootz_contact_privacy_email": ("contact", "privacy_email", _text),
    "rootz_content_license": ("policies", "license", _text),
    "rootz_allow_quoting": ("policies", "quoting", _switch),
    "rootz_allow_training": ("policies", "training", _switch),
    "rootz_enable_knowledge": ("knowledge", "enabled", _unless_on),
    "rootz_enable_feed": ("feed", "enabled", _unless_on),
    "rootz_enable_content": ("content", "enabled", _unless_on),
    "rootz_content_include_pages": ("content", "pages", _unless_on),
    "rootz_content_include_posts": ("content", "posts", _unless_on),
    "rootz_content_include_media": ("content", "media", _unless_on),
}
PLUGIN_OPTIONS = frozenset(_ROWS)
"""Every option of the plugin that is a setting of ours."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PluginWallet:
    """The plugin's signing key as WordPress keeps it."""

    encrypted: str = field(repr=False)
    """Base64 of IV (16 bytes) and AES-256-CBC ciphertext of the hexadecimal key."""
    address: str
    """What the key must give."""
    salts: Mapping[str, str] = field(default_factory=dict, repr=False)
    """`SECURE_AUTH_KEY` and `SECURE_AUTH_SALT` of wp-config.php, where the source can read that file."""


@runtime_checkable
class HasPluginWallet(Protocol):
    """A source that can read the plugin's wallet."""

    def plugin_wallet(self) -> PluginWallet | None:
        """The wallet, or None when the site has none."""


def plugin_settings(options: Mapping[str, str]) -> dict[str, dict[str, Setting]]:
    """`SiteFacts.settings` as tables and keys of rootzpub.toml; what the owner left empty is left out.

    `full_text` and `custom_types` are not taken over: the plugin's default is off, so off was nobody's decision.
    """
    tables: dict[str, dict[str, Setting]] = {}
    for option, (table, key, read) in _ROWS.items():
        value = read(options[option]) if option in options else None
        if value is not None:
            tables.setdefault(table, {})[key] = value
    return tables


def plugin_wallet(source: object) -> PluginWallet | None:
    """The wallet of a site that has the plugin, where this source can read it (not through REST or an export)."""
    return source.plugin_wallet() if isinstance(source, HasPluginWallet) else None


def unlock(wallet: PluginWallet, salts: Mapping[str, str] | None = None) -> str:
    """The private key as 64 hexadecimal digits, left-padded (a key can have lost leading zeros). Check its address!

    Raises:
        KeyUnavailable: the salts are missing or not those the key was encrypted with.
    """
    known = dict(wallet.salts) | dict(salts or {})
    key, salt = known.get("SECURE_AUTH_KEY", ""), known.get("SECURE_AUTH_SALT", "")
    if not key or not salt:
        raise KeyUnavailable(
            "the plugin's key needs SECURE_AUTH_KEY and SECURE_AUTH_SALT of wp-config.php",
            hint="use wordpress:DIR as source, or give both from that file",
        )
    digits = _HEX_KEY.fullmatch(_decrypted(wallet.encrypted, hashlib.sha256((key + salt).encode()).digest()))
    if digits is None:
        raise _wrong_salts()
    return digits[1].lower().rjust(64, "0")


def _decrypted(encrypted: str, key: bytes) -> str:
    try:
        data = base64.b64decode(encrypted, validate=True)
        if len(data) < 2 * _BLOCK or len(data) % _BLOCK:
            raise _wrong_salts()
        plain = AES.new(key, AES.MODE_CBC, data[:_BLOCK]).decrypt(data[_BLOCK:])
        return unpad(plain, _BLOCK).decode("ascii").strip()
    except (ValueError, binascii.Error):
        raise _wrong_salts() from None


def _wrong_salts() -> KeyUnavailable:
    return KeyUnavailable(
        "the plugin's key does not open with these salts",
        hint="were the salts in wp-config.php changed since the plugin made it? Then the key is lost; make a new one",
    )
