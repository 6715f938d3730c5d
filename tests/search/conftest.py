"""The judged sites, each read and indexed once."""

import pytest

from tests.search.judging import HERE, ROOT, Outcome, from_rest, from_text, judge, questions


@pytest.fixture(scope="session")
def outcomes() -> list[Outcome]:
    """Of all questions over the sites that are in this repository."""
    stores = {
        "demo": from_rest(ROOT / "fixtures/demo/rest"),
        "shop": from_text(HERE / "sites/shop.txt", language="en"),
        "verein": from_text(HERE / "sites/verein.txt", language="de"),
    }
    found: list[Outcome] = []
    for name, store in stores.items():
        with store.site() as site:
            found += judge(site, questions(name))
    return found
