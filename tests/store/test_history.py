"""The publication history: it only grows, and it outlives everything else."""

import sqlite3

import pytest

from rootzpub.site import Hidden
from rootzpub.store import SqliteStore, database, history
from rootzpub.store.schema import HISTORY_MIGRATIONS
from rootzpub.wire.tree import Tree
from tests.store.making import FACTS, NOON, an_entry, converted, publish, state

ENTRIES = [converted(an_entry(number)) for number in range(1, 6)]


@pytest.fixture
def past(sqlite_store, folder):
    """Three publications: five entries, one edited, one hidden."""
    publish(sqlite_store, ENTRIES)
    publish(sqlite_store, [converted(an_entry(1, revision="2"), text="edited")])
    with sqlite_store.update() as update:
        update.hide(Hidden(id=2, reason="draft"))
        update.commit(NOON, state())
    connection = history.open_history(folder)
    yield connection
    connection.close()


def test_publications_are_kept_newest_first(sqlite_store, past):
    """All of them."""
    assert [(kept.sequence, kept.size) for kept in sqlite_store.publications()] == [(3, 4), (2, 5), (1, 5)]
    assert [kept.sequence for kept in sqlite_store.publications(before=3, limit=1)] == [2]


def test_every_old_root_can_be_computed_again(sqlite_store, past):
    """From the leaves in the history alone."""
    past.execute("ATTACH DATABASE ? AS history", (str(sqlite_store.folder / history.FILE_NAME),))
    for publication in sqlite_store.publications():
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
        "UPDATE records SET entry_id = 7",
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


def test_a_lost_site_continues_the_sequence(sqlite_store, folder, past):
    """The same set read again is the same publication, another set the next."""
    sqlite_store.close()
    for name in ("site.db", "site.db-wal", "site.db-shm"):
        (folder / name).unlink(missing_ok=True)
    again = SqliteStore.open(folder)
    same = [converted(an_entry(1, revision="2"), text="edited"), *ENTRIES[2:]]
    kept = publish(again, same).publication
    following = publish(again, [ENTRIES[1]]).publication
    again.close()
    assert (kept.sequence, following.sequence) == (3, 4)


def test_a_lost_history_continues_the_sequence(sqlite_store, folder):
    """What the site shows is never used twice."""
    publish(sqlite_store, ENTRIES)
    sqlite_store.close()
    for name in ("publications.db", "publications.db-wal", "publications.db-shm"):
        (folder / name).unlink(missing_ok=True)
    again = SqliteStore.open(folder)
    following = publish(again, [converted(an_entry(9))]).publication
    problems = again.check()
    again.close()
    assert (following.sequence, problems) == (2, ())


def test_a_publication_that_was_never_shown_is_taken_up(sqlite_store, folder):
    """The process died between history and site: the next sync shows it under the same number."""
    publish(sqlite_store, ENTRIES)
    sqlite_store.close()
    before = (folder / "site.db").read_bytes()
    publish(sqlite_store, [converted(an_entry(9))])
    sqlite_store.close()
    (folder / "site.db").write_bytes(before)
    assert publish(sqlite_store, [converted(an_entry(9))]).publication.sequence == 2
    assert [kept.sequence for kept in sqlite_store.publications()] == [2, 1]


def test_a_lost_site_read_again_differently_continues_the_history(sqlite_store, folder):
    """Entries gone, edited, new and the same, at both ends: the old and the new root can be computed."""
    publish(sqlite_store, ENTRIES)
    sqlite_store.close()
    for name in ("site.db", "site.db-wal", "site.db-shm"):
        (folder / name).unlink(missing_ok=True)
    again = SqliteStore.open(folder)
    edited = converted(an_entry(3, revision="2"), text="edited")
    new = [converted(an_entry(0, path="/a/")), converted(an_entry(35))]
    assert publish(again, [ENTRIES[1], edited, *new]).publication.sequence == 2
    assert publish(again, [converted(an_entry(99))]).publication.sequence == 3
    assert again.check() == ()
    again.close()


def test_a_history_that_cannot_be_written_is_as_it_was(past, sqlite_store):
    """The same number twice is refused, and nothing of it stays."""
    before = past.execute("SELECT count(*) FROM records").fetchone()
    with pytest.raises(sqlite3.IntegrityError, match="UNIQUE"):
        history.append(past, sqlite3.connect(sqlite_store.path), sqlite_store.publications()[0])
    assert (past.in_transaction, past.execute("SELECT count(*) FROM records").fetchone()) == (False, before)


@pytest.mark.slow("one very large input")
def test_thousands_of_changes_at_once_are_compared_as_a_whole(store):
    """More paths than are remembered one by one; doubles among them are found too."""
    many = [converted(an_entry(number)) for number in range(1, 5_002)]
    with store.update() as update:
        update.keep_facts(FACTS, base_url="")
        for entry in [*many, converted(an_entry(9_000, path="/entry-7/"))]:
            update.put(entry)
        doubles = list(update.double_paths())
        for double in doubles:
            update.withhold(double)
        commit = update.commit(NOON, state())
    assert ([double.id for double in doubles], commit.publication.size, store.check()) == ([9_000], 5_001, ())


def test_a_history_of_the_first_schema_is_brought_forward(tmp_path):
    """With all its rows."""
    path = tmp_path / history.FILE_NAME
    connection = database.connect(path, writing=True)
    database.migrate(connection, HISTORY_MIGRATIONS[:1], path=path)
    connection.execute("INSERT INTO publications VALUES (1, x'00', 1, 0)")
    connection.execute("INSERT INTO records VALUES ('/a/', 1, x'01', 'post', 'sha256:1', 0, 'A')")
    connection.close()
    later = history.open_history(tmp_path)
    assert later.execute("SELECT path, title, entry_id FROM records").fetchall() == [("/a/", "A", 0)]
    assert history.last_publication(later).sequence == 1
    later.close()
