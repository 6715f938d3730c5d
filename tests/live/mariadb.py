"""A MariaDB server of our own for the length of a test run.

Invariants: real accounts and real grants (a reader that can only read is part of what is tested), no durability: the
data lives in a temporary folder and is thrown away.
"""

import itertools
import os
import secrets
import subprocess
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType
from typing import Any, Self

import pymysql
from pymysql.cursors import Cursor

from .processes import LOOPBACK, Server, ServerFailedError, free_port, program

OPTIONS = (
    "--bind-address=127.0.0.1",
    "--character-set-server=utf8mb4",
    "--collation-server=utf8mb4_unicode_520_ci",
    "--innodb-buffer-pool-size=64M",
    "--innodb-doublewrite=0",
    "--innodb-fast-shutdown=2",
    "--innodb-flush-log-at-trx-commit=0",
    "--max-allowed-packet=128M",
    "--performance-schema=OFF",
    "--skip-log-bin",
    "--skip-name-resolve",
)
"""Small and fast instead of safe: nothing is written through to the disk."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Database:
    """One database with two accounts: the owner's (all rights) and the reader's (SELECT only)."""

    host: str
    port: int
    name: str
    user: str
    password: str
    reader: str
    reader_password: str

    def source_url(self, *, prefix: str = "wp_") -> str:
        """The address of this database as a rootzpub source, read by the read-only account, without its password."""
        return f"mysql://{self.reader}@{self.host}:{self.port}/{self.name}?prefix={prefix}"

    def execute(self, *statements: str) -> list[tuple[Any, ...]]:
        """Run statements with the owner's account; the rows of the last one."""
        with pymysql.connect(
            host=self.host,
            port=self.port,
            user=self.user,
            password=self.password,
            database=self.name,
            charset="utf8mb4",
            autocommit=True,
        ) as connection:
            return _run(connection.cursor(), statements)

    def load(self, sql: bytes) -> None:
        """Run a dump with MariaDB's own client, as an owner restoring a backup does.

        Raises subprocess.CalledProcessError when the client refuses it.
        """
        self._client("mariadb", data=sql)

    def dump(self, *options: str) -> bytes:
        """What `mariadb-dump` writes for the whole database."""
        return self._client("mariadb-dump", *options)

    def _client(self, name: str, *options: str, data: bytes = b"") -> bytes:
        address = [f"--host={self.host}", f"--port={self.port}", f"--user={self.user}"]
        return subprocess.run(
            [program(name), "--no-defaults", *address, "--default-character-set=utf8mb4", *options, self.name],
            input=data,
            capture_output=True,
            check=True,
            env={**os.environ, "MYSQL_PWD": self.password},
        ).stdout


class MariaDB:
    """A server with its data under `folder` and further options; a context manager that starts and stops it."""

    def __init__(self, folder: Path, *options: str) -> None:
        self._folder = folder
        self._options = options
        self._names = itertools.count(1)
        self.port = free_port()
        self.server: Server | None = None

    def __enter__(self) -> Self:
        self._create_files()
        self.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.stop()

    def start(self) -> None:
        """Start the server on the data as it is: after `stop()` on the same port."""
        self.server = Server(
            [
                program("mariadbd", "/usr/sbin/mariadbd"),
                "--no-defaults",
                *self._who(),
                *self._where(),
                f"--socket={self._folder / 'socket'}",
                f"--pid-file={self._folder / 'pid'}",
                f"--port={self.port}",
                *OPTIONS,
                *self._options,
            ],
            log=self._folder / "mariadb.log",
        )
        self.server.wait_until(self._answers)

    def stop(self) -> None:
        """Stop the server; the data stays, `start()` brings it back."""
        if self.server is not None:
            self.server.stop()
            self.server = None

    def create_database(self, name: str | None = None) -> Database:
        """A new empty database (utf8mb4) with an owner and a reader account."""
        name = name or f"site_{next(self._names)}"
        database = Database(
            host=LOOPBACK,
            port=self.port,
            name=name,
            user=f"{name}_owner",
            password=secrets.token_hex(8),
            reader=f"{name}_reader",
            reader_password=secrets.token_hex(8),
        )
        self.execute(
            f"CREATE DATABASE `{name}`",
            f"CREATE USER '{database.user}'@'{LOOPBACK}' IDENTIFIED BY '{database.password}'",
            f"CREATE USER '{database.reader}'@'{LOOPBACK}' IDENTIFIED BY '{database.reader_password}'",
            f"GRANT ALL ON `{name}`.* TO '{database.user}'@'{LOOPBACK}'",
            f"GRANT SELECT ON `{name}`.* TO '{database.reader}'@'{LOOPBACK}'",
        )
        return database

    def execute(self, *statements: str) -> list[tuple[Any, ...]]:
        """Run statements as the server's root account; the rows of the last one."""
        with self._connect() as connection:
            return _run(connection.cursor(), statements)

    def _connect(self) -> "pymysql.Connection[Cursor]":
        return pymysql.connect(host=LOOPBACK, port=self.port, user="root", autocommit=True)

    def _answers(self) -> bool:
        try:
            self._connect().close()
        except pymysql.err.OperationalError:
            return False
        return True

    def _who(self) -> list[str]:
        return ["--user=root"] if os.geteuid() == 0 else []

    def _where(self) -> list[str]:
        """Folders of its own, the temporary one too: a server that starts sweeps what others put into a shared one."""
        return [f"--datadir={self._folder / 'data'}", f"--tmpdir={self._folder / 'tmp'}"]

    def _create_files(self) -> None:
        (self._folder / "tmp").mkdir(exist_ok=True)
        done = subprocess.run(
            [
                program("mariadb-install-db"),
                "--no-defaults",
                *self._who(),
                *self._where(),
                "--auth-root-authentication-method=normal",
                "--skip-test-db",
                "--skip-log-bin",
            ],
            capture_output=True,
            check=False,
            text=True,
        )
        if done.returncode:
            raise ServerFailedError(f"mariadb-install-db ended with {done.returncode}: {done.stdout}{done.stderr}")


def _run(cursor: Cursor, statements: Sequence[str]) -> list[tuple[Any, ...]]:
    for statement in statements:
        cursor.execute(statement)
    return list(cursor.fetchall())
