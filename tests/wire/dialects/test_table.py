"""The table of dialects: each row recognises its own, names it, and says how much it covers."""

import hashlib
import json
import tracemalloc
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from rootzpub.errors import MalformedInput
from rootzpub.wire import canonical, text_stamp
from rootzpub.wire.dialects import DIALECTS, Coverage, Received, count_values, recognise
from tests.growth import assert_linear

BODY: dict[str, Any] = {
    "standard": "ai-discovery",
    "generated": "2026-02-18T00:00:00Z",
    "name": "Größe",
    "score": 1.5,
    "concepts": [{"term": "Widget", "definition": "A small thing"}, {"term": "Note"}],
}


def signed(body: dict[str, Any], encoded: bytes, **block: Any) -> bytes:
    """A served document whose content hash is over `encoded`."""
    digest = "sha256:" + hashlib.sha256(encoded).hexdigest()
    return json.dumps({**body, "_signature": {"contentHash": digest, **block}}, ensure_ascii=False, indent=2).encode()


def without_generated() -> dict[str, Any]:
    """The body as newer hosts of the standard hash it."""
    return {key: value for key, value in BODY.items() if key != "generated"}


PYTHON_CASES = [
    pytest.param(
        {"sort_keys": sort_keys, "ensure_ascii": ensure_ascii, "separators": separators},
        f"python-{'sorted' if sort_keys else 'ordered'}-{'ascii' if ensure_ascii else 'unicode'}-{spacing}",
        id=f"{sort_keys}-{ensure_ascii}-{spacing}",
    )
    for sort_keys in (False, True)
    for ensure_ascii in (False, True)
    for separators, spacing in (((",", ":"), "compact"), ((", ", ": "), "spaced"))
]


def test_names_are_unique_and_the_last_row_takes_everything() -> None:
    """Twenty rows, each with a name of its own; what nobody else takes is foreign."""
    assert len({dialect.name for dialect in DIALECTS}) == len(DIALECTS) == 21
    assert DIALECTS[-1].name == "foreign"


def test_our_documents(shared: Path) -> None:
    """The worked documents are ours, match, and every value is covered."""
    vectors = json.loads((shared / "vectors/envelope/envelope.json").read_text())
    for document in vectors["documents"]:
        received = Received.read(document["served"].encode())
        found = recognise(received)
        assert (found.dialect.name, found.hash_matches) == ("rootzpub", True)
        assert found.dialect.signed_bytes(received).decode() == document["signedBytes"]
        assert found.dialect.coverage(received).is_complete


def test_our_document_that_lost_its_envelope_is_still_ours() -> None:
    """`_provenance.servedBy` names rootzpub, so a stripped envelope does not make it the plugin's."""
    body = {"_provenance": {"servedBy": "rootzpub/1.0"}, "a": 1}
    found = recognise(Received.read(signed(body, canonical(body), method="ecdsa-secp256k1")))
    assert (found.dialect.name, found.hash_matches) == ("rootzpub", True)


@pytest.mark.parametrize(
    "provenance",
    [pytest.param({"servedBy": 5}, id="number"), pytest.param("rootzpub/1", id="text"), pytest.param({}, id="empty")],
)
def test_other_provenance_is_not_ours(provenance: Any) -> None:
    """Only a text that begins with rootzpub/ makes a document ours."""
    body = {"_provenance": provenance, "a": 1}
    found = recognise(Received.read(signed(body, canonical(body), method="ecdsa-secp256k1")))
    assert found.dialect.name == "plugin"


@pytest.mark.slow("hundreds of generated examples")
@pytest.mark.parametrize(("switches", "name"), PYTHON_CASES)
def test_python_encoders(switches: dict[str, Any], name: str) -> None:
    """Every setting of json.dumps is recognised by name, whatever the served form."""
    data = signed(BODY, json.dumps(BODY, **switches).encode(), method="ecdsa-secp256k1")
    received = Received.read(data)
    found = recognise(received)
    same_bytes_earlier = {
        "python-ordered-unicode-compact": "plugin",
        "python-sorted-unicode-compact": "standard-sorted",
    }
    assert found.hash_matches
    assert found.dialect.name == same_bytes_earlier.get(name, name)
    assert found.dialect.coverage(received).is_complete


def test_python_floats_tell_python_from_others() -> None:
    """1e-05 is Python's: the plain compact rows match where PHP and JavaScript print the number otherwise."""
    body = {"b": 0.00001, "a": 1.0}
    sorted_found = recognise(Received.read(signed(body, b'{"a":1.0,"b":1e-05}', method="x")))
    assert (sorted_found.dialect.name, sorted_found.hash_matches) == ("python-sorted-unicode-compact", True)
    ordered_found = recognise(Received.read(signed(body, b'{"b":1e-05,"a":1.0}', method="x")))
    assert (ordered_found.dialect.name, ordered_found.hash_matches) == ("python-ordered-unicode-compact", True)


def test_the_standards_sorted_keys() -> None:
    """With `generated` and without: the second leaves one value open, and says so."""
    whole = recognise(received := Received.read(signed(BODY, canonical(BODY), method="epistery-domain-v1")))
    assert (whole.dialect.name, whole.hash_matches) == ("standard-sorted", True)
    assert whole.dialect.coverage(received).is_complete
    undated = recognise(received := Received.read(signed(BODY, canonical(without_generated()), method="x")))
    assert (undated.dialect.name, undated.hash_matches) == ("standard-sorted-without-generated", True)
    coverage = undated.dialect.coverage(received)
    assert (coverage.values_covered, coverage.values_total, coverage.is_complete) == (6, 7, False)


def test_json_stringify_in_document_order() -> None:
    """JavaScript's own order and numbers: array indices first, 1 for 1.0."""
    body = {"b": 1.0, "10": "x", "a": 2, "9": "y"}
    found = recognise(Received.read(signed(body, b'{"9":"y","10":"x","b":1,"a":2}', method="x")))
    assert (found.dialect.name, found.hash_matches) == ("json-stringify", True)


def published_knowledge() -> bytes:
    """The skeleton of the standard's published knowledge.json: only what its hash covers is as published."""
    body = {
        "$schema": "https://rootz.global/ai/schemas/ai-knowledge-v1.json",
        "version": "1.0.0",
        "generated": "2026-02-18T00:00:00Z",
        "organization": "Rootz Corp",
        "digitalName": "0xD36AAf65a91bB7dc69942cF6B6d1dBa4Ef171664",
        "summary": {"oneLiner": "anything may stand here"},
        "glossary": [{"term": "anything", "definition": "may stand here"}] * 16,
        "products": [{"name": "anything"}] * 4,
        "team": [{"name": "anybody"}],
        "partnerships": [
            {
                "partner": "anybody",
                "technology": "Veritize platform with PUF fingerprinting, Ghost Labels, Elemental Quartet passes",
            },
            {"partner": "anybody"},
            {"partner": "anybody"},
        ],
        "market": {"size": "anything"},
        "technology": {"blockchain": {"network": "anything"}},
        "links": {"website": "anything"},
        "_signature": {
            "contentHash": "sha256:61f276a75cd7a74a292633c4a0f88b10ddee53996c03b8a3e8957dd2e3fe5e63",
            "method": "epistery-domain-v1",
        },
    }
    return json.dumps(body).encode()


def test_the_published_examples_are_hashed_by_accident() -> None:
    """The published hash matches over 478 bytes only, whatever the rest says: the row says how little that is."""
    received = Received.read(published_knowledge())
    found = recognise(received)
    assert (found.dialect.name, found.hash_matches) == ("standard-replacer-array", True)
    coverage = found.dialect.coverage(received)
    assert coverage.bytes_covered == 478
    assert not coverage.is_complete
    assert coverage.values_covered < coverage.values_total


def test_text_dialects() -> None:
    """Our section and both of the plugin's footers are rows; a changed body still fits, but does not match."""
    body = text_stamp.body_bytes("# A\n\n> b\n\n- [x](https://example.com)\n")
    block = {"contentHash": "sha256:" + hashlib.sha256(body).hexdigest(), "signer": "0xabc"}
    code = f"---\n_Generated by Rootz AI Discovery v2_\n_Content hash: {block['contentHash']}_\n".encode()
    served = {
        "llms-txt": text_stamp.write(body, block, form="section", signature_url="https://example.com/llms.txt.sig"),
        "llms-txt-plugin-manual": text_stamp.write(body, block, form="rootz", signature_url=""),
        "llms-txt-plugin-code": body + code,
    }
    for name, data in served.items():
        received = Received.read(data)
        found = recognise(received)
        assert (found.dialect.name, found.hash_matches) == (name, True)
        coverage = found.dialect.coverage(received)
        assert coverage == Coverage(bytes_covered=len(body), bytes_total=len(data), values_covered=3, values_total=3)
        changed = recognise(Received.read(data.replace(b"> b", b"> c")))
        assert (changed.dialect.name, changed.hash_matches) == (name, False)


@pytest.mark.parametrize(
    ("data", "name"),
    [
        pytest.param(b'{"standard":"ai-discovery","a":1}', "unsigned", id="unsigned"),
        pytest.param(b'{"specVersion":"1.2.0","_signature":"x"}', "unsigned", id="signature-is-text"),
        pytest.param(b'{"schema_version":"v1","name_for_model":"x"}', "foreign", id="other-json"),
        pytest.param(b"<!doctype html><title>x</title>", "foreign", id="html"),
        pytest.param(b"[1,2]", "foreign", id="json-list"),
        pytest.param(b"", "foreign", id="empty"),
        pytest.param(b"# Site\n\ntext without a stamp\n", "foreign", id="text"),
    ],
)
def test_what_carries_no_hash(data: bytes, name: str) -> None:
    """Unsigned documents and other formats are named, match nothing and cover nothing."""
    received = Received.read(data)
    found = recognise(received)
    assert (found.dialect.name, found.hash_matches, found.dialect.is_document) == (name, False, name == "unsigned")
    coverage = found.dialect.coverage(received)
    assert (coverage.bytes_covered, coverage.values_covered, coverage.is_complete) == (0, 0, False)


@pytest.mark.parametrize(
    "claimed",
    [
        pytest.param(None, id="missing"),
        pytest.param(5, id="number"),
        pytest.param("0" * 64, id="no-prefix"),
        pytest.param("sha256:" + "A" * 64, id="upper-case"),
        pytest.param("sha256:" + "0" * 63, id="short"),
    ],
)
def test_what_is_no_hash_matches_nothing(claimed: Any) -> None:
    """A content hash has one form; anything else claims nothing."""
    received = Received.read(json.dumps({"a": 1, "_signature": {"contentHash": claimed, "method": "x"}}).encode())
    assert received.claimed_hash is None
    assert not recognise(received).hash_matches


def test_json_that_is_not_strict_is_malformed() -> None:
    """What begins like an object must be one; a byte order mark does not hide it."""
    for data in (b'{"a":1,"a":2}', b'\xef\xbb\xbf{"a":1}', b"{"):
        with pytest.raises(MalformedInput, match="byte"):
            Received.read(data)


def test_values_are_counted() -> None:
    """Scalars and empty containers count one; an empty document counts none."""
    assert count_values({"a": [1, None, {}, []], "b": {"c": "x"}}) == 5
    assert count_values({}) == 0


@pytest.mark.slow("traces every allocation of dense documents")
@pytest.mark.parametrize(
    "piece",
    [
        pytest.param('"ab",', id="short-strings"),
        pytest.param('"€",', id="wide-strings"),
        pytest.param("999,", id="integers"),
        pytest.param("1.5,", id="floats"),
        pytest.param('{"key-of-it":["value"]},', id="objects"),
        pytest.param('"\\u00e9\\"",', id="escapes"),
    ],
)
def test_dense_documents_stay_within_twenty_times(piece: str) -> None:
    """Trying every row on a dense document that matches none takes less than twenty times the input in memory."""
    filler = piece * (300_000 // len(piece.encode()))
    data = (
        f'{{"_signature":{{"contentHash":"sha256:{"0" * 64}","method":"x"}},"generated":"","v":[{filler}0]}}'.encode()
    )
    tracemalloc.start()
    found = recognise(Received.read(data))
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert not found.hash_matches
    assert peak < 20 * len(data)


@pytest.mark.slow("measures growth: many sizes of the same page")
def test_many_keys_and_many_objects_take_no_quadratic_time() -> None:
    """Many members at the top and as many objects below: each row stays linear."""

    def document(size: int) -> bytes:
        body: dict[str, Any] = {f"member-{number}": 1 for number in range(size)}
        body |= {"list": [{"name": "x"}] * size, "_signature": {"contentHash": "sha256:" + "0" * 64, "method": "x"}}
        return json.dumps(body).encode()

    def covered(data: bytes) -> None:
        found = recognise(received := Received.read(data))
        assert found.dialect.coverage(received).is_complete
        assert next(row for row in DIALECTS if row.name == "standard-replacer-array").coverage(received).values_covered

    assert_linear(covered, document, 2_000)


@pytest.mark.slow("measures growth: every dialect")
def test_every_row_is_tried_in_linear_time() -> None:
    """All rows together, on a document that matches none."""

    def document(size: int) -> bytes:
        rows = [{"b": "hello" * 9, "c": 1.5, "d": [1, 2]}] * size
        return json.dumps({"v": rows, "_signature": {"contentHash": f"sha256:{'0' * 64}"}}).encode()

    assert not recognise(Received.read(document(10_000))).hash_matches
    assert_linear(lambda data: recognise(Received.read(data)), document, 1_000)


@pytest.mark.slow("more than a tenth of a second a case")
@settings(max_examples=200)
@given(st.dictionaries(st.text(max_size=4), st.none() | st.integers() | st.text(max_size=6) | st.floats(), max_size=4))
def test_any_document_is_recognised_as_something(body: dict[str, Any]) -> None:
    """No JSON object makes a row raise anything but MalformedInput."""
    text = json.dumps({**body, "_signature": {"contentHash": "sha256:" + "0" * 64, "method": "ecdsa-secp256k1"}})
    try:
        received = Received.read(text.encode())
        found = recognise(received)
    except MalformedInput:
        return
    assert found.dialect in DIALECTS
    assert found.dialect.coverage(received).values_total >= 0
