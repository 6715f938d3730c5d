"""A bench: an empty list as source, a store, a configuration."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from rootzpub.state import FileState
from rootzpub.store import MemoryStore, SqliteStore
from tests.publisher.making import Bench, ListSource, a_config


@pytest.fixture
def bench(tmp_path: Path) -> Bench:
    """Everything a publisher needs, in memory."""
    return Bench(folder=tmp_path, source=ListSource(), store=MemoryStore(), config=a_config(tmp_path))


@pytest.fixture
def file_bench(tmp_path: Path) -> Iterator[Bench]:
    """The same in files, for what only they have; closed at the end."""
    config = a_config(tmp_path)
    store = SqliteStore.open(config.data_dir)
    yield Bench(folder=tmp_path, source=ListSource(), store=store, config=config, state=FileState.open(config.data_dir))
    store.close()
