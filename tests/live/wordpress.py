"""A real WordPress on a loopback port: Debian's program files, a database of its own, PHP's built-in server.

Law: the site lives in a temporary folder (`path`, with its own `wp-config.php`), never calls out, runs no cron, and
is served under the address it believes in: a home of `https://…` is served on the port as behind a reverse proxy.
"""

import json
import re
import secrets
import signal
import subprocess
from collections.abc import Mapping
from pathlib import Path
from types import TracebackType
from typing import Any, Self
from urllib.parse import urlencode

import requests

from .mariadb import Database
from .messages import compiled
from .processes import INSTALL_HINT, LOOPBACK, MissingServerError, Server, free_port, program

DEBIAN_FILES = Path("/usr/share/wordpress")
PHP_FILES = Path(__file__).parent / "php"
WORKERS = 3
PHP_OPTIONS = (
    "auto_prepend_file=" + str(PHP_FILES / "prepend.php"),
    "display_errors=stderr",
    "error_reporting=22527",  # E_ALL without deprecations: WordPress 6.1 is older than PHP 8.2
    "memory_limit=512M",
    "opcache.enable_cli=1",
    "opcache.revalidate_freq=0",
    "sendmail_path=/bin/true",
    "session.save_path=/nonexistent",
)
CONFIG = """<?php
define( 'DB_NAME', '{name}' );
define( 'DB_USER', '{user}' );
define( 'DB_PASSWORD', '{password}' );
define( 'DB_HOST', '{host}:{port}' );
define( 'DB_CHARSET', 'utf8mb4' );
define( 'DB_COLLATE', '' );

{salts}

$table_prefix = '{prefix}';

define( 'WP_DEBUG', false );
define( 'WP_HTTP_BLOCK_EXTERNAL', true );
define( 'DISABLE_WP_CRON', true );
define( 'AUTOMATIC_UPDATER_DISABLED', true );
define( 'WP_AUTO_UPDATE_CORE', false );

if ( ! defined( 'ABSPATH' ) ) {{
	define( 'ABSPATH', __DIR__ . '/' );
}}
require_once ABSPATH . 'wp-settings.php';
"""
SALTS = ("AUTH_KEY", "SECURE_AUTH_KEY", "LOGGED_IN_KEY", "NONCE_KEY", "AUTH_SALT", "SECURE_AUTH_SALT", "LOGGED_IN_SALT")


class PhpError(RuntimeError):
    """PHP ended with an error; the message carries what it wrote."""


class WordPress:
    """One site: its files under `folder`, its tables in `database`; a context manager that starts and stops its server.

    `path` is the WordPress folder (as `wordpress:DIR` reads it), `url` the address to ask (a loopback port), `home` the
    address the site believes in. `salts` replaces the random ones of wp-config.php by name.
    """

    def __init__(
        self, folder: Path, database: Database, *, prefix: str = "wp_", salts: Mapping[str, str] | None = None
    ) -> None:
        self.database = database
        self.prefix = prefix
        self.path = folder / "site"
        self.url = f"http://{LOOPBACK}:{free_port()}"
        self._folder = folder
        self._server: Server | None = None
        self._create_files({name: secrets.token_hex(32) for name in (*SALTS, "NONCE_SALT")} | dict(salts or {}))
        self._believe(self.url)

    def __enter__(self) -> Self:
        self.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.stop()

    @property
    def home(self) -> str:
        """The public address of the site (option `home`), without a slash at the end."""
        return (self._folder / "home-url").read_text()

    @property
    def pid(self) -> int:
        """The process number of the PHP server."""
        assert self._server is not None, "the site is not served"
        return self._server.pid

    def start(self) -> None:
        """Serve the site on its port."""
        address = self.url.removeprefix("http://")
        self._server = Server(
            [*self._php(), "-S", address, "-t", str(self.path), str(PHP_FILES / "router.php")],
            log=self._folder / "php.log",
            environment={**self._environment(), "PHP_CLI_SERVER_WORKERS": str(WORKERS)},
            stop_signal=signal.SIGINT,  # then the parent waits for its workers
        )
        self._server.wait_until(lambda: "started" in self._server_log())

    def stop(self) -> None:
        """Stop serving; files and database stay."""
        if self._server is not None:
            self._server.stop()
            self._server = None

    def install(
        self,
        *,
        home: str | None = None,
        title: str = "A WordPress under test",
        description: str = "Just another WordPress site",
        locale: str = "en_US",
        permalinks: str = "/%year%/%monthnum%/%day%/%postname%/",
        sample_content: bool = True,
    ) -> None:
        """Create the tables and the site, as WordPress's installer does (account `admin`, password `test-only`)."""
        self._believe(home or self.url)
        settings = {
            "home": self.home,
            "title": title,
            "description": description,
            "locale": locale,
            "time_zone": "Europe/Berlin",
            "permalinks": permalinks,
            "sample_content": sample_content,
        }
        self._run((PHP_FILES / "install.php").read_text(), settings, installing=True)

    def add_language(self, locale: str, translations: Mapping[str, str]) -> None:
        r"""Install a language of exactly these translations; a key `context\\x04text` is a text within a context.

        Debian's own translations are years older than its WordPress and lack what matters here (quotation marks).
        """
        (self.path / "wp-content" / "languages" / f"{locale}.mo").write_bytes(compiled(translations))

    def php(self, code: str, data: Any = None) -> str:
        """What a piece of PHP writes when run inside the loaded WordPress; `data` (JSON values) is `$input` there.

        Raises PhpError when PHP ends with an error or writes one.
        """
        return self._run(code, data, installing=False)

    def php_file(self, path: Path, data: Any = None) -> str:
        """The same for a file of PHP."""
        return self.php(path.read_text(), data)

    def get(self, path: str, **options: Any) -> requests.Response:
        """One anonymous GET of a path of the site; redirects are not followed."""
        return requests.get(self.url + path, **{"timeout": 60, "allow_redirects": False, **options})

    def rest(self, route: str = "/", **parameters: str | int) -> Any:
        """The JSON that an anonymous visitor gets for a REST route such as `/wp/v2/posts`.

        Raises requests.HTTPError for an answer that is not a success.
        """
        query = f"?{urlencode(parameters)}" if parameters else ""
        answer = self.get(f"/wp-json{route}{query}")
        answer.raise_for_status()
        return answer.json()

    def rest_all(self, route: str, **parameters: str | int) -> list[Any]:
        """Every item of a REST collection, all its pages of 100 joined."""
        items: list[Any] = []
        page = 1
        while True:
            answer = self.get(f"/wp-json{route}?{urlencode({**parameters, 'per_page': 100, 'page': page})}")
            answer.raise_for_status()
            items.extend(answer.json())
            if page >= int(answer.headers["X-WP-TotalPages"]):
                return items
            page += 1

    def load_dump(self, path: Path, *, site_url: str | None = None) -> None:
        """Replace the tables by those of a dump and serve the site under the home address that the dump names.

        With `site_url` the old home address is replaced in the options `home` and `siteurl`, and in the content,
        excerpts and guids of the posts. Serialised values are left as they are. The dump's table prefix is this site's.
        """
        self._drop_tables()
        self.database.load(path.read_bytes())
        old = str(self.database.execute(self._option_query("home"))[0][0]).rstrip("/")
        if site_url is not None:
            self._replace_address(old, site_url.rstrip("/"))
        self._believe(site_url or old)

    def import_demo(self) -> None:
        """Replace the site by the demo site of `fixtures/demo`, loaded from its authored content."""
        from .demo import import_demo  # the two know each other

        self._drop_tables()
        import_demo(self)

    def _drop_tables(self) -> None:
        tables = [row[0] for row in self.database.execute("SHOW TABLES")]
        if tables:
            self.database.execute("DROP TABLE " + ", ".join(f"`{table}`" for table in tables))

    def _replace_address(self, old: str, new: str) -> None:
        posts = f"{self.prefix}posts"
        columns = ", ".join(
            f"{column} = REPLACE({column}, '{old}', '{new}')" for column in ("post_content", "post_excerpt", "guid")
        )
        self.database.execute(
            f"UPDATE {self.prefix}options SET option_value = '{new}' WHERE option_name IN ('home', 'siteurl')",
            f"UPDATE {posts} SET {columns}",
        )

    def _option_query(self, name: str) -> str:
        return f"SELECT option_value FROM {self.prefix}options WHERE option_name = '{name}'"

    def _believe(self, home: str) -> None:
        (self._folder / "home-url").write_text(home.rstrip("/"))

    def _server_log(self) -> str:
        return (self._folder / "php.log").read_text(errors="replace")

    def _environment(self) -> dict[str, str]:
        return {"ROOTZPUB_SITE": str(self.path)}

    def _php(self) -> list[str]:
        return [program("php"), *(part for option in PHP_OPTIONS for part in ("-d", option))]

    def _run(self, code: str, data: Any, *, installing: bool) -> str:
        job = {"code": re.sub(r"\A<\?php", "", code), "input": data, "installing": installing}
        done = subprocess.run(
            [*self._php(), str(PHP_FILES / "run.php")],
            input=json.dumps(job).encode(),
            capture_output=True,
            check=False,
            env={**self._environment(), "PATH": "/usr/bin:/bin"},
            timeout=120,
        )
        if done.returncode or done.stderr:
            raise PhpError(f"PHP ended with {done.returncode}: {(done.stderr or done.stdout).decode()[-2000:]}")
        return done.stdout.decode()

    def _create_files(self, salts: Mapping[str, str]) -> None:
        if not (DEBIAN_FILES / "wp-includes" / "version.php").exists():
            raise MissingServerError(f"WordPress is not installed at {DEBIAN_FILES}; run: {INSTALL_HINT}")
        content = self.path / "wp-content"
        for folder in ("languages", "mu-plugins", "plugins", "themes", "uploads"):
            (content / folder).mkdir(parents=True)
        for source in DEBIAN_FILES.iterdir():
            if source.name.startswith("wp-config") or source.name in ("wp-content", ".htaccess", "readme.html"):
                continue
            (self.path / source.name).symlink_to(source)
        for theme in (DEBIAN_FILES / "wp-content" / "themes").iterdir():
            (content / "themes" / theme.name).symlink_to(theme)
        database = self.database
        self.path.joinpath("wp-config.php").write_text(
            CONFIG.format(
                name=database.name,
                user=database.user,
                password=database.password,
                host=database.host,
                port=database.port,
                prefix=self.prefix,
                salts="\n".join(f"define( '{name}', '{value}' );" for name, value in salts.items()),
            )
        )
