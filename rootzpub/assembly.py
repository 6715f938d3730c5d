"""From configuration to working parts: the only place that names concrete classes."""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from rootzpub import sources
from rootzpub.clock import Clock, system_clock
from rootzpub.config import Config
from rootzpub.errors import ConfigError, KeyUnavailable
from rootzpub.proof import Signer, open_signer
from rootzpub.proof.keyfile import read_passphrase
from rootzpub.publisher import Publisher, SyncSummary, sync
from rootzpub.sources import Source, SourceOptions
from rootzpub.store import SqliteStore, Store

NO_KEY = "none"
"""`[signing] key` of an owner who wants documents hashed only."""


def open_source(config: Config, *, clock: Clock = system_clock) -> Source:
    """The source that is configured.

    Raises:
        ConfigError: none is configured, or its URL cannot be understood.
        SourceUnavailable: it cannot be reached.
    """
    if not config.source.url:
        raise ConfigError("no source is configured", hint="Run `rootzpub init DIR --source URL`, or set [source] url.")
    options = SourceOptions(
        timeout=config.source.timeout,
        password=resolve_secret(config.source.password, config.directory),
        prefix=config.source.prefix,
        base_dir=config.directory,
        clock=clock,
        settings={name: value for name in ("user", "tls_ca") if (value := getattr(config.source, name))},
    )
    return sources.open_source(config.source.url, options)


def open_store(config: Config) -> Store:
    """The store in the data folder, made when it is not there. Raises StoreUnavailable."""
    return SqliteStore.open(config.data_dir)


def open_configured_signer(config: Config) -> Signer | None:
    """Who signs; None where the owner said so (`key = "none"`). Raises KeyUnavailable."""
    if config.signing.key == NO_KEY:
        return None
    return open_signer(config.signing.key, passphrase=_passphrase(config), base_dir=config.directory)


def open_publisher(config: Config, *, clock: Clock = system_clock, signer: Signer | None = None) -> Publisher:
    """The publisher over the configured store; `signer` is one that was opened before, else it is opened now."""
    return Publisher(
        store=open_store(config), config=config, signer=signer or open_configured_signer(config), clock=clock
    )


def run_sync(
    config: Config,
    *,
    full: bool = False,
    clock: Clock = system_clock,
    progress: Callable[[int], None] | None = None,
) -> SyncSummary:
    """Read the source once into the store."""
    return sync(
        open_source(config, clock=clock), open_store(config), config=config, clock=clock, full=full, progress=progress
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class NewKey:
    """A key that was made or found at the configured place."""

    address: str
    made: bool
    """False when it was there already."""


def resolve_secret(reference: str, directory: Path) -> str:
    """What `env:NAME` or `file:PATH` holds; empty for an empty reference. The variable stays where it is.

    Raises:
        ConfigError: it is not there. The value is never part of the message.
    """
    if not reference:
        return ""
    try:
        return read_passphrase(reference, directory, claim=False)
    except KeyUnavailable as error:
        raise ConfigError(error.message.replace("passphrase", "secret"), hint=error.hint) from None


def _passphrase(config: Config) -> Callable[[], str] | None:
    reference = config.signing.passphrase
    return (lambda: read_passphrase(reference, config.directory)) if reference else None
