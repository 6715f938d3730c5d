"""A served site, judged by ethers, viem and noble: every document, every tool, an error, and both texts."""

from pathlib import Path

import pytest

from rootzpub.wire import text_stamp
from tests.conftest import ROOT
from tests.e2e.site import published
from tests.node.conftest import Run

pytestmark = pytest.mark.live

ANY_KEY = "0x" + "11" * 32
"""TEST KEY ONLY: what the judges sign with; nobody looks at that here."""
WELL_KNOWN = (
    "",
    "/policies",
    "/knowledge",
    "/feed",
    "/content",
    "/content/pages",
    "/content/posts",
    "/pages",
    "/tools",
)
REST = (
    *("search?q=a&limit=3", "search?q=%E6%97%A5%E6%9C%AC", "page?path=%2F", "verify?page=%2F", "status"),
    *("page?path=%2Fnot-there%2F", "search", "policies", "ai.json"),
)


def test_all_three_accept_every_answer(run: Run, tmp_path: Path) -> None:
    """Hash by JSON.stringify of the parsed body, content signature, and envelope; errors and keys included."""
    paths = [f"/.well-known/ai{path}" for path in (*WELL_KNOWN, "/keys")] + [
        f"/wp-json/rootz/v1/{path}" for path in REST
    ]
    with published(tmp_path, f"rest:{ROOT / 'fixtures/demo/rest'}") as site:
        signer = site.json("/.well-known/ai")["_signature"]["signer"]
        documents = [{"body": site.get(path).content.decode()} for path in paths]
        stamp = text_stamp.read(site.get("/llms.txt").content)
        assert stamp is not None
        documents.append({"body": site.get("/llms.txt.sig").content.decode(), "text": stamp.signed.decode()})
    verdicts = run("judge.mjs", {"privateKey": ANY_KEY, "documents": documents})["verdicts"]
    everyone = dict.fromkeys(("ethers", "viem", "noble"), signer)
    for path, verdict in zip([*paths, "/llms.txt"], verdicts, strict=True):
        assert verdict["sameHash"], path
        assert (verdict["content"], verdict["envelope"]) == (everyone, everyone), path
