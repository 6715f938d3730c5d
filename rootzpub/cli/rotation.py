"""The steps of `rootzpub keys rotate`, in an order that a crash at any point leaves repairable.

Invariants: the signed record is on disk before the new key is used, the new key is on disk before the record names it,
and the old key is never deleted.
"""

from datetime import UTC, datetime
from pathlib import Path

from rootzpub.cli.keyring import Keyring
from rootzpub.errors import KeyUnavailable, UsageError
from rootzpub.files import sync_folder
from rootzpub.proof import LocalSigner, Signer, open_signer
from rootzpub.proof.history_file import load_history, save_history
from rootzpub.proof.keyfile import new_secret, write_keystore, write_plain


def rotate_to(keyring: Keyring, successor: str) -> dict[str, str]:
    """Rotate to a key that exists already; no file is moved. What happened, by name."""
    new = open_signer(successor, passphrase=keyring.passphrase)
    old = keyring.signer()
    _record(keyring, old, new)
    return {
        "old": old.address.format(),
        "new": new.address.format(),
        "history": str(keyring.history_path),
        "next": f'set [signing] key = "{successor}" and restart',
    }


def rotate_in_place(keyring: Keyring) -> dict[str, str]:
    """Make a key and put it where the old one was. Raises UsageError where the key is in no file."""
    path = keyring.path
    if path is None:
        raise UsageError(f"expected --new REF, because {keyring.reference} names no file")
    old = keyring.signer()
    secret = new_secret()
    new = LocalSigner(secret)
    fresh = path.with_name(f"{path.name}.new-{new.address.format()[:10]}")
    kept = path.with_name(f"{path.name}.old-{old.address.format()[:10]}")
    if kept.exists():
        raise KeyUnavailable(f"{kept} exists already", hint="move it away first; it may hold a key")
    if path.read_bytes().lstrip().startswith(b"{"):
        write_keystore(fresh, secret, keyring.passphrase())
    else:
        write_plain(fresh, secret)
    _record(keyring, old, new)
    _swap(path, fresh=fresh, kept=kept)
    return {
        "old": old.address.format(),
        "new": new.address.format(),
        "file": str(path),
        "kept": str(kept),
        "history": str(keyring.history_path),
        "next": "restart rootzpub serve: it signs with the old key until then",
    }


def _record(keyring: Keyring, old: Signer, new: Signer) -> None:
    history = load_history(keyring.history_path, keyring.origin)
    save_history(keyring.history_path, history.rotated(old, new, datetime.now(UTC)))


def _swap(path: Path, *, fresh: Path, kept: Path) -> None:
    try:
        path.rename(kept)
        fresh.rename(path)
        sync_folder(path.parent)
    except OSError as error:
        raise KeyUnavailable(
            f"the rotation is recorded, but {fresh} could not take the place of {path}: {error.strerror}",
            hint=f"rename {fresh.name} to {path.name} yourself",
        ) from None
