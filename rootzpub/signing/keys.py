"""The configured key as it is opened, by whichever process holds it."""

from collections.abc import Callable
from functools import cache

from rootzpub.config import Config
from rootzpub.proof import Signer
from rootzpub.proof.history_file import history_path
from rootzpub.proof.keyfile import read_passphrase
from rootzpub.proof.pair import KeyReader
from rootzpub.state import FileNote

_ENVIRONMENT = "env:"


def open_key_reader(config: Config, *, opener: Callable[[], Signer] | None = None) -> KeyReader:
    """The configured key with its history, to be read now and again; `opener` gives signers in the key's place."""
    where = history_path(config.signing.key, base_dir=config.directory, data_dir=config.data_dir)
    return KeyReader(
        config.signing.key,
        base_dir=config.directory,
        # For everybody to read: another key has another history.
        history=FileNote(where, mode=0o644),
        passphrase=passphrase_of(config),
        opener=opener,
    )


def passphrase_of(config: Config) -> Callable[[], str] | None:
    """Asks for the keystore's passphrase, where one is configured."""
    reference = config.signing.passphrase
    # Late: only a keystore asks. Once: a variable is removed when it is read; a rotated keystore needs it again.
    return cache(lambda: read_passphrase(reference, config.directory)) if reference else None


def held_in_environment(config: Config) -> tuple[str, ...]:
    """The names of the variables that key and passphrase are read from."""
    key, _, source = config.signing.key.partition("?passphrase=")
    references = (key, source, config.signing.passphrase)
    return tuple(text.removeprefix(_ENVIRONMENT) for text in references if text.startswith(_ENVIRONMENT))
