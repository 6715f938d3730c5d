"""The theme unit test site and the demo site, served once for all tests that only read."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.conftest import ROOT
from tests.e2e.site import Published, published


@pytest.fixture(scope="session")
def themeunit(shared: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Published]:
    """`../shared/sites/themeunit/rest`, served."""
    with published(tmp_path_factory.mktemp("themeunit"), f"rest:{shared / 'sites/themeunit/rest'}") as site:
        yield site


@pytest.fixture(scope="session")
def demo(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Published]:
    """The demo site, served, llms-full.txt and an owner's token included."""
    folder = tmp_path_factory.mktemp("demo")
    (folder / "token").write_text("test-owner-token\n")
    settings = f'[llms]\nfull = true\n[serve]\nowner_token = "file:{folder / "token"}"\n'
    with published(folder, f"rest:{ROOT / 'fixtures/demo/rest'}", settings=settings) as site:
        yield site
