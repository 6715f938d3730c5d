"""A WordPress served by PHP's built-in server on a loopback port, whatever its program files and database are.

Invariants: the site lives in a temporary folder, never calls out, runs no cron, and is served under the address it
believes in: a home of `https://…` is served on the port as behind a reverse proxy.
"""

import json
import re
import secrets
import signal
import subprocess
from abc import ABC, abstractmethod
from collections.abc import Mapping
from pathlib import Path
from types import TracebackType
from typing import Any, Self
from urllib.parse import urlencode

import requests

from tests.waiting import LIMIT

from .messages import compiled
from .processes import LOOPBACK, Server, free_port, program

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
)
SALTS = (
    "AUTH_KEY",
    "SECURE_AUTH_KEY",
    "LOGGED_IN_KEY",
    "NONCE_KEY",
    "AUTH_SALT",
    "SECURE_AUTH_SALT",
    "LOGGED_IN_SALT",
    "NONCE_SALT",
)
CONFIG = """<?php
{database}

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


class PhpError(RuntimeError):
    """PHP ended with an error; the message carries what it wrote."""


class PhpSite(ABC):
    """One site under `folder`; a context manager that starts and stops its server.

    `path` is the WordPress folder (as `wordpress:DIR` reads it), `url` the address to ask (a loopback port), `home` the
    address the site believes in. `salts` replaces the random ones of wp-config.php by name.
    """

    def __init__(self, folder: Path, *, prefix: str = "wp_", salts: Mapping[str, str] | None = None) -> None:
        self.prefix = prefix
        self.path = folder / "site"
        self.url = f"http://{LOOPBACK}:{free_port()}"
        self._folder = folder
        self._server: Server | None = None
        self.path.mkdir()
        self.create_files()
        self._write_config({name: secrets.token_hex(32) for name in SALTS} | dict(salts or {}))
        self.believe(self.url)

    @abstractmethod
    def create_files(self) -> None:
        """Put WordPress's program files and an empty wp-content into `path`."""

    @abstractmethod
    def drop_tables(self) -> None:
        """Forget everything that the database holds."""

    @abstractmethod
    def database_settings(self) -> str:
        """The lines of wp-config.php that name the database."""

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
        log = self._folder / "php.log"
        log.write_bytes(b"")
        self._server = Server(
            [*self._php(), "-S", self.url.removeprefix("http://"), "-t", str(self.path), str(PHP_FILES / "router.php")],
            log=log,
            environment={"ROOTZPUB_SITE": str(self.path), "PHP_CLI_SERVER_WORKERS": str(WORKERS)},
            stop_signal=signal.SIGINT,  # then the parent waits for its workers
        )
        self._server.wait_until(lambda: "started" in log.read_text(errors="replace"))

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
        self.believe(home or self.url)
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
        """Install a language of exactly these translations; a key "context, U+0004, text" is a text within a context.

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
        return requests.get(self.url + path, **{"timeout": LIMIT, "allow_redirects": False, **options})

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

    def import_demo(self, *, home: str | None = None) -> None:
        """Replace the site by the demo site of `fixtures/demo`, loaded from its authored content.

        It believes in its public address, unless `home` names another: `home=site.url` for a reader of the live REST
        API, which goes to no other host than the one it was given.
        """
        from .demo import import_demo  # the two know each other

        self.drop_tables()
        import_demo(self, home=home)

    def believe(self, home: str) -> None:
        """Serve the site under this address from now on; its options must name the same."""
        (self._folder / "home-url").write_text(home.rstrip("/"))

    def _write_config(self, salts: Mapping[str, str]) -> None:
        lines = "\n".join(f"define( '{name}', '{value}' );" for name, value in salts.items())
        text = CONFIG.format(database=self.database_settings(), salts=lines, prefix=self.prefix)
        self.path.joinpath("wp-config.php").write_text(text)

    def _php(self) -> list[str]:
        return [program("php"), *(part for option in PHP_OPTIONS for part in ("-d", option))]

    def _run(self, code: str, data: Any, *, installing: bool) -> str:
        job = {"code": re.sub(r"\A<\?php", "", code), "input": data, "installing": installing}
        done = subprocess.run(
            [*self._php(), str(PHP_FILES / "run.php")],
            input=json.dumps(job).encode(),
            capture_output=True,
            check=False,
            env={"ROOTZPUB_SITE": str(self.path), "PATH": "/usr/bin:/bin"},
            timeout=LIMIT,
        )
        if done.returncode or done.stderr:
            raise PhpError(f"PHP ended with {done.returncode}: {(done.stderr or done.stdout).decode()[-2000:]}")
        return done.stdout.decode()
