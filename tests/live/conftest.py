"""Real servers as fixtures, each started when the first test asks for it and stopped at the end of the run.

A server that is not installed: a failure where `CI` is set, elsewhere a skip that says how to install it.
"""

from collections.abc import Callable, Generator, Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import Any

import pytest

from tests.missing import missing

from .chromium import Chromium
from .mariadb import Database, MariaDB
from .nginx import Nginx
from .playground import Playground
from .processes import MissingServerError
from .wordpress import WordPress

HERE = Path(__file__).parent
PLAYGROUND_BUILDS = ("6.2", "6.3", "6.4", "6.5", "beta", "nightly")


def pytest_collection_modifyitems(items: list[pytest.Item], config: pytest.Config) -> None:
    """Mark every test of this folder `live`, keep them in one worker when tests run in parallel."""
    for item in items:
        if not item.path.is_relative_to(HERE):
            continue
        if item.get_closest_marker("wp67") is None:
            item.add_marker("live")
        if config.pluginmanager.hasplugin("xdist"):
            item.add_marker(pytest.mark.xdist_group("live"))


@pytest.hookimpl(wrapper=True)
def pytest_fixture_setup() -> Generator[None, object, object]:
    """Turn a missing server into a skip, or into a failure where everything must be there."""
    try:
        return (yield)
    except MissingServerError as error:
        missing(str(error))


@pytest.fixture(scope="session")
def mariadb(tmp_path_factory: pytest.TempPathFactory) -> Iterator[MariaDB]:
    """A running MariaDB without databases: `create_database()` gives one with an owner and a reader account."""
    with MariaDB(tmp_path_factory.mktemp("mariadb")) as server:
        yield server


@pytest.fixture(scope="session")
def new_wordpress(mariadb: MariaDB, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Callable[..., WordPress]]:
    """Makes a served WordPress of its own, without tables: call `install`, `load_dump` or `import_demo` on it.

    Keyword arguments are those of `WordPress` (`prefix`, `salts`). A test that changes a site takes one of these.
    """
    with ExitStack() as sites:

        def make(**options: Any) -> WordPress:
            folder = tmp_path_factory.mktemp("wordpress")
            return sites.enter_context(WordPress(folder, mariadb.create_database(), **options))

        yield make


@pytest.fixture(scope="session")
def wordpress(new_wordpress: Callable[..., WordPress]) -> WordPress:
    """A freshly installed WordPress with its sample content, shared by all tests: leave it as you found it."""
    site = new_wordpress()
    site.install()
    return site


@pytest.fixture(scope="session")
def demo_wordpress(new_wordpress: Callable[..., WordPress]) -> WordPress:
    """The demo site of `fixtures/demo` in a real WordPress, shared by all tests: leave it as you found it."""
    site = new_wordpress()
    site.import_demo()
    return site


@pytest.fixture(scope="session")
def themeunit_wordpress(shared: Path, new_wordpress: Callable[..., WordPress]) -> WordPress:
    """`themeunit/dump.sql` served by a real WordPress under its own home address; shared: leave it as you found it."""
    site = new_wordpress()
    site.load_dump(shared / "sites" / "themeunit" / "dump.sql")
    return site


@pytest.fixture(scope="session")
def themeunit_database(shared: Path, mariadb: MariaDB) -> Database:
    """`themeunit/dump.sql` loaded into a database of its own; shared: only read it."""
    database = mariadb.create_database("themeunit")
    database.load((shared / "sites" / "themeunit" / "dump.sql").read_bytes())
    return database


@pytest.fixture
def nginx(tmp_path: Path) -> Iterator[Callable[..., Nginx]]:
    """Starts nginx with the directives of a server block (`server`) and of the block around it (`http`)."""
    with ExitStack() as running:

        def start(server: str, *, http: str = "") -> Nginx:
            folder = tmp_path / f"nginx-{len(list(tmp_path.iterdir()))}"
            folder.mkdir()
            return running.enter_context(Nginx(folder, server=server, http=http))

        yield start


@pytest.fixture(scope="session")
def chromium(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Chromium]:
    """A headless Chromium with one page, shared by all tests: `open` starts anew, storage stays."""
    with Chromium(tmp_path_factory.mktemp("chromium")) as browser:
        yield browser


@pytest.fixture(scope="session", params=PLAYGROUND_BUILDS, ids=lambda build: f"wp-{build}")
def demo_playground(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Playground]:
    """The demo site in WordPress 6.2 to 6.7 on SQLite, once for each; shared: leave it as you found it."""
    with Playground(tmp_path_factory.mktemp("playground"), request.param) as site:
        site.import_demo()
        yield site
