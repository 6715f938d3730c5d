"""From configuration to working parts: the only place that names concrete classes."""

import json
import threading
from collections.abc import Callable, Mapping
from contextlib import closing
from dataclasses import replace
from pathlib import Path
from typing import Any

from rootzpub import sources
from rootzpub.clock import Clock, system_clock
from rootzpub.config import Config
from rootzpub.errors import ConfigError, KeyUnavailable, MalformedInput
from rootzpub.proof import LocalSigner, Signer, decrypt_plugin_key, open_signer
from rootzpub.proof.delegation import Delegation
from rootzpub.proof.history_file import history_path, load_history
from rootzpub.proof.keyfile import new_secret, read_passphrase, write_plain
from rootzpub.proof.plugin_key import read_salts
from rootzpub.proof.secret import Secret
from rootzpub.publisher import Counters, Publisher, SyncSummary, settled_at, sync
from rootzpub.publisher.watch import Parts, Watcher
from rootzpub.sources import LongRead, Resumed, Source, SourceOptions
from rootzpub.sources.plugin import PluginWallet
from rootzpub.store import SqliteStore, Store

NO_KEY = "none"
"""`[signing] key` of an owner who wants documents hashed only."""
JOURNAL = "unfinished-read"
"""File in the data folder for what a read that broke off had fetched."""


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
        prefix=config.source.prefix,
        base_dir=config.directory,
        clock=clock,
        settings={name: value for name in ("user", "tls_ca") if (value := getattr(config.source, name))},
        long_read=long_read or LongRead(),
    )
    return sources.open_source(url, options)


def source_url(config: Config) -> str:
    """The URL of the source. Raises ConfigError where none is configured."""
    if not config.source.url:
        raise ConfigError("no source is configured", hint="Run `rootzpub init DIR --source URL`, or set [source] url.")
    return config.source.url


def open_store(config: Config) -> Store:
    """The store in the data folder, made when it is not there. Raises StoreUnavailable."""
    return SqliteStore.open(config.data_dir)


def open_configured_signer(config: Config) -> Signer | None:
    """Who signs; None where the owner said so (`key = "none"`). Raises KeyUnavailable."""
    if config.signing.key == NO_KEY:
        return None
    return open_signer(config.signing.key, passphrase=_passphrase(config), base_dir=config.directory)


def open_counters(config: Config) -> Counters | None:
    """Where requests are counted; None where the owner does not want that. Raises StoreUnavailable."""
    return Counters(config.data_dir) if config.serve.metrics else None


def open_publisher(
    config: Config, *, clock: Clock = system_clock, signer: Signer | None = None, counters: Counters | None = None
) -> Publisher:
    """The publisher over the configured store.

    `signer` and `counters` are those that were opened before, else they are opened now.
    """
    # The store comes last: it makes its folder, which is of no use without the rest.
    signer, delegation = signer or open_configured_signer(config), read_delegation(config)
    counters, store = counters or open_counters(config), open_store(config)
    address = signer.address.format() if signer else NO_KEY
    return Publisher(
        store=store,
        config=config,
        signer=signer,
        clock=clock,
        delegation=delegation,
        traffic=counters.read if counters else None,
        settled=settled_at(config, signer=address, delegation=delegation, clock=clock),
        key_history=lambda origin: read_key_history(config, origin),
    )


def run_sync(
    config: Config,
    *,
    full: bool = False,
    clock: Clock = system_clock,
    progress: Callable[[str], None] | None = None,
    report: Callable[[str], None] = lambda _: None,
) -> SyncSummary:
    """Read the source once into the store.

    `progress` is told again and again how far it is, `report` a line that is worth keeping.
    """
    resumed: list[Resumed] = []

    def on_resumed(what: Resumed) -> None:
        resumed.append(what)
        report(f"resumed: {what}")

    def tell(done: int, what: str) -> None:
        if progress:
            progress(f"{done} entries {what}")

    long_read = LongRead(
        journal=config.data_dir / JOURNAL,
        resume=not full,
        on_resumed=on_resumed,
        on_fetched=lambda done: tell(done, "fetched"),
    )
    source = open_source(config, clock=clock, long_read=long_read)
    with closing(open_store(config)) as store:
        summary = sync(source, store, config=config, clock=clock, full=full, progress=lambda done: tell(done, "read"))
    return replace(summary, resumed=resumed[-1] if resumed else None)


def run_watch(config: Config, *, stop: threading.Event, report: Callable[[str], None]) -> None:
    """Follow the source until `stop` is set; `report` is told what happens, a line each."""
    long_read = LongRead(journal=config.data_dir / JOURNAL, on_resumed=lambda what: report(f"resumed: {what}"))
    with closing(open_store(config)) as store:
        parts = Parts(
            open_source=lambda: open_source(config, long_read=long_read),
            store=store,
            config=config,
            clock=system_clock,
        )
        Watcher(parts, report=report).run(stop)


def start_watching(config: Config, *, report: Callable[[str], None] = lambda _: None) -> threading.Event:
    """Follow the source in a thread of this process; the event it returns ends that."""
    stop = threading.Event()
    run = threading.Thread(target=run_watch, args=(config,), kwargs={"stop": stop, "report": report}, daemon=True)
    run.start()
    return stop


def read_delegation(config: Config) -> Mapping[str, Any] | None:
    """The owner's delegation to our key, where one is configured.

    Raises:
        ConfigError: the file is not there, or is no delegation that the owner signed.
    """
    if not config.signing.authorization:
        return None
    path = config.resolve(config.signing.authorization)
    try:
        return Delegation.read(json.loads(path.read_bytes())).body()
    except (OSError, ValueError, MalformedInput) as error:
        raise ConfigError(
            f"signing.authorization: {path} holds no delegation: {error}", hint="`rootzpub keys delegate` makes one."
        ) from None


def read_key_history(config: Config, origin: str) -> Mapping[str, Any]:
    """What the origin has said about its keys, as `/.well-known/ai/keys` publishes it. Raises KeyUnavailable."""
    path = history_path(config.signing.key, base_dir=config.directory, data_dir=config.data_dir)
    return load_history(path, origin).body()


def create_key(config: Config) -> str:
    """The address of the configured key; it is made where it is a file that is not there yet.

    Raises KeyUnavailable where it can be neither opened nor made.
    """
    scheme, _, name = config.signing.key.partition(":")
    if scheme == "file" and not config.resolve(name).exists():
        write_plain(config.resolve(name), new_secret())
    signer = open_configured_signer(config)
    return signer.address.format() if signer else NO_KEY


def import_plugin_wallet(config: Config, wallet: PluginWallet, *, wp_config: Path | None = None) -> str:
    """Write the WordPress plugin's key where ours is configured to be; gives its address.

    `wp_config` is the site's wp-config.php, for its salts, where the source does not tell them.

    Raises:
        KeyUnavailable: the salts are missing or wrong, the key does not give the wallet's address, or a key is there.
    """
    scheme, _, name = config.signing.key.partition(":")
    if scheme != "file":
        raise KeyUnavailable(
            f"expected [signing] key to be file:PATH, got {scheme}:…", hint="A wallet goes into a file."
        )
    salts = read_salts(wp_config.read_text("utf-8", "replace")) if wp_config else ("", "")
    salts = (wallet.salts.get("SECURE_AUTH_KEY", salts[0]), wallet.salts.get("SECURE_AUTH_SALT", salts[1]))
    secret = Secret(decrypt_plugin_key(wallet.encrypted, *salts))
    address = LocalSigner(secret).address.format()
    if address.lower() != wallet.address.lower():
        raise KeyUnavailable(
            f"expected the plugin's key to give {wallet.address}, it gives {address}",
            hint="Take wp-config.php from the same site and the same backup.",
        )
    write_plain(config.resolve(name), secret)
    return address


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
