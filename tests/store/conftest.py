"""A store in a folder of its own."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from rootzpub.store import SqliteStore


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Where the store is made."""
    return tmp_path / "data"


@pytest.fixture
def store(folder: Path) -> Iterator[SqliteStore]:
    """An empty store, closed at the end."""
    opened = SqliteStore.open(folder)
    yield opened
    opened.close()
