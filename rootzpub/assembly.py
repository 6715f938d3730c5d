"""From configuration to working parts: the only place that names concrete classes."""

import json
import threading
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import closing, contextmanager
from dataclasses import replace
from functools import cache
from pathlib import Path
from typing import Any

from rootzpub import sources
from rootzpub.clock import Clock, system_clock
from rootzpub.config import Config
from rootzpub.errors import ConfigError, KeyUnavailable, MalformedInput, NotReady, RootzpubError, StoreUnavailable
from rootzpub.fetch import Network, Pace, Proxy, Visitor
from rootzpub.logs import package_logger
from rootzpub.proof import Signer
from rootzpub.proof.delegation import Delegation
from rootzpub.proof.history_file import history_path, load_history
from rootzpub.proof.keyfile import read_passphrase
from rootzpub.proof.pair import KeyPair, KeyReader
from rootzpub.publisher import (
    ENDPOINT_TABLE,
    Counters,
    EndpointTable,
    FollowedKeys,
    Identity,
    KeySource,
    Publisher,
    ServerFacts,
    Signing,
    SyncOptions,
    SyncSummary,
    UndeclaredProxy,
    WithdrawalParts,
    configuration_changed_at,
    counted_names,
    sync,
)
from rootzpub.publisher.confirming import CheckPlan, ConfirmRun, Looker, is_check_on, visibility_digest
from rootzpub.publisher.watch import Parts, Watcher
from rootzpub.sources import LongRead, Resumed, Source, SourceOptions
from rootzpub.sources.url import user_and_url
from rootzpub.state import FileLock, FileNote, FileState, Lock, MemoryState, Note, State
from rootzpub.state.state import Counts
from rootzpub.store import MemoryStore, SqliteStore, Store
from rootzpub.wordpress.gates.sites import SETTINGS

NO_KEY = "none"
"""`[signing] key` of an owner who wants documents hashed only."""
CONFIRM_SECONDS = 60.0
"""How long `sync` looks at pages when it has published; `serve` and `rootzpub confirm` go on."""
_MOST_UNSEEN = 10
"""Entries of which `sync` says what their pages lack; `doctor` and `rootzpub confirm` name others."""
_CONFIRM_PAUSE = 5.0
"""Seconds between two rounds of looking while nothing is due."""
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
    where = history_path(config.signing.key, base_dir=config.directory, data_dir=config.data_dir)
    return KeyReader(
        config.signing.key,
        base_dir=config.directory,
        history=open_key_history(where),
        passphrase=_passphrase(config),
    )


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


def open_publisher(
    config: Config,
    *,
    clock: Clock = system_clock,
    keys: KeySource | None = None,
    counters: Counters | None = None,
    proxy: UndeclaredProxy | None = None,
) -> Publisher:
    """The publisher over the configured store.

    `keys`, `counters` and `proxy` are those that were opened before, else they are opened now (`proxy` is unknown).
    """
    # The store comes last: it makes its folder, which is of no use without the rest.
    source = keys or open_key_source(config)
    state = open_state(config)
    followed = FollowedKeys(source, lambda pair: _signing(config, pair, state=state)) if source else None
    counters, store = counters or open_counters(config), open_store(config)
    return Publisher(
        store,
        config,
        identity=Identity.of(config.identity, None, None),
        clock=clock,
        keys=followed,
        facts=ServerFacts(
            config_changed=configuration_changed_at(
                state.note("settings"), config, signer=NO_KEY, delegation=None, clock=system_clock
            )
            if followed is None
            else followed.signing.changed,
            wall_clock=system_clock,
            traffic=counters.read if counters else None,
            confirmed=(lambda: confirm_counts(config, store, clock=clock) or {}) if is_check_on(config) else None,
            key_history=lambda origin: load_history(state.note("keys"), origin).body(),
            released=state.note("approved"),
            proxy=proxy or UndeclaredProxy(),
        ),
    )


def _signing(config: Config, pair: KeyPair, *, state: State) -> Signing:
    """What changes with the key. A delegation to another key than this one would hold for neither: it is left out."""
    delegation = read_delegation(config)
    address = pair.signer.address.format()
    if delegation is not None and str(delegation["message"]["delegate"]).lower() != address.lower():
        _logger.warning(
            "the delegation is to %s, and %s signs: it is left out", delegation["message"]["delegate"], address
        )
        delegation = None
    return Signing(
        identity=Identity.of(config.identity, pair.signer, delegation),
        key_history=pair.body,
        # Noted for every process: `build --at` sets no clock but its own.
        changed=configuration_changed_at(
            state.note("settings"), config, signer=address, delegation=delegation, clock=system_clock
        ),
    )


def run_sync(
    config: Config,
    *,
    options: SyncOptions = SyncOptions(),  # noqa: B008 - frozen
    clock: Clock = system_clock,
    progress: Callable[[str], None] | None = None,
    report: Callable[[str], None] = lambda _: None,
) -> SyncSummary:
    """Read the source once into the store.

    `progress` is called again and again with how far it is, `report` a line that is worth keeping.
    """
    resumed: list[Resumed] = []

    def on_resumed(what: Resumed) -> None:
        resumed.append(what)
        report(f"resumed: {what}")

    def tell(done: int, what: str) -> None:
        if progress:
            progress(f"{done} entries {what}")

    # With `full` nothing of an earlier read counts: the owner wants everything read anew.
    keeps = not options.dry_run
    long_read = LongRead(
        # A dry run leaves nothing: it reads into an anonymous file.
        journal=open_state(config).scratch() if keeps else None,
        resume=keeps and not options.full,
        on_resumed=on_resumed,
        on_fetched=lambda done: tell(done, "fetched"),
    )
    if keeps or config.data_dir.exists():
        options = replace(options, withdrawn=open_state(config).note("withdrawn"))
        long_read = _ends_for(options.withdrawn, long_read)
    source = open_source(config, clock=clock, long_read=long_read)
    options = replace(options, progress=lambda done: tell(done, "read"))
    # Nor does it make a store where there is none.
    with closing(open_store(config) if keeps or config.data_dir.exists() else MemoryStore()) as store:
        summary = sync(source, store, config=config, clock=clock, options=options)
        if keeps:
            summary = confirm_after_sync(
                config, store, summary, clock=clock, progress=lambda done: tell(done, "looked at")
            )
    return replace(summary, resumed=resumed[-1] if resumed else None)


def _ends_for(withdrawn: Note, long_read: LongRead) -> LongRead:
    """The same read, ended when the owner withdraws something while it fetches: the store is locked meanwhile."""
    mark = withdrawn.mark()

    def on_fetched(done: int) -> None:
        if withdrawn.mark() != mark:
            raise StoreUnavailable(
                "entries are being withdrawn: this sync ends without a change",
                hint="The next sync reads the site anew.",
            )
        long_read.on_fetched(done)

    return replace(long_read, on_fetched=on_fetched)


def open_withdrawal(config: Config, *, clock: Clock = system_clock) -> WithdrawalParts:
    """What `withdraw` works on; its store is to be closed. Raises StoreUnavailable."""
    state = open_state(config)
    return WithdrawalParts(
        store=open_store(config),
        note=state.note("withdrawn"),
        scratch=state.scratch(),
        clock=clock,
        base_url=config.site.base_url,
    )


def open_confirm_run(
    config: Config, store: Store, *, stop: threading.Event | None = None, clock: Clock = system_clock
) -> ConfirmRun | None:
    """Looks at the site's pages; None where the check is off, or nothing was read yet."""
    if not is_check_on(config):
        return None
    try:
        with store.site() as site:
            facts = site.facts
    except NotReady:
        return None
    stop = stop or threading.Event()
    plan = CheckPlan.of(config, replace(facts, visibility_digest=visibility_digest(store)))
    visitor = Visitor(
        home=plan.home,
        vouched=plan.vouched,
        connect=config.source.connect,
        proxy=_proxy(config),
        network=Network(ca_file=str(config.resolve(config.source.tls_ca)) if config.source.tls_ca else ""),
        timeout=config.source.timeout,
        # A wait for the site ends when the run does.
        pace=Pace(per_second=config.source.site_rate, sleep=stop.wait),
    )
    return ConfirmRun(
        store=store,
        plan=plan,
        looker=Looker(visitor=visitor, clock=clock),
        clock=clock,
        open_source=lambda: open_source(config, clock=clock),
        stop=stop,
    )


def _proxy(config: Config) -> Proxy | None:
    """The proxy that a live site is read through; a connection to WordPress itself needs none."""
    user, url = user_and_url(config.source.proxy)
    if not url or config.source.connect:
        return None
    return Proxy(url=url, user=user, password=resolve_secret(config.source.proxy_password, config.directory))


def confirm_counts(config: Config, store: Store, *, clock: Clock = system_clock) -> Mapping[str, int] | None:
    """How many entries were seen, were not, wait, could not be looked at; None where pages are not looked at."""
    run = open_confirm_run(config, store, clock=clock)
    return run.counts() if run else None


def confirm_after_sync(
    config: Config,
    store: Store,
    summary: SyncSummary,
    *,
    clock: Clock = system_clock,
    progress: Callable[[int], None] = lambda _: None,
) -> SyncSummary:
    """Look at what is due for a minute at most, and apply what was found; the summary of both."""
    run = open_confirm_run(config, store, clock=clock)
    if run is None:
        return summary
    ends = time.monotonic() + CONFIRM_SECONDS
    unseen: dict[str, str] = {}
    for count, looked in enumerate(run.run(until=lambda: time.monotonic() >= ends), start=1):
        progress(count)
        if looked.verdict.missing and len(unseen) < _MOST_UNSEEN:
            unseen[looked.path] = f"{looked.path}: \u201c{looked.verdict.missing}\u201d"
    if store.confirmations.unapplied():
        after = sync(open_source(config, clock=clock), store, config=config, clock=clock)
        summary = summary.and_then(after)
    return replace(summary, confirmed=run.counts(), unseen=tuple(unseen.values()))


def run_watch(config: Config, *, stop: threading.Event) -> None:
    """Follow the source until `stop` is set; what happens is logged. Raises StoreUnavailable."""
    state = open_state(config)
    long_read = LongRead(journal=state.scratch(), on_resumed=lambda what: _logger.info("resumed: %s", what))
    with closing(open_store(config)) as store:
        threading.Thread(target=_confirm_in_thread, args=(config, stop), daemon=True).start()
        parts = Parts(
            # A function, because the watcher opens the source anew after every failure.
            open_source=lambda: open_source(config, long_read=_ends_for(state.note("withdrawn"), long_read)),
            store=store,
            config=config,
            clock=system_clock,
            last_sync=state.note("last-sync"),
            withdrawn=state.note("withdrawn"),
        )
        Watcher(parts).run(stop)


def _confirm_in_thread(config: Config, stop: threading.Event) -> None:
    """Look at the site's pages beside the watcher, which applies what is found: a look waits for the site."""
    while not stop.is_set():
        # Opened anew each time: settings of the site and what decides visibility change with a sync.
        with _logged("pages are not looked at now"), closing(open_store(config)) as store:
            run = open_confirm_run(config, store, stop=stop)
            for _ in run.run() if run else ():
                pass
        stop.wait(_CONFIRM_PAUSE)


def start_watching(config: Config) -> threading.Event:
    """Follow the source in a thread of this process; the event it returns ends that."""
    stop = threading.Event()
    # daemon: a look at a slow source must not keep the server from ending.
    threading.Thread(target=_watch_in_thread, args=(config, stop), daemon=True).start()
    return stop


def _watch_in_thread(config: Config, stop: threading.Event) -> None:
    with _logged("the source is not followed any more"):
        run_watch(config, stop=stop)


@contextmanager
def _logged(what: str) -> Iterator[None]:
    """A thread has nobody who would catch its errors: they are logged, or they would be lost."""
    try:
        yield
    except RootzpubError as error:
        _logger.error("%s: %s", what, error.message)  # noqa: TRY400 - the message says it all
    except Exception:
        _logger.exception("%s", what)


def read_delegation(config: Config) -> Mapping[str, Any] | None:
    """The owner's delegation to our key, where one is configured.

    Raises:
        ConfigError: the file is not there, or is no delegation that the owner signed.
    """
    if not config.signing.authorization:
        return None
    path = config.resolve(config.signing.authorization)
    try:
        # Read through the type that verifies it: what no verifier would believe is never published.
        return Delegation.read(json.loads(path.read_bytes())).body()
    except (OSError, ValueError, MalformedInput) as error:
        raise ConfigError(
            f"signing.authorization: {path} holds no delegation: {error}", hint="`rootzpub keys delegate` makes one."
        ) from None


def resolve_secret(reference: str, directory: Path) -> str:
    """What `env:NAME` or `file:PATH` holds; empty for an empty reference. The variable stays where it is.

    Raises:
        ConfigError: it is not there. The value is never part of the message.
    """
    if not reference:
        return ""
    try:
        # The watcher opens its source anew after a failure and needs it again. A signing key is removed from the
        # environment when it is read (decision 0010).
        return read_passphrase(reference, directory, claim=False)
    except KeyUnavailable as error:
        raise ConfigError(error.message.replace("passphrase", "secret"), hint=error.hint) from None


def _passphrase(config: Config) -> Callable[[], str] | None:
    reference = config.signing.passphrase
    # Late: only a keystore asks. Once: a variable is removed when it is read; a rotated keystore needs it again.
    return cache(lambda: read_passphrase(reference, config.directory)) if reference else None
