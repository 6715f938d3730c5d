"""`rootzpub confirm`: look at entries' pages now, and say what visitors see."""

from collections.abc import Callable, Iterator, Sequence
from contextlib import closing

from rootzpub import assembly
from rootzpub.clock import Clock, system_clock
from rootzpub.config import Config
from rootzpub.errors import ConfigError, NotReady, UsageError
from rootzpub.publisher.confirming import ConfirmRun, Looked
from rootzpub.store import Store


def confirm(
    config: Config, paths: Sequence[str] = (), *, clock: Clock = system_clock, report: Callable[[Looked], None]
) -> dict[str, int]:
    """Look at the entries at these paths, or at all that are due; then publish what was found. The counts.

    Raises:
        ConfigError: the check is off.
        NotReady: nothing was read yet.
        UsageError: no entry has a path.
    """
    with closing(assembly.open_store(config)) as store:
        run = assembly.open_confirm_run(config, store, clock=clock)
        if run is None:
            if store.state() is None:
                raise NotReady("no site was read yet", hint="Run `rootzpub sync` first.")
            raise ConfigError("pages are not looked at", hint='Set [source] site = "https://…" and [content] confirm.')
        for looked in run.run(ids=_ids(store, run, paths) if paths else None):
            report(looked)
        if store.confirmations.unapplied():
            assembly.apply_looks(config, store, clock=clock)
        return run.counts()


def _ids(store: Store, run: ConfirmRun, paths: Sequence[str]) -> set[int]:
    """The entries at these paths: published ones, and those that wait to be seen."""
    by_path = dict(_published(store))
    if any(path not in by_path for path in paths):
        by_path |= run.paths_of_withheld()
    for path in paths:
        if path not in by_path:
            raise UsageError(f"no entry has the path {path}", hint="Give it as the site does: /about/.")
    return {by_path[path] for path in paths}


def _published(store: Store) -> Iterator[tuple[str, int]]:
    for stored in store.html_of([found.id for found in store.confirmations.all()]):
        yield stored.path, stored.id
