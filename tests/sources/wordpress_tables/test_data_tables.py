"""Tables of TablePress out of their rows."""

import json
from pathlib import Path

import pytest

from rootzpub.sources.wordpress_tables.data_tables import data_table
from rootzpub.sources.wordpress_tables.source import TableSnapshot
from rootzpub.wordpress.rendering import DataTable
from tests.sources.reading import opened, read

from .tables import WordPressFile

ROWS = [["Tool", "Price", "SECRET"], ["Saw", "=A1+1", "SECRET"], ["SECRET", "#colspan#", "x"], ["'=a", 3, None]]
HIDDEN = {"rows": [1, 1, 0, 1], "columns": [1, 1, 0]}


@pytest.fixture
def site(wordpress: WordPressFile) -> WordPressFile:
    """Table 1 in post 7, and a page that shows it."""
    meta = {"_tablepress_table_visibility": json.dumps(HIDDEN), "_tablepress_table_options": '{"table_head":true}'}
    wordpress.post(7, post_type="tablepress_table", post_content=json.dumps(ROWS), meta=meta)
    wordpress.options(tablepress_tables='{"last_id":2,"table_post":{"1":7,"2":8}}')
    wordpress.page(10, post_content="[table id=1 /]")
    return wordpress


def table_of(site: WordPressFile, table_id: str = "1") -> DataTable | None:
    """What rendering is given."""
    with opened(site.url).snapshot() as snapshot:
        assert isinstance(snapshot, TableSnapshot)
        return data_table(snapshot.site, table_id)


def test_what_is_hidden_of_a_table_is_not_in_it(site: WordPressFile) -> None:
    """Rows, columns, formulas, and cells that others cover."""
    assert table_of(site) == DataTable(rows=(("Tool", "Price"), ("Saw", ""), ("=a", "3")), head=True)


@pytest.mark.parametrize("table_id", ["2", "3", "", "x"])
def test_unknown_tables(site: WordPressFile, table_id: str) -> None:
    """Without a post, or without a place in the option."""
    assert table_of(site, table_id) is None


@pytest.mark.parametrize(
    "change",
    [
        *({"post_status": "draft"}, {"post_password": "x"}, {"post_type": "post"}),
        *({"post_content": "no json"}, {"post_content": '["a"]'}, {"post_content": "[]"}),
    ],
)
def test_tables_that_are_none(site: WordPressFile, change: dict[str, str]) -> None:
    """Hidden, damaged, or something else."""
    site.update("posts", "ID=7", **change)
    assert table_of(site) is None


def test_a_page_shows_it_and_follows_its_changes(site: WordPressFile, tmp_path: Path) -> None:
    """The page's revision is another when a cell is."""
    del tmp_path
    before = read(site.url).entries[10]
    assert "<th>Tool</th>" in before.html
    site.update("posts", "ID=7", post_content='[["Plane"]]')
    after = read(site.url).entries[10]
    assert ("<th>Plane</th>" in after.html, after.revision != before.revision) == (True, True)
