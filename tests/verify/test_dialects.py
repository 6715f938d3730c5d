"""Every dialect in the wild is recognised and named, and its weakness said."""

import base64
import hashlib
import json
from collections.abc import Callable
from typing import Any

import pytest

from rootzpub.proof import LocalSigner
from rootzpub.verify import Outcome, Verdict
from rootzpub.wire.canonical import canonical

from .conftest import LLMS_URL, TestPublisher, judged, key

BODY: dict[str, Any] = {
    "specVersion": "1.1.0",
    "organization": {"name": "Example — Ltd", "domain": "example.com", "sector": ["a", "b"]},
    "generated": "2026-03-01T00:00:00Z",
    "aiSummary": "We make widgets.",
}


def hashed(body: dict[str, Any], data: bytes, **block: Any) -> bytes:
    """`body` with a `_signature` block over the bytes `data`."""
    content_hash = f"sha256:{hashlib.sha256(data).hexdigest()}"
    return json.dumps(body | {"_signature": {"contentHash": content_hash, **block}}, ensure_ascii=False).encode()


def compact(value: Any, **options: Any) -> bytes:
    """json.dumps without spaces, unicode as it is."""
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"), **options).encode()


def without_generated() -> dict[str, Any]:
    """BODY as newer hosts hash it."""
    return {name: member for name, member in BODY.items() if name != "generated"}


def replacer(value: Any, keys: list[str]) -> Any:
    """What JSON.stringify(value, keys) keeps."""
    if isinstance(value, dict):
        return {name: replacer(value[name], keys) for name in keys if name in value}
    return [replacer(element, keys) for element in value] if isinstance(value, list) else value


EPISTERY = {"method": "epistery-domain-v1", "digitalName": "example", "network": "polygon", "signedAt": "2026-03-01"}
UNSIGNED: dict[str, tuple[bytes, str]] = {
    "standard-sorted": (canonical(BODY), "standard-sorted"),
    "without-generated": (canonical(without_generated()), "standard-sorted-without-generated"),
    "json-stringify": (compact(BODY), "json-stringify"),
    "python-spaced": (json.dumps(BODY, ensure_ascii=False).encode(), "python-ordered-unicode-spaced"),
    "python-ascii": (json.dumps(BODY, separators=(",", ":")).encode(), "python-ordered-ascii-compact"),
    "python-default": (json.dumps(BODY).encode(), "python-ordered-ascii-spaced"),
    "python-sorted-ascii": (json.dumps(BODY, sort_keys=True).encode(), "python-sorted-ascii-spaced"),
}


@pytest.mark.parametrize(("data", "dialect"), UNSIGNED.values(), ids=UNSIGNED)
def test_unsigned_dialects_show_their_rule(data: bytes, dialect: str) -> None:
    """The hash matches under the rule that is named; that nobody signed is a warning."""
    report = judged(hashed(BODY, data, **EPISTERY), None)
    assert report.dialect == dialect
    assert report.verdict is Verdict.WARNINGS
    assert report.check("signature").code == "signature.absent"
    assert report.signer == ""
    assert "who made this document" in {item.what for item in report.unproven}


def test_the_hash_without_generated_leaves_generated_open() -> None:
    """What the hash does not cover is counted and listed."""
    report = judged(hashed(BODY, canonical(without_generated()), **EPISTERY), None)
    check = report.check("hash")
    assert (check.code, check.outcome, check.warning) == ("hash.uncovered", Outcome.PASS, True)
    assert (check.evidence["valuesCovered"], check.evidence["valuesTotal"]) == (6, 7)


def test_the_published_examples_fail_with_their_coverage() -> None:
    """The replacer array of JSON.stringify keeps nested keys by accident: a few percent, which is no proof."""
    body = BODY | {"knowledge": {"about": "x" * 4000, "products": [{"title": "y" * 900}]}}
    covered = compact(replacer(body, sorted(body)))
    report = judged(hashed(body, covered, **EPISTERY), None)
    assert report.verdict is Verdict.FAILED
    check = report.check("hash")
    assert check.code == "hash.partial"
    assert check.evidence["bytesCovered"] == len(covered)
    assert check.evidence["valuesCovered"] < check.evidence["valuesTotal"]
    assert f"{len(covered):,} of " in check.sentence
    assert report.check("signature").code == "signature.not-reached"


@pytest.mark.parametrize(
    ("authorization", "dialect", "code"),
    [
        ("none", "plugin-hash-only", "signature.absent"),
        ("pending-admin-approval", "plugin-pending", "signature.pending"),
    ],
)
def test_the_plugin_without_a_signature(authorization: str, dialect: str, code: str) -> None:
    """Hash-only and pending approval are two things."""
    report = judged(hashed(BODY, compact(BODY), method="hash-only", authorization=authorization), None)
    assert report.dialect == dialect
    assert report.check("signature").code == code
    assert report.verdict is Verdict.WARNINGS


def test_a_hash_under_no_known_rule_is_a_mismatch() -> None:
    """The nearest form is named, with the hash that was found."""
    report = judged(hashed(BODY, b"something else", **EPISTERY), None)
    assert report.check("dialect").code == "dialect.form"
    assert report.check("hash").code == "hash.mismatch"
    assert report.check("hash").evidence["found"] == f"sha256:{hashlib.sha256(canonical(BODY)).hexdigest()}"


@pytest.mark.parametrize(
    ("data", "code"),
    [
        pytest.param(canonical({"name": "A2A agent", "skills": []}), "dialect.foreign", id="agent-card"),
        pytest.param(b"[1, 2]", "dialect.foreign", id="array"),
        pytest.param(b"<!doctype html><p>Hello", "dialect.foreign", id="html"),
        pytest.param(b"", "dialect.foreign", id="empty"),
        pytest.param(b"# Title\n\n> no stamp\n", "dialect.foreign", id="plain-llms-txt"),
        pytest.param(canonical({"specVersion": "1.0.0", "organization": {}}), "dialect.unsigned", id="no-signature"),
        pytest.param(b"{}", "dialect.foreign", id="empty-object"),
    ],
)
def test_what_is_no_signed_document(data: bytes, code: str) -> None:
    """Other formats at that path, and documents without any signature, are said to be what they are."""
    report = judged(data, None)
    assert [check.code for check in report.failures] == [code]
    assert report.check("hash").code == "hash.not-reached"


@pytest.mark.parametrize("text", ["sha256:ABC", "sha512:" + "0" * 64, "sha256:" + "A" * 64, None, 5, ["x"]])
def test_a_content_hash_in_another_form_is_none(text: object) -> None:
    """`sha256:` and 64 lower-case hex digits."""
    data = canonical(BODY | {"_signature": {"contentHash": text, "method": "hash-only"}})
    assert judged(data, None).check("hash").code == "hash.malformed"


def footer(signer: LocalSigner, body: bytes, form: str) -> bytes:
    """The plugin's footer under `body`, as its code or its manual writes it."""
    digest = hashlib.sha256(body).digest()
    values = {
        "signer": signer.address.format(),
        "hash": f"sha256:{digest.hex()}",
        "signature": "0x" + signer.sign(digest).hex(),
        "at": "2026-03-04T20:00:00+00:00",
    }
    code = (
        "---\n_Generated by Rootz AI Discovery v2.3.0_\n_Signed by: {signer}_\n_Content hash: {hash}_\n"
        "_Signature: {signature}_\n_Timestamp: {at}_\n_Verify: https://example.com/.well-known/ai_\n"
    )
    manual = (
        "---\nContent signed by Rootz AI Discovery\nContent-Hash: {hash}\nSigner: {signer}\nSigned-At: {at}\n"
        "Signature: {signature}\nStandard: AI Discovery 1.2.0\n"
    )
    return body + (code if form == "code" else manual).format(**values).encode()


@pytest.mark.parametrize(("form", "dialect"), [("code", "llms-txt-plugin-code"), ("manual", "llms-txt-plugin-manual")])
def test_the_plugin_s_two_footers(form: str, dialect: str) -> None:
    """Both verify; neither signs where and when. A `---` inside the body is words."""
    body = b"# Example\n\n> Widgets.\n\n---\n\nMore words.\n\n"
    report = judged(footer(key(1), body, form), LLMS_URL)
    assert (report.dialect, report.verdict) == (dialect, Verdict.WARNINGS)
    assert report.signer == key(1).address.format()
    assert report.check("envelope").code == "envelope.absent"


@pytest.mark.parametrize("form", ["code", "manual"])
def test_a_footer_over_changed_words_fails(form: str) -> None:
    """The last footer covers every byte above it."""
    data = footer(key(1), b"# Example\n\n> Widgets.\n\n", form).replace(b"Widgets", b"Gadgets")
    assert judged(data, LLMS_URL).check("hash").code == "hash.mismatch"


def test_a_stamp_whose_envelope_is_no_json(publisher: TestPublisher) -> None:
    """A line that does not decode is no envelope."""
    data = publisher.llms()
    line = next(row for row in data.split(b"\n") if b"[Envelope]" in row)
    value = line.rpartition(b" ")[2]
    for broken in (b"!!!", base64.urlsafe_b64encode(b"{"), value[:-8]):
        report = judged(data.replace(value, broken), LLMS_URL)
        assert [check.code for check in report.failures] == ["envelope.malformed"]


def test_llms_txt_without_its_envelope_line(publisher: TestPublisher) -> None:
    """Our section always has one."""
    rows = [row for row in publisher.llms().split(b"\n") if b"[Envelope]" not in row]
    assert [check.code for check in judged(b"\n".join(rows), LLMS_URL).failures] == ["envelope.stripped"]


def test_llms_txt_without_its_signature_line(publisher: TestPublisher) -> None:
    """A stamp that names a signer and holds no signature lost it."""
    rows = [row for row in publisher.llms().split(b"\n") if b"[Signature]" not in row]
    assert [check.code for check in judged(b"\n".join(rows), LLMS_URL).failures] == ["signature.missing"]


def test_llms_txt_with_a_standard_of_another_form(publisher: TestPublisher) -> None:
    """The version may be another, its form not."""
    data = publisher.llms()
    assert judged(data.replace(b"AI Discovery 1.2.0", b"AI Discovery 1.3.0"), LLMS_URL).verdict is Verdict.VERIFIED
    assert judged(data.replace(b"AI Discovery 1.2.0", b"AI Discovery Evil"), LLMS_URL).codes >= {"envelope.stamp"}


def test_text_that_is_not_utf_8() -> None:
    """A stamp over other bytes is not read."""
    assert judged(b"caf\xe9\n", LLMS_URL).check("parsed").code == "parsed.encoding"


def detached(data: bytes) -> dict[str, Any]:
    """The `_signature` block of a document as an object of its own."""
    block = json.loads(data)["_signature"]
    assert isinstance(block, dict)
    return block


def test_a_signature_that_stands_alone(publisher: TestPublisher) -> None:
    """Signature, envelope and place are checked; that the text is elsewhere is a warning."""
    block = detached(publisher.sealed("llms-txt", "/llms.txt", {"a": "b"}))
    report = judged(canonical(block), LLMS_URL + ".sig")
    assert report.codes >= {"dialect.detached", "hash.detached", "signer.recovered", "binding.bound"}
    assert report.verdict is Verdict.WARNINGS
    assert "binding.path" in judged(canonical(block), LLMS_URL).codes
    block["contentHash"] = "md5:1"
    assert judged(canonical(block), LLMS_URL + ".sig").check("hash").code == "hash.malformed"


def test_a_document_with_numbers_that_jcs_cannot_hold(publisher: TestPublisher) -> None:
    """In our dialect an integer of 2^53 is no document."""
    value = json.loads(publisher.discovery())
    value["organization"]["founded"] = 2**53
    data = json.dumps(value).encode()
    assert [check.code for check in judged(data).failures] == ["dialect.not-canonical"]


ENVELOPES: dict[str, Callable[[dict[str, Any]], object]] = {
    "not-an-object": lambda block: block.update(envelope="x"),
    "a-member-more": lambda block: block["envelope"].update(extra=1),
    "a-member-less": lambda block: block["envelope"].pop("domain"),
    "message-not-an-object": lambda block: block["envelope"].update(message=[]),
    "message-member-less": lambda block: block["envelope"]["message"].pop("kind"),
    "kind-not-text": lambda block: block["envelope"]["message"].update(kind=7),
    "root-not-hex": lambda block: block["envelope"]["message"].update(publicationRoot="0xAB"),
    "identity-not-an-address": lambda block: block["envelope"]["message"].update(identity="0x12"),
    "negative-time": lambda block: block["envelope"]["message"].update(signedAt=-1),
    "boolean-time": lambda block: block["envelope"]["message"].update(signedAt=True),
}


@pytest.mark.parametrize("change", ENVELOPES.values(), ids=ENVELOPES)
def test_an_envelope_of_another_form_is_none(
    publisher: TestPublisher, change: Callable[[dict[str, Any]], object]
) -> None:
    """Exactly the members of the wire, each in its one form."""
    value = json.loads(publisher.discovery())
    change(value["_signature"])
    codes = {check.code for check in judged(canonical(value)).failures}
    assert codes & {"envelope.malformed", "signature.not-hex"}


def test_an_envelope_that_recovers_to_nobody(publisher: TestPublisher) -> None:
    """A well-formed signature of no key."""
    value = json.loads(publisher.discovery())
    value["_signature"]["envelope"]["signature"] = "0x" + "00" * 31 + "05" + "00" * 31 + "01" + "1b"
    assert judged(canonical(value)).check("envelope").code == "envelope.signer"


def test_a_number_beyond_its_type_is_no_envelope(publisher: TestPublisher) -> None:
    """A chain id is any integer the wire holds; a sequence of 2^53 is none."""
    value = json.loads(publisher.discovery())
    value["_signature"]["envelope"]["message"]["sequence"] = 2**64
    data = json.dumps(value, separators=(",", ":"), sort_keys=True, ensure_ascii=False).encode()
    assert judged(data).check("envelope").code == "envelope.signer"


def test_digital_names_and_networks_that_are_covered() -> None:
    """A digital name that the body repeats, and a network that the chain id says, are covered."""
    publisher = TestPublisher(context_changes={"digital_name": "example", "network": "polygon", "chain_id": 137})
    organization = {"name": "Example Ltd", "domain": "example.com", "digitalName": "example"}
    assert judged(publisher.discovery(organization=organization)).verdict is Verdict.VERIFIED
    report = judged(publisher.discovery())
    assert report.check("envelope").evidence["loose"] == ["digitalName"]


@pytest.mark.parametrize("network", ["polygon-mainnet", "POLYGON", "137", 137])
def test_a_network_that_is_the_signed_chain_is_covered(network: object) -> None:
    """In each way to say it; a number may be text or a number."""
    publisher = TestPublisher(context_changes={"network": network, "chain_id": 137})
    assert judged(publisher.discovery()).check("envelope").code == "envelope.matches"


@pytest.mark.parametrize("network", ["base", "1", 1, "amoy"])
def test_a_network_that_is_another_chain_contradicts_the_envelope(network: object) -> None:
    """The envelope's chain id is signed, the block's network is not."""
    publisher = TestPublisher(context_changes={"network": network, "chain_id": 137})
    assert judged(publisher.discovery()).check("envelope").code == "envelope.network"


@pytest.mark.parametrize(("network", "chain"), [("moon", 137), ("polygon", 0), ("0137", 137)])
def test_a_network_that_no_signed_chain_says_stays_uncovered(network: str, chain: int) -> None:
    """Unknown words, and a chain id of zero, cover nothing."""
    publisher = TestPublisher(context_changes={"network": network, "chain_id": chain})
    assert judged(publisher.discovery()).check("envelope").evidence["loose"] == ["network"]
