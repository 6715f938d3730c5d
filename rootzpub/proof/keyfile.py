"""Key files: reading and writing them without ever showing what is inside.

Invariants: a plain key file has mode 0600 or is refused; writing is fsynced and never over an existing key. Every
failure is KeyUnavailable, raised where no local variable holds a key and no other error is chained as its cause.
"""

import errno
import os
import re
import stat
import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import Any, Final

from rootzpub.errors import KeyUnavailable
from rootzpub.files import sync_folder
from rootzpub.proof import environment, keystore
from rootzpub.proof.address import Address
from rootzpub.proof.curve import prepare_signing
from rootzpub.proof.secret import Secret

Passphrase = Callable[[], str]
"""Answers the passphrase when it is needed: asks a person, or reads a reference."""

MAX_KEY_FILE: Final = 64 * 1024
_PRIVATE: Final = 0o600
_OTHERS: Final = stat.S_IRWXG | stat.S_IRWXO
_LONG_HEX: Final = re.compile(r"[0-9a-fA-F]{40,}")
_KEY_SIZE: Final = 32
_HINT: Final = "take the file from its backup, or name one that `rootzpub keys new` made"


def mask(text: str) -> str:
    """`text` fit for a message: what could be a key, pasted where a reference belongs, is left out."""
    return _LONG_HEX.sub("…", text)[:120]


def read_key_file(path: Path, passphrase: Passphrase | None = None) -> Secret:
    """The key in `path`: 64 hex digits (mode 0600 or refused), or an Ethereum keystore V3. Raises KeyUnavailable."""
    content, mode = _read(path)
    if content.reveal().lstrip()[:1] == b"{":
        return _decrypt_keystore(content, path, passphrase)
    # A mode says nothing on Windows.
    if mode & _OTHERS and os.name == "posix":
        raise KeyUnavailable(
            f"key file {mask(str(path))} can be read by others (mode {stat.S_IMODE(mode):04o})",
            hint=f"chmod 600 {mask(str(path))}",
        )
    secret = Secret.from_hex(content.reveal())
    if secret is None:
        raise KeyUnavailable(
            f"expected 64 hex digits or a keystore V3 in {mask(str(path))}, found something else",
            hint="is it another file, or damaged? Name the right one, or take the key from its backup",
        )
    return secret


def read_keystore(path: Path, passphrase: Passphrase | None = None) -> Secret:
    """The key in the keystore V3 file `path`. Raises KeyUnavailable."""
    content, _ = _read(path)
    return _decrypt_keystore(content, path, passphrase)


def read_environment(name: str, *, claim: bool = True) -> Secret:
    """The key that the environment variable `name` holds as 64 hex digits; removed from it with `claim`."""
    text = _variable(name, claim=claim)
    secret = Secret.from_hex(text.reveal()) if text else None
    if secret is None:
        state = "holds something else" if text else "is not set"
        raise KeyUnavailable(
            f"expected 64 hex digits in the environment variable {mask(name)}, which {state}",
            hint="a variable is removed once read; set it again for each run",
        )
    return secret


def read_passphrase(source: str, base_dir: Path, *, claim: bool = True) -> str:
    """The passphrase that `env:NAME` or `file:PATH` holds (one line end is dropped). Raises KeyUnavailable."""
    scheme, _, rest = source.partition(":")
    if scheme == "env":
        text = _variable(rest, claim=claim)
    elif scheme == "file":
        text = _read(base_dir / rest)[0]
    else:
        raise KeyUnavailable("expected a passphrase as env:NAME or file:PATH", hint="never write the passphrase itself")
    if text is None:
        raise KeyUnavailable(
            f"expected a passphrase in the environment variable {mask(rest)}, which is not set", hint="set it"
        )
    # One line end goes, not all white space: a blank at the end may be part of a passphrase.
    return text.reveal().decode("utf-8", "replace").removesuffix("\n").removesuffix("\r")


def new_secret() -> Secret:
    """A fresh private key from the operating system's generator.

    A draw is no key only with probability 2⁻¹²⁸ (zero, or not below n); LocalSigner would refuse it.
    """
    return Secret(os.urandom(_KEY_SIZE))


def write_plain(path: Path, secret: Secret) -> None:
    """Write 64 hex digits with mode 0600. Raises KeyUnavailable where `path` exists or cannot be written."""
    _write_new(path, Secret(secret.reveal().hex().encode("ascii") + b"\n"))


def write_keystore(path: Path, secret: Secret, passphrase: str, *, work: int | None = None) -> None:
    """Write an Ethereum keystore V3 (scrypt; `work` is its N). Raises KeyUnavailable as `write_plain` does."""
    _write_new(path, keystore.encrypt(secret, Secret(passphrase.encode("utf-8")), work=work))


def copy_key_file(path: Path, copy: Path) -> None:
    """A second file with the same content, mode 0600. Raises KeyUnavailable as `write_plain` does."""
    content, _ = _read(path)
    _write_new(copy, content)


def address_without_passphrase(path: Path) -> Address | None:
    """Whose key a file holds: a plain one tells, a keystore says (unproven) or not (None), as do files that are none.

    Raises KeyUnavailable where it cannot be read.
    """
    content, _ = _read(path)
    if content.reveal().lstrip()[:1] == b"{":
        return keystore.claimed_address(content)
    secret = Secret.from_hex(content.reveal())
    try:
        return prepare_signing(secret.reveal())[0] if secret else None
    except ValueError:
        return None


def _write_new(path: Path, content: Secret) -> None:
    def write() -> None:
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        _write_file(path, content)
        sync_folder(path.parent)

    problem = _attempt(write)
    if problem:
        exists = os.path.lexists(path)
        raise KeyUnavailable(
            f"cannot write the key file {mask(str(path))}: {problem}",
            hint="an existing key is never overwritten; move it away" if exists else "check room and rights there",
        )


def _attempt(action: Callable[[], Any]) -> str:
    """Run it; answer what the system said when it could not, and leave no traceback behind."""
    try:
        action()
    except OSError as error:
        return error.strerror or type(error).__name__
    return ""


def _write_file(path: Path, content: Secret) -> None:
    # Beside, and then named: a kill in between must not leave half a key under the name of a whole one.
    descriptor, beside = tempfile.mkstemp(prefix=f".{path.name}.unfinished-", dir=path.parent)
    try:
        with os.fdopen(descriptor, "wb") as file:
            os.fchmod(descriptor, _PRIVATE)
            file.write(content.reveal())
            file.flush()
            os.fsync(descriptor)
        _name(Path(beside), path)
    finally:
        Path(beside).unlink(missing_ok=True)


def _name(beside: Path, path: Path) -> None:
    """Give a finished file its name. Raises FileExistsError: a key that is there is never replaced."""
    try:
        os.link(beside, path)
    except FileExistsError:
        raise
    except OSError:
        # A file system without second names. O_EXCL holds the place, so that the renaming replaces nothing of others.
        os.close(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, _PRIVATE))
        beside.replace(path)


def _read(path: Path) -> tuple[Secret, int]:
    """Content and mode of the file that was opened (not of the name, which may change meanwhile)."""
    found: list[tuple[Secret, int]] = []

    def read() -> None:
        with path.open("rb") as file:
            found.append((Secret(file.read(MAX_KEY_FILE)), os.fstat(file.fileno()).st_mode))

    problem = _attempt(read)
    if problem:
        missing = problem == os.strerror(errno.ENOENT)
        raise KeyUnavailable(
            f"cannot read the key file {mask(str(path))}: {problem}",
            hint="`rootzpub keys new` makes one" if missing else "check that this user may read it",
        )
    return found[0]


def _variable(name: str, *, claim: bool) -> Secret | None:
    if claim:
        taken = environment.take(name)
        return None if taken is None else Secret(taken)
    value = os.environ.get(name)
    return None if value is None else Secret(value.encode("utf-8", "surrogateescape"))


def _decrypt_keystore(content: Secret, path: Path, passphrase: Passphrase | None) -> Secret:
    if passphrase is None:
        raise KeyUnavailable(
            f"the keystore {mask(str(path))} needs a passphrase",
            hint="add ?passphrase=env:NAME or ?passphrase=file:PATH to the key reference",
        )
    given = Secret(passphrase().encode("utf-8", "replace"))
    outcome = keystore.problem_of(content) or keystore.decrypt(content, given)
    if isinstance(outcome, str):
        raise KeyUnavailable(
            f"cannot open the keystore {mask(str(path))}: {outcome}",
            hint="try the right passphrase" if outcome == keystore.WRONG_PASSPHRASE else _HINT,
        )
    return outcome
