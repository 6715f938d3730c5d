"""A WordPress database in a file, and a source over it with a fixed clock."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from .tables import WordPressFile


@pytest.fixture
def wordpress(tmp_path: Path) -> Iterator[WordPressFile]:
    """An empty site."""
    site = WordPressFile(tmp_path / "site.sqlite")
    yield site
    site.connection.close()
