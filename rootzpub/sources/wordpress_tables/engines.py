"""SQLAlchemy engines for MariaDB, MySQL and SQLite, set up to read and to read only."""

import sqlite3
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl, quote, unquote, urlsplit

import pymysql
import pymysql.converters
from pymysql.constants import FIELD_TYPE
from sqlalchemy import Engine, create_engine
from sqlalchemy.pool import NullPool, Pool, StaticPool
from sqlalchemy.util import LRUCache

from rootzpub.errors import ConfigError, SourceUnavailable
from rootzpub.sources.source import SourceOptions
from rootzpub.sources.wordpress_tables.database import WORDPRESS_ORDER, concat_ws, crc32
from rootzpub.sources.wordpress_tables.tls import Tls, TlsMode, tls_failure, tls_from, tls_refusal
from rootzpub.wordpress.rendering.collation import collated

DEFAULT_PORT = 3306
# Dates stay text: WordPress stores `0000-00-00 00:00:00`, which no datetime can be.
_DATES = (FIELD_TYPE.DATETIME, FIELD_TYPE.TIMESTAMP, FIELD_TYPE.DATE, FIELD_TYPE.TIME)
_COMPILED: LRUCache[Any, Any] = LRUCache(500)
"""Statements as SQLite gets them."""
_AS_TEXT = {kind: decode for kind, decode in pymysql.converters.conversions.items() if kind not in _DATES}


@dataclass(frozen=True, slots=True, kw_only=True)
class Account:
    """Where a MySQL database is and who asks."""

    user: str
    password: str = field(repr=False)
    host: str
    database: str
    port: int = DEFAULT_PORT
    socket: str = ""
    charset: str = "utf8mb4"
    tls: Tls = field(default_factory=Tls)

    @property
    def shown(self) -> str:
        """For people, without secrets."""
        return f"mysql://{self.user}@{self.host}:{self.port}/{self.database}"


def account_from_url(url: str, options: SourceOptions) -> tuple[Account, dict[str, str]]:
    """The account in `mysql://user@host[:port]/db?…` and the URL's parameters.

    Raises:
        ConfigError: host, database or port are missing or wrong, or TLS cannot be had as it is asked for.
    """
    try:
        parts = urlsplit(url)
        port = parts.port or DEFAULT_PORT
    except ValueError:
        raise ConfigError("the port in the source URL is no number", hint="mysql://user@host:3306/database") from None
    parameters = dict(parse_qsl(parts.query))
    settings = dict(options.settings or {})
    database = unquote(parts.path.strip("/"))
    user = unquote(parts.username or "") or settings.get("user", "")
    if not parts.hostname or not database or not user:
        raise ConfigError(
            "the source URL lacks user, host or database", hint="write mysql://user@host[:port]/database?prefix=wp_"
        )
    account = Account(
        user=user,
        password=options.password,
        host=parts.hostname,
        port=port,
        database=database,
        socket=parameters.get("socket", settings.get("socket", "")),
        charset=parameters.get("charset", "utf8mb4"),
        tls=tls_from(settings | parameters, base_dir=options.base_dir),
    )
    return account, parameters


def mysql_engine(account: Account, *, timeout: float) -> Engine:
    """An engine that opens a connection for each look (a restarted database is no trouble) and streams rows."""
    seconds = max(1, round(timeout))
    arguments: dict[str, object] = {
        "host": account.host,
        "port": account.port,
        "user": account.user,
        "password": account.password.encode(),  # as PHP sends it; a text would be taken for latin1
        "database": account.database,
        "unix_socket": account.socket or None,
        "charset": account.charset,
        "connect_timeout": min(seconds, 10),
        "read_timeout": seconds,
        "write_timeout": seconds,
        "conv": _AS_TEXT,
        # A backup's lock is waited for as long as a statement, not for the hours that are the server's default.
        "init_command": f"SET SESSION lock_wait_timeout={seconds}, time_zone='+00:00', sql_mode=''",
        **account.tls.arguments(),
    }
    # Whoever stands in between could ask for the password as it is: only a demanded encryption may carry it.
    if not account.socket and account.tls.mode in {TlsMode.NONE, TlsMode.OFFERED}:
        arguments["auth_plugin_map"] = {"mysql_clear_password": _NoClearText, "dialog": _NoClearText}
    # The driver begins no transaction by itself: `database.reading` begins the one that sees one moment.
    return create_engine(
        "mysql+pymysql://",
        creator=lambda: _connected(arguments, account.tls),
        poolclass=NullPool,
        isolation_level="AUTOCOMMIT",
    )


def sqlite_engine(file: Path, *, timeout: float = 5.0) -> Engine:
    """An engine over a SQLite file that somebody else may be writing.

    Raises:
        SourceUnavailable: there is no such file, or it is no SQLite database.
    """
    try:
        with file.open("rb") as opened:
            head = opened.read(16)
    except OSError as error:
        reason = (error.strerror or type(error).__name__).lower()
        raise SourceUnavailable(f"cannot read {file}: {reason}", hint="check the path and its permissions") from None
    # SQLite opens any file and complains at the first statement, without its name.
    if head != b"SQLite format 3\0":
        raise SourceUnavailable(
            f"{file} is no SQLite database", hint="WordPress keeps it as wp-content/database/.ht.sqlite"
        )
    return _sqlite(lambda: _opened(file, timeout), NullPool)


def engine_over(connection: sqlite3.Connection) -> Engine:
    """An engine over one open SQLite connection of ours (a dump or an export loaded into a private file)."""
    return _sqlite(lambda: connection, StaticPool)


def _sqlite(connect: Callable[[], Any], pool: type[Pool]) -> Engine:
    """An engine that compiles no statement which another one of this process has compiled.

    Each look at a file, a dump or an export has an engine of its own, and asks the same forty questions; compiling them
    is more than half of what a look at a small site costs. SQLAlchemy caches by the dialect object: one for all.
    """
    first = _first_sqlite()
    connections = pool(connect, dialect=first.dialect)
    return Engine(connections, first.dialect, first.url, execution_options={"compiled_cache": _COMPILED})


@cache
def _first_sqlite() -> Engine:
    """An engine that has connected once: from then on its dialect knows what this SQLite can do."""
    engine = create_engine("sqlite://")
    engine.connect().close()
    engine.dispose()
    return engine


def prepared(connection: sqlite3.Connection) -> sqlite3.Connection:
    """A SQLite connection with the functions our statements use, which forgives text that is no UTF-8."""
    connection.create_function("crc32", 1, crc32, deterministic=True)
    connection.create_function("concat_ws", -1, concat_ws, deterministic=True)
    connection.create_collation(WORDPRESS_ORDER, _compared)
    connection.text_factory = lambda data: data.decode("utf-8", "replace")
    return connection


def _compared(one: str, other: str) -> int:
    """Order of two names where case and accents make no difference, as in WordPress's MySQL collations."""
    first, second = collated(one), collated(other)
    return (first > second) - (first < second)


def _opened(file: Path, timeout: float) -> sqlite3.Connection:
    """A connection that takes part in SQLite's locking, or does without where that would need a file written.

    The latter is a database with a write-ahead log that nobody has open, in a folder where we may not write: then
    nothing can be in flight either.
    """
    address = f"file:{quote(str(file))}?mode=ro"
    connection = sqlite3.connect(address, uri=True, isolation_level=None, check_same_thread=False, timeout=timeout)
    try:
        connection.execute("SELECT count(*) FROM sqlite_master").fetchone()
    except sqlite3.OperationalError as error:
        connection.close()
        if "unable to open" not in str(error) and "readonly" not in str(error):
            raise
        connection = sqlite3.connect(f"{address}&immutable=1", uri=True, isolation_level=None, check_same_thread=False)
    return prepared(connection)


class _NoClearText:
    """Stands in for PyMySQL's ways of logging in that send the password as it is, whoever asks for it."""

    def __init__(self, connection: object) -> None:
        """`connection` is what PyMySQL gives to every such class."""

    def authenticate(self, packet: object) -> None:
        """Send nothing."""
        del packet
        raise SourceUnavailable(
            "the database asks for the password in clear text, over a connection that nobody demanded to be encrypted",
            hint="set tls_ca or tls=verify, or another way of logging in for the account",
        )


def _connected(arguments: dict[str, Any], tls: Tls) -> object:
    """A new connection; what TLS has to do with its failure is reported."""
    try:
        return pymysql.connect(**arguments)
    except pymysql.err.Error as error:
        code = error.args[0] if error.args else None
        reported = tls_failure(getattr(error, "original_exception", error), tls)
        reported = reported or tls_refusal(code if isinstance(code, int) else 0, tls)
        if reported is None:
            raise
        raise SourceUnavailable(reported[0], hint=reported[1]) from None
