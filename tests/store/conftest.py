"""Stores: `store` is of every form in turn (the contract), `sqlite_store` has files."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from rootzpub.store import MemoryStore, SqliteStore, Store


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Where the store is made."""
    return tmp_path / "data"


@pytest.fixture
def sqlite_store(folder: Path) -> Iterator[SqliteStore]:
    """An empty store in a folder, closed at the end."""
    opened = SqliteStore.open(folder)
    yield opened
    opened.close()


@pytest.fixture(params=["sqlite", "memory"])
def store(request: pytest.FixtureRequest) -> Store:
    """An empty store of each form: what is tested with it is promised by the interface."""
    if request.param == "memory":
        return MemoryStore()
    return request.getfixturevalue("sqlite_store")  # type: ignore[no-any-return]
