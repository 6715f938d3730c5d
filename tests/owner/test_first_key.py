"""The key of a site that is being prepared."""

from pathlib import Path

import pytest

from rootzpub.config import load_config
from rootzpub.errors import KeyUnavailable
from rootzpub.owner.first_key import create_key, import_plugin_wallet
from rootzpub.sources.plugin import PluginWallet
from tests.owner.conftest import ADDRESS


def test_a_key_that_is_there_is_used(site: Path) -> None:
    """Not replaced."""
    assert create_key(load_config(site)) == ADDRESS


def test_a_key_is_made_once(tmp_path: Path) -> None:
    """The second time it is there."""
    config = load_config(tmp_path)
    assert create_key(config) == create_key(config)


def test_an_owner_without_a_key_gets_none(tmp_path: Path) -> None:
    """As they said."""
    assert create_key(load_config(tmp_path, overrides={"signing.key": "none"})) == "none"


def test_a_wallet_goes_into_a_file_only(tmp_path: Path) -> None:
    """A variable cannot take it."""
    wallet = PluginWallet(address=ADDRESS, encrypted="x", salts={})
    with pytest.raises(KeyUnavailable, match="expected \\[signing\\] key to be file:PATH, got env"):
        import_plugin_wallet(load_config(tmp_path, overrides={"signing.key": "env:KEY"}), wallet)
