"""What an owner set up in the Rootz AI Discovery plugin, for `rootzpub init`: settings, and the wallet.

Invariants: options are taken by name [wire §8]. The wallet's key stays encrypted here (`rootzpub.proof` opens it
on the owner's request), and is in no message.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Protocol, runtime_checkable

Setting = str | bool | list[str]

SIGNING_KEY, SIGNING_ADDRESS = "rootz_signing_key", "rootz_signing_address"


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
