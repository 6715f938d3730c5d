"""Replacing a key, in an order of steps that a kill at any point leaves recognisable (decision 0021).

Invariants: only the key that ends the chain is replaced; the signed record is on disk before the new key is used, the
new key is on disk before the record names it, and the old key is never deleted.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import Final

from rootzpub.clock import Clock, system_clock
from rootzpub.errors import KeyUnavailable, UsageError
from rootzpub.files import write_atomic
from rootzpub.owner.keyring import Keyring
from rootzpub.proof import KeyHistory, LocalSigner, Signer, open_signer
from rootzpub.proof.history_file import save_history
from rootzpub.proof.keyfile import new_secret, write_keystore, write_plain
from rootzpub.proof.replacement import exchange, former_path, fresh_path, named_path, unused_key
from rootzpub.proof.secret import Secret
from rootzpub.proof.succession import known_keys, latest, refuse_unless_current

AT_ONCE: Final = timedelta(0)
AHEAD: Final = timedelta(minutes=2)
"""How long before it takes effect a change is announced: every process, and whoever reads the keys, knows it then."""
_FILES: Final = ("file:", "keystore:")


@dataclass(frozen=True, slots=True, kw_only=True)
class Rotation:
    """What was done: two addresses, and the files that were written."""

    old: str
    new: str
    history_path: Path
    effective_at: datetime
    """From when on the new key signs; until then the old one does."""
    key_path: Path | None = None
    """The file that holds the new key, where the old one was; None for a key that existed already."""
    kept_path: Path | None = None
    """Where the old key lies now."""


def rotate_to(keyring: Keyring, successor: str, *, clock: Clock = system_clock, ahead: timedelta = AT_ONCE) -> Rotation:
    """Rotate to the key behind the reference `successor`, which exists already; no file is moved.

    A key in a file is opened by this reference from then on, which is noted beside the old one; any other has to be
    configured.

    Raises:
        ConfigError: no base URL is known.
        KeyUnavailable: a key or the history cannot be used, or the key does not end the chain.
    """
    _ = keyring.origin  # its error first
    with keyring.changing() as history:
        # Relative to the working directory: it was typed, and is not in the configuration yet.
        new = open_signer(successor, passphrase=keyring.passphrase)
        old = keyring.signer()
        refuse_unless_current(history, old.address, clock())
        if keyring.path is not None and successor.startswith(_FILES):
            _note_successor(named_path(keyring.path, new.address), successor)
        effective_at = _record(keyring, history, old, new, _effective(clock(), ahead))
    return Rotation(
        old=old.address.format(),
        new=new.address.format(),
        history_path=keyring.history_path,
        effective_at=effective_at,
    )


def _note_successor(path: Path, reference: str) -> None:
    """Write down what opens the key that follows; before the record, so that a kill leaves no rotation without it."""
    scheme, _, rest = reference.partition(":")
    name, mark, passphrase = rest.partition("?passphrase=")
    absolute = f"{scheme}:{Path(name).expanduser().resolve()}{mark}{passphrase}"
    try:
        write_atomic(path, absolute.encode(), mode=0o600)
    except OSError as error:
        raise KeyUnavailable(f"cannot write {path}: {error.strerror}", hint="Check room and rights there.") from None


def rotate_in_place(keyring: Keyring, *, clock: Clock = system_clock, ahead: timedelta = AT_ONCE) -> Rotation:
    """Make a key and put it where the old one was; it signs after `ahead`, the old one until then.

    Raises:
        UsageError: the key is in no file.
        ConfigError: no base URL is known.
        KeyUnavailable: a key or the history cannot be used, the key does not end the chain, or something lies where the
            old key would be kept.
    """
    path = keyring.path
    if path is None:
        raise UsageError(f"expected a new key, because {keyring.reference} names no file", hint="give --new REF")
    _ = keyring.origin  # its error first
    with keyring.changing() as history:
        old = keyring.signer()
        refuse_unless_current(history, old.address, clock())
        _refuse_elsewhere(named_path(path, old.address))
        kept = former_path(path, old.address)
        # Before a step is taken: it must not be replaced.
        if kept.exists() and not _holds_the_same(kept, path):
            raise KeyUnavailable(f"{kept} exists already", hint="move it away first; it may hold a key")
        # (1) The new key is on disk, in the form of the old one: one that a kill left there, or a fresh one.
        fresh, secret = unused_key(path, history, keyring.passphrase) or _make(keyring, path)
        new = LocalSigner(secret)
        # (2) The change is on disk, signed by both. From when it takes effect the file with the new key is the key.
        effective_at = _record(keyring, history, old, new, _effective(clock(), ahead))
        # (3) The files change places; a kill before or in it is recognised and completed (`proof.replacement`).
        exchange(path, fresh=fresh, kept=kept, old=old.address)
    return Rotation(
        old=old.address.format(),
        new=new.address.format(),
        history_path=keyring.history_path,
        effective_at=effective_at,
        key_path=path,
        kept_path=kept,
    )


def _refuse_elsewhere(note: Path) -> None:
    if note.is_file():
        raise UsageError(
            f"expected a new key, because the present one lies elsewhere: {note} says where", hint="give --new REF"
        )


def _make(keyring: Keyring, path: Path) -> tuple[Path, Secret]:
    secret = new_secret()
    fresh = fresh_path(path, LocalSigner(secret).address)
    if path.read_bytes().lstrip().startswith(b"{"):
        write_keystore(fresh, secret, keyring.passphrase())
    else:
        write_plain(fresh, secret)
    return fresh, secret


def _holds_the_same(kept: Path, path: Path) -> bool:
    return kept.read_bytes() == path.read_bytes()


def _record(keyring: Keyring, history: KeyHistory, old: Signer, new: Signer, moment: datetime) -> datetime:
    """Write the rotation down; gives when it takes effect, which is never before what was recorded."""
    if new.address in known_keys(history):
        raise KeyUnavailable(
            f"the key of {new.address} was in use before: a chain does not come back to a key",
            hint="make another one with `rootzpub keys new --out PATH`",
        )
    effective_at = latest(history, moment)
    save_history(keyring.history, history.rotated(old, new, effective_at))
    return effective_at


def _effective(now: datetime, ahead: timedelta) -> datetime:
    """A whole second. At once is the present one: what the old key signs in it is refused."""
    begun = (now + ahead).replace(microsecond=0)
    return begun + timedelta(seconds=1) if ahead and begun < now + ahead else begun
