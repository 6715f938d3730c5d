"""The servers of the live tests do what the tests rely on."""

import socket
import sys
from collections.abc import Callable
from pathlib import Path

import pymysql
import pytest

from tests.waiting import LIMIT, eventually

from .conftest import pytest_fixture_setup
from .mariadb import Database, MariaDB
from .phpsite import PhpError
from .processes import MissingServerError, Server, ServerFailedError, free_port, listens, program
from .wordpress import WordPress

ENGLISH_QUOTES = {"opening": "&#8220;", "closing": "&#8221;"}


def test_a_missing_program_names_the_installer() -> None:
    """A program that is not installed is reported with the command that installs it."""
    with pytest.raises(
        MissingServerError, match=r"no-such-server is not installed; run: sudo scripts/install-live\.sh"
    ):
        program("no-such-server", "/nowhere/no-such-server")


@pytest.mark.parametrize(
    ("environment", "outcome"), [("", pytest.skip.Exception), ("1", pytest.fail.Exception)], ids=["at home", "in CI"]
)
def test_a_missing_server_skips_or_fails(
    monkeypatch: pytest.MonkeyPatch, environment: str, outcome: type[BaseException]
) -> None:
    """A fixture whose server is not installed skips its tests with the reason; where CI is set they fail."""
    monkeypatch.setenv("CI", environment)
    setup = pytest_fixture_setup()
    next(setup)
    with pytest.raises(outcome, match="php is not installed"):
        setup.throw(MissingServerError("php is not installed"))


def test_free_port_is_free() -> None:
    """A free port can be bound at once and nothing listens on it."""
    port = free_port()
    assert not listens(port)
    with socket.socket() as server:
        server.bind(("127.0.0.1", port))
        server.listen()
        assert listens(port)


def test_server_that_ends_says_why(tmp_path: Path) -> None:
    """A server that ends before it answers is reported with the end of its log."""
    server = Server([sys.executable, "-c", "raise SystemExit('no such port')"], log=tmp_path / "log")
    with pytest.raises(ServerFailedError, match="ended with 1: no such port"):
        server.wait_until(lambda: False)


def test_stop_ends_children_too(tmp_path: Path) -> None:
    """Stopping a server ends the processes that it started."""
    port = free_port()
    code = f"""
import os, signal, socket, time
if os.fork() == 0:
    signal.signal(signal.SIGTERM, signal.SIG_IGN)
    listener = socket.create_server(("127.0.0.1", {port}))
    time.sleep({LIMIT})
time.sleep({LIMIT})
"""
    server = Server([sys.executable, "-c", code], log=tmp_path / "log")
    server.wait_until(lambda: listens(port))
    server.stop()
    assert eventually(lambda: not listens(port))
    assert not server.running


def test_stop_is_repeatable(tmp_path: Path) -> None:
    """Stopping a server that is gone does nothing."""
    server = Server([sys.executable, "-c", "pass"], log=tmp_path / "log")
    server.stop()
    server.stop()
    assert not server.running


def test_database_accounts(mariadb: MariaDB) -> None:
    """The owner may write; the reader may read and nothing else."""
    database = mariadb.create_database()
    database.execute("CREATE TABLE t (n INT)", "INSERT INTO t VALUES (7)")
    with pymysql.connect(
        host=database.host,
        port=database.port,
        user=database.reader,
        password=database.reader_password,
        database=database.name,
    ) as reader:
        cursor = reader.cursor()
        cursor.execute("SELECT n FROM t")
        assert cursor.fetchall() == ((7,),)
        with pytest.raises(pymysql.err.OperationalError, match="command denied"):
            cursor.execute("INSERT INTO t VALUES (8)")


def test_wrong_password_is_refused(mariadb: MariaDB) -> None:
    """Accounts are real: a wrong password does not get in."""
    database = mariadb.create_database()
    with pytest.raises(pymysql.err.OperationalError, match="Access denied"):
        pymysql.connect(host=database.host, port=database.port, user=database.reader, password="wrong")


def test_databases_do_not_see_each_other(mariadb: MariaDB) -> None:
    """One site's account cannot read another site's tables."""
    mine, other = mariadb.create_database(), mariadb.create_database()
    other.execute("CREATE TABLE secret (n INT)")
    with pytest.raises(pymysql.err.OperationalError, match="command denied"):
        mine.execute(f"SELECT * FROM {other.name}.secret")


def test_data_survives_a_restart(tmp_path: Path) -> None:
    """A stopped server comes back on the same port with its data."""
    with MariaDB(tmp_path) as server:
        database = server.create_database()
        database.execute("CREATE TABLE t (n INT)", "INSERT INTO t VALUES (7)")
        server.stop()
        assert not listens(server.port)
        server.start()
        assert database.execute("SELECT n FROM t") == [(7,)]


def test_dump_and_load(mariadb: MariaDB) -> None:
    """A dump of one database loads into another, text of every script included."""
    first, second = mariadb.create_database(), mariadb.create_database()
    first.execute("CREATE TABLE t (s TEXT)", "INSERT INTO t VALUES ('Grüße 日本語 🛠')")
    second.load(first.dump())
    assert second.execute("SELECT s FROM t") == [("Grüße 日本語 🛠",)]


def test_wordpress_answers(wordpress: WordPress) -> None:
    """The site serves its front page, a post by its permalink, a style sheet and the REST index on its port."""
    post = wordpress.rest("/wp/v2/posts")[0]
    assert post["link"].startswith(wordpress.url)
    assert "Hello world!" in wordpress.get(post["link"].removeprefix(wordpress.url)).text
    assert wordpress.get("/").status_code == 200
    assert wordpress.get("/wp-includes/css/dist/block-library/style.css").status_code == 200
    assert wordpress.rest("/")["home"] == wordpress.url == wordpress.home


def test_wordpress_unknown_path_is_404(wordpress: WordPress) -> None:
    """A path that does not exist is WordPress's own 404."""
    assert wordpress.get("/no-such-page/").status_code == 404


@pytest.mark.parametrize("path", ["/wp-config.php", "/../home-url", "/%2e%2e/home-url"])
def test_wordpress_gives_no_files_away(wordpress: WordPress, path: str) -> None:
    """Configuration and files outside the site are not served."""
    assert wordpress.database.password not in wordpress.get(path).text


def test_php_runs_inside_wordpress(wordpress: WordPress) -> None:
    """PHP runs with WordPress loaded, gets its input and gives back what it writes."""
    assert (
        wordpress.php("echo wptexturize( $input['text'] );", {"text": '"quoted" 日本'}) == "&#8220;quoted&#8221; 日本"
    )


def test_php_error_is_raised(wordpress: WordPress) -> None:
    """An error in PHP is an exception that carries PHP's message."""
    with pytest.raises(PhpError, match="undefined function no_such_function"):
        wordpress.php("no_such_function();")


def test_wordpress_calls_nobody(wordpress: WordPress) -> None:
    """Outgoing HTTP is blocked inside WordPress."""
    assert (
        wordpress.php("echo wp_remote_get( 'http://example.org/' )->get_error_code();") == "http_request_not_executed"
    )


def test_public_home_is_believed(new_wordpress: Callable[..., WordPress]) -> None:
    """A site with a public home address names it everywhere and does not redirect away from its port."""
    site = new_wordpress()
    site.install(home="https://public.example/blog")
    assert site.home == "https://public.example/blog"
    assert site.rest("/")["url"] == "https://public.example/blog"
    assert site.php("echo is_ssl() ? home_url( '/x' ) : 'plain';") == "https://public.example/blog/x"


def test_load_dump_keeps_the_address(themeunit_wordpress: WordPress) -> None:
    """A dump is served under the home address it was made with, nothing rewritten."""
    assert themeunit_wordpress.home == themeunit_wordpress.rest("/")["url"] == "http://127.0.0.1:8081"
    assert len(themeunit_wordpress.rest_all("/wp/v2/posts")) == 65


def test_load_dump_with_another_address(shared: Path, new_wordpress: Callable[..., WordPress]) -> None:
    """On request the address is replaced in options and content."""
    site = new_wordpress()
    site.load_dump(shared / "sites" / "themeunit" / "dump.sql", site_url=site.url)
    posts = site.rest_all("/wp/v2/posts")
    assert all(post["link"].startswith(site.url) for post in posts)
    assert not any("127.0.0.1:8081" in post["content"]["rendered"] for post in posts)


def test_themeunit_database_is_loaded(themeunit_database: Database) -> None:
    """The dump's posts are in the database."""
    query = "SELECT COUNT(*) FROM wp_posts WHERE post_type = 'post' AND post_status = 'publish' AND post_password = ''"
    assert themeunit_database.execute(query)[0][0] > 50


def test_other_prefix(new_wordpress: Callable[..., WordPress]) -> None:
    """A site may have another table prefix."""
    site = new_wordpress(prefix="blog7_")
    site.install()
    assert ("blog7_posts",) in site.database.execute("SHOW TABLES")
    assert site.rest("/wp/v2/posts")[0]["slug"] == "hello-world"


def test_other_language(new_wordpress: Callable[..., WordPress]) -> None:
    """A site may speak another language: WordPress takes its quotation marks from the translations given."""
    site = new_wordpress()
    quotes = {"opening": "&#8222;", "closing": "&#8220;"}
    site.add_language(
        "de_DE", {f"{side} curly double quote\x04{english}": quotes[side] for side, english in ENGLISH_QUOTES.items()}
    )
    site.install(locale="de_DE")
    assert site.php("echo get_locale(), wptexturize( '\"so\"' );") == "de_DE&#8222;so&#8220;"
