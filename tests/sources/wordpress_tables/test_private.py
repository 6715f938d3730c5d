"""The anonymous database of dumps and exports: what may be written there at all."""

import os
from collections.abc import Iterator
from pathlib import Path

import pytest

from rootzpub.sources.wordpress_tables.private import PrivateDatabase, new_private_database
from rootzpub.sources.wordpress_tables.schema import schema_for

TEXTS = {"post_title": "LEAKTITLE", "post_content": "LEAKBODY", "post_excerpt": "LEAKEXCERPT"}
HIDDEN = ("draft", "pending", "private", "future", "trash", "a-status-of-a-plugin")


@pytest.fixture
def private() -> Iterator[PrivateDatabase]:
    """An empty one."""
    database = new_private_database(schema_for("wp_"))
    yield database
    database.close()


def written(private: PrivateDatabase, *, status: str, password: str = "", type_: str = "post") -> bytes:
    """All bytes of the database after one post was added."""
    row = {"ID": 1, "post_type": type_, "post_status": status, "post_password": password, **TEXTS}
    private.add("posts", row)
    private.finish()
    return private.connection.serialize()


@pytest.mark.parametrize("status", HIDDEN)
@pytest.mark.parametrize("password", ["", "LEAKPASSWORD"])
def test_no_word_of_a_hidden_entry_is_written(private, status, password):
    """Body, excerpt and title; the row itself stays, for what depends on it."""
    data = written(private, status=status, password=password)

    assert b"LEAK" not in data
    assert private.connection.execute("SELECT ID, post_status FROM wp_posts").fetchall() == [(1, status)]


@pytest.mark.parametrize("status", ["publish", "inherit"])
def test_of_a_protected_entry_only_the_title_is_written(private, status):
    """Lists that are sorted by title count it; its password is never written."""
    data = written(private, status=status, password="LEAKPASSWORD")

    assert [mark in data for mark in (b"LEAKTITLE", b"LEAKBODY", b"LEAKEXCERPT", b"LEAKPASSWORD")] == [
        *(True, False),
        *(False, False),
    ]


@pytest.mark.parametrize("status", ["publish", "inherit"])
def test_what_is_published_is_written_whole(private, status):
    """Or the tests above would mean nothing."""
    data = written(private, status=status)

    assert all(text.encode() in data for text in TEXTS.values())


@pytest.mark.parametrize(("status", "type_"), [("auto-draft", "post"), ("inherit", "revision")])
def test_what_nobody_reads_is_not_even_a_row(private, status, type_):
    """Former versions of entries hold what was withdrawn."""
    assert b"LEAK" not in written(private, status=status, type_=type_)
    assert private.connection.execute("SELECT count(*) FROM wp_posts").fetchone() == (0,)


def test_the_file_has_no_name(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    """It is unlinked while it is open, so that nothing of it remains however the process ends."""
    monkeypatch.setattr("tempfile.tempdir", os.fspath(tmp_path))
    database = new_private_database(schema_for("wp_"))
    try:
        assert list(tmp_path.iterdir()) == []
    finally:
        database.close()
