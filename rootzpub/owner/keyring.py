"""Where key handling finds things: the key, its passphrase, the history beside it, the origin it speaks for."""

import contextlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

from rootzpub.assembly import NO_KEY, open_key_history, open_key_lock
from rootzpub.config import Config
from rootzpub.errors import ConfigError, KeyUnavailable, StoreUnavailable, UsageError
from rootzpub.proof import KeyHistory, Signer, open_signer, replacement
from rootzpub.proof.history_file import history_path, load_history, read_history
from rootzpub.proof.keyfile import read_passphrase
from rootzpub.proof.replacement import in_force
from rootzpub.proof.secret import Secret
from rootzpub.proof.signer import OpenOptions, open_secret
from rootzpub.state import Note
from rootzpub.wire.blocks import origin_of

_FILE_SCHEMES = ("file", "keystore")


@dataclass(frozen=True, slots=True, kw_only=True)
class Prompts:
    """How a person is asked for a passphrase. Both raise KeyUnavailable where nobody can be asked."""

    passphrase: Callable[[], str]
    """That of a keystore which is there."""
    new_passphrase: Callable[[], str]
    """That of a keystore which is being made: asked twice."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Keyring:
    """One key reference and what lies around it. `base_dir` is where relative paths in `reference` start."""

    reference: str
    base_dir: Path
    data_dir: Path
    base_url: str
    delegation_path: Path
    """Where the owner's delegation to this key is kept."""
    passphrase: Callable[[], str]
    new_passphrase: Callable[[], str]
    """The same for a keystore that is being made."""
    prompts: Prompts

    @property
    def path(self) -> Path | None:
        """The key file; None where the key is in no file."""
        scheme, _, rest = self.reference.partition("?")[0].partition(":")
        return (self.base_dir / Path(rest).expanduser()) if scheme in _FILE_SCHEMES else None

    @property
    def history_path(self) -> Path:
        """keys.json: beside the key, or in the data folder where the key is in no file."""
        return history_path(self.reference, base_dir=self.base_dir, data_dir=self.data_dir)

    @property
    def history(self) -> Note:
        """What is written there."""
        return open_key_history(self.history_path)

    @contextlib.contextmanager
    def changing(self) -> Iterator[KeyHistory]:
        """Be the only one who changes key or history; gives the history, after what was cut off has been completed.

        Raises:
            ConfigError: no base URL is known, and there is a history or it is to be made.
            KeyUnavailable: another command is changing them, or they cannot be used.
        """
        with contextlib.ExitStack() as stack:
            try:
                self.history_path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
                stack.enter_context(open_key_lock(self.history_path).held(wait=False))
            except StoreUnavailable as error:
                raise KeyUnavailable(error.message, hint=error.hint) from None
            except OSError as error:
                raise KeyUnavailable(
                    f"cannot write beside the key: {error}", hint="Check space and rights there."
                ) from None
            history = load_history(self.history, self.origin) if self.base_url else read_history(self.history)
            if self.path is not None:
                # Nobody else is writing one: the lock is ours.
                for half in replacement.leftovers(self.path):
                    half.unlink(missing_ok=True)
                if history is not None:
                    replacement.finish(self.path, history)
            yield history or KeyHistory(origin="")

    @property
    def origin(self) -> str:
        """The origin that statements about the key name. Raises ConfigError where no base URL is known."""
        if not self.base_url:
            raise ConfigError(
                "expected the public address of the site", hint="set [site] base_url, or give --origin URL"
            )
        return origin_of(self.base_url)

    @property
    def is_keystore(self) -> bool:
        """Whether the reference names a keystore."""
        return self.reference.startswith("keystore:")

    def target(self, out: Path | None) -> Path:
        """Where a new key goes. Raises UsageError where the reference names no file."""
        path = out or self.path
        if path is None:
            raise UsageError(
                f"expected a file for the key, because {self.reference} names none", hint="give --out PATH"
            )
        return path

    def signer(self) -> Signer:
        """The signer behind the reference. Raises KeyUnavailable."""
        reference = in_force(self.reference, base_dir=self.base_dir, history=self.history)
        return open_signer(reference, passphrase=self.passphrase, base_dir=self.base_dir)

    def secret(self) -> Secret:
        """The key itself, to be written to another file. Raises KeyUnavailable."""
        reference = in_force(self.reference, base_dir=self.base_dir, history=self.history)
        return open_secret(reference, OpenOptions(passphrase=self.passphrase, base_dir=self.base_dir))


def open_keyring(
    config: Config,
    prompts: Prompts,
    *,
    key: str | None = None,
    passphrase: str | None = None,
    origin: str | None = None,
) -> Keyring:
    """The keyring of what is given, else of the configuration; a passphrase without a reference is asked for.

    `key` and `passphrase` are references (`file:PATH`, `keystore:PATH`, `env:NAME`). Relative paths in them start in
    the working directory, those of the configuration in its folder.

    Raises KeyUnavailable where the owner wants no key.
    """
    reference = key or config.signing.key
    if reference == NO_KEY:
        raise KeyUnavailable('the configuration says key = "none"', hint="give --key, or set [signing] key")
    source, folder = (passphrase, Path()) if passphrase else (config.signing.passphrase, config.directory)
    return Keyring(
        reference=reference,
        base_dir=Path() if key else config.directory,
        data_dir=config.data_dir,
        base_url=origin or config.site.base_url,
        # A place is needed before [signing] authorization is set, too.
        delegation_path=config.resolve(config.signing.authorization or f"{config.site.data_dir}/delegation.json"),
        passphrase=_from_reference(source, folder) or prompts.passphrase,
        new_passphrase=_from_reference(source, folder) or prompts.new_passphrase,
        prompts=prompts,
    )


def _from_reference(source: str | None, folder: Path) -> Callable[[], str] | None:
    return (lambda: read_passphrase(source, folder)) if source else None
