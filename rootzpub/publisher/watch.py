"""`Watcher`: looks at the source again and again, and syncs when something changed.

Invariants: it never ends by itself and never stops what is published; a change is published within the refresh time, so
the next look comes earlier by what a sync takes; a source that fails is asked less and less often, up to every five
minutes; of several watchers on one store one syncs at a time.
"""

import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, field

from rootzpub.clock import Clock
from rootzpub.config import Config
from rootzpub.errors import RootzpubError
from rootzpub.logs import package_logger
from rootzpub.publisher.outcome import SyncOutcome, keep_outcome
from rootzpub.publisher.summary import HELD_HINT, SyncSummary
from rootzpub.publisher.sync import AskRobots, SyncOptions, is_current, sync
from rootzpub.publisher.withdrawn import read_withdrawn
from rootzpub.site import Held
from rootzpub.sources import Remembering, Source
from rootzpub.state import MemoryNote, Note
from rootzpub.store import Store

# Seconds. However long a source was away, its return is seen within five minutes.
_LONGEST_WAIT = 300.0
_SHORTEST_WAIT = 0.2
_REFRESH_SAFETY_FACTOR = 0.9
"""Share of the refresh time that is planned with; the rest is for a sync that takes longer than the one before."""
_UNOPENED_WAIT = 5.0
"""Seconds until the next try while the source could not even be opened, and so did not say how often to look."""
_logger = package_logger(__name__)


@dataclass(frozen=True, slots=True, kw_only=True)
class Parts:
    """What a watcher works with. `open_source` is called anew after every failure."""

    open_source: Callable[[], Source]
    store: Store
    config: Config
    clock: Clock
    last_sync: Note = field(default_factory=MemoryNote)
    """Where it is noted how the last look ended."""
    withdrawn: Note = field(default_factory=MemoryNote)
    """What the owner took back."""
    robots: AskRobots | None = None
    """Asks the site's robots.txt; None where nobody can."""
    ticks: Callable[[], float] = time.monotonic
    """Seconds of a steady clock, by which it is measured how long a sync takes."""


class Watcher:
    """Keeps one store up to date with one source; new publications, failures and recoveries are logged."""

    def __init__(self, parts: Parts) -> None:
        self._parts = parts
        self._source: Source | None = None
        self._failures = 0
        self._last_error = ""
        self._has_succeeded = False
        self._held: tuple[str, int, str] | None = None
        """What was held back when it was last logged."""
        self._lead = 0.0
        """Seconds that the last sync took: a change must be seen so much earlier to be published in time."""

    def run(self, stop: threading.Event) -> None:
        """Look, wait, look again, until `stop` is set."""
        while not stop.is_set():
            stop.wait(self.look())

    def look(self) -> float:
        """One look, and a sync if something changed; gives the seconds to wait until the next."""
        began = self._parts.ticks()
        try:
            has_synced = self._look()
        except RootzpubError as error:
            return self._failed(error.message, error.hint)
        except Exception as error:  # noqa: BLE001 - a fault of ours in one sync must not end the watch
            hint = "Please report the traceback in the log, with the source's kind."
            return self._failed(f"unexpected {type(error).__name__}", hint, unexpected=error)
        self._succeeded()
        took = self._parts.ticks() - began
        if has_synced:
            # A look without a sync says nothing of how long the next one takes.
            self._lead = took
        return self._pause(took)

    def _look(self) -> bool:
        """Whether it came to a sync."""
        parts = self._parts
        if self._source is None:
            self._source = parts.open_source()
        # Another process is at it; what it does not see, the next look finds.
        if parts.store.is_syncing():
            return False
        state = None if self._has_succeeded else parts.store.state()
        if state is not None:
            # What an earlier process held back is said again by this one.
            self._report_held(state.held)
        withdrawn = read_withdrawn(parts.withdrawn)
        if is_current(self._source, parts.store, config=parts.config, clock=parts.clock, withdrawn=withdrawn):
            # With nothing to do there is time for it: words of withdrawn entries must not stay in a log that a reader
            # kept.
            parts.store.checkpoint_if_idle()
            return False
        # The look has just read the source's state: a second pass over the tables would find the same (decision 0005).
        source = self._source.after_look() if isinstance(self._source, Remembering) else self._source
        options = SyncOptions(withdrawn=parts.withdrawn, robots=parts.robots)
        summary = sync(source, parts.store, config=parts.config, clock=parts.clock, options=options)
        self._report_held(summary.held)
        if summary.before != summary.sequence:
            _logger.info("%s", _news(summary))
        return True

    def _report_held(self, held: Held | None) -> None:
        """Say what was held, once for as long as it is the same."""
        said = (held.reason, len(held.since), held.detail) if held else None
        if held and said != self._held:
            _logger.warning("held back: %s (%s; next look %s)", held, HELD_HINT, f"{held.again:%Y-%m-%d %H:%M} UTC")
        elif self._held and held is None:
            _logger.info("nothing is held back any more")
        self._held = said

    def _pause(self, took: float) -> float:
        """Seconds to the next look: so that the refresh time lies between this look's begin and the next sync's end.

        Half the refresh time at least, lest a slow source be asked all the time; less when something is due before.
        """
        assert self._source is not None
        asked = float(self._parts.config.source.refresh_seconds or self._source.default_refresh_seconds)
        refresh = max(_REFRESH_SAFETY_FACTOR * asked - self._lead - took, asked / 2)
        state = self._parts.store.state()
        if state is not None and state.next_change is not None:
            until = (state.next_change - self._parts.clock()).total_seconds()
            refresh = min(refresh, max(until, _SHORTEST_WAIT))
        return refresh

    def _failed(self, message: str, hint: str, *, unexpected: Exception | None = None) -> float:
        self._failures += 1
        # Once, however often the same comes again.
        if message != self._last_error:
            reason = f"{message} ({hint})" if hint else message
            _logger.error("%s; what was published stays", reason, exc_info=unexpected)
        self._last_error = message
        outcome = SyncOutcome(moment=self._parts.clock(), error=message, hint=hint, failures=self._failures)
        keep_outcome(self._parts.last_sync, outcome)
        base = self._parts.config.source.refresh_seconds
        if not base:
            base = self._source.default_refresh_seconds if self._source else 0
        # Opened anew next time: a connection that failed once may be of no use any more.
        self._source = None
        return min(_LONGEST_WAIT, (base or _UNOPENED_WAIT) * 2.0 ** min(self._failures - 1, 10))

    def _succeeded(self) -> None:
        if self._failures:
            _logger.info("the source answers again")
        # Only when it becomes true: a note for each look would write to the disk every few seconds.
        if self._failures or not self._has_succeeded:
            keep_outcome(self._parts.last_sync, SyncOutcome(moment=self._parts.clock()))
        self._failures, self._last_error, self._has_succeeded = 0, "", True


def _news(summary: SyncSummary) -> str:
    return (
        f"publication {summary.sequence}: {summary.size} entries "
        f"({summary.added} added, {summary.changed} changed, {summary.removed} removed)"
    )
