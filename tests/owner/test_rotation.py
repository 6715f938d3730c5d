"""Replacing a key: what is on disk after each step."""

import json
import subprocess
import sys
from datetime import UTC, datetime
from pathlib import Path

import pytest

from rootzpub.clock import fixed_clock
from rootzpub.config import load_config
from rootzpub.errors import KeyUnavailable, UsageError
from rootzpub.owner.delegating import accept_delegation
from rootzpub.owner.keyring import Keyring, open_keyring
from rootzpub.owner.keys import import_key, key_from_hex, make_key, revoke_key
from rootzpub.owner.rotation import rotate_in_place, rotate_to
from rootzpub.proof import Address, KeyRotation, follow, open_signer
from rootzpub.proof.history_file import load_history
from rootzpub.proof.keyfile import new_secret, write_plain
from rootzpub.proof.replacement import exchange
from rootzpub.proof.secret import Secret
from rootzpub.state import FileNote
from tests.conftest import ROOT
from tests.owner.conftest import ADDRESS, KEY, NOBODY, ORIGIN


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
    """Only the history changes; what opens the new key is noted beside the old one."""
    write_plain(site / "next.key", new_secret())
    done = rotate_to(keyring, f"file:{site / 'next.key'}")
    assert (done.key_path, done.kept_path) == (None, None)
    assert current_key(done.history_path) == done.new == open_signer(f"file:{site / 'next.key'}").address.format()
    assert open_signer(f"file:{site / 'rootzpub-data/signing.key'}").address.format() == ADDRESS
    assert keyring.signer().address.format() == done.new
    with pytest.raises(UsageError, match="the present one lies elsewhere"):
        rotate_in_place(keyring)
    write_plain(site / "third.key", new_secret())
    again = rotate_to(keyring, f"file:{site / 'third.key'}")
    assert (again.old, keyring.signer().address.format()) == (done.new, again.new)


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


def test_a_rotation_that_cannot_be_finished_says_how(keyring: Keyring, site: Path) -> None:
    """Where the record is written but the file cannot be moved, the message says what is left to do."""
    path = site / "rootzpub-data/signing.key"
    with pytest.raises(KeyUnavailable, match=r"the change is recorded, but") as caught:
        exchange(path, fresh=site / "missing.key", kept=site / "kept.key", old=Address.parse(ADDRESS))
    assert "run the command again" in caught.value.hint


def test_a_key_that_does_not_end_the_chain_is_not_continued(keyring: Keyring, site: Path) -> None:
    """The old key put back from a backup, then rotated again: the fork that a reader would take for an attack."""
    before = (site / "rootzpub-data/signing.key").read_bytes()
    done = rotate_in_place(keyring)
    (site / "rootzpub-data/signing.key").write_bytes(before)
    history = keyring.history_path.read_bytes()
    for change in (
        lambda: rotate_in_place(keyring),
        lambda: revoke_key(keyring, reason="mistake"),
        lambda: accept_delegation(keyring, json.dumps({"x": 1}).encode()),
    ):
        with pytest.raises(KeyUnavailable, match=f"leads to {done.new}, and the key at hand is {ADDRESS}"):
            change()
    assert keyring.history_path.read_bytes() == history


def test_no_new_key_is_put_where_the_history_leads_to_another(keyring: Keyring, site: Path) -> None:
    """The key file is gone: neither a new key nor a stranger's continues the chain; its own does."""
    done = rotate_in_place(keyring)
    lost = (site / "rootzpub-data/signing.key").rename(site / "lost.key")
    for put in (lambda: make_key(keyring), lambda: import_key(keyring, Secret(bytes.fromhex(KEY)))):
        with pytest.raises(KeyUnavailable, match="would break it") as caught:
            put()
        assert f"--expect {done.new}" in caught.value.hint
    import_key(keyring, key_from_hex(lost.read_bytes()), expect=done.new)
    assert keyring.signer().address.format() == done.new


def test_a_revoked_key_is_the_end(keyring: Keyring) -> None:
    """It neither rotates nor revokes any more: nobody would follow."""
    revoke_key(keyring, reason="stolen")
    with pytest.raises(KeyUnavailable, match="was revoked at"):
        rotate_in_place(keyring)


def test_two_changes_at_once_are_one(keyring: Keyring) -> None:
    """The second is refused by name, and writes nothing."""
    with keyring.changing(), pytest.raises(KeyUnavailable, match="another process is changing the key in"):
        rotate_in_place(keyring)
    assert not keyring.history_path.exists()


def test_a_clock_that_went_back_orders_nothing_anew(keyring: Keyring) -> None:
    """The second change is not dated before the first, or verifiers would not follow it."""
    rotate_in_place(keyring, clock=fixed_clock(datetime(2030, 1, 1, tzinfo=UTC)))
    rotate_in_place(keyring, clock=fixed_clock(datetime(1970, 1, 2, tzinfo=UTC)))
    first, second = load_history(keyring.history, ORIGIN).entries
    assert isinstance(first, KeyRotation)
    assert isinstance(second, KeyRotation)
    assert second.effective_at >= first.effective_at


@pytest.mark.slow("a process of its own is killed at each of some hundred steps")
@pytest.mark.parametrize("command", ["rotate", "rotate-keystore", "revoke", "new", "import", "delegate", "rotate-to"])
def test_a_kill_at_any_step_is_recognised(command: str, tmp_path: Path) -> None:
    """After each kill the pair of key and history is whole, the next commands work, and no key was lost."""
    ended = killing(command, tmp_path)
    assert ended.returncode == 0, ended.stderr
    assert len(json.loads(ended.stdout)) >= (7 if command in {"new", "import"} else 10)


@pytest.mark.slow("some hundred sequences of commands and kills")
def test_no_sequence_of_commands_and_kills_makes_a_fork(tmp_path: Path) -> None:
    """Random commands, each killed at a random step or not at all; what a reader saw is always continued."""
    ended = killing("machine", tmp_path)
    assert ended.returncode == 0, ended.stderr + ended.stdout


def killing(what: str, work: Path) -> "subprocess.CompletedProcess[str]":
    """A program of its own, for it forks and kills."""
    return subprocess.run(
        [sys.executable, "-m", "tests.owner.killing", what, str(work)],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
