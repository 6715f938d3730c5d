"""Everything here is marked `soak`; the site of ten thousand posts, in a database and served."""

import gzip
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.e2e.site import Published, published
from tests.live.mariadb import Database, MariaDB
from tests.live.processes import MissingServerError
from tests.missing import missing

HERE = Path(__file__).parent
LIMIT = 3600.0
"""Seconds that one command may run before it counts as hanging."""


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Mark every test of this folder."""
    for item in items:
        if item.path.is_relative_to(HERE):
            item.add_marker("soak")


@pytest.fixture(scope="session")
def dump(shared: Path) -> Path:
    """The theme unit test site with its posts cloned to ten thousand."""
    return shared / "sites/themeunit10k/dump.sql.gz"


@pytest.fixture(scope="session")
def mariadb(tmp_path_factory: pytest.TempPathFactory) -> Iterator[MariaDB]:
    """A running MariaDB."""
    try:
        with MariaDB(tmp_path_factory.mktemp("mariadb")) as server:
            yield server
    except MissingServerError as error:
        missing(str(error))


@pytest.fixture(scope="session")
def big_database(dump: Path, mariadb: MariaDB) -> Database:
    """The dump in a database: only read it."""
    made = mariadb.create_database()
    made.load(gzip.decompress(dump.read_bytes()))
    return made


@pytest.fixture(scope="session")
def big_site(dump: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Published]:
    """The dump read, synced and served, without a limit of requests: only read it."""
    settings = '[policies]\nrate_limit = "none"\n'
    with published(tmp_path_factory.mktemp("big"), f"sql:{dump}", settings=settings, limit=LIMIT) as site:
        yield site
