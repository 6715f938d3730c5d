"""A dump as a source."""

import gzip
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from rootzpub.errors import ConfigError, MalformedInput, SourceUnavailable
from rootzpub.site import NOTHING_KNOWN
from rootzpub.sources.plugin import plugin_wallet
from tests.sources.reading import look, opened, read
from tests.sources.wordpress_tables.tables import WordPressFile


def quoted(value: object) -> str:
    """A value as mysqldump writes it."""
    if value is None or isinstance(value, int):
        return "NULL" if value is None else str(value)
    return "'" + str(value).replace("\\", "\\\\").replace("'", "\\'").replace("\n", "\\n") + "'"


def dumped(site: WordPressFile, *, definitions: bool = True) -> str:
    """The tables of a site as mysqldump writes them."""
    parts = ["-- MySQL dump 10.13\n/*!40101 SET NAMES utf8mb4 */;\n"]
    tables = [row[0] for row in site.connection.execute("SELECT name FROM sqlite_master WHERE type='table'")]
    for table in sorted(tables):
        cursor = site.connection.execute(f'SELECT * FROM "{table}"')
        columns = [column[0] for column in cursor.description]
        if definitions:
            parts.append(f"CREATE TABLE `{table}` (\n" + ",\n".join(f"  `{name}` text" for name in columns) + "\n);\n")
        rows = ",\n".join("(" + ",".join(map(quoted, row)) + ")" for row in cursor)
        parts.append(f"INSERT INTO `{table}` VALUES\n{rows};\n" if rows else "")
    return "".join([*parts, "-- Dump completed\n"])


@pytest.fixture
def wordpress(tmp_path: Path) -> Iterator[WordPressFile]:
    """A site with a post and a draft."""
    site = WordPressFile(tmp_path / "site.sqlite")
    site.post(5, post_title="It's \\ here\nnow", terms=(1,))
    site.post(6, post_status="draft", post_content="LEAKME")
    yield site
    site.connection.close()


@pytest.mark.parametrize("packed", [False, True], ids=["plain", "gzip"])
def test_the_same_as_the_database(wordpress: WordPressFile, tmp_path: Path, *, packed: bool) -> None:
    """A dump gives what its database gives."""
    file = tmp_path / "dump.sql"
    data = dumped(wordpress).encode()
    file.write_bytes(gzip.compress(data) if packed else data)
    database, dump = read(wordpress.url), read(f"sql:{file}")
    assert dump.changes == database.changes
    assert dump.facts == database.facts
    assert (dump.terms, dump.authors) == (database.terms, database.authors)


def test_without_definitions(wordpress: WordPressFile, tmp_path: Path) -> None:
    """Data alone is read in WordPress's own order of columns; other orders are reported."""
    wordpress.connection.execute("DROP TABLE wp_users")
    wordpress.connection.execute("DROP TABLE wp_aioseo_posts")
    file = tmp_path / "dump.sql"
    file.write_text(dumped(wordpress, definitions=False))
    assert 5 in read(f"sql:{file}").entries
    file.write_text("INSERT INTO `wp_posts` VALUES (1,2,3);")
    with pytest.raises(MalformedInput, match="a row of posts in the dump has 3 values, its table 23 columns"):
        read(f"sql:{file}")


def test_several_databases(wordpress: WordPressFile, tmp_path: Path) -> None:
    """Two sites in one dump: the owner says which."""
    one = dumped(wordpress).replace("-- Dump completed\n", "")
    wordpress.update("posts", "ID=5", post_title="Other")
    file = tmp_path / "all.sql"
    file.write_text(f"-- MySQL dump\nUSE `one`;\n{one}USE `two`;\n{dumped(wordpress)}")
    with pytest.raises(ConfigError, match="several databases with WordPress, one and two"):
        read(f"sql:{file}")
    assert read(f"sql:{file}?database=two").entries[5].title == "Other"


def test_fingerprint_by_file(wordpress: WordPressFile, tmp_path: Path) -> None:
    """Another file, another fingerprint; whether it changed is asked without reading it."""
    file = tmp_path / "dump.sql"
    file.write_text(dumped(wordpress))
    source = opened(f"sql:{file}")
    first = look(source)
    assert source.fingerprint() == first.fingerprint
    wordpress.update("posts", "ID=5", post_status="draft")
    file.write_text(dumped(wordpress))
    assert source.fingerprint() != first.fingerprint
    assert look(source, first.fingerprint, first.revisions).hidden[5] == "draft"


def test_nothing_remains(wordpress: WordPressFile, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """While a dump is read its private copy has no name already."""
    folder = tmp_path / "temporary"
    folder.mkdir()
    monkeypatch.setattr(tempfile, "tempdir", str(folder))
    file = tmp_path / "dump.sql"
    file.write_text(dumped(wordpress))
    with opened(f"sql:{file}").snapshot() as snapshot:
        assert [*folder.iterdir()] == []
        assert len(list(snapshot.changes(None, NOTHING_KNOWN))) == 2


def test_the_wallet(wordpress: WordPressFile, tmp_path: Path) -> None:
    """A dump holds the plugin's key too, but no salts."""
    wordpress.options(rootz_signing_key="cipher", rootz_signing_address="0xA")
    file = tmp_path / "dump.sql"
    file.write_text(dumped(wordpress))
    wallet = plugin_wallet(opened(f"sql:{file}"))
    assert wallet is not None
    assert (wallet.encrypted, wallet.address) == ("cipher", "0xA")


@pytest.mark.parametrize(
    ("data", "message"),
    [
        pytest.param(b"PK\x03\x04...", "is a zip archive", id="zip"),
        pytest.param(b"BZh9....", "is compressed with bzip2", id="bzip2"),
        pytest.param(b"\xfd7zXZ\x00..", "is compressed with xz", id="xz"),
        pytest.param(gzip.compress(b"-- MySQL dump\n" * 9000)[:-40], "cut off or damaged", id="gzip-cut-off"),
        pytest.param(b"-- MySQL dump\nCREATE TABLE `wp_x` (\n", "breaks off", id="cut-off"),
    ],
)
def test_files_that_are_no_dump(tmp_path: Path, data: bytes, message: str) -> None:
    """Each kind of file has its own message."""
    file = tmp_path / "dump.sql"
    file.write_bytes(data)
    with pytest.raises(MalformedInput, match=message):
        read(f"sql:{file}")


def test_a_dump_of_something_else(tmp_path: Path) -> None:
    """No posts in it: the hint names the prefixes that are there."""
    file = tmp_path / "dump.sql"
    file.write_text("CREATE TABLE `abc_posts` (\n `ID` int\n);\n")
    with pytest.raises(SourceUnavailable, match="no table wp_posts"):
        read(f"sql:{file}")


def test_a_file_that_went_away(wordpress: WordPressFile, tmp_path: Path) -> None:
    """A backup that is being replaced is unavailable for a moment, and read again afterwards."""
    file = tmp_path / "dump.sql"
    file.write_text(dumped(wordpress))
    source = opened(f"sql:{file}")
    file.unlink()
    with pytest.raises(SourceUnavailable, match="no such file"):
        source.fingerprint()
    file.write_text(dumped(wordpress))
    assert 5 in look(source).entries
