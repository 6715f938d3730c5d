"""Attacks on the bytes: editing what was signed, and what stands beside it."""

import json
import unicodedata
from collections.abc import Callable
from typing import Any

import pytest

from rootzpub.verify import Verdict
from rootzpub.wire.canonical import canonical
from tests.verify.conftest import (
    DISCOVERY_URL,
    LLMS_URL,
    PAGE_URL,
    SEARCH_URL,
    TestPublisher,
    edited,
    judged,
    pin_of,
)

from .leaves import changed, leaves

DOCUMENTS: dict[str, tuple[Callable[[TestPublisher], bytes], str]] = {
    "discovery": (TestPublisher.discovery, DISCOVERY_URL),
    "page": (TestPublisher.page, PAGE_URL),
    "search": (TestPublisher.search, SEARCH_URL),
}
every_document = pytest.mark.parametrize(("make", "url"), DOCUMENTS.values(), ids=DOCUMENTS)


@every_document
def test_edit_any_leaf(publisher: TestPublisher, make: Callable[[TestPublisher], bytes], url: str) -> None:
    """Whatever leaf of a document is changed, its hash no longer matches."""
    value = json.loads(make(publisher))
    body = {name: member for name, member in value.items() if name != "_signature"}
    paths = list(leaves(body))
    assert len(paths) >= 8
    for path in paths:
        report = judged(canonical(changed(value, path)), url)
        assert [check.code for check in report.failures] == ["hash.mismatch"], path


@every_document
def test_remove_or_add_any_member(publisher: TestPublisher, make: Callable[[TestPublisher], bytes], url: str) -> None:
    """Leaving a member out, or putting one in, is an edit like any other."""
    value = json.loads(make(publisher))
    for name in [name for name in value if name != "_signature"]:
        less = {key: member for key, member in value.items() if key != name}
        assert judged(canonical(less), url).verdict is Verdict.FAILED, name
    assert judged(canonical(value | {"zz": "added"}), url).codes >= {"hash.mismatch"}


CODES_OF_SIGNATURE_MEMBERS: dict[tuple[str, ...], set[str]] = {
    ("authorization",): {"authority.contradiction"},
    ("contentHash",): {"hash.mismatch"},
    ("method",): {"signature.method"},
    ("signature",): {"signature.v", "signer.mismatch", "signer.unrecoverable"},
    ("publishedAt",): {"envelope.published-at"},
    ("signedAt",): {"envelope.signed-at"},
    ("signer",): {"signer.checksum"},
    ("envelope", "domain", "name"): {"envelope.malformed"},
    ("envelope", "domain", "version"): {"envelope.malformed"},
    ("envelope", "type"): {"envelope.malformed"},
    ("envelope", "signature"): {"signature.v", "envelope.signer"},
    ("envelope", "message", "identity"): {"envelope.signer"},
    ("envelope", "message", "chainId"): {"envelope.signer"},
    ("envelope", "message", "contentHash"): {"envelope.signer"},
    ("envelope", "message", "expiresAt"): {"envelope.signer"},
    ("envelope", "message", "kind"): {"envelope.signer"},
    ("envelope", "message", "origin"): {"envelope.signer"},
    ("envelope", "message", "publicationRoot"): {"envelope.signer"},
    ("envelope", "message", "resource"): {"envelope.signer"},
    ("envelope", "message", "sequence"): {"envelope.signer"},
    ("envelope", "message", "signedAt"): {"envelope.signer"},
}


@every_document
def test_edit_any_member_of_the_signature(
    publisher: TestPublisher, make: Callable[[TestPublisher], bytes], url: str
) -> None:
    """Whatever member of `_signature` is changed, the report fails and names the member's code."""
    value = json.loads(make(publisher))
    seen = set()
    for path in leaves(value["_signature"]):
        report = judged(canonical(changed(value, ("_signature", *path))), url)
        codes = {check.code for check in report.failures}
        assert codes, path
        assert codes & CODES_OF_SIGNATURE_MEMBERS[path], (path, codes)  # type: ignore[index]
        seen.add(path)
    assert seen == set(CODES_OF_SIGNATURE_MEMBERS)


@pytest.mark.parametrize(
    ("name", "code"),
    [
        ("authorization", "authority.contradiction"),
        ("contentHash", "hash.malformed"),
        ("envelope", "envelope.stripped"),
        ("method", "signature.method"),
        ("signature", "signature.missing"),
        ("signedAt", "envelope.signed-at"),
        ("signer", "signer.malformed"),
    ],
)
def test_remove_any_member_of_the_signature(publisher: TestPublisher, name: str, code: str) -> None:
    """A signature that lost a member is not the one that was made."""
    report = judged(edited(publisher.discovery(), lambda value: value["_signature"].pop(name)))
    assert [check.code for check in report.failures] == [code]


def test_numbers_as_text_in_the_envelope(publisher: TestPublisher) -> None:
    """`"42"` hashes like 42 in typed data, but is another document."""

    def rewrite(value: dict[str, Any]) -> None:
        message = value["_signature"]["envelope"]["message"]
        message["sequence"] = str(message["sequence"])

    assert "envelope.malformed" in judged(edited(publisher.discovery(), rewrite)).codes


@pytest.mark.parametrize("name", ["verifiedBy", "digitalName", "network", "note"])
def test_add_a_member_to_the_signature(publisher: TestPublisher, name: str) -> None:
    """What nothing covers is never passed over in silence."""
    report = judged(edited(publisher.discovery(), lambda value: value["_signature"].update({name: "polygon"})))
    assert "envelope.uncovered" in report.codes
    assert report.verdict is Verdict.WARNINGS
    assert f"_signature.{name}" in {item.what for item in report.unproven}


def test_name_an_identity_contract_that_was_not_signed(publisher: TestPublisher) -> None:
    """`identityContract` must be the envelope's identity."""
    contract = "0x67bEdA60cae70D179c0cB023C0E4EcaAFB51FB19"
    report = judged(edited(publisher.discovery(), lambda value: value["_signature"].update(identityContract=contract)))
    assert "envelope.identity" in report.codes
    assert report.verdict is Verdict.FAILED


def test_name_another_network_than_the_signed_chain() -> None:
    """`network` must be the envelope's chain where it names one."""
    publisher = TestPublisher(context_changes={"chain_id": 137, "network": "polygon"})
    assert judged(publisher.discovery()).verdict is Verdict.VERIFIED
    report = judged(edited(publisher.discovery(), lambda value: value["_signature"].update(network="ethereum")))
    assert "envelope.network" in report.codes


def test_strip_the_envelope(publisher: TestPublisher) -> None:
    """The publisher always signs an envelope: its absence is a failure even at first contact."""
    report = judged(edited(publisher.discovery(), lambda value: value["_signature"].pop("envelope")))
    assert [check.code for check in report.failures] == ["envelope.stripped"]


def test_strip_the_signature(publisher: TestPublisher) -> None:
    """A document that names its signer and says "hash-only" has lost its signature."""

    def strip(value: dict[str, Any]) -> None:
        block = value["_signature"]
        value["_signature"] = {
            "authorization": "none",
            "contentHash": block["contentHash"],
            "method": "hash-only",
            "signedAt": block["signedAt"],
        }

    report = judged(edited(publisher.discovery(), strip))
    assert [check.code for check in report.failures] == ["signature.stripped"]


def test_strip_the_signature_and_every_trace_of_it(publisher: TestPublisher) -> None:
    """Whoever saw the origin sign before notices that it does not any more."""
    unsigned = TestPublisher(signer=None).discovery()
    assert judged(unsigned).verdict is Verdict.WARNINGS
    report = judged(unsigned, pins=pin_of(publisher.signer))
    assert [check.code for check in report.failures] == ["continuity.signature-vanished"]


def test_strip_the_envelope_under_another_dialect(publisher: TestPublisher) -> None:
    """Re-dressed in the plugin's dialect, a document of an origin with envelopes fails by its pin."""
    import hashlib

    assert publisher.signer
    body = {"specVersion": "1.2.0", "standard": "ai-discovery"}
    digest = hashlib.sha256(canonical(body)).digest()
    block = {
        "signer": publisher.signer.address.format(),
        "contentHash": f"sha256:{digest.hex()}",
        "signedAt": "2026-03-04T20:00:00+00:00",
        "method": "ecdsa-secp256k1",
        "signature": "0x" + publisher.signer.sign(digest).hex(),
        "authorization": "self-signed",
    }
    data = canonical(body | {"_signature": block})
    assert judged(data).verdict is Verdict.WARNINGS
    report = judged(data, pins=pin_of(publisher.signer))
    assert [check.code for check in report.failures] == ["continuity.envelope-vanished"]


def test_duplicate_keys(publisher: TestPublisher) -> None:
    """Two readers would show two documents: refused before anything else."""
    data = publisher.discovery().replace(b'{"_prov', b'{"organization":{"name":"Evil"},"_prov', 1)
    assert [check.code for check in judged(data).failures] == ["parsed.duplicate-key"]
    inside = publisher.discovery().replace(b'"organization":{', b'"organization":{"name":"Evil",', 1)
    assert [check.code for check in judged(inside).failures] == ["parsed.duplicate-key"]


def test_compose_or_decompose_characters() -> None:
    """NFC and NFD look the same and are other bytes."""
    publisher = TestPublisher()
    data = publisher.page()
    text = data.decode()
    assert unicodedata.normalize("NFD", text) != text
    report = judged(unicodedata.normalize("NFD", text).encode(), PAGE_URL)
    assert "hash.mismatch" in report.codes


def test_two_keys_that_look_the_same(publisher: TestPublisher) -> None:
    """Even when the publisher signs it, a reader is warned."""
    data = publisher.discovery(names={"caf\u00e9": "a", "cafe\u0301": "b"})
    report = judged(data)
    assert "parsed.nfc-collision" in report.codes
    assert report.verdict is Verdict.WARNINGS


@pytest.mark.parametrize(
    ("data", "code"),
    [
        pytest.param(b'\xef\xbb\xbf{"a":1}', "parsed.bom", id="byte-order-mark"),
        pytest.param(b'{"a":"\\ud800"}', "parsed.surrogate", id="lone-surrogate"),
        pytest.param(b'{"a":NaN}', "parsed.constant", id="nan"),
        pytest.param(b'{"a":1e999}', "parsed.number", id="infinity"),
        pytest.param(b'{"a":' + b"1" * 5000 + b"}", "parsed.digits", id="huge-integer"),
        pytest.param(b'{"a":' + b"[" * 65 + b"]" * 65 + b"}", "parsed.depth", id="deep"),
        pytest.param(b'{"a":[' + b"[]," * 50_000 + b"[]]}", "parsed.dense", id="brackets"),
        pytest.param(b'{"a":"\xff"}', "parsed.encoding", id="not-utf-8"),
        pytest.param(b'{"a":1', "parsed.malformed", id="cut"),
    ],
)
def test_what_two_readers_would_read_differently(data: bytes, code: str) -> None:
    """Each trick on parsers has its own code."""
    assert [check.code for check in judged(data).failures] == [code]


def test_cut_a_document_short(publisher: TestPublisher) -> None:
    """No prefix of a document verifies."""
    data = publisher.page()
    for end in range(0, len(data), 37):
        assert judged(data[:end], PAGE_URL).verdict is Verdict.FAILED, end


def test_cut_llms_txt_short(publisher: TestPublisher) -> None:
    """No prefix of llms.txt verifies either."""
    data = publisher.llms()
    for end in (*range(0, len(data), 13), len(data) - 1):
        assert judged(data[:end], LLMS_URL).verdict is Verdict.FAILED, end


def test_edit_any_line_of_llms_txt(publisher: TestPublisher) -> None:
    """Every line above the stamp is covered, and every line of the stamp counts."""
    lines = publisher.llms("# Example\n\n> Widgets.\n\nWords.\n\n## About\n\n- [a](https://example.com/a)\n").split(
        b"\n"
    )
    for number, line in enumerate(lines):
        twin = [*lines[:number], line + b"x", *lines[number + 1 :]]
        assert judged(b"\n".join(twin), LLMS_URL).verdict is Verdict.FAILED, line


@pytest.mark.parametrize("stamp", ["section", "rootz"])
def test_change_the_links_of_the_stamp(publisher: TestPublisher, stamp: str) -> None:
    """Links and order of the stamp's own lines are not signed, but must be the publisher's."""
    data = publisher.llms(stamp=stamp)
    assert judged(data, LLMS_URL).verdict is Verdict.VERIFIED
    head, rule, lines = data.partition(b"## Verification" if stamp == "section" else b"---\n")
    twins = [head + rule + lines.replace(b"https://", b"https://evil.example/"), head + rule + lines.rstrip(b"\n")]
    for twin in twins:
        report = judged(twin, LLMS_URL)
        assert (twin == data) or [check.code for check in report.failures] == ["envelope.stamp"]


def test_inject_a_footer_at_the_end_of_llms_txt(publisher: TestPublisher, attacker: TestPublisher) -> None:
    """A stamp put on a stamp is refused, whoever signed it."""
    honest = publisher.llms().decode()
    for stamp in ("section", "rootz"):
        report = judged(attacker.llms(honest, stamp=stamp), LLMS_URL)
        assert [check.code for check in report.failures] == ["dialect.stacked-stamp"]


def test_inject_a_footer_into_a_post(publisher: TestPublisher) -> None:
    """A fake footer inside the body is words like any other: the last stamp counts, and covers them."""
    fake = "# Example\n\n> Widgets.\n\n---\n_Signed by: 0x0000000000000000000000000000000000000001_\n\nmore\n"
    report = judged(publisher.llms(fake), LLMS_URL)
    assert report.verdict is Verdict.VERIFIED
    assert report.signer == publisher.signer.address.format()  # type: ignore[union-attr]


def test_append_words_behind_the_stamp(publisher: TestPublisher) -> None:
    """The stamp must end the file."""
    report = judged(publisher.llms() + b"\nBuy at evil.example\n", LLMS_URL)
    assert [check.code for check in report.failures] == ["dialect.no-stamp"]


def test_line_ends_of_another_system(publisher: TestPublisher) -> None:
    """The words did not change, and what did is named."""
    report = judged(publisher.llms().replace(b"\n", b"\r\n"), LLMS_URL)
    assert [check.code for check in report.failures] == ["dialect.no-stamp"]
    assert "CRLF" in report.failures[0].sentence


def test_repeat_a_line_of_the_stamp(publisher: TestPublisher) -> None:
    """A stamp that says something twice is none."""
    data = publisher.llms()
    line = next(row for row in data.split(b"\n") if b"Signer" in row)
    assert [check.code for check in judged(data + line + b"\n", LLMS_URL).failures] == ["dialect.no-stamp"]


MEMBERS = (
    *("authorization", "contentHash", "delegation", "digitalName", "envelope", "identityContract", "method"),
    *("network", "note", "signature", "signedAt", "signer"),
)


@pytest.mark.parametrize("value", [None, [], {}, 7, [[]], "", False], ids=repr)
@pytest.mark.parametrize("name", MEMBERS)
def test_put_nonsense_into_the_signature(publisher: TestPublisher, name: str, value: object) -> None:
    """Whatever stands in a member of `_signature`: never a green verdict for what the publisher did not write."""
    report = judged(edited(publisher.discovery(), lambda document: document["_signature"].update({name: value})))
    assert report.verdict is not Verdict.VERIFIED


@pytest.mark.parametrize("value", [None, [], {}, 7, "x", ["signer"]], ids=repr)
def test_put_nonsense_in_place_of_the_signature(publisher: TestPublisher, value: object) -> None:
    """A `_signature` that is no block is none, and nothing is passed over."""
    report = judged(edited(publisher.discovery(), lambda document: document.update(_signature=value)))
    assert [check.code for check in report.failures] == ["hash.missing"] or "hash.malformed" in report.codes
