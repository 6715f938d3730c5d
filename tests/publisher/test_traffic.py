"""How often each kind of answer was asked for."""

import multiprocessing
import threading

import pytest

from rootzpub.errors import StoreUnavailable
from rootzpub.publisher import Counters
from rootzpub.state import FileState
from rootzpub.state.memory import MemoryCounts
from tests.publisher.making import CLOCK
from tests.waiting import LIMIT


def counters_in(folder, clock=CLOCK):
    """As a process opens them."""
    return Counters(FileState(folder, clock=clock).counts())


def test_counts_are_told_most_asked_first(tmp_path):
    """With the moment of the first count; what has no name of its own is other."""
    counters = counters_in(tmp_path, clock=CLOCK)
    for kind in ("getPage", "ai-feed", "getPage", "a kind of tomorrow"):
        counters.count(kind)
    traffic = counters.read()

    assert (traffic.since, traffic.total) == ("2026-05-06T09:30:15Z", 4)
    assert traffic.by_kind == (("getPage", 2), ("ai-feed", 1), ("other", 1))


def test_nothing_was_asked_yet(tmp_path):
    """Zero, since now."""
    assert (counters_in(tmp_path).read().total, counters_in(tmp_path).read().by_kind) == (0, ())


def test_counts_outlive_the_process(tmp_path):
    """And the moment of the first one stays."""
    counters_in(tmp_path, clock=CLOCK).count("getPage")

    again = counters_in(tmp_path).read()

    assert (again.total, again.since) == (1, "2026-05-06T09:30:15Z")


def _count(folder, times):
    counters = counters_in(folder)
    for _ in range(times):
        counters.count("getPage")


@pytest.mark.slow("starts processes of our own")
def test_no_count_is_lost_between_processes(tmp_path):
    """Each counts in its own stripe."""
    context = multiprocessing.get_context("spawn")
    processes = [context.Process(target=_count, args=(tmp_path, 2000)) for _ in range(3)]
    for process in processes:
        process.start()
    for process in processes:
        process.join(LIMIT)

    assert counters_in(tmp_path).read().by_kind == (("getPage", 6000),)


def test_no_count_is_lost_between_threads(tmp_path):
    """They share the process's stripe."""
    counters = counters_in(tmp_path)
    threads = [threading.Thread(target=lambda: [counters.count("getPage") for _ in range(2000)]) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert counters.read().total == 8000


def test_a_folder_that_cannot_be_made_is_said(tmp_path):
    """Not a traceback."""
    (tmp_path / "data").write_text("in the way")
    with pytest.raises(StoreUnavailable, match="cannot be written"):
        counters_in(tmp_path / "data")


class FullCounts(MemoryCounts):
    """Counters with room for one name."""

    def add(self, name):
        """Only `other` has a place."""
        return name == "other" and super().add(name)


def test_a_kind_without_room_is_counted_as_other():
    """Nothing that was answered goes uncounted."""
    counters = Counters(FullCounts(CLOCK))
    counters.count("getPage")
    counters.count("a kind of tomorrow")
    assert counters.read().by_kind == (("other", 2),)
