"""A fake WordPress REST API for each test, and a folder of REST answers to change."""

import json
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from .server import FakeSite, fake_site, serving


@pytest.fixture
def site() -> Iterator[FakeSite]:
    """A running site."""
    with serving(fake_site()) as running:
        yield running


@pytest.fixture
def write_json(tmp_path: Path) -> Callable[[str, Any], Path]:
    """Write one JSON file into the folder under test."""

    def write(name: str, value: Any) -> Path:
        file = tmp_path / name
        file.parent.mkdir(exist_ok=True)
        file.write_text(json.dumps(value).replace("HOME", "https://example.test"), encoding="utf-8")
        return file

    return write
