"""templates/verify.js, the browser's own verifier, against noble and ethers and the shared vectors."""

import json
import random
from pathlib import Path
from typing import Any

import pytest

from rootzpub.proof import LocalSigner
from rootzpub.proof.keyfile import new_secret
from tests.node.conftest import Run
from tests.verify.conftest import DISCOVERY_URL, NOW, TestPublisher, judged
from tests.wire.test_chains import KNOWN

N = 0xFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFEBAAEDCE6AF48A03BBFD25E8CD0364141
SCRIPT = "verify-js.mjs"


@pytest.mark.slow("more than a tenth of a second a case")
def test_keccak_equals_nobles(run: Run):
    """Lengths around the rate of 136 bytes, and longer."""
    chance = random.Random(7)
    messages = [chance.randbytes(length).hex() for length in (0, 1, 31, 32, 55, 135, 136, 137, 271, 272, 273, 1000)]

    for row in run(SCRIPT, {"messages": messages})["keccak"]:
        assert row["ours"] == row["noble"]


@pytest.mark.slow("starts Node for every part")
def test_recovery_equals_ethers(run: Run):
    """For many keys and digests, both parities of R."""
    chance = random.Random(11)
    signatures = []
    for _ in range(24):
        signer, digest = LocalSigner(new_secret()), chance.randbytes(32)
        signatures.append({"digest": "0x" + digest.hex(), "signature": "0x" + signer.sign(digest).hex()})

    rows = run(SCRIPT, {"signatures": signatures})["recovered"]

    assert len({row["ours"] for row in rows}) == 24
    assert all(row["ours"] == row["ethers"] for row in rows)


@pytest.mark.slow("more than a tenth of a second a case")
def test_malleated_signatures_are_refused(run: Run):
    """High s, v of another form, r and s out of range, wrong length."""
    signer, digest = LocalSigner(new_secret()), bytes(range(32))
    good = signer.sign(digest)
    r, s, v = good[:32], int.from_bytes(good[32:64], "big"), good[64]
    bad = [
        r + (N - s).to_bytes(32, "big") + bytes([55 - v]),
        r + good[32:64] + bytes([v - 27]),
        r + good[32:64] + bytes([29]),
        bytes(32) + good[32:],
        N.to_bytes(32, "big") + good[32:],
        r + bytes(32) + bytes([v]),
        good[:64],
        good + b"\x00",
    ]

    rows = run(SCRIPT, {"signatures": [{"digest": "0x" + digest.hex(), "signature": "0x" + one.hex()} for one in bad]})

    assert all(row["ours"].startswith("refused: ") for row in rows["recovered"])


@pytest.mark.slow("starts Node for every part")
def test_the_worked_envelopes(run: Run, shared: Path):
    """Every document of vectors/envelope verifies; the envelope's digest is the one ethers computes."""
    vectors = json.loads((shared / "vectors/envelope/envelope.json").read_bytes())
    served = [document["served"] for document in vectors["documents"]]
    messages = [json.loads(text)["_signature"]["envelope"]["message"] for text in served]

    places = [f"{message['origin']}{message['resource']}" for message in messages]
    documents = [{"text": text, "url": url, "now": 1772655800} for text, url in zip(served, places, strict=True)]

    said = run(SCRIPT, {"documents": documents, "messagesOfEnvelopes": messages})

    assert [report["verdict"] for report in said["reports"]] == ["verified"] * len(served)
    assert {report["signer"] for report in said["reports"]} == {vectors["signer"]}
    assert all(row["ours"] == row["ethers"] for row in said["envelopes"])


@pytest.mark.slow("starts Node for every part")
def test_the_plugins_documents_in_both_served_forms(run: Run, shared: Path):
    """13 shapes, pretty-printed and escaped: hash and signer are found, what is left open is a warning."""
    vectors = json.loads((shared / "vectors/plugin/signed-documents.json").read_bytes())["documents"]
    documents = [{"text": row[form]} for row in vectors for form in ("servedWellKnown", "servedRest")]

    reports = run(SCRIPT, {"documents": documents})["reports"]

    assert {report["verdict"] for report in reports} == {"verified with warnings"}


def edits(value: Any) -> list[Any]:
    """The value with one leaf changed, once for each leaf."""
    if isinstance(value, dict):
        return [{**value, key: changed} for key, inner in value.items() for changed in edits(inner)]
    if isinstance(value, list):
        return [[*value[:at], changed, *value[at + 1 :]] for at, inner in enumerate(value) for changed in edits(inner)]
    if isinstance(value, bool):
        return [not value]
    if isinstance(value, int):
        return [value + 1]
    return [value[:-1] + ("0" if value[-1:] != "0" else "1")] if isinstance(value, str) and value else ["x"]


@pytest.mark.slow("starts Node for every part")
def test_no_edited_leaf_goes_unnoticed(run: Run, shared: Path):
    """Each leaf of a worked getPage, its signature included, changed once: never verified."""
    vectors = json.loads((shared / "vectors/envelope/envelope.json").read_bytes())
    page = json.loads(vectors["documents"][1]["served"])

    changed = edits(page)
    reports = run(SCRIPT, {"documents": [{"text": json.dumps(one), "now": 1772655800} for one in changed]})["reports"]

    assert "verified" not in {report["verdict"] for report in reports}


@pytest.mark.slow("more than a tenth of a second a case")
def test_strict_json(run: Run, shared: Path):
    """Every file a JSON reader must reject is refused, every one it must accept is read (duplicate keys excepted)."""
    folder = shared / "vectors/json-parsing/test_parsing"
    files = [path for path in sorted(folder.iterdir()) if path.name[0] in "yn"]
    texts = {}
    for path in files:
        try:
            texts[path.name] = path.read_bytes().decode("utf-8")
        except UnicodeDecodeError:
            continue  # never becomes a text at all

    said = dict(zip(texts, run(SCRIPT, {"json": list(texts.values())})["canonical"], strict=True))

    accepted = {name for name, answer in said.items() if not answer.startswith("refused: ")}
    assert {name for name in accepted if name.startswith("n_")} == set()
    assert {name for name in set(said) - accepted if name.startswith("y_")} <= {
        "y_object_duplicated_key.json",
        "y_object_duplicated_key_and_value.json",
        "y_number_double_close_to_zero.json",
    }


@pytest.mark.slow("starts Node for every part")
@pytest.mark.parametrize("name", ["arrays", "french", "structures", "unicode", "values", "weird"])
def test_canonical_json(run: Run, shared: Path, name):
    """RFC 8785's own examples."""
    folder = shared / "vectors/jcs/testdata"
    text = (folder / "input" / f"{name}.json").read_text("utf-8")

    assert run(SCRIPT, {"json": [text]})["canonical"] == [(folder / "output" / f"{name}.json").read_text("utf-8")]


@pytest.mark.slow("more than a tenth of a second a case")
@pytest.mark.parametrize(
    ("network", "chain", "verdict"),
    [
        *((name, number, "verified") for name, number in KNOWN.items()),
        *((str(number), number, "verified") for number in (137, 80002, 31337)),
        (137, 137, "verified"),
        ("polygon", 0, "verified with warnings"),
        ("0137", 137, "verified with warnings"),
        (" 137", 137, "verified with warnings"),
        ("1", 137, "failed"),
        (1, 137, "failed"),
        ("base", 137, "failed"),
    ],
)
def test_networks_are_read_as_the_verifier_reads_them(run: Run, network: object, chain: int, verdict: str):
    """By name, alias and number, against the signed chain id."""
    data = TestPublisher(context_changes={"network": network, "chain_id": chain}).discovery()

    said = run(SCRIPT, {"documents": [{"text": data.decode(), "url": DISCOVERY_URL, "now": int(NOW.timestamp())}]})

    assert said["reports"][0]["verdict"] == verdict == judged(data).verdict.value
