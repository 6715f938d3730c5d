"""Looking again and again."""

import logging
import threading
from datetime import timedelta

import pytest

from rootzpub.clock import fixed_clock
from rootzpub.config import SourceTable
from rootzpub.errors import SourceUnavailable
from rootzpub.publisher import Parts, Watcher, Withdrawn, last_outcome
from rootzpub.publisher.withdrawn import write_withdrawn
from rootzpub.state import MemoryNote
from tests.publisher.making import CLOCK, MORNING, a_config
from tests.store.making import an_entry
from tests.waiting import LIMIT


def at_rest():
    """A steady clock that stands still: nothing takes time."""
    return 0.0


class Records(logging.Handler):
    """What the watcher logs."""

    def __init__(self):
        super().__init__()
        self.kept = []
        self.messages = []
        self.arrived = threading.Event()

    def emit(self, record):
        """Keep it."""
        self.kept.append(record)
        self.messages.append(record.getMessage())
        self.arrived.set()


@pytest.fixture
def records(caplog):
    """Records of the publisher from level info on."""
    caplog.set_level(logging.INFO, logger="rootzpub")
    handler = Records()
    logger = logging.getLogger("rootzpub.publisher")
    logger.addHandler(handler)
    yield handler
    logger.removeHandler(handler)


@pytest.fixture
def watched(bench, records):
    """A bench with a watcher, and what it logs."""
    bench.source.put(an_entry(1))
    bench.reports = records.messages
    bench.opened = 0

    def open_source():
        bench.opened += 1
        return bench.source

    bench.last_sync, bench.withdrawn = MemoryNote(), MemoryNote()
    parts = Parts(
        open_source=open_source,
        store=bench.store,
        config=bench.config,
        clock=CLOCK,
        last_sync=bench.last_sync,
        withdrawn=bench.withdrawn,
        ticks=at_rest,
    )
    bench.watcher = Watcher(parts)
    return bench


def test_the_first_look_syncs(watched):
    """And says what is published."""
    wait = watched.watcher.look()
    assert watched.paths() == ["/entry-1/"]
    assert watched.reports == ["publication 1: 1 entries (1 added, 0 changed, 0 removed)"]
    assert wait == pytest.approx(0.9 * watched.source.default_refresh_seconds)


def test_a_look_at_an_unchanged_source_does_nothing(watched):
    """No snapshot, no report."""
    watched.watcher.look()
    version = watched.store.version()
    watched.source.told.clear()
    watched.watcher.look()
    assert (watched.source.told, watched.store.version(), len(watched.reports)) == ([], version, 1)


def test_a_change_is_published_at_the_next_look(watched):
    """Without a restart."""
    watched.watcher.look()
    watched.source.put(an_entry(2))
    watched.watcher.look()
    assert watched.paths() == ["/entry-1/", "/entry-2/"]


def test_a_look_without_news_checkpoints_the_store(file_bench):
    """What a reader kept from being wiped is wiped."""
    file_bench.source.put(an_entry(1))
    parts = Parts(open_source=lambda: file_bench.source, store=file_bench.store, config=file_bench.config, clock=CLOCK)
    watcher = Watcher(parts)
    watcher.look()
    file_bench.source.hide(1)
    log = file_bench.config.data_dir / "site.db-wal"
    with file_bench.store.site():
        watcher.look()
        kept = log.stat().st_size
    watcher.look()
    assert (kept > 0, log.stat().st_size) == (True, 0)


def test_the_owner_says_how_often(watched):
    """`refresh_seconds` stands before the source's own."""
    config = a_config(watched.folder, source=SourceTable(refresh_seconds=17))
    parts = Parts(open_source=lambda: watched.source, store=watched.store, config=config, clock=CLOCK, ticks=at_rest)
    assert Watcher(parts).look() == pytest.approx(0.9 * 17)


def test_the_next_look_comes_earlier_by_what_a_sync_takes(watched):
    """So a change is published within the refresh time, and not only seen; half of it is waited all the same."""
    config = a_config(watched.folder, source=SourceTable(refresh_seconds=1))

    def slow(seconds):
        now = [0.0]

        def open_source():
            now[0] += seconds
            return watched.source

        parts = Parts(open_source=open_source, store=watched.store, config=config, clock=CLOCK, ticks=lambda: now[0])
        return Watcher(parts)

    quick = slow(0.1)
    first, idle = quick.look(), quick.look()
    watched.source.put(an_entry(2))
    assert (first, idle) == (pytest.approx(0.9 - 0.1 - 0.1), pytest.approx(0.9 - 0.1))
    assert slow(0.5).look() == 0.5


def test_what_is_due_is_waited_for(watched):
    """A post scheduled in two seconds, and one that was due a moment ago."""
    watched.source.due = MORNING + timedelta(seconds=2)
    first = watched.watcher.look()
    parts = Parts(
        open_source=lambda: watched.source,
        store=watched.store,
        config=watched.config,
        clock=fixed_clock(MORNING + timedelta(seconds=3)),
    )
    assert (first, 0 < Watcher(parts).look() < 1) == (2.0, True)


def test_a_failing_source_is_asked_less_and_less_often(watched):
    """Up to five minutes; one report, not twenty."""
    watched.watcher.look()
    watched.source.breaks_after = 0
    waits = [watched.watcher.look() for _ in range(12)]
    assert waits[:4] == [5, 10, 20, 40]
    assert waits[-1] == 300
    assert len(watched.reports) == 2
    assert watched.reports[1] == "the list is away (Bring it back.); what was published stays"
    assert watched.paths() == ["/entry-1/"]


def test_a_source_that_returns_is_read_again(watched):
    """It is opened anew, and said."""
    watched.watcher.look()
    watched.source.breaks_after = 0
    watched.watcher.look()
    watched.source.breaks_after = None
    watched.source.put(an_entry(2))
    wait = watched.watcher.look()
    assert (wait, watched.opened, len(watched.paths())) == (pytest.approx(4.5), 2, 2)
    assert watched.reports[-1] == "the source answers again"


def test_the_last_failure_is_remembered(watched):
    """For doctor and status; a success clears it."""
    watched.watcher.look()
    first = last_outcome(watched.last_sync)
    watched.source.breaks_after = 0
    for _ in range(3):
        watched.watcher.look()
    failed = last_outcome(watched.last_sync)
    watched.source.breaks_after = None
    watched.watcher.look()
    assert (first.error, failed.error, failed.failures) == ("", "the list is away", 3)
    assert last_outcome(watched.last_sync).error == ""


def test_a_source_that_cannot_be_opened_is_tried_again(bench, records):
    """Five seconds at first: nobody said how often."""

    def closed():
        raise SourceUnavailable("connection refused")

    watcher = Watcher(Parts(open_source=closed, store=bench.store, config=bench.config, clock=CLOCK))
    assert [watcher.look(), watcher.look()] == [5, 10]
    assert records.messages == ["connection refused; what was published stays"]
    assert records.kept[0].levelname == "ERROR"


def test_a_fault_of_ours_does_not_end_the_watch(watched, records):
    """It is logged with its kind and its traceback, once however often it comes again."""
    watched.watcher.look()
    watched.source.entries[5] = None
    watched.source.state += 1
    watched.watcher.look()
    watched.watcher.look()
    assert [record.exc_info[0] for record in records.kept if record.exc_info] == [AttributeError]
    assert "unexpected AttributeError" in watched.reports[-1]
    assert watched.paths() == ["/entry-1/"]


def test_what_is_held_is_logged_once_and_looked_at_again(watched):
    """Not with every look; and the next look is due when the hour is over."""
    for number in range(1, 31):
        watched.source.put(an_entry(number))
    watched.watcher.look()
    watched.source.entries = {}
    watched.source.state += 1
    watched.watcher.look()
    watched.source.state += 1
    watched.watcher.look()
    held = [line for line in watched.reports if line.startswith("held back: 30 of 30 entries stay published")]
    assert (len(held), "sync --accept-removals" in held[0]) == (1, True)
    state = watched.store.state()
    assert state
    assert state.next_change == MORNING + timedelta(hours=1)
    parts = Parts(open_source=lambda: watched.source, store=watched.store, config=watched.config, clock=CLOCK)
    Watcher(parts).look()  # another process says it again, though there is nothing to do
    assert len([line for line in watched.reports if line.startswith("held back")]) == 2


def test_a_withdrawal_that_was_cut_off_is_done_by_the_next_look(watched):
    """It was written down, and the process died before the store was written."""
    watched.watcher.look()
    write_withdrawn(watched.withdrawn, Withdrawn().with_more([(0, "/entry-1/")]))
    watched.watcher.look()
    assert (watched.paths(), watched.omissions()) == ([], {"withdrawn": 1})
    write_withdrawn(watched.withdrawn, Withdrawn())
    watched.watcher.look()
    assert watched.paths() == ["/entry-1/"]


def test_while_another_process_syncs_nothing_is_done(watched):
    """It will be done then."""
    with watched.store.update():
        wait = watched.watcher.look()
    error = last_outcome(watched.last_sync).error
    assert (wait, watched.reports, error) == (pytest.approx(4.5), [], "")


def test_it_runs_until_it_is_stopped(watched, records):
    """And stops at once."""
    stop = threading.Event()
    parts = Parts(open_source=lambda: watched.source, store=watched.store, config=watched.config, clock=CLOCK)
    thread = threading.Thread(target=Watcher(parts).run, args=(stop,))
    thread.start()
    assert records.arrived.wait(LIMIT)
    stop.set()
    thread.join(LIMIT)
    assert not thread.is_alive()
