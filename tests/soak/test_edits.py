"""Many edits of a database, each synced by itself, lead to what reading everything anew gives."""

import gzip
from collections.abc import Callable
from pathlib import Path
from random import Random

import pytest

from rootzpub.publisher import SyncOptions, SyncSummary, sync
from rootzpub.sources import Source
from rootzpub.store import SqliteStore
from rootzpub.wire.publication import Publication
from tests.live.mariadb import Database, MariaDB
from tests.publisher.making import a_config
from tests.sources.reading import LATER, opened

CHANCE = 5
"""Seed of the choice of posts."""

_COPY = "post_author, post_date, post_date_gmt, post_content, post_title, post_excerpt, post_status, comment_status"
_COPY += ", ping_status, post_password, to_ping, pinged, post_modified, post_modified_gmt, post_content_filtered"
_COPY += ", post_parent, guid, menu_order, post_type, post_mime_type, comment_count"

Edit = Callable[[int, int], tuple[str, ...]]
"""The statements that change a post; gets its id and the number of the edit."""


def _set(assignment: str) -> Edit:
    def statements(post: int, number: int) -> tuple[str, ...]:
        return (f"UPDATE wp_posts SET {assignment.format(number=number)} WHERE ID = {post}",)

    return statements


def _copy(post: int, number: int) -> tuple[str, ...]:
    return (
        f"INSERT INTO wp_posts ({_COPY}, post_name) SELECT {_COPY}, 'new-{number}' FROM wp_posts WHERE ID = {post}",
    )


def _delete(post: int, _: int) -> tuple[str, ...]:
    return (
        f"DELETE FROM wp_posts WHERE ID = {post}",
        f"DELETE FROM wp_postmeta WHERE post_id = {post}",
        f"DELETE FROM wp_term_relationships WHERE object_id = {post}",
    )


def _strip_terms(post: int, _: int) -> tuple[str, ...]:
    return (f"DELETE FROM wp_term_relationships WHERE object_id = {post}",)


def _return(_: int, __: int) -> tuple[str, ...]:
    """The newest draft is published (again)."""
    drafts = "post_type = 'post' AND post_status = 'draft'"
    return (f"UPDATE wp_posts SET post_status = 'publish' WHERE {drafts} ORDER BY ID DESC LIMIT 1",)


EDIT_KINDS: tuple[Edit, ...] = (
    _set("post_title = 'Edited {number}', post_modified_gmt = UTC_TIMESTAMP(), post_modified = UTC_TIMESTAMP()"),
    _set("post_content = CONCAT(post_content, '<p>Edit {number}</p>')"),
    _set("post_name = 'moved-{number}'"),
    _set("post_status = 'draft'"),
    _copy,
    _set("post_password = 'secret{number}'"),
    _delete,
    _set("post_excerpt = 'Excerpt {number}'"),
    _set("post_status = 'trash'"),
    _strip_terms,
    _return,
)


def _edit(database: Database, chance: Random, number: int) -> None:
    """One edit, of a post that is visible at that moment."""
    visible = database.execute(
        "SELECT ID FROM wp_posts WHERE post_type = 'post' AND post_status = 'publish' AND post_password = ''"
        " ORDER BY ID"
    )
    kind = EDIT_KINDS[number % len(EDIT_KINDS)]
    database.execute(*kind(chance.choice(visible)[0], number))


class _Reader:
    """A store of its own over one source."""

    def __init__(self, folder: Path, source: Source) -> None:
        folder.mkdir()
        self.config = a_config(folder)
        self.store = SqliteStore.open(self.config.data_dir)
        self.source = source

    def sync(self, *, full: bool = False) -> SyncSummary:
        return sync(self.source, self.store, config=self.config, clock=lambda: LATER, options=SyncOptions(full=full))

    def publication(self) -> Publication:
        with self.store.site() as site:
            return site.publication

    def records(self) -> dict[str, object]:
        with self.store.site() as site:
            return {record.path: record for record in site.records(limit=100_000)}


@pytest.fixture
def database(request: pytest.FixtureRequest, shared: Path, mariadb: MariaDB) -> Database:
    """A dump in a database of its own."""
    data = (shared / "sites" / request.param).read_bytes()
    made = mariadb.create_database()
    made.load(gzip.decompress(data) if request.param.endswith(".gz") else data)
    return made


@pytest.mark.parametrize(
    ("database", "edits"),
    [
        pytest.param("themeunit/dump.sql", 100, id="a hundred edits"),
        pytest.param("themeunit10k/dump.sql.gz", len(EDIT_KINDS), id="each edit in ten thousand posts"),
    ],
    indirect=["database"],
)
def test_edits_lead_where_a_rebuild_leads(database: Database, edits: int, tmp_path: Path) -> None:
    """The same records and the same root: whatever a difference misses, a rebuild would show."""

    def source() -> Source:
        return opened(database.source_url(), now=LATER, password=database.reader_password)

    edited, chance = _Reader(tmp_path / "edited", source()), Random(CHANCE)
    edited.sync()
    before = edited.publication()
    for number in range(edits):
        _edit(database, chance, number)
        assert not edited.sync().full
    rebuilt = _Reader(tmp_path / "rebuilt", source())
    rebuilt.sync()
    after = edited.publication()
    assert edited.records() == rebuilt.records()
    assert (after.root, after.size) == (rebuilt.publication().root, rebuilt.publication().size)
    assert after.sequence > before.sequence + edits // 2
    assert edited.sync(full=True).changed == 0
    edited.store.close()
    rebuilt.store.close()
