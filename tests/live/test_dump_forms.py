"""`sql:` against what `mariadb-dump` really writes, under the options that people use: the same site from each."""

import gzip
from pathlib import Path

import pytest

from tests.sources.reading import LATER, Seen, read

from .mariadb import Database, MariaDB

RANDOM_ORDER = 1782
"""A gallery that asks for a random order."""
OPTIONS = [
    (),
    ("--extended-insert=FALSE",),
    ("--hex-blob",),
    ("--skip-quote-names",),
    ("--compact",),
    ("--complete-insert", "--insert-ignore"),
    ("--skip-opt", "--skip-comments"),
    ("--no-create-info",),
    ("--replace", "--order-by-primary"),
    ("--single-transaction", "--routines", "--triggers", "--events"),
    ("--net-buffer-length=4096", "--skip-set-charset"),
]
TRIGGER = (
    "CREATE TRIGGER `noise` AFTER INSERT ON `wp_terms` FOR EACH ROW BEGIN "
    "INSERT INTO `wp_postmeta` (post_id, meta_key, meta_value) VALUES (CONCAT(NEW.term_id, ';'), 'it''s', 'y'); "
    "INSERT INTO `wp_posts` (ID) VALUES (LAST_INSERT_ID() + 1); END"
)


@pytest.fixture(scope="module")
def database(themeunit_database: Database) -> Seen:
    """The site as the database gives it."""
    return read(themeunit_database.source_url(), password=themeunit_database.reader_password, now=LATER)


def assert_same(dump: Seen, database: Seen) -> None:
    """All that is published is equal."""
    assert dump.entries.keys() == database.entries.keys()
    for number in dump.entries.keys() - {RANDOM_ORDER}:
        ours, theirs = dump.entries[number], database.entries[number]
        assert (ours.html, ours.url, ours.title, ours.term_ids) == (
            theirs.html,
            theirs.url,
            theirs.title,
            theirs.term_ids,
        )
    assert (dump.hidden, dump.facts, dump.terms, dump.authors) == (
        *(database.hidden, database.facts, database.terms, database.authors),
    )


@pytest.mark.parametrize("options", OPTIONS, ids=lambda options: " ".join(options) or "plain")
def test_options_of_mariadb_dump(
    themeunit_database: Database, database: Seen, tmp_path: Path, options: tuple[str, ...]
) -> None:
    """However the rows and the tables' definitions are written."""
    file = tmp_path / "dump.sql"
    file.write_bytes(themeunit_database.dump(*options))
    assert_same(read(f"sql:{file}", now=LATER), database)


@pytest.mark.parametrize("form", ["crlf", "bom", "gz", "gz-in-parts"])
def test_forms_of_the_file(themeunit_database: Database, database: Seen, tmp_path: Path, form: str) -> None:
    """Lines of Windows, a byte order mark, packed in one piece or in several."""
    data = themeunit_database.dump()
    forms = {
        "crlf": data.replace(b"\n", b"\r\n"),
        "bom": b"\xef\xbb\xbf" + data,
        "gz": gzip.compress(data, 1),
        "gz-in-parts": gzip.compress(data[:90_000], 1) + gzip.compress(data[90_000:], 1),
    }
    file = tmp_path / "dump"
    file.write_bytes(forms[form])
    assert_same(read(f"sql:{file}", now=LATER), database)


def test_triggers_are_no_rows(shared: Path, mariadb: MariaDB, tmp_path: Path) -> None:
    """What a trigger would insert is none of the dump's rows, whatever marks stand in it."""
    made = mariadb.create_database()
    made.load((shared / "sites" / "themeunit" / "dump.sql").read_bytes())
    before = read(made.source_url(), password=made.reader_password, now=LATER)
    made.execute(TRIGGER)
    file = tmp_path / "dump.sql"
    file.write_bytes(made.dump("--triggers"))
    assert b"DELIMITER ;;" in file.read_bytes()
    assert_same(read(f"sql:{file}", now=LATER), before)
