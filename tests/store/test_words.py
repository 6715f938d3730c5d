"""The full-text indexes as tables."""

import sqlite3

import pytest

from rootzpub.site import Hidden, Query
from rootzpub.store import meta, words
from tests.store.making import NOON, an_entry, bytes_of, converted, publish, state


@pytest.fixture
def site(sqlite_store):
    """Three entries; the connection is the writer's."""
    publish(sqlite_store, [converted(an_entry(number), text=f"word{number} 東京タワー") for number in (1, 2, 3)])
    connection = sqlite3.connect(sqlite_store.path, isolation_level=None)
    yield connection
    connection.close()


def found(sqlite_store, text):
    """How many."""
    with sqlite_store.site() as view:
        return view.search(Query(text=text)).total


def test_indexes_of_another_version_are_made_anew(sqlite_store, site):
    """What an older program put in could not be taken out again."""
    site.execute("INSERT INTO words (words) VALUES ('delete-all')")
    site.execute("INSERT INTO words (rowid, title, text) VALUES (1, 'cut', 'cut otherwise')")
    meta.write(site, "words_version", "0")
    before = found(sqlite_store, '"entry 1"'), found(sqlite_store, '"cut otherwise"')
    with sqlite_store.update() as update:
        update.hide(Hidden(id=2, reason="draft"))
        update.commit(NOON, state())
    assert before == (0, 1)
    assert [found(sqlite_store, text) for text in ("word1", '"word2"', '"cut otherwise"', "東京タワー")] == [1, 0, 0, 2]


def test_indexes_of_this_version_are_left_as_they_are(site):
    """Nothing to do."""
    assert not words.bring_up_to_date(site)


def test_words_that_were_not_forgotten_are_forgotten_at_the_next_update(sqlite_store, site, folder):
    """The process died right after the commit that withdrew them."""
    index = words.Index(site)
    index.take_out(1, words.indexed_of(title="Entry 1", text="word1 東京タワー", slug="entry-1", details="{}"))
    index.flush()
    words.mark_index_dirty(site)
    site.execute("DELETE FROM bodies WHERE id = 1")
    site.execute("DELETE FROM entries WHERE id = 1")
    site.close()
    publish(sqlite_store, [])
    assert b"word1" not in bytes_of(folder)


def test_without_a_promise_nothing_is_rewritten(site):
    """The common case costs nothing."""
    before = site.total_changes
    words.optimize_index(site)
    assert site.total_changes == before
