"""The rows of an SQL dump, one by one, from a stream of bytes.

Invariants: linear in the bytes read; memory holds one row. A dump that breaks off is `MalformedInput` and says where;
nothing of its content is in the message.
"""

import codecs
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import BinaryIO

from rootzpub.errors import MalformedInput
from rootzpub.sources.dump.dialect import (
    BACKSLASHES,
    NO_BACKSLASHES,
    SQL_MODE,
    Decoder,
    Syntax,
    is_noise,
    is_utf16,
    refuse_foreign,
)
from rootzpub.sources.dump.window import Window

_COLUMN_NAME = re.compile(rb"[^`\",()\s]+")

Value = str | int | None
Row = list[Value]

_MOST_DIGITS = 18
_HEAD = 1 << 16
"""Bytes in which a statement tells what it is: the head of an INSERT, a whole CREATE TABLE."""
_SHORT = 64
_LONG_VALUE = re.compile(rb"\s*(?:_[A-Za-z0-9]+\s*|[nN])?(?:['\"]|0x|[xX]')")
_PLAIN = re.compile(rb"[^'\"`;/#-]+")
_SPACE = re.compile(rb"\s+")
_LINE = re.compile(rb"[^\n]+")
_TABLE = rb"(?:[`\"]?[^`\"\s(.]++[`\"]?\s*+\.\s*+)?[`\"]?([^`\"\s(.]++)[`\"]?"
"""A table's name, with or without its database's before it."""
_INTO = rb"(?:INSERT|REPLACE)\s++(?:(?:IGNORE|DELAYED|LOW_PRIORITY|HIGH_PRIORITY)\s++)*(?:INTO\s++)?"
_INSERT = re.compile(
    _INTO + _TABLE + rb"\s*+(\([^()]*+\))?\s*+VALUES?\s*+(?=\()",
    re.IGNORECASE,
)
_INSERT_SET = re.compile(_INTO + _TABLE + rb"\s+SET\s+", re.IGNORECASE)
_ASSIGNED = re.compile(rb"\s*[`\"]?([^`\"\s=]+)[`\"]?\s*=")
_CREATE = re.compile(rb"CREATE\s+TABLE\s+(?:IF\s+NOT\s+EXISTS\s+)?" + _TABLE + rb"\s*\(", re.IGNORECASE)
_IN_QUOTES = rb"'(?:[^'\\]|\\.)*+'|`[^`]*+`"
_IN_BRACKETS = rb"\((?:[^()'`]|" + _IN_QUOTES + rb"|\((?:[^()'`]|" + _IN_QUOTES + rb"|\([^()]*+\))*+\))*+\)"
_DEFINITION = re.compile(rb"(?:[^()'`]|" + _IN_QUOTES + rb"|" + _IN_BRACKETS + rb")*+", re.DOTALL)
"""What stands between the parentheses of a table: quoted comments and some levels of parentheses within."""
# The same parts in the same order, names too: a quote in a name begins no comment.
_NO_NAME = re.compile(rb"(`[^`]*+`)|'(?:[^'\\]|\\.)*+'|" + _IN_BRACKETS, re.DOTALL)
_COLUMN = re.compile(
    rb"\s*(?:[`\"]([^`\"]+)[`\"]|(?!(?i:"
    + rb"|".join(
        (
            b"PRIMARY",
            b"UNIQUE",
            b"KEY",
            b"INDEX",
            b"FULLTEXT",
            b"SPATIAL",
            b"CONSTRAINT",
            b"FOREIGN",
            b"CHECK",
            b"PERIOD",
        )
    )
    + rb")\b)([A-Za-z_$][\w$]*))\s+[a-zA-Z]"
)
_DELIMITER = re.compile(rb"DELIMITER[ \t]+(\S+)", re.IGNORECASE)
_CHARSET = re.compile(rb"[^;]*\bSET\s+NAMES\s+'?([a-z0-9]+)", re.IGNORECASE)
_USE = re.compile(rb"USE\s+[`\"]?([^`\";\s]+)", re.IGNORECASE)
_SQL = re.compile(rb"\b(?:CREATE|INSERT|SET|DROP|USE|START|LOCK)\b|--|/\*", re.IGNORECASE)
_STARTS = re.compile(rb"--\s+(?:MySQL|MariaDB) dump")
_ENDS = b"-- Dump completed"
_ESCAPE = re.compile(rb"\\(.)|''|\"\"", re.DOTALL)
# MySQL keeps the backslash before `%` and `_`, which are for LIKE.
_ESCAPES = {b"0": b"\0", b"n": b"\n", b"r": b"\r", b"t": b"\t", b"b": b"\b", b"Z": b"\x1a", b"%": b"\\%", b"_": b"\\_"}


@dataclass(slots=True)
class Dump:
    """A dump being read. `wants(table)` says whose rows are worth reading."""

    stream: BinaryIO
    wants: Callable[[str], bool]
    columns: dict[str, list[str]] = field(default_factory=dict)
    """Column names of each table created so far."""
    database: str = ""
    """Of the last `USE`."""
    tables: set[str] = field(default_factory=set)
    """Every table that is there, wanted or not."""
    decoder: Decoder = field(default_factory=Decoder)
    _window: Window = field(init=False)
    _syntax: Syntax = BACKSLASHES
    _begun: bool = False
    _ended: bool = False

    def __post_init__(self) -> None:
        """Open the window."""
        self._window = Window(self.stream)

    def rows(self) -> Iterator[tuple[str, list[str], Row]]:
        """Every row of the wanted tables: table, column names, values.

        Raises:
            MalformedInput: the dump breaks off, or is none.
        """
        promises_an_end = self._check_start()
        while self._next_statement():
            head = self._window.ahead(_HEAD)
            if match := _INSERT.match(head):
                yield from self._insert(match)
            elif match := _INSERT_SET.match(head):
                yield from self._insert_set(match)
            elif match := _DELIMITER.match(head):
                self._pass_programs(match[1])
            else:
                begin = self._window.position
                self._skip()
                # No further than the statement: else each of many looks through what the others say.
                self._learn(head[: self._window.position - begin])
        # mysqldump and mariadb-dump write a last line when they are through; of others nobody can tell.
        if promises_an_end and not self._ended:
            raise self._broken("before its last line")

    def _learn(self, head: bytes) -> None:
        """What a statement without rows says of the others."""
        if match := _CREATE.match(head):
            definition = _DEFINITION.match(head, match.end())
            assert definition is not None, "it may be empty"
            self.columns[_name(match[1])] = _columns(definition[0])
            self.tables.add(_name(match[1]))
            return
        if match := _USE.match(head):
            self.database = _name(match[1])
            return
        if match := _CHARSET.match(head):
            self.decoder.charset = match[1].decode().lower()
        if match := SQL_MODE.match(head):
            self._syntax = NO_BACKSLASHES if b"NO_BACKSLASH_ESCAPES" in match[1].upper() else BACKSLASHES

    def check(self) -> None:
        """See that this is a dump at all.

        Raises:
            MalformedInput: it is none.
        """
        self._check_start()

    def _insert(self, match: re.Match[bytes]) -> Iterator[tuple[str, list[str], Row]]:
        table = _name(match[1])
        self.tables.add(table)
        if not self.wants(table):
            self._skip()
            return
        named = _COLUMN_NAME.findall(match[2] or b"")
        columns = [_name(name) for name in named] or self.columns.get(table, [])
        self._window.at += match.end()
        while self._step(table) == b"(":
            yield table, columns, self._row(table)
            end = self._step(table)
            if end == b";":
                return
            if end != b",":
                break
        self._skip()  # ON DUPLICATE KEY UPDATE …

    def _insert_set(self, match: re.Match[bytes]) -> Iterator[tuple[str, list[str], Row]]:
        """`INSERT INTO t SET a = 1, b = 'x';`: one row."""
        table, window = _name(match[1]), self._window
        self.tables.add(table)
        if not self.wants(table):
            self._skip()
            return
        window.at += match.end()
        columns, values, end = list[str](), Row(), b","
        while end == b",":
            name = _ASSIGNED.match(window.ahead(_SHORT * 4))
            if name is None:
                raise self._broken(f"inside a row of {table}")
            window.at += name.end()
            columns.append(_name(name[1]))
            value, end = self._next_value(self._syntax.assigned, table)
            values.append(value)
        yield table, columns, values

    def _row(self, table: str) -> Row:
        """The values behind an opening bracket, which has been taken."""
        values, end = Row(), b","
        while end == b",":
            value, end = self._next_value(self._syntax.value, table)
            values.append(value)
        return values

    def _next_value(self, pattern: re.Pattern[bytes], table: str) -> tuple[Value, bytes]:
        """The value that begins here, and the sign behind it."""
        window = self._window
        while (match := pattern.match(window.data, window.at)) is None:
            self._wait_for_value(pattern, table)
        window.at = match.end()
        return self._value(match), match[5]

    def _wait_for_value(self, pattern: re.Pattern[bytes], table: str) -> None:
        """More bytes for a value that is not whole yet: quoted and binary ones may be long, others are not."""
        waiting = self._window.ahead(_HEAD)
        if len(waiting) < _HEAD and not self._window.over:
            return
        may_be_long = _LONG_VALUE.match(waiting) is not None
        complete = pattern.match(self._window.data, self._window.at) is not None
        if not complete and not (may_be_long and self._window.grow()):
            raise self._broken(f"inside a row of {table}")

    def _value(self, match: re.Match[bytes]) -> Value:
        quoted, digits, more_digits, word, _ = match.groups()
        if quoted is not None:
            inner = quoted[1:-1]
            if self._syntax.escapes:
                inner = _unescaped(inner, quoted[:1]) if b"\\" in inner or quoted[:1] in inner else inner
            else:
                inner = inner.replace(quoted[:1] * 2, quoted[:1])
            return self.decoder.text(inner)
        if word is None:
            text = (digits or more_digits or b"").decode()
            # MySQL reads an odd number of digits with a zero before them.
            data = bytes.fromhex(text if len(text) % 2 == 0 else f"0{text}")
            return self.decoder.text(data, is_binary=True)
        if word[1:2] == b"'":
            return int(word[2:-1] or b"0", 2)
        if word.upper() == b"NULL":
            return None
        # Longer ones stay text, as decimals do: what we load rows into has no integers beyond 64 bits.
        is_integer = len(word) <= _MOST_DIGITS and word.removeprefix(b"-").isdigit()
        return int(word) if is_integer else word.decode("ascii", "replace")

    def _skip(self) -> None:
        """Go behind the end of this statement."""
        window = self._window
        while not window.at_end:
            window.run(_PLAIN)
            mark = max(window.peek(), 0)
            if mark == ord(";"):
                window.at += 1
                return
            if mark in b"'\"`" and window.take(self._syntax.quoted) is None:
                raise self._broken("inside a quoted value")
            if mark in b"/#-":
                self._pass_mark()
        raise self._broken("inside a statement")

    def _pass_programs(self, delimiter: bytes) -> None:
        """Go behind triggers and routines, whose own statements are none of the dump's, up to the usual delimiter."""
        window = self._window
        window.run(_LINE)
        while delimiter != b";" and not window.at_end:
            window.run(_SPACE)
            match = _DELIMITER.match(window.ahead(_SHORT))
            delimiter = match[1] if match else delimiter
            window.run(_LINE)

    def _pass_mark(self) -> None:
        """Go behind a comment within a statement, or one character that only looked like one."""
        window = self._window
        head = window.ahead(3)
        # `--` begins a comment only before white space: `5--3` is arithmetic.
        if head.startswith(b"#") or head in {b"-- ", b"--\t", b"--\n", b"--\r"}:
            window.run(_LINE)
        elif comment := self._comment(head):
            window.at += comment
        else:
            window.at += 1

    def _comment(self, head: bytes) -> int:
        """The length of the comment that begins here, 0 without one."""
        # `/*!40101 SET NAMES … */` is no comment: MySQL runs it, and it names the character set.
        if head[:2] != b"/*" or head[2:3] == b"!":
            return 0
        return max(self._window.find(b"*/", 2, _HEAD), 0)

    def _next_statement(self) -> bool:
        """Go to the first byte of the next statement; False at the end."""
        window = self._window
        while not window.at_end:
            window.run(_SPACE)
            head = window.ahead(len(_ENDS))
            if head.startswith((b"--", b"#")):
                self._ended = self._ended or head == _ENDS
                window.run(_LINE)
            elif head.startswith(b";"):
                window.at += 1
            elif comment := self._comment(head):
                window.at += comment
            elif head and is_noise(window.ahead(_SHORT), begun=self._begun):
                window.run(_LINE)
            elif head:
                self._begun = True
                return True
        return False

    def _step(self, table: str) -> bytes:
        """The next byte that is no white space, taken."""
        self._window.run(_SPACE)
        mark = self._window.peek()
        if mark < 0:
            raise self._broken(f"inside {table}")
        self._window.at += 1
        return bytes([mark])

    def _check_start(self) -> bool:
        """Whether the dump says that it will end with a certain line."""
        head = self._window.ahead(4096)
        if is_utf16(head):
            raise MalformedInput(
                "the dump is UTF-16", hint="it was written through PowerShell; use mysqldump --result-file=dump.sql"
            )
        refuse_foreign(head)
        if b"\0" in head or not _SQL.search(head):
            raise MalformedInput("the file is no SQL dump", hint="make one with mysqldump or mariadb-dump")
        if head.startswith(codecs.BOM_UTF8):
            self._window.at = len(codecs.BOM_UTF8)
        return _STARTS.search(head) is not None

    def _broken(self, where: str) -> MalformedInput:
        return MalformedInput(
            f"the dump breaks off {where}, near byte {self._window.position}",
            hint="the backup was not finished or not copied whole: make it again",
        )


def _columns(definition: bytes) -> list[str]:
    """The names of a table's columns, quoted or not; keys and constraints are none."""
    parts = _NO_NAME.sub(rb"\1", definition).split(b",")
    found = [match[1] or match[2] for part in parts if (match := _COLUMN.match(part))]
    return [_name(name) for name in found]


def _name(data: bytes) -> str:
    return data.decode("utf-8", "replace")


def _unescaped(data: bytes, quote: bytes) -> bytes:
    def plain(match: re.Match[bytes]) -> bytes:
        if match[1] is None:
            return quote if match[0] == quote * 2 else match[0]
        return _ESCAPES.get(match[1], match[1])

    return _ESCAPE.sub(plain, data)
