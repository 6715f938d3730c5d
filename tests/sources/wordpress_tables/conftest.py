"""A WordPress database in a file, and a source over it with a fixed clock."""

from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import Any

import pytest

from .tables import WordPressFile

MakeSite = Callable[..., WordPressFile]


@pytest.fixture
def make_site() -> Iterator[MakeSite]:
    """Makes empty sites, with the arguments of `WordPressFile`, and closes their files at the end."""
    with ExitStack() as opened:

        def make(file: Path, **options: Any) -> WordPressFile:
            site = WordPressFile(file, **options)
            opened.callback(site.connection.close)
            return site

        yield make


@pytest.fixture
def wordpress(make_site: MakeSite, tmp_path: Path) -> WordPressFile:
    """An empty site."""
    return make_site(tmp_path / "site.sqlite")
