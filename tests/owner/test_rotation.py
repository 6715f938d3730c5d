"""Replacing a key: what is on disk after each step."""

from datetime import UTC, datetime
from pathlib import Path

import pytest

from rootzpub.config import load_config
from rootzpub.errors import KeyUnavailable, UsageError
from rootzpub.owner.keyring import Keyring, open_keyring
from rootzpub.owner.rotation import rotate_in_place, rotate_to, swap_keys
from rootzpub.proof import Address, follow, open_signer
from rootzpub.proof.history_file import load_history
from rootzpub.proof.keyfile import new_secret, write_plain
from rootzpub.state import FileNote
from tests.owner.conftest import ADDRESS, NOBODY, ORIGIN


def current_key(history_path: Path) -> str:
    """Whom the history leads to from the first key."""
    history = load_history(FileNote(history_path), ORIGIN)
    return follow(history, Address.parse(ADDRESS), datetime.now(UTC)).current.format()


def test_the_new_key_takes_the_place_of_the_old_one(keyring: Keyring, site: Path) -> None:
    """The old one stays beside it; the history leads from one to the other."""
    done = rotate_in_place(keyring)
    assert (done.old, done.key_path) == (ADDRESS, site / "rootzpub-data/signing.key")
    assert open_signer(f"file:{done.key_path}").address.format() == done.new == current_key(done.history_path)
    assert open_signer(f"file:{done.kept_path}").address.format() == ADDRESS


def test_a_key_that_exists_already_moves_no_file(keyring: Keyring, site: Path) -> None:
    """Only the history changes."""
    write_plain(site / "next.key", new_secret())
    done = rotate_to(keyring, f"file:{site / 'next.key'}")
    assert (done.key_path, done.kept_path) == (None, None)
    assert current_key(done.history_path) == done.new == open_signer(f"file:{site / 'next.key'}").address.format()
    assert keyring.signer().address.format() == ADDRESS


def test_a_kept_key_is_never_overwritten(keyring: Keyring, site: Path) -> None:
    """And nothing was recorded."""
    (site / f"rootzpub-data/signing.key.old-{ADDRESS[:10]}").write_text("something")
    with pytest.raises(KeyUnavailable, match="exists already"):
        rotate_in_place(keyring)
    assert not keyring.history_path.exists()


def test_a_key_in_no_file_is_not_replaced_in_place(site: Path) -> None:
    """There is no place."""
    keyring = open_keyring(load_config(site), NOBODY, key="env:SIGNING_KEY")
    with pytest.raises(UsageError, match="expected a new key, because env:SIGNING_KEY names no file"):
        rotate_in_place(keyring)


def test_a_rotation_that_cannot_be_finished_says_how(site: Path) -> None:
    """Where the record is written but the file cannot be moved, the message says what is left to do."""
    with pytest.raises(KeyUnavailable, match=r"the rotation is recorded, but") as caught:
        swap_keys(site / "missing.key", fresh=site / "fresh.key", kept=site / "kept.key")
    assert caught.value.hint == "rename fresh.key to missing.key yourself"
