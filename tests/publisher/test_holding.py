"""A source that is wrong does not empty what is published [visibility §plausibility]."""

from dataclasses import replace
from datetime import timedelta

import pytest

from rootzpub.clock import fixed_clock
from rootzpub.config import SourceTable
from rootzpub.publisher import SyncOptions, is_current, sync
from rootzpub.site import Hidden, Query
from rootzpub.store import SqliteStore
from tests.publisher.making import CLOCK, MORNING, a_config, a_page
from tests.store.making import FACTS, an_entry

HOUR = timedelta(hours=1)


def fill(bench, number=100):
    """A site of so many entries, published."""
    bench.source.entries = {n: an_entry(n) for n in range(1, number + 1)}
    bench.sync()


def empty(bench, *, keep=0):
    """The source has lost all but some."""
    bench.source.state += 1
    bench.source.entries = dict(list(bench.source.entries.items())[:keep])


@pytest.mark.parametrize("full", [False, True], ids=["changes", "full"])
def test_a_source_that_empties_removes_nothing(bench, full):
    """What was published stays, and the summary says why."""
    fill(bench)
    empty(bench)
    summary = bench.sync(full=full)
    assert (summary.removed, summary.size, len(bench.paths()), summary.sequence) == (0, 100, 100, 1)
    assert summary.held
    assert "100 of 100 entries stay published" in dict(summary.lines())["held"]
    assert summary.as_dict()["held"]["reason"] == "unmentioned"


@pytest.mark.parametrize("full", [False, True], ids=["changes", "full"])
def test_an_hour_later_it_is_believed(bench, full):
    """Though nothing changed at the source meanwhile: the look comes by itself."""
    fill(bench)
    empty(bench)
    bench.sync(full=full)
    later = fixed_clock(MORNING + HOUR)
    assert is_current(bench.source, bench.store, config=bench.config, clock=CLOCK)
    assert not is_current(bench.source, bench.store, config=bench.config, clock=later)
    summary = bench.sync(clock=later, full=full)
    assert (summary.removed, bench.paths(), summary.held) == (100, [], None)


def test_hold_minutes_says_how_long(bench):
    """`[source] hold_minutes`."""
    bench.config = a_config(bench.folder, source=SourceTable(hold_minutes=5))
    fill(bench)
    empty(bench)
    bench.sync()
    assert bench.sync(clock=fixed_clock(MORNING + timedelta(minutes=5))).removed == 100


def test_accepted_removals_go_at_once(bench):
    """The owner said so."""
    fill(bench)
    empty(bench)
    bench.sync()
    summary = bench.sync(accept_removals=True)
    assert (summary.removed, summary.held, bench.paths()) == (100, None, [])


@pytest.mark.parametrize("full", [False, True], ids=["changes", "full"])
def test_what_returns_is_held_no_more(bench, full):
    """The backup was put back."""
    fill(bench)
    entries = dict(bench.source.entries)
    empty(bench, keep=20)
    bench.sync(full=full)
    bench.source.entries = entries
    bench.source.put(an_entry(7, title="Edited"))
    summary = bench.sync(full=full)
    assert (summary.held, summary.removed, summary.changed, len(bench.paths())) == (None, 0, 1, 100)


def test_a_restore_under_way_removes_nothing_halfway(bench):
    """Sixty of a hundred are back: the other forty wait."""
    fill(bench)
    entries = bench.source.entries
    empty(bench)
    bench.sync()
    bench.source.state += 1
    bench.source.entries = dict(list(entries.items())[:60])
    summary = bench.sync()
    assert (summary.removed, summary.held and len(summary.held.since)) == (0, 40)


def test_new_entries_are_published_meanwhile(bench):
    """Only removing waits."""
    fill(bench)
    empty(bench)
    bench.source.put(an_entry(500))
    summary = bench.sync()
    assert (summary.added, summary.size) == (1, 101)


def test_hidden_entries_go_at_once_however_many(bench):
    """The source says so of each."""
    fill(bench)
    for number in range(1, 101):
        bench.source.hide(number, "restricted")
    summary = bench.sync()
    assert (summary.removed, summary.held, bench.paths()) == (100, None, [])


def test_hidden_and_unmentioned_are_told_apart(bench):
    """Of 60 drafts and 30 that are missing only the missing ones count, and they are not the half."""
    fill(bench)
    for number in range(1, 61):
        bench.source.hide(number)
    for number in range(61, 91):
        bench.source.drop(number)
    summary = bench.sync()
    assert (summary.removed, summary.held, len(bench.paths())) == (90, None, 10)


def test_a_held_entry_that_becomes_a_draft_goes(bench):
    """It is mentioned again, as hidden."""
    fill(bench)
    empty(bench)
    bench.sync()
    bench.source.hide(5)
    summary = bench.sync()
    assert (summary.removed, "/entry-5/" in bench.paths(), summary.held and len(summary.held.since)) == (1, False, 99)


def test_facts_terms_and_authors_of_a_doubtful_look_are_not_taken_over(bench):
    """An emptied database has no name either."""
    fill(bench)
    empty(bench)
    bench.source.facts = replace(FACTS, name="", url="")
    bench.sync()
    with bench.store.site() as site:
        assert (site.facts.name, site.facts.url) == (FACTS.name, FACTS.url)


@pytest.mark.parametrize("full", [False, True], ids=["changes", "full"])
def test_children_stay_with_a_parent_that_is_held(bench, full):
    """An API that lacks the parent hides the child for its sake."""
    bench.source.entries = {n: a_page(n) for n in range(1, 31)} | {n: a_page(n, n - 30) for n in range(31, 41)}
    bench.sync()
    empty(bench)
    bench.source.hidden = {n: Hidden(id=n, reason="ancestor-hidden") for n in range(31, 41)}
    summary = bench.sync(full=full)
    assert (summary.removed, len(bench.paths())) == (0, 40)
    gone = bench.sync(clock=fixed_clock(MORNING + HOUR), full=full)
    assert (gone.removed, bench.paths()) == (40, [])


def test_titles_are_erased_only_when_entries_go(file_bench):
    """The history keeps them as long as they are published."""
    fill(file_bench)
    empty(file_bench)
    file_bench.sync()
    data = (file_bench.config.data_dir / "publications.db").read_bytes()
    assert data.count(b"Entry 77") > 0
    file_bench.sync(accept_removals=True)
    assert b"Entry 77" not in (file_bench.config.data_dir / "publications.db").read_bytes()


def test_what_is_held_survives_the_process(file_bench):
    """It is part of the commit: another process goes on with it."""
    fill(file_bench)
    empty(file_bench)
    file_bench.sync()
    file_bench.store.close()
    again = SqliteStore.open(file_bench.config.data_dir)
    state = again.state()
    assert state
    assert (state.held and len(state.held.since), state.next_change) == (100, MORNING + HOUR)
    options = SyncOptions()
    clock = fixed_clock(MORNING + HOUR)
    assert sync(file_bench.source, again, config=file_bench.config, clock=clock, options=options).removed == 100
    again.close()


def test_a_source_that_breaks_off_keeps_what_was_held(bench):
    """Nothing is committed then."""
    fill(bench)
    empty(bench, keep=20)
    bench.sync()
    bench.source.breaks_after = 3
    bench.source.put(an_entry(1, title="Edited"))
    with pytest.raises(Exception, match="went away"):
        bench.sync()
    state = bench.store.state()
    assert state
    assert state.held
    assert len(state.held.since) == 80


def test_a_dry_run_writes_nothing(file_bench):
    """And names what would be added, changed, removed."""
    fill(file_bench, 3)
    file_bench.source.put(an_entry(1, title="Edited"))
    file_bench.source.drop(2)
    file_bench.source.put(an_entry(9))
    before = {path.name: path.read_bytes() for path in file_bench.config.data_dir.iterdir() if path.suffix == ".db"}
    summary = file_bench.sync(dry_run=True)
    found = {name: list(paths) for name, paths in summary.differences.by_name()}
    assert found == {"added": ["/entry-9/"], "changed": ["/entry-1/"], "removed": ["/entry-2/"], "held": []}
    assert ("removed", "/entry-2/") in list(summary.lines())
    assert (summary.added, summary.changed, summary.removed, summary.sequence) == (1, 1, 1, 1)
    after = {path.name: path.read_bytes() for path in file_bench.config.data_dir.iterdir() if path.suffix == ".db"}
    assert after == before
    assert file_bench.paths() == ["/entry-1/", "/entry-2/", "/entry-3/"]


def test_a_dry_run_says_what_would_be_held(bench):
    """Without noting it: the hour begins with a look that counts."""
    fill(bench)
    empty(bench)
    summary = bench.sync(dry_run=True)
    state = bench.store.state()
    assert state
    assert (len(summary.differences.held), state.held) == (100, None)


def test_a_clock_in_the_past_reads_nothing(bench):
    """Every entry would be a future one."""
    fill(bench)
    bench.source.put(an_entry(500))
    summary = bench.sync(clock=fixed_clock(MORNING.replace(year=2020)))
    assert summary.held
    assert (summary.held.reason, summary.added, summary.size, len(bench.paths())) == ("clock", 0, 100, 100)
    assert bench.sync().added == 1


def test_a_publication_of_the_future_is_dated_anew(bench):
    """Once the clock is believed: a date beyond now is never signed."""
    bench.source.entries = {1: an_entry(1)}
    bench.sync(clock=fixed_clock(MORNING.replace(year=2040)))
    assert not is_current(bench.source, bench.store, config=bench.config, clock=CLOCK)
    assert bench.sync().held
    assert bench.publisher().answer("/.well-known/ai").status == 503
    summary = bench.sync(clock=fixed_clock(MORNING + HOUR))
    with bench.store.site() as site:
        assert (summary.sequence, site.publication.published_at, site.changed_at) == (2, MORNING + HOUR, MORNING + HOUR)
    assert bench.publisher(fixed_clock(MORNING + HOUR)).answer("/.well-known/ai").status == 200


@pytest.mark.parametrize(
    ("ahead", "expected"),
    [(timedelta(seconds=90), MORNING), (timedelta(days=3650), an_entry(1).published)],
    ids=["a little", "far"],
)
def test_no_entry_bears_a_date_beyond_now(bench, ahead, expected):
    """A clock of the site that is a little ahead means now; what is far ahead says nothing."""
    bench.source.entries = {1: an_entry(1, modified=MORNING + ahead)}
    bench.sync()
    with bench.store.site() as site:
        entry = site.by_id(1)
        assert entry
        assert entry.modified == expected


def test_search_finds_what_is_held(bench):
    """It is published as before."""
    fill(bench)
    empty(bench)
    bench.sync()
    with bench.store.site() as site:
        assert site.search(Query(text="entry 77")).total > 0
