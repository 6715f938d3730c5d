"""Many readers, one writer, and death at any moment."""

import itertools
import multiprocessing
import os
import random
import signal
import subprocess
import sys
import threading
import time
from pathlib import Path

import pytest

from rootzpub.site import Query
from rootzpub.store import SqliteStore
from tests.store.making import NOON, an_entry, converted, publish, state
from tests.waiting import LIMIT

WRITER = """
import sys, pathlib
from tests.store.making import an_entry, converted, publish
from rootzpub.store import SqliteStore
store = SqliteStore.open(pathlib.Path(sys.argv[1]))
print("ready", flush=True)
turn = 0
while True:
    turn += 1
    text = f"turn{sys.argv[2]}x{turn} " + "word " * 50
    publish(store, [converted(an_entry(number, revision=str(turn)), text=text) for number in range(1, 41)])
    print(turn, flush=True)
"""


VISITOR = """
import sys, pathlib
from tests.store.making import an_entry, converted, publish
from rootzpub.store import SqliteStore
store = SqliteStore.open(pathlib.Path(sys.argv[1]))
publish(store, [converted(an_entry(2))])
store.close()
"""


def the_view_is_whole(store):
    """All forty entries are of one turn, and everything leads to one root."""
    with store.site() as site:
        turns = {entry.text.split()[0] for entry in site.entries(limit=100)}
        assert (len(turns), site.count()) == (1, 40)
        assert site.search(Query(text=turns.pop())).total == 40
        return site.publication


def killed_writer(folder: Path, number: int, delay: float) -> None:
    """Let the nth process write, and kill it -9 `delay` seconds after its first commit."""
    with subprocess.Popen(
        [sys.executable, "-c", WRITER, str(folder), str(number)],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        cwd=Path(__file__).parents[2],
    ) as process:
        assert process.stdout.readline() == b"ready\n"
        assert process.stdout.readline(), process.stderr.read()
        time.sleep(delay)
        process.send_signal(signal.SIGKILL)
        process.stdout.read()


@pytest.mark.slow("starts processes and kills them again and again")
def test_kill_at_any_moment_leaves_the_last_publication(folder):
    """Twelve processes die at twelve moments; each time a whole publication is there, and the sequence goes on."""
    chance = random.Random(7)
    last = 0
    for number in range(1, 13):
        killed_writer(folder, number, chance.uniform(0, 0.06))
        store = SqliteStore.open(folder)
        publication = the_view_is_whole(store)
        assert publication.sequence > last
        assert not store.check()
        last = publication.sequence
        store.close()


def _die_at_statement(folder, number):
    """Publish a second turn, and die before the `number`-th statement, in either file."""
    store = SqliteStore.open(folder)
    count = itertools.count(1)

    def traced(_):
        if next(count) == number:
            os.kill(os.getpid(), signal.SIGKILL)

    with store.update() as update:
        for connection in (update._site, update._history):
            connection.set_trace_callback(traced)
        update.remove(1)
        for entry in (2, 3):
            update.put(converted(an_entry(entry, revision="2"), text="second turn"))
        update.commit(NOON, state())


@pytest.mark.slow("starts processes and kills them again and again")
def test_kill_before_every_single_statement_leaves_a_whole_publication(folder):
    """One process after the other dies one statement later, until one comes through."""
    context = multiprocessing.get_context("fork")
    store = SqliteStore.open(folder)
    publish(store, [converted(an_entry(number), text="first turn") for number in (1, 2, 3)])
    store.close()
    for number in itertools.count(1):
        child = context.Process(target=_die_at_statement, args=(folder, number))
        child.start()
        child.join()
        survivor = SqliteStore.open(folder)
        with survivor.site() as site:
            texts = {entry.text for entry in site.entries()}
            shown = (site.publication.sequence, site.count(), texts)
        problems = survivor.check()
        survivor.close()
        assert problems == ()
        if shown[0] == 2:
            break
        assert shown == (1, 3, {"first turn"})
    assert shown == (2, 2, {"second turn"})
    assert number > 50


@pytest.mark.slow("starts processes of our own")
def test_readers_never_see_half_a_sync(store):
    """Threads read while another writes twenty publications."""
    publish(store, [converted(an_entry(number), text="turn0 x") for number in range(1, 41)])
    problems: list[BaseException] = []
    stop = threading.Event()

    def read():
        while not stop.is_set():
            try:
                the_view_is_whole(store)
            except BaseException as error:  # noqa: BLE001 - told by the main thread
                problems.append(error)
                return

    readers = [threading.Thread(target=read) for _ in range(4)]
    for reader in readers:
        reader.start()
    for turn in range(1, 21):
        publish(
            store,
            [converted(an_entry(number, revision=str(turn)), text=f"turn{turn} x") for number in range(1, 41)],
        )
    stop.set()
    for reader in readers:
        reader.join()
    assert problems == []


def _count_in_child(store, answers):
    with store.site() as site:
        answers.put((site.count(), os.getpid()))


def test_a_forked_child_reads_with_its_own_connections(store):
    """A connection must not cross a fork: workers inherit the store object, not its files."""
    publish(store, [converted(an_entry())])
    assert store.version() == 1
    context = multiprocessing.get_context("fork")
    answers = context.Queue()
    child = context.Process(target=_count_in_child, args=(store, answers))
    child.start()
    count, pid = answers.get(timeout=LIMIT)
    child.join()
    assert (count, pid != os.getpid()) == (1, True)


def test_the_version_is_seen_by_another_store(sqlite_store, folder):
    """Another process asks cheaply whether to look again."""
    other = SqliteStore(folder)
    before = other.version()
    publish(sqlite_store, [converted(an_entry())])
    assert (before, other.version()) == (0, 1)
    other.close()


@pytest.mark.slow("more than a tenth of a second a case")
def test_a_process_that_leaves_does_not_take_the_log_away_from_readers(sqlite_store, folder):
    """However many connections a reader has opened: who comes and goes beside it is never the last one.

    SQLite removes the log with the last connection, and knows the others by their locks on the file alone.
    """
    publish(sqlite_store, [converted(an_entry(1))])
    with sqlite_store.site(), sqlite_store.site():  # the second connection of this process
        pass
    version = sqlite_store.version()
    subprocess.run([sys.executable, "-c", VISITOR, str(folder)], check=True, cwd=Path(__file__).parents[2])
    with sqlite_store.site() as site:
        assert (sqlite_store.version() > version, site.publication.size) == (True, 2)


def test_check_finds_entries_that_do_not_give_the_root(sqlite_store, folder):
    """Someone changed the file by hand."""
    publish(sqlite_store, [converted(an_entry(number)) for number in (1, 2)])
    with sqlite_store.update() as update:
        update._site.execute("UPDATE entries SET leaf = zeroblob(32) WHERE id = 1")
        update._site.execute("UPDATE nodes SET hashes = zeroblob(32) WHERE level = 1")
        update._site.execute("COMMIT")
    assert list(sqlite_store.check()) == [
        "site.db: the record of '/entry-1/' is not as it was written",
        "site.db: the entries do not give the published root",
        "site.db: the kept tree does not give the published root",
    ]


def test_check_finds_a_publication_without_history(sqlite_store, folder):
    """The history of another site was put in its place."""
    publish(sqlite_store, [converted(an_entry(1))])
    sqlite_store.close()
    for path in folder.glob("publications.db*"):
        path.unlink()
    other = SqliteStore.open(folder)
    assert list(other.check()) == ["publications.db: publication 1 is not in the history"]
    other.close()


@pytest.mark.parametrize("wait", [True, False])
def test_the_lock_is_let_go_at_the_end(store, wait):
    """The next update may begin."""
    with store.update(wait=wait):
        pass
    assert publish(store).publication.sequence == 1


def test_a_log_that_a_reader_kept_is_emptied_later(sqlite_store, folder):
    """The reader was in the way at the end of the update; when nothing else is to do it is done."""
    publish(sqlite_store, [converted(an_entry(1), text="first")])
    with sqlite_store.site():
        publish(sqlite_store, [converted(an_entry(1, revision="2"), text="second")])
        during = (folder / "site.db-wal").stat().st_size
        sqlite_store.checkpoint_if_idle()
    kept = (folder / "site.db-wal").stat().st_size
    sqlite_store.checkpoint_if_idle()
    assert (during > 0, kept > 0, (folder / "site.db-wal").stat().st_size) == (True, True, 0)


def test_tidying_leaves_a_sync_alone(store, folder):
    """It is the other's log."""
    publish(store, [converted(an_entry(1))])
    with store.update() as update:
        update.put(converted(an_entry(2)))
        store.checkpoint_if_idle()
        update.commit(NOON, state())
    with store.site() as site:
        assert site.count() == 2


def test_tidying_an_empty_log_does_nothing(store):
    """No lock is taken, nothing is opened."""
    publish(store, [converted(an_entry(1))])
    version = store.version()
    store.checkpoint_if_idle()
    assert store.version() == version
