"""Signers by URI scheme: whoever asks for a signature names a reference and gets an object that signs.

Invariants: a key enters here and never leaves: not through repr, errors, tracebacks, pickles, copies, nor the
environment that child processes inherit. A new kind of key is one opener and one row in SIGNERS.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Final, NoReturn, Protocol

from rootzpub.errors import KeyUnavailable
from rootzpub.proof.address import Address
from rootzpub.proof.curve import prepare_signing
from rootzpub.proof.keyfile import (
    Passphrase,
    mask,
    read_environment,
    read_key_file,
    read_keystore,
    read_passphrase,
)
from rootzpub.proof.secret import Secret


class Signer(Protocol):
    """Something that signs 32-byte digests with one key."""

    @property
    def address(self) -> Address:
        """The address that verifiers will recover."""

    def sign(self, digest: bytes) -> bytes:
        """65 bytes r ‖ s ‖ v over a 32-byte digest: RFC 6979, low s, v 27/28. BadSignature for other lengths."""


class LocalSigner:
    """A signer whose key lies in this process. It shows its address and nothing else."""

    __slots__ = ("_address", "_sign")

    def __init__(self, secret: Secret) -> None:
        """Raises KeyUnavailable where the 32 bytes are no private key (zero, or not below the group order)."""
        prepared = _prepare(secret)
        if prepared is None:
            raise KeyUnavailable(
                "expected a secp256k1 private key, 0 < key < n", hint="make one with `rootzpub keys new`"
            )
        self._address, self._sign = prepared

    @property
    def address(self) -> Address:
        """The address of the key."""
        return self._address

    def sign(self, digest: bytes) -> bytes:
        """65 bytes r ‖ s ‖ v, see Signer."""
        return self._sign(digest)

    def __repr__(self) -> str:
        return f"LocalSigner({getattr(self, '_address', 'no key')})"  # error reporters show half-made objects too

    def __reduce__(self) -> NoReturn:
        raise TypeError("a signer cannot be pickled or copied")


def _prepare(secret: Secret) -> tuple[Address, Callable[[bytes], bytes]] | None:
    """None instead of the error of the curve library, whose traceback would hold the key."""
    try:
        return prepare_signing(secret.reveal())
    except ValueError:
        return None


@dataclass(frozen=True, slots=True, kw_only=True)
class OpenOptions:
    """How a reference is opened: who answers for a passphrase, where relative paths start, what becomes of `env:`."""

    passphrase: Passphrase | None = None
    base_dir: Path | None = None
    claim: bool = True

    def path(self, name: str) -> Path:
        """The file that `name` means."""
        return (self.base_dir or Path()) / Path(name).expanduser()


Opener = Callable[[str, OpenOptions], Signer]
"""What stands after the scheme, and how to open it → a signer."""

SecretOpener = Callable[[str, OpenOptions], Secret]
"""The same, for keys that can be read: → the key itself."""


def _open_file(rest: str, options: OpenOptions) -> Secret:
    return read_key_file(options.path(rest), options.passphrase)


def _open_keystore(rest: str, options: OpenOptions) -> Secret:
    return read_keystore(options.path(rest), options.passphrase)


def _open_environment(rest: str, options: OpenOptions) -> Secret:
    return read_environment(rest, claim=options.claim)


def _local(open_key: SecretOpener) -> Opener:
    return lambda rest, options: LocalSigner(open_key(rest, options))


_SECRETS: Final[Mapping[str, SecretOpener]] = {
    "file": _open_file,
    "keystore": _open_keystore,
    "env": _open_environment,
}
SIGNERS: Final[Mapping[str, Opener]] = {scheme: _local(open_key) for scheme, open_key in _SECRETS.items()}
"""Kinds of key by URI scheme."""


def open_signer(
    reference: str, *, passphrase: Passphrase | None = None, base_dir: Path | None = None, claim: bool = True
) -> Signer:
    """The signer that a reference names: `file:PATH`, `keystore:PATH` or `env:NAME`.

    `file:` is 64 hex digits in a file of mode 0600, or a keystore V3; `keystore:` only the latter. A passphrase comes
    from `?passphrase=env:NAME` or `?passphrase=file:PATH` at the end of the reference, else from `passphrase()`.
    Relative paths start at `base_dir`. With `claim`, an `env:` variable is removed from this process's environment once
    read, so that no child inherits it. Raises KeyUnavailable, which never shows key or passphrase.
    """
    options = OpenOptions(passphrase=passphrase, base_dir=base_dir, claim=claim)
    scheme, rest, options = _split(reference, options)
    return SIGNERS[scheme](rest, options)


def open_secret(reference: str, options: OpenOptions) -> Secret:
    """The key behind a reference, for export and for keystores made from it. Raises KeyUnavailable."""
    scheme, rest, options = _split(reference, options)
    return _SECRETS[scheme](rest, options)


def _split(reference: str, options: OpenOptions) -> tuple[str, str, OpenOptions]:
    """Scheme, what stands after it, and the options with the passphrase that the reference names."""
    scheme, _, rest = reference.partition(":")
    # Behind the path and not as a URL query: a path may hold `?`, so only this one word separates.
    rest, _, source = rest.partition("?passphrase=")
    if scheme not in SIGNERS or not rest:
        raise KeyUnavailable(
            f"expected a key reference such as {', '.join(f'{name}:…' for name in SIGNERS)}; got {mask(reference)!r}",
            hint="write file:PATH, keystore:PATH or env:NAME, never the key itself",
        )
    return scheme, rest, _with_source(source, options) if source else options


def _with_source(source: str, options: OpenOptions) -> OpenOptions:
    """The same options, with the passphrase read from `env:NAME` or `file:PATH` when it is needed."""
    base = options.path("")
    # Read when it is needed: a plain key file asks for none, and `claim` would remove the variable for nothing.
    return OpenOptions(
        passphrase=lambda: read_passphrase(source, base, claim=options.claim),
        base_dir=options.base_dir,
        claim=options.claim,
    )
