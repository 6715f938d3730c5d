"""The files of a key that is being replaced: which of them is the key, and how they change places.

The new key lies beside the old one (`NAME.new-ADDRESS`) before the history names it; from the moment that the rotation
takes effect it *is* the key, whatever name it has, and until then the old one is, wherever it was moved.

Invariants: every state that a kill leaves is recognised from these files and the history alone; reading needs no
writing; no key file is ever replaced by another or deleted (decision 0021).
"""

import contextlib
import os
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from typing import Final

from rootzpub.errors import KeyUnavailable
from rootzpub.files import sync_folder
from rootzpub.proof.address import Address
from rootzpub.proof.history import KeyHistory, KeyRotation
from rootzpub.proof.history_file import read_history
from rootzpub.proof.keyfile import Passphrase, address_without_passphrase, copy_key_file, read_key_file
from rootzpub.proof.secret import Secret
from rootzpub.proof.signer import LocalSigner
from rootzpub.proof.succession import end_of_chain, in_force_at, known_keys, last_rotation
from rootzpub.state import Note

_SHOWN: Final = 10
"""Characters of an address that stand in a file's name."""


def fresh_path(path: Path, address: Address) -> Path:
    """Where the new key of `path` lies until it takes its place."""
    return path.with_name(f"{path.name}.new-{address.format()[:_SHOWN]}")


def former_path(path: Path, address: Address) -> Path:
    """Where the old key of `path` stays."""
    return path.with_name(f"{path.name}.old-{address.format()[:_SHOWN]}")


def named_path(path: Path, address: Address) -> Path:
    """Where it is written which reference opens the successor of `path`, when it lies elsewhere (`rotate --new`)."""
    return path.with_name(f"{path.name}.next-{address.format()[:_SHOWN]}")


def key_in_force(path: Path, history: KeyHistory, moment: datetime | None = None) -> Path:
    """The file that holds the key in force at `moment`; without one, the key that the history leads to in the end.

    That is `path`, a new one that has not taken its place yet, or the old one, which has left it and is still in force.
    """
    # The files change places when a rotation is recorded, not when it takes effect: then nobody has to be there.
    key = end_of_chain(history) if moment is None else in_force_at(history, moment)
    if key is None:
        return path
    if (fresh := fresh_path(path, key)).is_file():
        return fresh
    is_replaced = any(isinstance(entry, KeyRotation) and entry.old_key == key for entry in history.entries)
    former = former_path(path, key)
    return former if is_replaced and former.is_file() else path


def in_force(reference: str, *, base_dir: Path, history: Note, moment: datetime | None = None) -> str:
    """The reference to the key in force at `moment` (`key_in_force`): `reference`, or one to another file.

    Raises KeyUnavailable where the history cannot be read.
    """
    scheme, _, rest = reference.partition(":")
    name, mark, passphrase = rest.partition("?passphrase=")
    written = read_history(history) if scheme in {"file", "keystore"} else None
    if written is None:
        return reference
    path = base_dir / Path(name).expanduser()
    named = _named_reference(path, end_of_chain(written) if moment is None else in_force_at(written, moment))
    if named:
        return named
    found = key_in_force(path, written, moment)
    return reference if found == path else f"{scheme}:{found}{mark}{passphrase}"


def _named_reference(path: Path, key: Address | None) -> str:
    """What opens the key of `key` where it lies elsewhere; empty where it does not."""
    try:
        return named_path(path, key).read_text("utf-8").strip() if key is not None else ""
    except FileNotFoundError:
        return ""
    except (OSError, ValueError) as error:
        raise KeyUnavailable(f"{named_path(path, key)} cannot be read: {error}") from None  # type: ignore[arg-type]


def is_unfinished(path: Path, history: KeyHistory) -> bool:
    """Whether a replacement was recorded whose files have not changed places."""
    return key_in_force(path, history) != path


def finish(path: Path, history: KeyHistory) -> bool:
    """Let the files change places where that was cut off; whether there was anything to do.

    Raises KeyUnavailable where they are not what the history says, or the folder cannot be written.
    """
    rotation = last_rotation(history)
    if rotation is None or not is_unfinished(path, history):
        return False
    fresh = fresh_path(path, rotation.new_key)
    found = address_without_passphrase(fresh)
    if found is not None and found != rotation.new_key:
        raise KeyUnavailable(
            f"{fresh} should hold the key of {rotation.new_key}, and holds that of {found}",
            hint="Put the right key there from a backup; the history leads to it.",
        )
    exchange(path, fresh=fresh, kept=former_path(path, rotation.old_key), old=rotation.old_key)
    return True


def exchange(path: Path, *, fresh: Path, kept: Path, old: Address) -> None:
    """Keep the key of `old` under the name `kept`, and put `fresh` in the place of `path`, in one step.

    Raises KeyUnavailable, with what is left to do.
    """
    if path.exists() and address_without_passphrase(path) not in {old, None}:
        raise KeyUnavailable(
            f"the change to {fresh.name} is recorded, but {path} holds another key than that of {old}",
            hint=f"move it away, then rename {fresh.name} to {path.name}",
        )
    try:
        # A second name first, and not a rename: between two renames there would be no key at all.
        if path.exists() and not _is_copy(path, kept):
            _second_name(path, kept)
        fresh.replace(path)
        sync_folder(path.parent)
    except OSError as error:
        raise KeyUnavailable(
            f"the change is recorded, but {fresh} could not take the place of {path}: {error.strerror}",
            hint=f"check room and rights in {path.parent}, then run the command again",
        ) from None


def _second_name(path: Path, kept: Path) -> None:
    try:
        os.link(path, kept)
    except FileExistsError:
        raise
    except OSError:  # a file system that knows no second names
        copy_key_file(path, kept)


def _is_copy(path: Path, kept: Path) -> bool:
    """Whether `kept` is this file already: a kill after it got the name."""
    try:
        return kept.samefile(path) or kept.read_bytes() == path.read_bytes()
    except OSError:
        return False


def unused_key(path: Path, history: KeyHistory, passphrase: Passphrase) -> tuple[Path, Secret] | None:
    """A new key that was made for `path` and never recorded: what a kill before the record leaves. To be used next."""
    for fresh in sorted(path.parent.glob(f"{path.name}.new-*")):
        with contextlib.suppress(KeyUnavailable):
            secret = read_key_file(fresh, passphrase)
            address = LocalSigner(secret).address
            if address not in known_keys(history) and fresh == fresh_path(path, address):
                return fresh, secret
    return None


def leftovers(path: Path) -> Iterator[Path]:
    """Halves of key files that were being written when their process ended."""
    yield from path.parent.glob(f".{path.name}*.unfinished-*")
