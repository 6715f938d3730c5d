"""The parts one by one: source, state, store, keys, counters."""

from collections.abc import Callable
from pathlib import Path

from rootzpub import sources
from rootzpub.assembly.secrets import resolve_secret
from rootzpub.clock import Clock, system_clock
from rootzpub.config import Config
from rootzpub.errors import ConfigError, StoreUnavailable
from rootzpub.logs import package_logger
from rootzpub.proof import Signer
from rootzpub.proof.history_file import history_path
from rootzpub.proof.pair import KeyPair, KeyReader
from rootzpub.publisher import (
    ENDPOINT_TABLE,
    Counters,
    EndpointTable,
    UndeclaredProxy,
    counted_names,
)
from rootzpub.publisher.confirming.plan import is_check_on
from rootzpub.signing import open_key_reader
from rootzpub.sources import LongRead, Source, SourceOptions
from rootzpub.state import FileLock, FileNote, FileState, Lock, MemoryState, Note, State
from rootzpub.state.state import Counts
from rootzpub.store import SqliteStore, Store
from rootzpub.wordpress.gates.sites import SETTINGS

NO_KEY = "none"
"""`[signing] key` of an owner who wants documents hashed only."""
_logger = package_logger(__name__)


def open_source(config: Config, *, clock: Clock = system_clock, long_read: LongRead | None = None) -> Source:
    """The source that is configured; `long_read` for those who mean to read it whole.

    Raises:
        ConfigError: none is configured, or its URL cannot be understood.
        SourceUnavailable: it cannot be reached.
    """
    url = source_url(config)
    options = SourceOptions(
        timeout=config.source.timeout,
        password=resolve_secret(config.source.password, config.directory),
        proxy_password=resolve_secret(config.source.proxy_password, config.directory),
        prefix=config.source.prefix,
        base_dir=config.directory,
        overruled=frozenset(kind for kind, key in SETTINGS.items() if getattr(config.content, key)),
        asks_pages=is_check_on(config),
        clock=clock,
        settings={name: value for name in ("user", "tls_ca", "proxy") if (value := getattr(config.source, name))},
        long_read=long_read or LongRead(),
    )
    return sources.open_source(url, options)


def source_url(config: Config) -> str:
    """The URL of the source. Raises ConfigError where none is configured."""
    if not config.source.url:
        raise ConfigError("no source is configured", hint="Run `rootzpub init DIR --source URL`, or set [source] url.")
    return config.source.url


def open_state(config: Config, *, clock: Clock = system_clock) -> State:
    """What is kept beside the store, its folder made or brought up to date. Raises StoreUnavailable."""
    keys = history_path(config.signing.key, base_dir=config.directory, data_dir=config.data_dir)
    return FileState.open(config.data_dir, keys=keys, clock=clock)


def open_key_history(path: Path) -> Note:
    """The key history at a place of its own, for everybody to read: another key has another history."""
    return FileNote(path, mode=0o644)


def open_key_lock(history: Path) -> Lock:
    """Who may change the key and its history, which lies at `history`."""
    return FileLock(
        history.with_name("keys.lock"), what="changing the key in", hint="Wait until it has ended, and look at the key."
    )


def open_store(config: Config) -> Store:
    """The store in the data folder, made when it is not there. Raises StoreUnavailable."""
    return SqliteStore.open(config.data_dir, lock=open_state(config).lock())


def open_key_source(config: Config) -> KeyReader | None:
    """The configured key with its history, to be read now and again; None where the owner said so (`key = "none"`)."""
    # Said, not assumed: a key that is missing is an error, never a site without signatures.
    if config.signing.key == NO_KEY:
        return None
    return open_key_reader(config)


def open_configured_keys(config: Config) -> KeyPair | None:
    """The key and its history as they are now; None where the owner said so. Raises KeyUnavailable."""
    source = open_key_source(config)
    return source.read() if source else None


def open_configured_signer(config: Config) -> Signer | None:
    """Who signs; None where the owner said so (`key = "none"`). Raises KeyUnavailable."""
    pair = open_configured_keys(config)
    return pair.signer if pair else None


def open_counters(config: Config, endpoints: EndpointTable = ENDPOINT_TABLE) -> Counters | None:
    """Where requests are counted; None where the owner does not want that."""
    if not config.serve.metrics:
        return None
    try:
        counts: Counts = open_state(config).counts()
    except StoreUnavailable as error:
        # Who reads needs no counters: a full disk must not end serving.
        _logger.warning("requests are counted until this process ends: %s", error.message)
        counts = MemoryState().counts()
    return Counters(counts, names=counted_names(endpoints.rows))


def open_undeclared_proxy(config: Config, *, trusted: Callable[[str], bool]) -> UndeclaredProxy:
    """What is known of a proxy that is not declared. Raises StoreUnavailable."""
    return UndeclaredProxy(open_state(config).note("proxy"), trusted=trusted)
