"""The shared vectors: documents of others, and ours, judged as their makers mean them."""

import json
from datetime import UTC, datetime
from pathlib import Path

import pytest

from rootzpub.verify import Outcome, Verdict, verify

SIGNED = datetime(2026, 3, 4, 20, 30, tzinfo=UTC)
LIVE = datetime(2026, 11, 20, 9, 0, tzinfo=UTC)


@pytest.mark.parametrize("form", ["servedWellKnown", "servedRest"])
def test_the_plugin_s_thirteen_shapes(shared: Path, form: str) -> None:
    """Every shape, in both forms in which the plugin serves it, verifies to the signer that made it."""
    documents = json.loads((shared / "vectors/plugin/signed-documents.json").read_bytes())["documents"]
    assert len(documents) == 13
    for document in documents:
        report = verify(document[form].encode(), moment=LIVE)
        assert report.dialect == "plugin", document["name"]
        assert report.verdict is Verdict.WARNINGS, document["name"]
        assert report.signer == document["signature"]["signer"]
        evidence = report.check("hash").evidence
        assert evidence["bytesCovered"] == len(document["signedBytesHex"]) // 2
        assert evidence["valuesCovered"] == evidence["valuesTotal"]


@pytest.mark.parametrize("name", ["rest-feed", "rest-search-widget", "rest-verify-about", "wk-ai"])
def test_what_a_live_plugin_served(shared: Path, name: str) -> None:
    """Hash and signature hold; place and time are not signed, and the report says so."""
    report = verify((shared / f"vectors/plugin/served/{name}.json").read_bytes(), moment=LIVE)
    assert report.verdict is Verdict.WARNINGS
    assert report.signer == "0xCc5E961C073708A0ce630f2aa507E4542528fD09"
    assert report.codes >= {"hash.matches", "signer.recovered", "envelope.absent", "binding.unsigned"}
    assert "signedAt" in {item.what for item in report.unproven}


def test_our_own_envelopes(shared: Path) -> None:
    """The worked examples pass every check that needs nothing from before."""
    vectors = json.loads((shared / "vectors/envelope/envelope.json").read_bytes())
    for document in vectors["documents"]:
        resource = json.loads(document["served"])["_signature"]["envelope"]["message"]["resource"]
        report = verify(document["served"].encode(), url=f"https://example.com{resource}", moment=SIGNED)
        assert report.verdict is Verdict.VERIFIED, report.as_text()
        assert report.signer == vectors["signer"]
        assert report.content_hash == document["contentHash"]
        assert report.check("publication").outcome is not Outcome.FAIL
        assert report.observation is not None
        assert report.observation.sequence == 42


def test_every_json_that_must_be_rejected_fails_at_the_first_step(shared: Path) -> None:
    """No file of the parsing suite raises, and none that must be rejected is read."""
    folder = shared / "vectors/json-parsing/test_parsing"
    for file in sorted(folder.glob("*.json")):
        report = verify(file.read_bytes(), moment=SIGNED)
        assert report.verdict is Verdict.FAILED, file.name
        if file.name.startswith("n_") and file.read_bytes().lstrip(b" \t\r\n").startswith(b"{"):
            assert report.check("parsed").outcome is Outcome.FAIL, file.name
