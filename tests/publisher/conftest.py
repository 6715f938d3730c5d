"""A bench: an empty list as source, a store, a configuration."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from rootzpub.state import FileState
from rootzpub.store import SqliteStore
from tests.publisher.making import Bench, ListSource, a_config


@pytest.fixture
def bench(tmp_path: Path) -> Iterator[Bench]:
    """Everything a publisher needs, closed at the end."""
    config = a_config(tmp_path)
    store = SqliteStore.open(config.data_dir)
    yield Bench(folder=tmp_path, source=ListSource(), store=store, config=config, state=FileState.open(config.data_dir))
    store.close()
