"""Reading the source: one sync, what is looked at after it, a withdrawal; and following it in a process or thread."""

import threading
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import closing, contextmanager
from dataclasses import replace

from rootzpub.assembly.parts import open_source, open_state, open_store
from rootzpub.assembly.secrets import resolve_secret
from rootzpub.clock import Clock, system_clock
from rootzpub.config import Config
from rootzpub.errors import NotReady, RootzpubError, StoreUnavailable
from rootzpub.fetch import Network, Pace, Proxy, Visitor
from rootzpub.logs import package_logger
from rootzpub.pages.robots import RobotsRules
from rootzpub.publisher import (
    SyncOptions,
    SyncSummary,
    WithdrawalParts,
    sync,
)
from rootzpub.publisher.confirming import CheckPlan, ConfirmRun, Looker, is_check_on, visibility_digest
from rootzpub.publisher.watch import Parts, Watcher
from rootzpub.sources import LongRead, Resumed
from rootzpub.sources.url import user_and_url
from rootzpub.state import Note
from rootzpub.store import MemoryStore, Store

CONFIRM_SECONDS = 60.0
"""How long `sync` looks at pages when it has published; `serve` and `rootzpub confirm` go on."""
_MOST_UNSEEN = 10
"""Entries of which `sync` says what their pages lack; `doctor` and `rootzpub confirm` name others."""
_ROBOTS_SECONDS = 10.0
"""How long a sync waits for the site's robots.txt before it publishes without."""
_CONFIRM_PAUSE = 5.0
"""Seconds between two rounds of looking while nothing is due."""
_logger = package_logger(__name__)


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
    options = replace(options, robots=lambda plan: site_robots(config, plan, clock=clock))
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
    # A wait for the site ends when the run does.
    pace = Pace(per_second=config.source.site_rate, sleep=stop.wait)
    visitor = _visitor(config, plan, timeout=config.source.timeout, pace=pace)
    return ConfirmRun(
        store=store,
        plan=plan,
        looker=Looker(visitor=visitor, clock=clock),
        clock=clock,
        open_source=lambda: open_source(config, clock=clock),
        stop=stop,
    )


def _visitor(config: Config, plan: CheckPlan, *, timeout: float, pace: Pace | None = None) -> Visitor:
    return Visitor(
        home=plan.home,
        vouched=plan.vouched,
        connect=config.source.connect,
        proxy=_proxy(config),
        network=Network(ca_file=str(config.resolve(config.source.tls_ca)) if config.source.tls_ca else ""),
        timeout=timeout,
        pace=pace or Pace(per_second=config.source.site_rate),
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
        summary = summary.and_then(apply_looks(config, store, clock=clock))
    return replace(summary, confirmed=run.counts(), unseen=tuple(unseen.values()))


def apply_looks(config: Config, store: Store, *, clock: Clock = system_clock) -> SyncSummary:
    """Publish what looks at pages gave: a sync like any other, which leaves out what the owner withdrew."""
    options = SyncOptions(
        withdrawn=open_state(config).note("withdrawn"), robots=lambda plan: site_robots(config, plan, clock=clock)
    )
    return sync(open_source(config, clock=clock), store, config=config, clock=clock, options=options)


def site_robots(config: Config, plan: CheckPlan, *, clock: Clock = system_clock) -> RobotsRules | None:
    """The robots.txt of the site now; None where it cannot be had, or not soon."""
    visitor = _visitor(config, plan, timeout=min(config.source.timeout, _ROBOTS_SECONDS))
    return Looker(visitor=visitor, clock=clock).ask_robots()


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
            robots=lambda plan: site_robots(config, plan),
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
