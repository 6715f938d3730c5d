"""Which program wrote a dump, and how it writes values: MySQL's two ways are read, the others are called by name."""

import codecs
import re
from dataclasses import dataclass
from typing import Final

from rootzpub.errors import MalformedInput
from rootzpub.wordpress.mojibake import mysql_latin1


@dataclass(frozen=True, slots=True, kw_only=True)
class Syntax:
    """How quoted values are written."""

    quoted: re.Pattern[bytes]
    """Any quoted thing, names included."""
    value: re.Pattern[bytes]
    """A whole value with the sign behind it: `,` or `)`."""
    assigned: re.Pattern[bytes]
    """The same in `INSERT … SET`: the sign is `,` or `;`."""
    escapes: bool
    """Whether a backslash escapes."""


_IN_SINGLE: Final = rb"'[^'\\]*(?:(?:\\.|'')[^'\\]*)*'"
_IN_DOUBLE: Final = rb"\"[^\"\\]*(?:(?:\\.|\"\")[^\"\\]*)*\""
_PLAIN_SINGLE: Final = rb"'[^']*(?:''[^']*)*'"
_PLAIN_DOUBLE: Final = rb"\"[^\"]*(?:\"\"[^\"]*)*\""
_NUMBERS: Final = rb"|0x([0-9A-Fa-f]*)|[xX]'([0-9A-Fa-f]*)'|([A-Za-z0-9_+.-]+|[bB]'[01]*')(?:\(\))?)\s*"


def _syntax(single: bytes, double: bytes, *, escapes: bool) -> Syntax:
    # The expression that a load spends its time in: a whole value with the sign behind it in one match, and no way
    # back. Before the quote a character set (`_binary '…'`) or a national string's N.
    value = rb"\s*(?:(?:_[A-Za-z0-9]+\s*|[nN])?(" + single + rb"|" + double + rb")" + _NUMBERS
    return Syntax(
        quoted=re.compile(single + rb"|" + double + rb"|`[^`]*`", re.DOTALL),
        value=re.compile(value + rb"([,)])", re.DOTALL),
        assigned=re.compile(value + rb"([,;])", re.DOTALL),
        escapes=escapes,
    )


BACKSLASHES: Final = _syntax(_IN_SINGLE, _IN_DOUBLE, escapes=True)
NO_BACKSLASHES: Final = _syntax(_PLAIN_SINGLE, _PLAIN_DOUBLE, escapes=False)
"""`SQL_MODE='NO_BACKSLASH_ESCAPES'`: a backslash is a character like any other."""
SQL_MODE: Final = re.compile(rb"[^;]{0,400}?\bSQL_MODE\s*:?=\s*'([^']{0,1000})'", re.IGNORECASE)

_FOREIGN: Final = (
    (
        re.compile(rb"\A\s*(?:--[^\n]*\n\s*)*PRAGMA\s+foreign_keys|\A\s*BEGIN TRANSACTION;", re.IGNORECASE),
        "a dump of sqlite3",
        "name the database file itself: sqlite:FILE",
    ),
    (
        re.compile(rb"PostgreSQL database dump|\APGDMP|^COPY [^\n;]+ FROM stdin;|\bpg_catalog\.", re.MULTILINE),
        "a dump of PostgreSQL",
        "WordPress runs on MySQL or MariaDB: dump that database, or use https: or an export (wxr:)",
    ),
    (
        re.compile(rb"^SET ANSI_NULLS |\[dbo\]\.|^GO\r?$", re.MULTILINE),
        "a script of SQL Server",
        "WordPress runs on MySQL or MariaDB: dump that database, or use https: or an export (wxr:)",
    ),
)
_SQL_LINE: Final = re.compile(
    rb"\s*(?:--|/\*|#|;|\\-|(?:ALTER|ANALYZE|BEGIN|CALL|CHANGE|COMMIT|CREATE|DELETE|DELIMITER|DROP|FLUSH|GRANT|INSERT"
    rb"|LOCK|OPTIMIZE|PREPARE|PURGE|RENAME|REPLACE|ROLLBACK|SAVEPOINT|SELECT|SET|START|TRUNCATE|UNLOCK|UPDATE|USE)\b)",
    re.IGNORECASE,
)
_MESSAGE: Final = re.compile(
    rb"(?:mysqldump|mariadb-dump|mysql|mariadb|mysqlpump)(?:\.exe)?: |Enter password:", re.IGNORECASE
)
_UNICODE: Final = frozenset({"", "utf8", "utf8mb3", "utf8mb4", "binary"})
_MANY: Final = 8
"""Foreign bytes in one text before they must look like Western European words."""


def refuse_foreign(head: bytes) -> None:
    """Raise MalformedInput where another database system wrote this."""
    for mark, name, hint in _FOREIGN:
        if mark.search(head):
            raise MalformedInput(f"the file is {name}, not of MySQL or MariaDB", hint=hint)


def is_utf16(head: bytes) -> bool:
    """Whether it is UTF-16, with or without a byte order mark."""
    if head.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return True
    start = head[:200]
    return len(start) > 2 and 2 * max(start[::2].count(0), start[1::2].count(0)) > 0.9 * len(start)  # noqa: PLR2004


def is_noise(line: bytes, *, begun: bool) -> bool:
    """Whether a line where a statement could begin is what a program said on its way.

    Before the first statement (`begun` false) that is any line that is no SQL; later only what names its program.
    """
    return _MESSAGE.match(line) is not None or (not begun and _SQL_LINE.match(line) is None)


@dataclass(slots=True)
class Decoder:
    """Bytes of values as text. Counts those that are not in the character set that the dump names."""

    charset: str = ""
    """As the dump says; UTF-8 where it says nothing."""
    foreign: int = 0
    """Values with bytes that are no UTF-8, read as Windows-1252."""

    def text(self, data: bytes, *, is_binary: bool = False) -> str:
        """The text. Raises MalformedInput where the bytes are in no character set that could be meant."""
        if self.charset == "latin1":
            return mysql_latin1(data)
        name = _CODECS.get(self.charset)
        if name is None and self.charset not in _UNICODE:
            name = _python_name(self.charset)
        try:
            return data.decode(name or "utf-8")
        except UnicodeDecodeError:
            if name is not None:
                raise MalformedInput(
                    f"the dump says that it is {self.charset}, and holds bytes that are not",
                    hint="make it again with --default-character-set=utf8mb4",
                ) from None
        if is_binary or not self.charset:
            return mysql_latin1(data)
        return self._mixed(data)

    def _mixed(self, data: bytes) -> str:
        """Text that says it is UTF-8 and is not, or not throughout: what is none is Windows-1252."""
        text = data.decode("utf-8", "rootzpub-windows-1252")
        bad = sum(1 for byte in data.decode("utf-8", "surrogateescape") if "\udc80" <= byte <= "\udcff")
        letters = sum(1 for byte in data if chr(byte).isalpha() and byte < 128)  # noqa: PLR2004 ASCII
        # In a text of a Western language most letters are ASCII; in Cyrillic, Greek or Japanese none is.
        if bad >= _MANY and bad > letters:
            raise MalformedInput(
                f"the dump says that it is {self.charset}, and holds text in another character set",
                hint="make it again with --default-character-set=utf8mb4",
            )
        self.foreign += 1
        return text


def _python_name(charset: str) -> str:
    try:
        return codecs.lookup(charset).name
    except LookupError:
        raise MalformedInput(
            f"the dump is in the character set {charset[:20]}, which is not read here",
            hint="make it again with --default-character-set=utf8mb4",
        ) from None


def _as_windows_1252(error: UnicodeError) -> tuple[str, int]:
    assert isinstance(error, UnicodeDecodeError)
    return mysql_latin1(error.object[error.start : error.end]), error.end


codecs.register_error("rootzpub-windows-1252", _as_windows_1252)

_CODECS: Final = {
    "latin2": "iso8859-2",
    "latin5": "iso8859-9",
    "latin7": "iso8859-13",
    "greek": "iso8859-7",
    "hebrew": "iso8859-8",
    "koi8r": "koi8-r",
    "koi8u": "koi8-u",
    "sjis": "shift_jis",
    "ujis": "euc_jp",
    "eucjpms": "euc_jp",
    "euckr": "euc_kr",
    "tis620": "tis-620",
    "gb18030": "gb18030",
    "ascii": "cp1252",
    **{name: name for name in ("cp1250", "cp1251", "cp1256", "cp1257", "cp932", "gb2312", "gbk", "big5")},
}
"""Python's name of each character set of MySQL that is not UTF-8 or latin1."""
