"""What the Rootz plugin left in a database."""

from rootzpub.sources.plugin import PLUGIN_OPTIONS, PluginWallet, plugin_settings, plugin_wallet

SALTS = {"SECURE_AUTH_KEY": "one", "SECURE_AUTH_SALT": "two"}


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


def test_the_key_does_not_show() -> None:
    """Neither the encrypted key nor the salts are in the representation."""
    wallet = PluginWallet(encrypted="ZW5jcnlwdGVk", address="0xA", salts=SALTS)
    assert wallet.encrypted not in repr(wallet)
    assert "one" not in repr(wallet)


def test_sources_without_a_wallet() -> None:
    """A source that cannot read options has none."""
    assert plugin_wallet(object()) is None
