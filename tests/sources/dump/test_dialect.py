"""Dumps in other tongues: read as they are meant, or called by name."""

from pathlib import Path

import pytest

from rootzpub.errors import MalformedInput, SourceUnavailable
from tests.sources.reading import read
from tests.sources.wordpress_tables.tables import WordPressFile

from .test_source import dumped
from .test_statements import CREATE, rows

NO_ESCAPES = "/*!40101 SET @OLD_SQL_MODE=@@SQL_MODE, SQL_MODE='NO_AUTO_VALUE_ON_ZERO,NO_BACKSLASH_ESCAPES' */;\n"


def values(sql: str | bytes) -> list[list[object]]:
    """The rows alone."""
    return [row for _, _, row in rows(sql)]


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        (r"C:\temp\new", r"C:\temp\new"),
        ("ends with \\", "ends with \\"),
        ("It''s", "It's"),
        ("two \\\\ and \\'' one", "two \\\\ and \\' one"),
    ],
)
def test_without_backslash_escapes(written: str, meant: str) -> None:
    """A backslash is a character, and a quote is doubled."""
    sql = f"{NO_ESCAPES}{CREATE}INSERT INTO `t` VALUES (1,'{written}'),(2,'next');"
    assert values(sql) == [[1, meant], [2, "next"]]


def test_the_mode_may_change_back() -> None:
    """What is set last counts."""
    sql = f"{NO_ESCAPES}SET SQL_MODE='NO_AUTO_VALUE_ON_ZERO';{CREATE}INSERT INTO `t` VALUES (1,'a\\tb');"
    assert values(sql) == [[1, "a\tb"]]


@pytest.mark.parametrize(
    ("statement", "expected"),
    [
        pytest.param("INSERT INTO `t` SET `id`=1, `text` = 'a, b; c';", [[1, "a, b; c"]], id="set"),
        pytest.param("INSERT `t` VALUES (1,'a');", [[1, "a"]], id="without-into"),
        pytest.param("insert ignore into t value (1,'a');", [[1, "a"]], id="value"),
        pytest.param(
            "REPLACE INTO `t` (`id`,`text`) VALUES\n\t(1,'a'),\n\t(2,'b');", [[1, "a"], [2, "b"]], id="replace"
        ),
        pytest.param("INSERT INTO t VALUES (1,_utf8mb4'a'),(2,_BINARY 'b');", [[1, "a"], [2, "b"]], id="introducers"),
        pytest.param("INSERT INTO t VALUES (1,N'a'),(2,n'b');", [[1, "a"], [2, "b"]], id="national"),
        pytest.param("INSERT INTO t VALUES (1,0x6162),(2,X'63');", [[1, "ab"], [2, "c"]], id="hex"),
        pytest.param("INSERT INTO t VALUES (b'101','a');", [[5, "a"]], id="bits"),
    ],
)
def test_statements_in_other_shapes(statement: str, expected: list[list[object]]) -> None:
    """As phpMyAdmin, Adminer, HeidiSQL and people write them."""
    assert values(f"{CREATE}{statement}") == expected


def test_columns_of_an_insert_with_set() -> None:
    """By their names."""
    assert rows("INSERT INTO `t` SET `b`='x', a=2;") == [("t", ["b", "a"], ["x", 2])]


@pytest.mark.parametrize(
    "noise",
    [
        "mysqldump: [Warning] Using a password on the command line interface can be insecure.\n",
        "mysqldump: Couldn't execute 'SELECT COLUMN_NAME': Unknown table 'COLUMN_STATISTICS' (1109)\n",
        "Warning: A partial dump from a server that has GTIDs will by default include the GTIDs\n",
        "Enter password: \n",
        "C:\\> mysqldump -u root wordpress's\n\n",
    ],
    ids=["password", "couldnt", "gtid", "prompt", "echo"],
)
def test_noise_before_the_first_statement(noise: str) -> None:
    """Standard error in the same file: it swallows nothing."""
    assert values(f"{noise}-- MySQL dump\n{CREATE}INSERT INTO `t` VALUES (1,'a');\n-- Dump completed\n") == [[1, "a"]]


def test_noise_between_statements() -> None:
    """Where it names its program."""
    sql = f"{CREATE}mysqldump: Couldn't find table\nINSERT INTO `t` VALUES (1,'a');"
    assert values(sql) == [[1, "a"]]


@pytest.mark.parametrize(
    ("head", "name", "way"),
    [
        ("PRAGMA foreign_keys=OFF;\nBEGIN TRANSACTION;\nCREATE TABLE t (a);", "a dump of sqlite3", "sqlite:FILE"),
        ("--\n-- PostgreSQL database dump\n--\nSET x = 0;\n", "a dump of PostgreSQL", "MySQL or MariaDB"),
        (
            "SET ANSI_NULLS ON\nGO\nINSERT [dbo].[wp_posts] VALUES (N'a')\n",
            "a script of SQL Server",
            "MySQL or MariaDB",
        ),
    ],
)
def test_other_systems_are_called_by_name(head: str, name: str, way: str) -> None:
    """With the way to go."""
    with pytest.raises(MalformedInput, match=name) as caught:
        rows(head)
    assert way in caught.value.hint


@pytest.mark.parametrize("encoding", ["utf-16", "utf-16-le", "utf-16-be"])
def test_utf_16_is_called_by_name(encoding: str) -> None:
    """With or without its mark."""
    with pytest.raises(MalformedInput, match="the dump is UTF-16"):
        rows(f"-- MySQL dump 10.13\n{CREATE}".encode(encoding))


def site_with(tmp_path: Path, title: str) -> WordPressFile:
    """One post."""
    site = WordPressFile(tmp_path / "site.sqlite")
    site.post(5, post_title=title)
    return site


def test_foreign_bytes_are_decoded_and_said(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    """Windows-1252 under `SET NAMES utf8mb4`: no replacement character is ever signed."""
    site = site_with(tmp_path, "läuten @ Grüße")
    file = tmp_path / "dump.sql"
    file.write_bytes(dumped(site).replace("läuten", "l\udce4uten").encode("utf-8", "surrogateescape"))
    found = read(f"sql:{file}")
    assert "läuten @ Grüße" in repr(found.changes)
    assert "1 values are no utf8mb4, which it says it is; they were read as Windows-1252" in caplog.text
    site.connection.close()


def test_text_of_another_script_is_refused(tmp_path: Path) -> None:
    """Cyrillic bytes are no Windows-1252, whatever they would look like."""
    site = site_with(tmp_path, "PLACE")
    file = tmp_path / "dump.sql"
    file.write_bytes(dumped(site).encode().replace(b"PLACE", "Привет, дорогой читатель".encode("cp1251")))
    with pytest.raises(MalformedInput, match="holds text in another character set") as caught:
        read(f"sql:{file}")
    assert "utf8mb4" in caught.value.hint
    site.connection.close()


def test_a_charset_that_does_not_fit_is_refused() -> None:
    """What says gbk and is not."""
    with pytest.raises(MalformedInput, match="says that it is gbk"):
        rows(b"SET NAMES gbk;" + CREATE.encode() + b"INSERT INTO `t` VALUES (1,'\xff\xff\xff');")


@pytest.mark.parametrize("prefix", ["SERVMASK_PREFIX_", "site7_"])
def test_the_hint_names_prefixes_that_are_there(tmp_path: Path, prefix: str) -> None:
    """And with that prefix it is read."""
    site = site_with(tmp_path, "A title")
    file = tmp_path / "dump.sql"
    file.write_text(dumped(site).replace("`wp_", f"`{prefix}"))
    with pytest.raises(SourceUnavailable, match="no table wp_posts in the dump") as caught:
        read(f"sql:{file}")
    assert f"tables with the prefix {prefix} are there" in caught.value.hint
    assert "A title" in repr(read(f"sql:{file}?prefix={prefix}").changes)
    site.connection.close()


@pytest.mark.parametrize(
    ("mark", "name"), [(b"\x28\xb5\x2f\xfd", "zstd"), (b"PK\x03\x04", "zip"), (b"SQLite format 3\0", "sqlite:FILE")]
)
def test_packed_files_are_called_by_name(tmp_path: Path, mark: bytes, name: str) -> None:
    """Only gzip is unpacked."""
    (tmp_path / "dump.sql").write_bytes(mark + b"x" * 100)
    with pytest.raises(MalformedInput, match=name):
        read(f"sql:{tmp_path / 'dump.sql'}")
