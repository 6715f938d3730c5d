"""Files that are private, durable, and never let an error of the engine through."""

import sqlite3
import stat

import pytest

from rootzpub.errors import StoreUnavailable
from rootzpub.store import SqliteStore, database
from rootzpub.store.schema import SITE_MIGRATIONS
from tests.store.making import an_entry, converted, publish


def mode(path):
    """Permission bits."""
    return stat.S_IMODE(path.stat().st_mode)


def test_everything_is_private(sqlite_store, folder):
    """Folder 0700, files 0600, whatever the umask is."""
    publish(sqlite_store, [converted(an_entry())])
    assert mode(folder) == 0o700
    assert {path.name: mode(path) for path in folder.iterdir()} == {path.name: 0o600 for path in folder.iterdir()}


def test_a_folder_that_was_there_keeps_its_mode(tmp_path):
    """It is the owner's."""
    tmp_path.chmod(0o755)
    SqliteStore.open(tmp_path).close()
    assert mode(tmp_path) == 0o755


def test_the_log_is_empty_after_an_update(sqlite_store, folder):
    """Nothing deleted lingers in it."""
    publish(sqlite_store, [converted(an_entry())])
    assert (folder / "site.db-wal").stat().st_size == 0


def test_a_file_that_is_no_store_is_said(folder):
    """With what to do."""
    folder.mkdir()
    (folder / "site.db").write_bytes(b"not a database at all" * 100)
    with pytest.raises(StoreUnavailable, match=r"site\.db cannot be used") as caught:
        SqliteStore.open(folder)
    assert "rootzpub store rebuild" in caught.value.hint


def test_a_damaged_file_is_found(sqlite_store, folder):
    """`check` names it, reading does not hide it."""
    publish(sqlite_store, [converted(an_entry(number), text="word " * 500) for number in range(1, 100)])
    sqlite_store.close()
    path = folder / "site.db"
    data = bytearray(path.read_bytes())
    data[8192:40960] = b"\xff" * (40960 - 8192)
    path.write_bytes(data)
    problems = SqliteStore(folder).check()
    assert problems
    assert "\n" not in problems[0]


def test_a_damaged_history_is_found(sqlite_store, folder):
    """It cannot be derived again: the owner must know."""
    publish(sqlite_store, [converted(an_entry(number)) for number in range(1, 400)])
    sqlite_store.close()
    path = folder / "publications.db"
    data = bytearray(path.read_bytes())
    data[20_000:30_000] = b"\xff" * 10_000
    path.write_bytes(data)
    problems = SqliteStore(folder).check()
    assert any("publications.db" in problem or "malformed" in problem for problem in problems)


def test_a_store_before_its_first_sync_has_no_problems(store):
    """There is nothing to be wrong."""
    assert store.check() == ()


def test_a_newer_schema_is_refused(sqlite_store, folder):
    """Never written over by an older program."""
    sqlite_store.close()
    connection = sqlite3.connect(folder / "site.db")
    connection.execute(f"PRAGMA user_version={len(SITE_MIGRATIONS) + 1}")
    connection.close()
    with pytest.raises(StoreUnavailable, match=r"has schema \d, this rootzpub knows up to") as caught:
        SqliteStore.open(folder)
    assert "newer rootzpub" in caught.value.hint


def test_a_failing_migration_leaves_the_file_as_it_was(tmp_path):
    """All of a step or nothing."""
    connection = database.connect(tmp_path / "x.db", writing=True)
    with pytest.raises(StoreUnavailable, match="cannot be used"):
        database.migrate(
            connection, ("CREATE TABLE a (b);", "CREATE TABLE c (d);\nCREATE TABLE a (b);"), path=tmp_path / "x.db"
        )
    tables = [row[0] for row in connection.execute("SELECT name FROM sqlite_master")]
    assert (tables, connection.execute("PRAGMA user_version").fetchone()) == (["a"], (1,))
    connection.close()


def test_a_later_migration_finds_the_data_of_the_first(tmp_path):
    """A store is brought forward, not made anew."""
    first, second = "CREATE TABLE a (b);\nINSERT INTO a VALUES (1);", "ALTER TABLE a ADD COLUMN c DEFAULT 2;"
    for migrations in ((first,), (first, second)):
        connection = database.connect(tmp_path / "x.db", writing=True)
        database.migrate(connection, migrations, path=tmp_path / "x.db")
        rows = connection.execute("SELECT * FROM a").fetchall()
        connection.close()
    assert rows == [(1, 2)]


def test_a_full_disk_is_said_and_changes_nothing(sqlite_store):
    """SQLite's own limit stands for the disk."""

    def fill():
        with sqlite_store.update() as update:
            pages = update._site.execute("PRAGMA page_count").fetchone()[0]
            update._site.execute(f"PRAGMA max_page_count={pages + 4}")
            for number in range(2, 500):
                update.put(converted(an_entry(number), text="word " * 2000))

    publish(sqlite_store, [converted(an_entry())])
    with pytest.raises(StoreUnavailable, match="full") as caught:
        fill()
    assert "Make room" in caught.value.hint
    with sqlite_store.site() as site:
        assert site.count() == 1
    assert not sqlite_store.check()


def test_a_folder_that_cannot_be_made_is_said(tmp_path):
    """A file is in the way."""
    (tmp_path / "data").write_text("x")
    with pytest.raises(StoreUnavailable, match="cannot be used"):
        SqliteStore.open(tmp_path / "data")


def test_statements_end_where_sql_says(tmp_path):
    """A trigger's inner semicolons do not cut it."""
    script = "CREATE TABLE a (b);\nCREATE TRIGGER t AFTER INSERT ON a BEGIN\n SELECT 1;\n SELECT 2;\nEND;\n"
    assert len(list(database.statements(script))) == 2
