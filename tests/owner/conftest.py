"""A site with a key, and prompts that nobody answers."""

from pathlib import Path

import pytest

from rootzpub.config import load_config
from rootzpub.errors import KeyUnavailable
from rootzpub.owner.keyring import Keyring, Prompts, open_keyring
from rootzpub.proof.keyfile import write_plain
from rootzpub.proof.secret import Secret

KEY = "0c679768108e4b0c53d71657e87017c157e46ba6dd3f96e2d8547dc9a7d90201"
"""TEST KEY ONLY: the key of the published worked examples."""
ADDRESS = "0x67bEdA60cae70D179c0cB023C0E4EcaAFB51FB19"
ORIGIN = "https://example.com"


def nobody() -> str:
    """A prompt where nobody sits."""
    raise KeyUnavailable("nobody was to be asked")


NOBODY = Prompts(passphrase=nobody, new_passphrase=nobody)


@pytest.fixture
def site(tmp_path: Path) -> Path:
    """A folder with a configuration and a key."""
    (tmp_path / "rootzpub.toml").write_text(f'[site]\nbase_url = "{ORIGIN}/"\n')
    write_plain(tmp_path / "rootzpub-data/signing.key", Secret(bytes.fromhex(KEY)))
    return tmp_path


@pytest.fixture
def keyring(site: Path) -> Keyring:
    """The keyring of that site."""
    return open_keyring(load_config(site), NOBODY)
