"""Where the commands of `rootzpub keys` find things: the key, its passphrase, the history beside it, the origin."""

import getpass
import sys
import warnings
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import click

from rootzpub.cli.options import configured
from rootzpub.errors import ConfigError, KeyUnavailable, UsageError

if TYPE_CHECKING:
    from rootzpub.proof import Signer
    from rootzpub.proof.secret import Secret

_FILE_SCHEMES = ("file", "keystore")


@dataclass(frozen=True, slots=True, kw_only=True)
class Keyring:
    """One key reference and what lies around it. `base_dir` is where relative paths in `reference` start."""

    reference: str
    base_dir: Path
    data_dir: Path
    base_url: str
    authorization: str
    passphrase: Callable[[], str]
    new_passphrase: Callable[[], str]
    """The same for a keystore that is being made: asked twice where it is asked."""

    @property
    def path(self) -> Path | None:
        """The key file; None where the key is in no file."""
        scheme, _, rest = self.reference.partition("?")[0].partition(":")
        return (self.base_dir / Path(rest).expanduser()) if scheme in _FILE_SCHEMES else None

    @property
    def history_path(self) -> Path:
        """keys.json: beside the key, or in the data folder where the key is in no file."""
        from rootzpub.proof.history_file import history_path

        return history_path(self.reference, base_dir=self.base_dir, data_dir=self.data_dir)

    @property
    def origin(self) -> str:
        """The origin that statements about the key name. Raises ConfigError where no base URL is known."""
        from rootzpub.wire.blocks import origin_of

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
            raise UsageError(f"expected --out PATH, because {self.reference} names no file")
        return path

    def signer(self) -> "Signer":
        """The signer behind the reference. Raises KeyUnavailable."""
        from rootzpub.proof import open_signer

        return open_signer(self.reference, passphrase=self.passphrase, base_dir=self.base_dir)

    def secret(self) -> "Secret":
        """The key itself, to be written to another file. Raises KeyUnavailable."""
        from rootzpub.proof.signer import Opening, open_secret

        return open_secret(self.reference, Opening(passphrase=self.passphrase, base_dir=self.base_dir))


def open_keyring(
    ctx: click.Context, *, key: str | None = None, passphrase: str | None = None, origin: str | None = None
) -> Keyring:
    """From flags, else from the configuration. Relative paths in flags start here, in the file at its folder."""
    config = configured(ctx)
    reference = key or config.signing.key
    if reference == "none":
        raise KeyUnavailable('the configuration says key = "none"', hint="give --key, or set [signing] key")
    source, folder = (passphrase, Path()) if passphrase else (config.signing.passphrase, config.directory)
    return Keyring(
        reference=reference,
        base_dir=Path() if key else config.directory,
        data_dir=config.data_dir,
        base_url=origin or config.site.base_url,
        authorization=str(config.resolve(config.signing.authorization or f"{config.site.data_dir}/delegation.json")),
        passphrase=ask_passphrase(source, folder),
        new_passphrase=ask_passphrase(source, folder, confirm=True),
    )


def ask_passphrase(source: str | None, folder: Path, *, confirm: bool = False) -> Callable[[], str]:
    """A function that answers the passphrase: from its reference, else by asking on the terminal."""
    from rootzpub.proof.keyfile import read_passphrase

    if source:
        return lambda: read_passphrase(source, folder)
    return lambda: _asked(confirm=confirm)


def _asked(*, confirm: bool) -> str:
    """What a person types; where nobody sits there, an error that says how else it can be given."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", getpass.GetPassWarning)  # without a terminal there is nothing to echo on
        try:
            return str(click.prompt("Passphrase", hide_input=True, confirmation_prompt=confirm, err=True))
        except click.Abort:
            if sys.stdin.isatty():
                raise
            raise KeyUnavailable(
                "expected a passphrase, got none: standard input ended", hint="give --passphrase env:NAME or file:PATH"
            ) from None
