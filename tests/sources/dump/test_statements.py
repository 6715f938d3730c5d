"""Rows out of an SQL dump."""

import contextlib
import io
from typing import BinaryIO

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rootzpub.errors import MalformedInput
from rootzpub.sources.dump.statements import Dump, Row
from tests.growth import assert_linear

CREATE = "CREATE TABLE `t` (\n  `id` int NOT NULL,\n  `text` longtext COMMENT 'a; b',\n  KEY `id` (`id`)\n);\n"


class Dripping(io.BytesIO):
    """A stream that gives a few bytes at a time."""

    def __init__(self, data: bytes, step: int) -> None:
        super().__init__(data)
        self.step = step

    def read(self, size: int | None = -1, /) -> bytes:
        """Less than was asked for."""
        return super().read(min(self.step, size) if size and size > 0 else self.step)


def rows(sql: str | bytes, stream: BinaryIO | None = None) -> list[tuple[str, list[str], Row]]:
    """All rows of all tables."""
    data = sql.encode() if isinstance(sql, str) else sql
    return list(Dump(stream or io.BytesIO(data), lambda table: table != "skipped").rows())


@pytest.mark.parametrize(
    ("values", "row"),
    [
        pytest.param("1,'a'", [1, "a"], id="plain"),
        pytest.param("-1,NULL", [-1, None], id="null"),
        pytest.param("99999999999999999999,''", ["99999999999999999999", ""], id="beyond-64-bits"),
        pytest.param("1.50,''", ["1.50", ""], id="decimal"),
        pytest.param(r"1,'it\'s \"q\" \\ \n\r\t\0\Z'", [1, 'it\'s "q" \\ \n\r\t\0\x1a'], id="escapes"),
        pytest.param("1,'it''s'", [1, "it's"], id="doubled-quote"),
        pytest.param(r"1,'100\% \_'", [1, r"100\% \_"], id="kept-escapes"),
        pytest.param('1,"say ""a"" \'b\'"', [1, "say \"a\" 'b'"], id="double-quotes"),
        pytest.param("1,'a),(b;--'", [1, "a),(b;--"], id="marks-inside"),
        pytest.param("0x6162,X'63'", ["ab", "c"], id="hexadecimal"),
        pytest.param("1,_binary 'ab'", [1, "ab"], id="introducer"),
        pytest.param("1,'日本語'", [1, "日本語"], id="utf-8"),
        pytest.param("1 , 'a' ", [1, "a"], id="spaces"),
        pytest.param("current_timestamp(),'a'", ["current_timestamp", "a"], id="function"),
    ],
)
def test_values(values: str, row: Row) -> None:
    """Every form of a value."""
    assert rows(f"{CREATE}INSERT INTO `t` VALUES ({values});") == [("t", ["id", "text"], row)]


DEFINITIONS = [
    pytest.param("  `id` int,\n  `text` text\n", ["id", "text"], id="quoted"),
    pytest.param('  "id" int,\n  "text" text\n', ["id", "text"], id="double-quotes"),
    pytest.param("  id int,\n  text text\n", ["id", "text"], id="unquoted"),
    pytest.param("id int, text text, PRIMARY KEY (id), KEY `k` (`text`(20),id)", ["id", "text"], id="one-line"),
    pytest.param(
        "id int COMMENT 'a, b c (d', text enum('x, y z','it\\'s'), key_part int", ["id", "text", "key_part"], id="marks"
    ),
    pytest.param(
        "id decimal(10,2) unsigned, j text CHECK (json_valid(`j`)), text text, CONSTRAINT c CHECK (id > 0)",
        ["id", "j", "text"],
        id="checks",
    ),
    pytest.param(
        "`key` int, `primary` int, unique_id int, UNIQUE KEY u (unique_id)", ["key", "primary", "unique_id"], id="words"
    ),
]


@pytest.mark.parametrize(("definition", "columns"), DEFINITIONS)
def test_columns_of_a_table(definition: str, columns: list[str]) -> None:
    """Names of columns, quoted or not; keys, checks and what stands in comments are none."""
    values = ",".join(map(str, range(len(columns))))
    found = rows(f"CREATE TABLE t ({definition});\nINSERT INTO t VALUES ({values});")
    assert found == [("t", columns, list(range(len(columns))))]


@pytest.mark.parametrize("end", ["DELIMITER ;\n", "DELIMITER ;\r\n", ""], ids=["unix", "windows", "cut-off"])
def test_programs_are_passed_over(end: str) -> None:
    """Statements of triggers and routines are none of the dump's."""
    sql = (
        f"{CREATE}DELIMITER ;;\nCREATE TRIGGER x BEGIN\nINSERT INTO `t` VALUES (NEW.id, 'it');\n SET @a='; END;;\n{end}"
    )
    after = "INSERT INTO `t` VALUES (1,'a');" if end else ""
    assert [row for _, _, row in rows(sql + after)] == ([[1, "a"]] if end else [])


@pytest.mark.parametrize(
    ("names", "data", "text"),
    [
        pytest.param(b"", "Grün".encode(), "Grün", id="unsaid-utf-8"),
        pytest.param(b"", "Grün – “x”".encode("cp1252"), "Grün – “x”", id="unsaid-latin1"),
        pytest.param(b"SET NAMES utf8mb4;", b"Gr\xfcn", "Grün", id="utf-8-broken"),
        pytest.param(b"SET NAMES latin1;", b"Gr\xfcn", "Grün", id="latin1"),
    ],
)
def test_character_sets_said_and_unsaid(names: bytes, data: bytes, text: str) -> None:
    """What the dump says counts; where it says nothing, text that is no UTF-8 is latin1."""
    sql = names + CREATE.encode() + b"INSERT INTO `t` VALUES (1,'" + data + b"');"
    assert rows(sql)[0][2] == [1, text]


def test_statements_of_many_kinds() -> None:
    """Comments, settings and other tables are passed over; columns are named by the statement or the table."""
    sql = f"""/*M!999999\\- enable the sandbox mode */
-- it's a comment
# another one's
/* a
 'comment */
/*!40101 SET NAMES utf8mb4 */;
DROP TABLE IF EXISTS `t`;
{CREATE}
LOCK TABLES `t` WRITE;
INSERT INTO `skipped` VALUES (1,'a;b''c'),(2,'d\\'e');
INSERT INTO `t` VALUES (1,'a'),
(2,'b');
INSERT IGNORE INTO `t` (`text`, `id`) VALUES ('c',3) ON DUPLICATE KEY UPDATE `id`=';';
REPLACE INTO db.t VALUES (4,'d');
insert into "t" values (5,'e');;
UNLOCK TABLES;
"""
    found = rows(sql)
    assert [(row, columns[0]) for _, columns, row in found] == [
        ([1, "a"], "id"),
        ([2, "b"], "id"),
        (["c", 3], "text"),
        ([4, "d"], "id"),
        ([5, "e"], "id"),
    ]


@pytest.mark.parametrize("step", [1, 2, 3, 7, 64])
def test_any_size_of_pieces(step: int) -> None:
    """Where the stream is cut makes no difference."""
    sql = f"{CREATE}INSERT INTO `skipped` VALUES (1,'x\\';');-- c'c\nINSERT INTO `t` VALUES (1,'a''b\\\\'),(2,NULL);\n"
    assert [row for _, _, row in rows("", Dripping(sql.encode(), step))] == [[1, "a'b\\"], [2, None]]


@pytest.mark.slow("one very large input")
def test_a_long_value() -> None:
    """A body of some megabytes is one row."""
    body = "ab\\'c" * 1_000_000
    ((_, _, row),) = rows(f"{CREATE}INSERT INTO `t` VALUES (1,'{body}');")
    assert row[1] == "ab'c" * 1_000_000


@pytest.mark.parametrize(
    ("charset", "data", "text"),
    [
        ("latin1", "Grün €".encode("cp1252"), "Grün €"),
        ("latin1", "Grün".encode(), "GrÃ¼n"),
        ("cp1251", "Привет".encode("cp1251"), "Привет"),
        ("utf8", b"a\xffb", "aÿb"),
    ],
)
def test_character_sets(charset: str, data: bytes, text: str) -> None:
    """`SET NAMES` says how the text is to be read."""
    sql = f"SET NAMES {charset};\n".encode() + CREATE.encode() + b"INSERT INTO `t` VALUES (1,'" + data + b"');"
    assert rows(sql)[0][2][1] == text


DUMP = f"-- MariaDB dump 10.19\n{CREATE}INSERT INTO `t` VALUES (1,'one'),(2,'two');\n-- Dump completed on 2026-01-01\n"


@pytest.mark.parametrize("end", range(25, DUMP.index("-- Dump") + 16))
def test_cut_off_anywhere(end: int) -> None:
    """Wherever a dump breaks off, it is reported, with the place and without the content."""
    with pytest.raises(MalformedInput, match=r"the dump breaks off .*near byte") as caught:
        rows(DUMP[:end])
    assert "two" not in caught.value.message


def test_the_whole_dump_is_fine() -> None:
    """The other side of the test above."""
    assert len(rows(DUMP)) == 2


@pytest.mark.parametrize(
    ("data", "message"),
    [
        pytest.param("SELECT 1".encode("utf-16"), "the dump is UTF-16", id="utf-16"),
        pytest.param(b"hello there", "no SQL dump", id="text"),
        pytest.param(b"", "no SQL dump", id="empty"),
        pytest.param(b"\x00\x01SET", "no SQL dump", id="binary"),
    ],
)
def test_no_dump(data: bytes, message: str) -> None:
    """Other files are reported as such."""
    with pytest.raises(MalformedInput, match=message):
        rows(data)


def test_a_byte_order_mark() -> None:
    """UTF-8 with a mark before it is read."""
    assert len(rows(b"\xef\xbb\xbf" + DUMP.encode())) == 2


@given(st.binary(max_size=300))
def test_any_bytes(data: bytes) -> None:
    """Any bytes behind a good start are rows or MalformedInput."""
    try:
        found = rows(CREATE.encode() + b"INSERT INTO `t` VALUES (" + data)
    except MalformedInput:
        found = []
    assert all(table == "t" or columns == [] for table, columns, _ in found)


@pytest.mark.parametrize("unit", ["/*", "/*x*/", ");/*''x", "(1,'a')f(`/*`"])
@pytest.mark.slow("measures growth")
def test_comments_are_looked_for_once(unit: str) -> None:
    """Openings without an end cost 64 KB each: 80 KB of them took seven seconds."""

    def read(sql: str) -> None:
        with contextlib.suppress(MalformedInput):
            rows(sql)

    assert_linear(read, lambda size: CREATE + "INSERT INTO `t` VALUES ;" + unit * size, 2_000)


@pytest.mark.parametrize("step", [1, 7, 1 << 20])
def test_comments_end_where_they_end(step: int) -> None:
    """Also across the bytes that were read so far, and behind one that never ends."""
    sql = CREATE + "/* a ; */ SELECT 1 /* b ; ' */ + 2 /*/ ; */; INSERT INTO `t` VALUES (1,'x'); SELECT /* 3;"
    assert rows(sql, Dripping(sql.encode(), step)) == [("t", ["id", "text"], [1, "x"])]


@pytest.mark.parametrize(
    ("unit", "end"),
    [
        pytest.param("CREATE TABLE t(#\\'\n;", "", id="quotes-in-comments"),
        pytest.param("CREATE TABLE t(;", "", id="no-end"),
        pytest.param("`\\'` int,", "`a` int);", id="quotes-in-names"),
        pytest.param("`", "(1,'a')", id="names"),
    ],
)
def test_a_definition_ends_with_its_statement(unit: str, end: str) -> None:
    """Each of many looked through 64 KB of the others, where a comment hid a quote; so did each quote in a name."""

    def read(sql: str) -> None:
        with contextlib.suppress(MalformedInput):
            rows(sql)

    assert_linear(read, lambda size: CREATE + "CREATE TABLE `u` (\n" * unit.startswith("`\\") + unit * size + end, 500)


def test_a_quote_in_a_name_begins_no_comment() -> None:
    """Names hold what they like."""
    sql = "CREATE TABLE `t` (\n `it's` int COMMENT 'a, b', `x'` int\n);\nINSERT INTO `t` VALUES (1,2);"
    assert rows(sql) == [("t", ["it's", "x'"], [1, 2])]
