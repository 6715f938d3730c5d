"""Accounts and engines."""

import socket
import sqlite3
import threading
from pathlib import Path

import pytest
from pymysql.err import OperationalError
from sqlalchemy import text
from sqlalchemy.exc import OperationalError as WrappedError

from rootzpub.errors import ConfigError, MalformedInput, SourceUnavailable
from rootzpub.sources import SourceOptions, open_source
from rootzpub.sources.wordpress_tables.database import translate_errors
from rootzpub.sources.wordpress_tables.engines import account_from_url, mysql_engine, sqlite_engine
from rootzpub.sources.wordpress_tables.openers import _account
from rootzpub.sources.wordpress_tables.tls import Tls, TlsMode
from rootzpub.sources.wordpress_tables.wp_config import WpConfig
from tests.waiting import LIMIT


def options(**settings: str) -> SourceOptions:
    """Options with a password and further settings."""
    return SourceOptions(password="geheim", settings=settings)


def test_an_account_in_a_url() -> None:
    """User, host, port, database and parameters; the password comes from the options and shows nowhere."""
    account, parameters = account_from_url("mysql://us%40er@db.test:3307/bl%C3%B6g?prefix=x_&charset=latin1", options())
    assert (account.user, account.host, account.port, account.database) == ("us@er", "db.test", 3307, "blög")
    assert (account.password, account.charset, parameters["prefix"]) == ("geheim", "latin1", "x_")
    assert "geheim" not in account.shown
    assert account.tls == Tls()
    assert "geheim" not in repr(account)


def test_a_user_beside_the_url() -> None:
    """[source] user stands in where the URL names none."""
    assert account_from_url("mysql://db.test/blog", options(user="reader"))[0].user == "reader"


@pytest.mark.parametrize(
    ("url", "message"),
    [
        pytest.param("mysql://user@host", "lacks user, host or database", id="no-database"),
        pytest.param("mysql://host/db", "lacks user, host or database", id="no-user"),
        pytest.param("mysql://user@host:port/db", "port in the source URL is no number", id="port"),
        pytest.param("mysql://user@host/db?tls=maybe", "tls=maybe is unknown", id="tls"),
        pytest.param("mysql://user@host/db?tls_ca=/nowhere.pem", r"no TLS file /nowhere\.pem", id="tls-file"),
    ],
)
def test_incomplete_accounts(url: str, message: str) -> None:
    """What is missing or wrong is reported."""
    with pytest.raises(ConfigError, match=message):
        account_from_url(url, options())


def test_the_engine_does_not_show_the_password() -> None:
    """Neither URL nor engine print it."""
    account, _ = account_from_url("mysql://user@host/db?socket=/run/x.sock", options())
    assert "geheim" not in repr(mysql_engine(account, timeout=5)) + repr(mysql_engine(account, timeout=5).url)


GREETING = (
    b"\x0a8.0.36\0" + bytes(4) + b"saltsalt\0" + b"\xff\xf7" + b"\x2d" + bytes(2) + b"\xff\xdf" + b"\x15" + bytes(10)
) + b"saltsaltsalt\0mysql_native_password\0"
"""A server without TLS."""


def packet(sequence: int, payload: bytes) -> bytes:
    """A packet of MySQL's protocol."""
    return len(payload).to_bytes(3, "little") + bytes([sequence]) + payload


@pytest.mark.parametrize("plugin", [b"mysql_clear_password", b"dialog"])
def test_no_password_in_clear_text(plugin: bytes) -> None:
    """Whoever answers on the database's port and asks for the password as it is does not get it."""
    heard: list[bytes] = []

    def serve() -> None:
        connection, _ = listener.accept()
        with connection:
            connection.sendall(packet(0, GREETING))
            connection.recv(4096)
            connection.sendall(packet(2, b"\xfe" + plugin + b"\0\4Password: "))
            heard.append(connection.recv(4096))

    with socket.create_server(("127.0.0.1", 0)) as listener:
        thread = threading.Thread(target=serve, daemon=True)
        thread.start()
        with pytest.raises(SourceUnavailable, match="asks for the password in clear text"):
            open_source(f"mysql://user@127.0.0.1:{listener.getsockname()[1]}/db", SourceOptions(password="geheim"))
        thread.join(LIMIT)
    assert heard == [b""]


def test_nobody_listens() -> None:
    """A port without a server is a database that does not answer."""
    with pytest.raises(SourceUnavailable, match="does not answer"):
        open_source("mysql://user@127.0.0.1:9/db", SourceOptions(timeout=LIMIT))


@pytest.mark.parametrize(
    ("host", "expected"),
    [
        ("db.test", ("db.test", 3306, "")),
        ("db.test:3307", ("db.test", 3307, "")),
        ("localhost:/run/mysqld.sock", ("localhost", 3306, "/run/mysqld.sock")),
        ("localhost:3307:/run/mysqld.sock", ("localhost", 3307, "/run/mysqld.sock")),
        ("[::1]:3307", ("::1", 3307, "")),
        ("[::1]", ("::1", 3306, "")),
        ("2001:db8::1", ("2001:db8::1", 3306, "")),
        ("::1", ("::1", 3306, "")),
        (":/run/mysqld.sock", ("localhost", 3306, "/run/mysqld.sock")),
        ("db.test:3307:/run/mysqld.sock", ("db.test", 3307, "/run/mysqld.sock")),
        ("db.test:port", ("db.test", 3306, "")),
        ("", ("localhost", 3306, "")),
    ],
)
def test_hosts_of_wp_config(host: str, expected: tuple[str, int, str]) -> None:
    """DB_HOST may hold a port, a socket, or an address of the sixth version."""
    config = WpConfig({"DB_HOST": host, "DB_NAME": "n", "DB_USER": "u", "DB_PASSWORD": "p"})
    account = _account(config, SourceOptions(), sockets=())
    assert (account.host, account.port, account.socket) == expected


@pytest.mark.parametrize(
    ("flags", "settings", "demand"),
    [
        pytest.param("2048", {}, TlsMode.ENCRYPTED, id="flag"),
        pytest.param("64", {}, TlsMode.OFFERED, id="another-flag"),
        pytest.param("", {"tls": "verify"}, TlsMode.VERIFIED, id="option"),
        pytest.param("2048", {"tls": "verify"}, TlsMode.VERIFIED, id="both"),
        pytest.param("", {}, TlsMode.OFFERED, id="nothing"),
    ],
)
def test_tls_of_wp_config(flags: str, settings: dict[str, str], demand: TlsMode) -> None:
    """MYSQL_CLIENT_FLAGS may ask for TLS; the owner's options say more, and are not lost."""
    constants = {"DB_HOST": "db.test", "DB_NAME": "n", "DB_USER": "u", "DB_PASSWORD": ""}
    config = WpConfig(constants | {"MYSQL_CLIENT_FLAGS": flags})
    assert _account(config, options(**settings)).tls.mode is demand
    assert _account(config, options(), parameters=settings).tls.mode is demand


def test_localhost_means_a_socket(tmp_path: Path) -> None:
    """As for PHP: where the server's socket is, `localhost` goes there; with a port it does not."""
    place = tmp_path / "mysqld.sock"
    place.touch()
    sockets = ("/nowhere.sock", str(place))
    plain = WpConfig({"DB_HOST": "localhost", "DB_NAME": "n", "DB_USER": "u", "DB_PASSWORD": "p"})
    ported = WpConfig({"DB_HOST": "localhost:3307", "DB_NAME": "n", "DB_USER": "u", "DB_PASSWORD": "p"})
    assert _account(plain, SourceOptions(), sockets=sockets).socket == str(place)
    assert _account(ported, SourceOptions(), sockets=sockets).socket == ""


@pytest.mark.parametrize(
    ("code", "message"),
    [
        (1045, "refused user or password"),
        (1049, "no database of that name"),
        (1142, "may not read a table"),
        (1205, "stayed locked"),
        (2013, "broke off"),
        (3024, "took longer"),
        (4711, r"cannot be read \(OperationalError 4711\)"),
    ],
)
def test_errors_of_the_driver(code: int, message: str) -> None:
    """Each has its own words and a hint; statements and values are not among them."""
    failure = WrappedError("SELECT secret", {"value": "secret"}, OperationalError(code, "secret"))
    with pytest.raises(SourceUnavailable, match=message) as caught, translate_errors():
        raise failure
    assert caught.value.hint
    assert "secret" not in caught.value.message + caught.value.hint


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("database is locked", "stayed locked"),
        ("database disk image is malformed", "is damaged"),
        ("unable to open database file", "cannot be opened"),
        ("no such column: secret", "lacks a column"),
        ("something secret", r"cannot be read \(OperationalError\)"),
    ],
)
def test_errors_of_sqlite(text: str, message: str) -> None:
    """SQLite has no numbers, only words; none of them is repeated."""
    failure = WrappedError("SELECT secret", {}, sqlite3.OperationalError(text))
    with pytest.raises(SourceUnavailable, match=message) as caught, translate_errors():
        raise failure
    assert "secret" not in caught.value.message


def test_a_missing_package_is_named() -> None:
    """MySQL 8's way of logging in needs a package; any other failure of a program is none of ours."""
    with pytest.raises(SourceUnavailable, match="needs the package cryptography"), translate_errors():
        raise RuntimeError("'cryptography' package is required for caching_sha2_password")
    with pytest.raises(RuntimeError, match="else"), translate_errors():
        raise RuntimeError("something else")


def test_a_server_that_asks_for_files() -> None:
    """A dishonest server may ask a client for files; PyMySQL refuses, and that is reported."""
    with pytest.raises(SourceUnavailable, match="asked for a file of this machine"), translate_errors():
        raise RuntimeError("**WARN**: Received LOAD_LOCAL packet but local_infile option is false.")


def test_other_failures() -> None:
    """Text in the wrong character set, and what closes quietly."""
    with pytest.raises(MalformedInput, match="another character set"), translate_errors():
        b"\xff".decode()
    with translate_errors(quiet=True):
        raise OSError
    with pytest.raises(SourceUnavailable, match=r"cannot be read \(OSError\)"), translate_errors():
        raise OSError


def test_a_statement_is_compiled_once_for_all_sqlite_files(tmp_path: Path) -> None:
    """Each look has an engine of its own; what another one compiled is used, and each reads its own file."""
    found = []
    for number in (1, 2):
        with sqlite3.connect(tmp_path / f"{number}.sqlite") as database:
            database.execute(f"CREATE TABLE one AS SELECT {number} AS number")
        database.close()
        engine = sqlite_engine(tmp_path / f"{number}.sqlite")
        compiled = engine.get_execution_options()["compiled_cache"]
        before = len(compiled)
        with engine.connect() as connection:
            found.append((connection.execute(text("SELECT number FROM one")).scalar(), len(compiled) - before))
    assert found == [(1, 1), (2, 0)]
