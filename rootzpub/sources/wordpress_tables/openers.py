"""`mysql://…`, `sqlite:FILE` and `wordpress:DIR`: sites in a living database."""

from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from types import MappingProxyType

from sqlalchemy import Engine, text

from rootzpub.errors import ConfigError
from rootzpub.sources.source import SourceOptions
from rootzpub.sources.url import file_address
from rootzpub.sources.wordpress_tables.context import Setup
from rootzpub.sources.wordpress_tables.database import Reader, reading, translate_errors
from rootzpub.sources.wordpress_tables.engines import (
    DEFAULT_PORT,
    Account,
    account_from_url,
    mysql_engine,
    sqlite_engine,
)
from rootzpub.sources.wordpress_tables.schema import Schema, schema_for
from rootzpub.sources.wordpress_tables.setup import setup_from
from rootzpub.sources.wordpress_tables.source import TableSource
from rootzpub.sources.wordpress_tables.tls import tls_from
from rootzpub.sources.wordpress_tables.watching import WATCHED, Times, Watch
from rootzpub.sources.wordpress_tables.wp_config import CLIENT_SSL, WpConfig, host_of, read_wp_config

_SOCKETS = ("/run/mysqld/mysqld.sock", "/var/run/mysqld/mysqld.sock", "/var/lib/mysql/mysql.sock", "/tmp/mysql.sock")  # noqa: S108 MySQL's own place
"""Where distributions put the socket of the database server."""
_SETTLED = 2
"""Seconds after which a table's time of change cannot hide a later change in the same second."""


def open_mysql(url: str, options: SourceOptions) -> TableSource:
    """The source behind `mysql://user@host[:port]/database?prefix=wp_&blog=2`.

    Raises:
        ConfigError: a part of the URL is missing.
        SourceUnavailable: the database does not answer, refuses, or holds no WordPress under the prefix.
    """
    account, parameters = account_from_url(url, options)
    schema = schema_for(parameters.get("prefix", options.prefix), parameters.get("blog", ""))
    engine = mysql_engine(account, timeout=options.timeout)
    source = TableSource(
        url=account.shown,
        open_reader=lambda: _mysql_reading(engine, schema, options.timeout),
        setup=setup_from(parameters, options),
        options=options,
        watch=Watch(mysql_times),
    )
    return _reached(source)


def open_sqlite(url: str, options: SourceOptions) -> TableSource:
    """The source behind `sqlite:FILE?prefix=wp_`, as WordPress's SQLite drop-in keeps it.

    Raises:
        SourceUnavailable: there is no such file, or it holds no WordPress.
    """
    address = file_address(url, base_dir=options.base_dir)
    schema = schema_for(address.parameters.get("prefix", options.prefix), address.parameters.get("blog", ""))
    setup = setup_from(address.parameters, options)
    return _reached(_sqlite_source(address.url, address.path, schema, setup=setup, options=options))


def open_wordpress(url: str, options: SourceOptions) -> TableSource:
    """The source behind `wordpress:DIR`: the database that its wp-config.php names.

    Raises:
        SourceUnavailable: there is no wp-config.php, or the database does not answer.
        ConfigError: wp-config.php computes a database setting in a way that cannot be known without PHP.
    """
    address = file_address(url, base_dir=options.base_dir)
    # 1. wp-config.php as text (decision 0009); what the URL says goes before it.
    config = read_wp_config(address.path)
    prefix = address.parameters.get("prefix", config.prefix or options.prefix)
    schema = schema_for(prefix, address.parameters.get("blog", ""))
    setup = replace(
        setup_from(address.parameters, options),
        home=config.text("WP_HOME"),
        content_url=config.text("WP_CONTENT_URL"),
        site_url=config.text("WP_SITEURL"),
        uploads=config.text("UPLOADS").strip("/"),
    )
    # 2. The database: the drop-in's file where the site uses one, else MySQL.
    drop_in = _drop_in(address.path, config)
    if drop_in is not None:
        source = _sqlite_source(address.url, drop_in, schema, setup=setup, options=options)
    else:
        engine = mysql_engine(_account(config, options, parameters=address.parameters), timeout=options.timeout)
        source = TableSource(
            url=address.url,
            open_reader=lambda: _mysql_reading(engine, schema, options.timeout),
            setup=setup,
            options=options,
            watch=Watch(mysql_times),
        )
    # 3. The salts encrypt the plugin's wallet; nobody asks for them but `init`.
    source.salts = {name: config.text(name) for name in ("SECURE_AUTH_KEY", "SECURE_AUTH_SALT") if config.text(name)}
    return _reached(source)


def mysql_times(reader: Reader) -> Times:
    """When each watched table was last written, but for those written just now. Looks into no table.

    A table that was not written since the server started has no time; the first write after that gives it one.
    """
    rows = reader.rows(
        text(
            "SELECT TABLE_NAME, UPDATE_TIME, UPDATE_TIME < NOW() - INTERVAL :settled SECOND "
            "FROM information_schema.TABLES WHERE TABLE_SCHEMA = DATABASE()"
        ).bindparams(settled=_SETTLED)
    )
    names = {reader.schema.name(name): name for name in WATCHED}
    settled = (row for row in rows if row[1] is None or row[2])
    return {names[str(row[0])]: f"at {row[1]}" for row in settled if str(row[0]) in names}


def _reached(source: TableSource) -> TableSource:
    """The source, once it has answered."""
    with source.open_reader():
        return source


@contextmanager
def _mysql_reading(engine: Engine, schema: Schema, timeout: float) -> Iterator[Reader]:
    with reading(engine, schema) as reader:
        limit = max(1.0, timeout)
        # One limit, two names: MariaDB counts seconds, MySQL milliseconds.
        maria = getattr(engine.dialect, "is_mariadb", False)
        statement = f"max_statement_time={limit}" if maria else f"max_execution_time={round(limit * 1000)}"
        # MySQL 8 gives UPDATE_TIME out of a cache that is a day old.
        stats = "" if maria else ", information_schema_stats_expiry=0"
        with translate_errors(quiet=True):  # an old server may not know them
            reader.connection.execute(text(f"SET SESSION {statement}{stats}"))
        yield reader


def _sqlite_source(url: str, file: Path, schema: Schema, *, setup: Setup, options: SourceOptions) -> TableSource:
    sqlite_engine(file).dispose()

    @contextmanager
    def look() -> Iterator[Reader]:
        engine = sqlite_engine(file, timeout=options.timeout)
        with reading(engine, schema) as reader:
            yield reader

    def times(reader: Reader) -> Times:
        del reader
        # With a write-ahead log the file itself stays as it is until a checkpoint.
        parts = (file, file.with_name(file.name + "-wal"), file.with_name(file.name + "-journal"))
        stats = [part.stat() if part.exists() else None for part in parts]
        if max(stat.st_mtime for stat in stats if stat) > options.clock().timestamp() - _SETTLED:
            return {}
        written = "|".join(f"{stat.st_size}.{stat.st_mtime_ns}.{stat.st_ino}" if stat else "-" for stat in stats)
        return dict.fromkeys(WATCHED, written)

    return TableSource(url=url, open_reader=look, setup=setup, options=options, watch=Watch(times))


def _account(
    config: WpConfig,
    options: SourceOptions,
    *,
    parameters: Mapping[str, str] = MappingProxyType({}),
    sockets: Iterable[str] = _SOCKETS,
) -> Account:
    """The account in wp-config.php, and TLS as the URL or the options ask for it."""
    host, port, socket = host_of(config.text("DB_HOST"))
    # For PHP `localhost` is the server's socket, and many servers listen on nothing else.
    if not port and not socket and host in {"", "localhost"}:
        socket = next((place for place in sockets if Path(place).exists()), "")
    needed = ["DB_NAME", "DB_USER", "DB_HOST", *(["DB_PASSWORD"] if not options.password else [])]
    missing = [name for name in needed if name not in config.constants]
    if missing or not config.text("DB_NAME") or not config.text("DB_USER"):
        raise ConfigError(
            f"wp-config.php does not say {' and '.join(missing or needed[:2])} in a form that can be read without PHP",
            hint="use mysql://user@host/database with the password by reference",
        )
    flags = int(config.text("MYSQL_CLIENT_FLAGS") or 0) if config.text("MYSQL_CLIENT_FLAGS").isdecimal() else 0
    asked = {"tls": "required"} if flags & CLIENT_SSL else {}
    return Account(
        user=config.text("DB_USER"),
        password=options.password or config.text("DB_PASSWORD"),
        host=host or "localhost",
        port=port or DEFAULT_PORT,
        database=config.text("DB_NAME"),
        socket=socket,
        tls=tls_from(asked | dict(options.settings or {}) | dict(parameters), base_dir=options.base_dir),
    )


def _drop_in(folder: Path, config: WpConfig) -> Path | None:
    """The SQLite file of the drop-in, where the site uses it."""
    content = Path(config.text("WP_CONTENT_DIR") or folder / "wp-content")
    engine = config.text("DB_ENGINE") or ("sqlite" if (content / "db.php").is_file() else "")
    if engine != "sqlite":  # other plugins have a db.php too, but no such file
        return None
    kept = Path(config.text("DB_DIR") or config.text("FQDBDIR") or content / "database")
    file = kept / (config.text("DB_FILE") or ".ht.sqlite")
    if not file.is_file():
        return None
    return file
