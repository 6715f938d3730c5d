"""`mysql:` over TLS against a real MariaDB: what was demanded is given, or one line says why not and what fixes it.

Authorities and certificates are made here, TEST ONLY, and live as long as the test run.
"""

import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from rootzpub.errors import SourceUnavailable
from tests.sources.reading import read

from .certificates import Authority, Certificate
from .mariadb import Database, MariaDB

COLUMNS = {
    "ID": "5",
    **dict.fromkeys(("post_author", "post_parent", "menu_order"), "0"),
    **dict.fromkeys(("post_date", "post_date_gmt", "post_modified", "post_modified_gmt"), "2024-01-01 00:00:00"),
    **dict.fromkeys(("post_excerpt", "post_password", "guid", "post_mime_type"), ""),
    "post_content": "Text",
    "post_title": "Title",
    "post_name": "slug",
    "post_status": "publish",
    "post_type": "post",
}
TABLES = (
    f"CREATE TABLE wp_posts ({', '.join(f'{name} text' for name in COLUMNS)})",
    f"INSERT INTO wp_posts VALUES ({', '.join(map(repr, COLUMNS.values()))})",
)
DAYS = timedelta(days=1)


@dataclass(frozen=True, slots=True, kw_only=True)
class Secured:
    """A database whose server has a certificate for `127.0.0.1`, and what was made around it."""

    database: Database
    authority: Authority
    stranger: Authority
    folder: Path

    def url(self, query: str = "", *, user: str = "", host: str = "127.0.0.1") -> str:
        """The source, with further parameters."""
        return f"mysql://{user or self.database.reader}@{host}:{self.database.port}/{self.database.name}?{query}"

    def titles(self, query: str = "", **where: str) -> list[str]:
        """What is read."""
        seen = read(self.url(query, **where), password=self.database.reader_password)
        return [entry.title for entry in seen.entries.values()]


def server(folder: Path, authority: Authority, certificate: Certificate, *more: str) -> MariaDB:
    """A server that shows a certificate and asks for those of one authority."""
    folder.mkdir()
    files = (f"--ssl-ca={authority.file}", f"--ssl-cert={certificate.file}", f"--ssl-key={certificate.key}")
    return MariaDB(folder, *files, *more)


def filled(running: MariaDB) -> Database:
    """A database with one post."""
    database = running.create_database()
    database.execute(*TABLES)
    return database


@pytest.fixture(scope="module")
def secured(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Secured]:
    """A running server with TLS and accounts of every demand: `ssl_reader`, `x509_reader`."""
    folder = tmp_path_factory.mktemp("tls")
    authority, stranger = Authority(folder, "authority"), Authority(folder, "stranger")
    stranger.issue("stranger-client")
    authority.issue("client")
    with server(folder / "db", authority, authority.issue("server", hosts=["127.0.0.1", "db.test"])) as running:
        database = filled(running)
        for name, demand in (("ssl_reader", "SSL"), ("x509_reader", "X509")):
            running.execute(
                f"CREATE USER {name}@127.0.0.1 IDENTIFIED BY '{database.reader_password}' REQUIRE {demand}",
                f"GRANT SELECT ON {database.name}.* TO {name}@127.0.0.1",
            )
        yield Secured(database=database, authority=authority, stranger=stranger, folder=folder)


@pytest.mark.parametrize(
    ("query", "user"),
    [
        pytest.param("", "", id="nothing-said"),
        pytest.param("", "ssl_reader", id="nothing-said-but-required"),
        pytest.param("tls=no", "", id="plain-on-purpose"),
        pytest.param("tls=required", "ssl_reader", id="required"),
        pytest.param("tls_ca={folder}/authority.pem", "", id="verified"),
        pytest.param("tls_ca={folder}/authority.pem", "ssl_reader", id="verified-and-required"),
        pytest.param(
            "tls_ca={folder}/authority.pem&tls_cert={folder}/client.pem&tls_key={folder}/client.key",
            "x509_reader",
            id="client-certificate",
        ),
    ],
)
def test_reads(secured: Secured, query: str, user: str) -> None:
    """Each way of asking that the server can satisfy reads the site."""
    assert secured.titles(query.format(folder=secured.folder), user=user) == ["Title"]


CERTIFICATE = "&tls_cert={folder}/{name}.pem&tls_key={folder}/{name}.key"
FAULTS = [
    pytest.param(
        "tls_ca={folder}/stranger.pem",
        {},
        r"certificate is not from the authority in tls_ca",
        "set tls_ca to the certificate of the authority that signed",
        id="another-authority",
    ),
    pytest.param(
        "tls=verify",
        {},
        r"no authority this machine knows signed .* \(tls=verify",
        "set tls_ca",
        id="authority-unknown-to-the-system",
    ),
    pytest.param(
        "tls_ca={folder}/authority.pem",
        {"host": "localhost"},
        r"certificate is for another host \(tls_ca\)",
        "name the host in the source URL as the certificate names it",
        id="another-host",
    ),
    pytest.param(
        "tls=no",
        {"user": "ssl_reader"},
        "refused user or password, over a connection without TLS",
        "requires TLS does not take tls=no",
        id="required-but-plain",
    ),
    pytest.param(
        "tls_ca={folder}/authority.pem",
        {"user": "x509_reader"},
        "refused user or password",
        "REQUIRE X509 also needs tls_cert and tls_key",
        id="no-client-certificate",
    ),
    pytest.param(
        "tls_ca={folder}/authority.pem" + CERTIFICATE.replace("{name}", "stranger-client"),
        {"user": "x509_reader"},
        "broke off while we logged in",
        "does not trust tls_cert",
        id="client-certificate-of-another-authority",
    ),
]


@pytest.mark.parametrize(("query", "where", "message", "hint"), FAULTS)
def test_faults(secured: Secured, query: str, where: dict[str, str], message: str, hint: str) -> None:
    """What is wrong is reported by the option's name, with what fixes it, in one line and without the password."""
    with pytest.raises(SourceUnavailable, match=message) as caught:
        secured.titles(query.format(folder=secured.folder), **where)
    assert hint in caught.value.hint
    assert "\n" not in caught.value.message + caught.value.hint
    assert secured.database.reader_password not in repr(caught.value) + caught.value.hint


def test_a_server_without_tls(mariadb: MariaDB, secured: Secured) -> None:
    """Nothing falls back to plain text: whoever asked for TLS gets it or an error."""
    database = filled(mariadb)
    assert read(database.source_url(), password=database.reader_password).entries
    for query, option in (("tls=required", "tls=required"), (f"tls_ca={secured.authority.file}", "tls_ca")):
        with pytest.raises(SourceUnavailable, match=f"offers no TLS, but {option} demands it"):
            read(f"{database.source_url()}&{query}", password=database.reader_password)


@pytest.mark.parametrize(
    ("days", "message"),
    [pytest.param(-3, "has expired", id="expired"), pytest.param(1, "is not valid yet", id="not-yet")],
)
def test_certificates_out_of_time(secured: Secured, tmp_path: Path, days: int, message: str) -> None:
    """A certificate that has run out, or whose time has not come, is reported as that."""
    issued = secured.authority.issue(f"server{days}", hosts=["127.0.0.1"], start=datetime.now(UTC) + days * DAYS)
    with server(tmp_path / "db", secured.authority, issued, "--require-secure-transport=ON") as running:
        database = filled(running)
        with pytest.raises(SourceUnavailable, match=f"certificate {message}"):
            read(f"{database.source_url()}&tls_ca={secured.authority.file}", password=database.reader_password)
        with pytest.raises(SourceUnavailable, match="without TLS"):
            read(f"{database.source_url()}&tls=no", password=database.reader_password)


def test_a_password_beyond_latin1(mariadb: MariaDB) -> None:
    """A password is sent as the bytes that PHP would send."""
    database = filled(mariadb)
    mariadb.execute(f"SET PASSWORD FOR {database.reader}@127.0.0.1 = PASSWORD('gehéim€')")
    assert read(database.source_url(), password="gehéim€").entries


def run(*arguments: object) -> subprocess.CompletedProcess[str]:
    """The program as an owner runs it."""
    command = [sys.executable, "-m", "rootzpub", *map(str, arguments)]
    return subprocess.run(command, capture_output=True, check=False, text=True)


def test_the_owner_is_told(secured: Secured, tmp_path: Path) -> None:
    """`sync` ends with 3 and one line; `doctor` says the same; set right, with a file of the folder, both are well."""
    secret = tmp_path / "password"
    secret.write_text(secured.database.reader_password)
    secret.chmod(0o600)
    settings = tmp_path / "rootzpub.toml"
    text = '[source]\nurl = "{url}"\npassword = "file:password"\ntls_ca = "{ca}"\n[signing]\nkey = "none"\n'
    (tmp_path / "ours.pem").write_bytes(secured.authority.file.read_bytes())
    settings.write_text(text.format(url=secured.url(), ca=secured.stranger.file))
    synced, looked = run("-C", tmp_path, "sync"), run("-C", tmp_path, "doctor")
    assert (synced.returncode, looked.returncode) == (3, 3)
    assert "is not from the authority in tls_ca" in synced.stderr
    assert "is not from the authority in tls_ca" in looked.stdout
    assert "Traceback" not in synced.stderr + looked.stderr
    settings.write_text(text.format(url=secured.url(), ca="ours.pem"))
    assert run("-C", tmp_path, "sync").returncode == 0
    assert "read through mysql://" in run("-C", tmp_path, "doctor").stdout
