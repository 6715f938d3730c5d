"""Replacing a key, in an order of steps that a crash at any point leaves repairable.

Invariants: the signed record is on disk before the new key is used, the new key is on disk before the record names it,
and the old key is never deleted.
"""

from dataclasses import dataclass
from pathlib import Path

from rootzpub.clock import Clock, system_clock
from rootzpub.errors import KeyUnavailable, UsageError
from rootzpub.files import sync_folder
from rootzpub.owner.keyring import Keyring
from rootzpub.proof import LocalSigner, Signer, open_signer
from rootzpub.proof.history_file import load_history, save_history
from rootzpub.proof.keyfile import new_secret, write_keystore, write_plain


@dataclass(frozen=True, slots=True, kw_only=True)
class Rotation:
    """What was done: two addresses, and the files that were written."""

    old: str
    new: str
    history_path: Path
    key_path: Path | None = None
    """The file that holds the new key, where the old one was; None for a key that existed already."""
    kept_path: Path | None = None
    """Where the old key lies now."""


def rotate_to(keyring: Keyring, successor: str, *, clock: Clock = system_clock) -> Rotation:
    """Rotate to the key behind the reference `successor`, which exists already; no file is moved.

    Raises:
        ConfigError: no base URL is known.
        KeyUnavailable: a key or the history cannot be used.
    """
    # Relative to the working directory: it was typed, and is not in the configuration yet.
    new = open_signer(successor, passphrase=keyring.passphrase)
    old = keyring.signer()
    _record(keyring, old, new, clock)
    return Rotation(old=old.address.format(), new=new.address.format(), history_path=keyring.history_path)


def rotate_in_place(keyring: Keyring, *, clock: Clock = system_clock) -> Rotation:
    """Make a key and put it where the old one was.

    Raises:
        UsageError: the key is in no file.
        ConfigError: no base URL is known.
        KeyUnavailable: a key or the history cannot be used, or something lies where the old key would be kept.
    """
    path = keyring.path
    if path is None:
        raise UsageError(f"expected a new key, because {keyring.reference} names no file", hint="give --new REF")
    old = keyring.signer()
    secret = new_secret()
    new = LocalSigner(secret)
    # The address in the name: two interrupted rotations leave two files, and each says which key it holds.
    fresh = path.with_name(f"{path.name}.new-{new.address.format()[:10]}")
    kept = path.with_name(f"{path.name}.old-{old.address.format()[:10]}")
    # Before a step is taken: a rename would silently replace it.
    if kept.exists():
        raise KeyUnavailable(f"{kept} exists already", hint="move it away first; it may hold a key")
    # (1) The new key is on disk, in the form of the old one.
    if path.read_bytes().lstrip().startswith(b"{"):
        write_keystore(fresh, secret, keyring.passphrase())
    else:
        write_plain(fresh, secret)
    # (2) The change is on disk, signed by both. From here on the old key alone cannot continue the history.
    _record(keyring, old, new, clock)
    # (3) The files change places; where that fails, the message says which renaming is left.
    swap_keys(path, fresh=fresh, kept=kept)
    return Rotation(
        old=old.address.format(),
        new=new.address.format(),
        history_path=keyring.history_path,
        key_path=path,
        kept_path=kept,
    )


def swap_keys(path: Path, *, fresh: Path, kept: Path) -> None:
    """Move `path` to `kept` and `fresh` to `path`. Raises KeyUnavailable, with what is left to do by hand."""
    try:
        # The old key moves first: a rename onto it would replace it, and it must never be lost.
        path.rename(kept)
        fresh.rename(path)
        sync_folder(path.parent)
    except OSError as error:
        raise KeyUnavailable(
            f"the rotation is recorded, but {fresh} could not take the place of {path}: {error.strerror}",
            hint=f"rename {fresh.name} to {path.name} yourself",
        ) from None


def _record(keyring: Keyring, old: Signer, new: Signer, clock: Clock) -> None:
    history = load_history(keyring.history, keyring.origin)
    save_history(keyring.history, history.rotated(old, new, clock()))
