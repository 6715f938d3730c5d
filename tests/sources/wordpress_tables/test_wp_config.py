"""wp-config.php without PHP."""

from collections.abc import Mapping
from pathlib import Path

import pytest

from rootzpub.errors import ConfigError, SourceUnavailable
from rootzpub.sources.plugin import plugin_wallet
from rootzpub.sources.wordpress_tables.wp_config import WpConfig, parse_wp_config
from tests.sources.reading import opened, read

from .conftest import MakeSite


def parsed(source: str, environment: Mapping[str, str] | None = None) -> WpConfig:
    """A configuration from its text."""
    return parse_wp_config("<?php\n" + source, folder=Path("/srv/site"), environment=environment or {})


@pytest.mark.parametrize(
    ("expression", "value"),
    [
        pytest.param("'plain'", "plain", id="single-quotes"),
        pytest.param('"double"', "double", id="double-quotes"),
        pytest.param(r"'it\'s \\ \n'", r"it's \ \n", id="escapes"),
        pytest.param("3306", "3306", id="number"),
        pytest.param("true", "1", id="true"),
        pytest.param("false", "", id="false"),
        pytest.param("getenv('NAME')", "from-environment", id="getenv"),
        pytest.param("$_ENV['NAME']", "from-environment", id="env"),
        pytest.param('$_SERVER["NAME"]', "from-environment", id="server"),
        pytest.param("getenv('NONE') ?: 'default'", "default", id="elvis"),
        pytest.param("$_ENV['NONE'] ?? 'default'", "default", id="null-coalescing"),
        pytest.param("getenv('NAME') ?: 'default'", "from-environment", id="elvis-set"),
        pytest.param("getenv_docker('NONE', 'default')", "default", id="docker-default"),
        pytest.param("getenv_docker('NAME', 'default')", "from-environment", id="docker"),
        pytest.param("'a' . 'b' . getenv('NAME')", "abfrom-environment", id="joined"),
        pytest.param("__DIR__ . '/wp-content'", "/srv/site/wp-content", id="dir"),
        pytest.param("dirname(__FILE__) . '/x'", "/srv/site/x", id="dirname"),
        pytest.param("FIRST", "one", id="other-constant"),
        pytest.param("'http://' . FIRST", "http://one", id="joined-constant"),
        pytest.param("getenv('NONE')", "", id="unset"),
        pytest.param("some_function('x')", "", id="function"),
        pytest.param("$variable", "", id="variable"),
        pytest.param('"with $variable"', "", id="interpolation"),
        pytest.param("'a' . some_function()", "", id="joined-function"),
        pytest.param("getenv('NAME' . 'X')", "", id="computed-name"),
    ],
)
def test_values(expression: str, value: str) -> None:
    """What is plainly written is known; anything else is unknown, never guessed."""
    source = f"define('FIRST', 'one');\ndefine( 'X', {expression} );"
    assert parsed(source, {"NAME": "from-environment"}).text("X") == value


def test_a_secret_of_docker(tmp_path: Path) -> None:
    """Docker's image takes `X_FILE` for a file that holds the value."""
    secret = tmp_path / "secret"
    secret.write_text("from-file\n")
    source = "define('DB_PASSWORD', getenv_docker('WORDPRESS_DB_PASSWORD', 'example'));"
    assert parsed(source, {"WORDPRESS_DB_PASSWORD_FILE": str(secret)}).text("DB_PASSWORD") == "from-file"
    assert "DB_PASSWORD" not in parsed(source, {"WORDPRESS_DB_PASSWORD_FILE": "/nowhere"}).constants
    assert parsed(source).text("DB_PASSWORD") == "example"


def test_comments_do_not_count() -> None:
    """Definitions in comments are none; comment marks in strings are no comments; the first definition stands."""
    source = """
    // define('A', 'no');
    # define('A', 'no');
    /* define('A', 'no'); */
    define('A', 'http://a/*b*/#c');
    define('A', 'second');
    """
    assert parsed(source).text("A") == "http://a/*b*/#c"


def test_prefix() -> None:
    """The table prefix, also by environment."""
    assert parsed("$table_prefix = 'abc_';").prefix == "abc_"
    assert parsed("$table_prefix = getenv_docker('WORDPRESS_TABLE_PREFIX', 'wp_');").prefix == "wp_"


def test_secrets_do_not_show() -> None:
    """The representation holds no constant."""
    assert "geheim" not in repr(parsed("define('DB_PASSWORD', 'geheim');"))


def test_no_wp_config(tmp_path: Path) -> None:
    """A folder without it is reported."""
    with pytest.raises(SourceUnavailable, match=r"no wp-config\.php"):
        read(f"wordpress:{tmp_path}")


@pytest.mark.parametrize(
    ("source", "message"),
    [
        pytest.param(
            "define('DB_NAME', find()); define('DB_USER', 'u');", "DB_NAME and DB_HOST and DB_PASSWORD", id="name"
        ),
        pytest.param("define('DB_PASSWORD', find());", "does not say DB_PASSWORD in", id="password"),
        pytest.param("define('DB_HOST', $_SERVER['HTTP_HOST']);", "does not say DB_HOST in", id="host"),
        pytest.param("define('DB_NAME', '');", "does not say DB_NAME and DB_USER in", id="empty"),
    ],
)
def test_a_configuration_that_needs_php(tmp_path: Path, source: str, message: str) -> None:
    """Database settings that only PHP could compute are reported by their names; none is guessed."""
    rest = "" if "DB_USER" in source else "define('DB_NAME', 'n'); define('DB_USER', 'u');"
    rest += "" if "DB_USER" in source else "define('DB_HOST', 'localhost'); define('DB_PASSWORD', 'p');"
    (tmp_path / "wp-config.php").write_text(f"<?php {source} {rest}")
    with pytest.raises(ConfigError, match=message):
        read(f"wordpress:{tmp_path}")


@pytest.mark.parametrize("above", [False, True], ids=["in-the-folder", "one-folder-above"])
def test_the_sqlite_drop_in(make_site: MakeSite, tmp_path: Path, *, above: bool) -> None:
    """A site on the drop-in: its file, prefix, home and salts come from wp-config.php."""
    folder = tmp_path / "site"
    (folder / "wp-content" / "database").mkdir(parents=True)
    (folder / "wp-content" / "db.php").write_text("<?php")
    site = make_site(folder / "wp-content" / "database" / ".ht.sqlite", prefix="x_")
    site.post(5)
    site.options(rootz_signing_key="cipher", rootz_signing_address="0xA")
    (tmp_path if above else folder).joinpath("wp-config.php").write_text(
        "<?php define('WP_HOME', 'https://moved.test'); $table_prefix='x_';"
        "define('SECURE_AUTH_KEY', 'one'); define('SECURE_AUTH_SALT', 'two'); define('LOGGED_IN_SALT', 'no');"
    )
    source = opened(f"wordpress:{folder}")
    with source.snapshot() as snapshot:
        assert snapshot.site_facts().url == "https://moved.test"
    wallet = plugin_wallet(source)
    assert wallet is not None
    assert dict(wallet.salts) == {"SECURE_AUTH_KEY": "one", "SECURE_AUTH_SALT": "two"}


@pytest.mark.parametrize(
    ("constants", "options", "url"),
    [
        pytest.param("", {}, "https://example.test/wp-content/uploads", id="usual"),
        pytest.param(
            "define('WP_SITEURL', 'https://s.test/wp');", {}, "https://s.test/wp/wp-content/uploads", id="site"
        ),
        pytest.param("define('WP_CONTENT_URL', 'https://c.test/c');", {}, "https://c.test/c/uploads", id="content"),
        pytest.param("define('UPLOADS', 'media');", {}, "https://example.test/media", id="uploads"),
        pytest.param(
            "define('UPLOADS', 'm');", {"upload_url_path": "https://cdn.test"}, "https://example.test/m", id="both"
        ),
        pytest.param("", {"upload_url_path": "https://cdn.test/"}, "https://cdn.test", id="address-option"),
        pytest.param("", {"upload_path": "files"}, "https://example.test/files", id="path-option"),
        pytest.param(
            "", {"upload_path": "/srv/files"}, "https://example.test/wp-content/uploads", id="path-of-the-disk"
        ),
    ],
)
def test_where_uploads_lie(
    make_site: MakeSite, tmp_path: Path, constants: str, options: dict[str, str], url: str
) -> None:
    """Constants of wp-config.php and options say where files are; the constants first."""
    (tmp_path / "wp-content" / "database").mkdir(parents=True)
    site = make_site(tmp_path / "wp-content" / "database" / ".ht.sqlite")
    site.attachment(7)
    site.options(**options)
    (tmp_path / "wp-config.php").write_text(f"<?php define('DB_ENGINE', 'sqlite'); {constants}")
    media = read(f"wordpress:{tmp_path}").entries[7].media
    assert media is not None
    assert media.url == f"{url}/2026/01/7.jpg"


def test_a_drop_in_that_is_switched_off(make_site: MakeSite, tmp_path: Path) -> None:
    """Where wp-config.php names another engine, the file that is left over is not read."""
    (tmp_path / "wp-content" / "database").mkdir(parents=True)
    (tmp_path / "wp-content" / "db.php").write_text("<?php")
    make_site(tmp_path / "wp-content" / "database" / ".ht.sqlite")
    (tmp_path / "wp-config.php").write_text("<?php define('DB_ENGINE', 'mysql');")
    with pytest.raises(ConfigError, match="DB_NAME"):
        read(f"wordpress:{tmp_path}")
