"""The publication history: it only grows, and it outlives everything else."""

import sqlite3

import pytest

from rootzpub.site import Hidden
from rootzpub.store import SqliteStore, history
from rootzpub.wire.tree import Tree
from tests.store.making import NOON, an_entry, converted, publish, state

ENTRIES = [converted(an_entry(number)) for number in range(1, 6)]


@pytest.fixture
def past(store, folder):
    """Three publications: five entries, one edited, one hidden."""
    publish(store, ENTRIES)
    publish(store, [converted(an_entry(1, revision="2"), text="edited")])
    with store.update() as update:
        update.hide(Hidden(id=2, reason="draft"))
        update.commit(NOON, state())
    connection = history.open_history(folder)
    yield connection
    connection.close()


def test_publications_are_kept_newest_first(store, past):
    """All of them."""
    assert [(kept.sequence, kept.size) for kept in store.publications()] == [(3, 4), (2, 5), (1, 5)]
    assert [kept.sequence for kept in store.publications(before=3, limit=1)] == [2]


def test_every_old_root_can_be_computed_again(store, past):
    """From the leaves in the history alone."""
    past.execute("ATTACH DATABASE ? AS history", (str(store.folder / history.FILE_NAME),))
    for publication in store.publications():
        tree = Tree.of(history.leaves_of(past, publication.sequence))
        assert (tree.root, tree.size) == (publication.root, publication.size)


@pytest.mark.parametrize(
    "statement",
    [
        "DELETE FROM publications",
        "UPDATE publications SET root = x'00'",
        "DELETE FROM records",
        "UPDATE records SET leaf = NULL",
        "UPDATE records SET title = 'other'",
    ],
)
def test_nothing_can_be_changed(past, statement):
    """The file itself refuses."""
    with pytest.raises(sqlite3.IntegrityError, match=r"only grows|only be withdrawn"):
        past.execute(statement)


def test_titles_of_withdrawn_entries_are_erased(past):
    """Those of published ones stay."""
    rows = dict(past.execute("SELECT path, max(title) FROM records GROUP BY path"))
    assert (rows["/entry-2/"], rows["/entry-1/"]) == (None, "Entry 1")


def test_a_lost_site_continues_the_sequence(store, folder, past):
    """The same set read again is the same publication, another set the next."""
    store.close()
    for name in ("site.db", "site.db-wal", "site.db-shm"):
        (folder / name).unlink(missing_ok=True)
    again = SqliteStore.open(folder)
    same = [converted(an_entry(1, revision="2"), text="edited"), *ENTRIES[2:]]
    kept = publish(again, same).publication
    following = publish(again, [ENTRIES[1]]).publication
    again.close()
    assert (kept.sequence, following.sequence) == (3, 4)


def test_a_lost_history_continues_the_sequence(store, folder):
    """What the site shows is never used twice."""
    publish(store, ENTRIES)
    store.close()
    for name in ("publications.db", "publications.db-wal", "publications.db-shm"):
        (folder / name).unlink(missing_ok=True)
    again = SqliteStore.open(folder)
    following = publish(again, [converted(an_entry(9))]).publication
    problems = again.check()
    again.close()
    assert (following.sequence, problems) == (2, ())


def test_a_publication_that_was_never_shown_is_taken_up(store, folder):
    """The process died between history and site: the next sync shows it under the same number."""
    publish(store, ENTRIES)
    store.close()
    before = (folder / "site.db").read_bytes()
    publish(store, [converted(an_entry(9))])
    store.close()
    (folder / "site.db").write_bytes(before)
    assert publish(store, [converted(an_entry(9))]).publication.sequence == 2
    assert [kept.sequence for kept in store.publications()] == [2, 1]
