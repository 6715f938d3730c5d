"""Everything the theme unit site serves, judged by ethers, viem and noble: the main job seen by strangers."""

import itertools
from urllib.parse import quote

import pytest

from tests.e2e.conftest import themeunit  # noqa: F401 - the fixture
from tests.e2e.site import Published
from tests.node.conftest import Run

KEY = "0x" + "01" * 32  # TEST KEY ONLY: the judges sign with it too; not looked at here


def paths(site: Published) -> list[str]:
    """Documents, tools, and the pages of twenty entries."""
    manifest = site.json("/.well-known/ai/pages?per_page=20")
    pages = [f"/wp-json/rootz/v1/page?path={quote(record['path'], safe='')}" for record in manifest["pages"]]
    documents = ["", "/policies", "/knowledge", "/feed", "/content", "/content/posts", "/pages", "/tools"]
    return [
        *(f"/.well-known/ai{name}" for name in documents),
        "/wp-json/rootz/v1/search?q=widget&limit=3",
        "/wp-json/rootz/v1/search?q=%CE%B5%CF%80%CE%AF%CF%80%CE%B5%CE%B4%CE%BF",
        "/wp-json/rootz/v1/status",
        "/wp-json/rootz/v1/page?path=%2Fnot-there%2F",
        *pages,
    ]


@pytest.mark.slow("starts Node for every part")
def test_strangers_accept_every_document_and_answer(themeunit: Published, run: Run):  # noqa: F811 - the fixture
    """Hash by JSON.stringify of the parsed body, signature, typed data: all three libraries name our signer."""
    asked = paths(themeunit)
    documents = [{"body": themeunit.get(path).text} for path in asked]

    verdicts = run("judge.mjs", {"privateKey": KEY, "documents": documents})["verdicts"]

    assert len(verdicts) == len(asked) >= 30
    for path, verdict in zip(asked, verdicts, strict=True):
        assert verdict["sameHash"], path
        named = itertools.chain(verdict["content"].values(), verdict["envelope"].values())
        assert set(named) == {verdict["signer"]}, path
