"""seal: stamps, hash, signature and envelope, byte for byte."""

import base64
import hashlib
import json
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rootzpub.errors import MalformedInput
from rootzpub.proof import Address, LocalSigner, keccak256, recover, typed_data_digest, verify
from rootzpub.proof.secret import Secret
from rootzpub.seal import SealContext, SealedResponse, draft, seal
from rootzpub.wire import (
    BytesDocument,
    Document,
    EntryDates,
    SignatureDocument,
    Signing,
    TextDocument,
    blocks,
    envelope,
    rules,
    signature_of,
    text_stamp,
)

AT = datetime(2026, 3, 4, 20, 21, 47, tzinfo=UTC)
SIGNER = LocalSigner(Secret((7).to_bytes(32, "big")))
"""TEST KEY ONLY."""
CONTEXT = SealContext(origin="https://example.com", domain="example.com", signer=SIGNER, served_by="rootzpub/test")
PAGE = Document(
    kind="getPage",
    resource="/wp-json/rootz/v1/page?path=%2Fabout%2F",
    body={"path": "/about/", "content": "# About\n\nWe make widgets — Größe & Co. {}\n"},
    last_modified=AT - timedelta(days=3),
    origin=EntryDates(published=AT - timedelta(days=30), modified=AT - timedelta(days=3)),
    freshness=True,
)
LLMS = TextDocument(kind="llms-txt", resource="/llms.txt", text="# Example Ltd\n\n> Widgets.\n")


def sealed(document: Document = PAGE, context: SealContext = CONTEXT, **when: Any) -> SealedResponse:
    """The document sealed at AT in steps of a minute."""
    return seal(document, **{"moment": AT, "stamp_seconds": 60, "context": context, **when})


def block_of(answer: SealedResponse) -> dict[str, Any]:
    """Its `_signature`."""
    found: dict[str, Any] = json.loads(answer.body)["_signature"]
    return found


def test_worked_examples_byte_for_byte(shared: Path) -> None:
    """Every document of the published examples: body, hash, both signatures, envelope."""
    vectors = json.loads((shared / "vectors/envelope/envelope.json").read_text())
    secret = Secret.from_hex(vectors["privateKey"].encode())
    assert secret is not None
    for example in vectors["documents"]:
        message = json.loads(example["served"])["_signature"]["envelope"]["message"]
        body = json.loads(example["signedBytes"])
        dates, generated = body.pop("_origin", None), body.pop("generated", None)
        document = Document(
            kind=message["kind"],
            resource=message["resource"],
            body=body,
            lifetime=message["expiresAt"] - message["signedAt"],
            stamped=("generated",) if generated else (),
            provenance=False,
            origin=EntryDates(
                published=blocks.parse_time(dates["publishedAt"]), modified=blocks.parse_time(dates["modifiedAt"])
            )
            if dates
            else None,
        )
        context = SealContext(
            origin=message["origin"],
            domain="example.com",
            signer=LocalSigner(secret),
            sequence=message["sequence"],
            publication_root=bytes.fromhex(message["publicationRoot"][2:]),
            identity=Address.parse(message["identity"]),
            chain_id=message["chainId"],
        )
        assert sealed(document, context, stamp_seconds=1).body.decode() == example["served"]


def test_worked_text(shared: Path) -> None:
    """The published llms.txt: hash, signature and envelope, in the section and in its JSON twin."""
    vectors = json.loads((shared / "vectors/envelope/envelope.json").read_text())
    secret = Secret.from_hex(vectors["privateKey"].encode())
    assert secret is not None
    text = vectors["text"]
    context = SealContext(
        origin="https://example.com",
        domain="example.com",
        signer=LocalSigner(secret),
        sequence=42,
        publication_root=bytes.fromhex(vectors["publication"]["root"][2:]),
    )
    document = replace(LLMS, text=text["body"])
    answer = seal(document, moment=AT, stamp_seconds=1, context=context)
    stamp = text_stamp.read(answer.body)
    assert stamp is not None
    member = json.loads(stamp.envelope_bytes or b"")
    assert stamp.signed == text["body"].encode()
    assert stamp.block["contentHash"] == text["contentHash"]
    assert stamp.block["signature"] == text["signature"]
    assert member["message"] == text["message"]
    assert member["signature"] == text["envelopeSignature"]
    twin = seal(SignatureDocument(of=document), moment=AT, stamp_seconds=1, context=context)
    assert json.loads(twin.body) | {"envelope": member} == json.loads(twin.body)
    assert (twin.resource, twin.media_type) == ("/llms.txt.sig", "application/json; charset=utf-8")
    assert rules.broken_rules(twin.body) == []


def test_a_sealed_document_is_canonical_and_signed() -> None:
    """The four rules agree on it; the hash is over everything but `_signature`; both signatures recover."""
    answer = sealed()
    value = json.loads(answer.body)
    block = value.pop("_signature")
    encoded = json.dumps(value, sort_keys=True, ensure_ascii=False, separators=(",", ":")).encode()
    digest = hashlib.sha256(encoded).digest()
    assert rules.broken_rules(answer.body) == []
    assert block["contentHash"] == "sha256:" + digest.hex()
    assert recover(digest, bytes.fromhex(block["signature"][2:])).format() == block["signer"]
    member = block["envelope"]
    generic = typed_data_digest(envelope.DOMAIN, envelope.TYPES, envelope.PRIMARY_TYPE, member["message"])
    assert recover(generic, bytes.fromhex(member["signature"][2:])) == SIGNER.address
    assert member["message"]["contentHash"] == "0x" + digest.hex()


def test_stamps_of_a_page() -> None:
    """Freshness by age, origin with the entry's dates, provenance, all at the step's moment."""
    value = json.loads(sealed().body)
    served = "2026-03-04T20:21:00Z"
    assert value["_freshness"]["refreshPolicy"] == "daily"
    assert value["_freshness"]["contentAge"] == "3.0 days"
    assert value["_origin"] == {
        "domain": "example.com",
        "modifiedAt": "2026-03-01T20:21:47Z",
        "publishedAt": "2026-02-02T20:21:47Z",
        "servedAt": served,
        "signer": SIGNER.address.format(),
    }
    assert value["_provenance"]["servedBy"] == "rootzpub/test"
    assert value["_provenance"]["servedAt"] == value["_signature"]["signedAt"] == served


def test_only_asked_stamps_are_made() -> None:
    """A document without blocks gets `_signature` and the members it names, nothing else."""
    plain = Document(kind="x", resource="/x", body={"a": 1}, provenance=False, stamped=("generated",))
    assert set(json.loads(sealed(plain).body)) == {"a", "generated", "_signature"}
    undated = Document(kind="x", resource="/x", body={"a": 1}, freshness=True)
    assert set(json.loads(sealed(undated).body)) == {"a", "_provenance", "_signature"}


def test_bytes_stay_equal_within_a_step() -> None:
    """Two requests in one step get the same bytes; in the next step others, under the same ETag."""
    first, second = sealed(), sealed(moment=AT + timedelta(seconds=12))
    later = sealed(moment=AT + timedelta(seconds=60))
    assert first == second
    assert later.body != first.body
    assert later.etag == first.etag


@pytest.mark.slow("more than a tenth of a second a case")
def test_validators_change_before_an_envelope_expires() -> None:
    """A 304 may only say "keep yours" while yours is valid: when it has expired, the ETag is another."""
    start = datetime(2026, 3, 1, tzinfo=UTC)
    for minutes in range(0, 60 * 24 * 3, 7):
        answer = sealed(moment=start + timedelta(minutes=minutes))
        assert sealed(moment=answer.expires).etag != answer.etag


@pytest.mark.parametrize(
    "changes",
    [
        pytest.param({"sequence": 1}, id="sequence"),
        pytest.param({"publication_root": b"\1" * 32}, id="root"),
        pytest.param({"signer": None}, id="key"),
        pytest.param({"origin": "https://other.example"}, id="origin"),
        pytest.param({"authorization": "none"}, id="authorization"),
        pytest.param({"identity": Address(b"\1" * 20)}, id="identity"),
        pytest.param({"digital_name": "0xabc"}, id="digital-name"),
    ],
)
def test_validators_change_with_what_is_signed(changes: dict[str, Any]) -> None:
    """The ETag covers the content and everything in the envelope but the time."""
    assert sealed(context=replace(CONTEXT, **changes)).etag != sealed().etag
    assert sealed(replace(PAGE, body={"path": "/about/"})).etag != sealed().etag
    assert sealed().etag.startswith('W/"')


def lifetime(document: Document) -> int:
    """Seconds between signedAt and expiresAt."""
    message = block_of(sealed(document))["envelope"]["message"]
    return int(message["expiresAt"] - message["signedAt"])


@pytest.mark.parametrize(
    ("document", "seconds"),
    [
        pytest.param(PAGE, 86_400, id="freshness"),
        pytest.param(replace(PAGE, max_age=600_000), 600_000, id="longer-cache"),
        pytest.param(replace(PAGE, freshness=False), 3_600, id="cache-time"),
        pytest.param(replace(PAGE, lifetime=60), 60, id="given"),
        pytest.param(replace(PAGE, lifetime=10**8), 2_592_000, id="thirty-days"),
        pytest.param(replace(PAGE, last_modified=AT - timedelta(days=99)), 2_592_000, id="monthly"),
    ],
)
def test_how_long_an_envelope_holds(document: Document, seconds: int) -> None:
    """As long as caches keep the answer and its content is called fresh, at most 30 days."""
    assert lifetime(document) == seconds
    assert sealed(document).expires == blocks.stamp(AT, 60) + timedelta(seconds=seconds)


def test_without_a_key_there_is_a_hash_and_nothing_signed() -> None:
    """Method hash-only, authorization none, no signer, no signature, no envelope."""
    answer = sealed(context=replace(CONTEXT, signer=None, network="polygon"))
    block = block_of(answer)
    assert block == {
        "authorization": "none",
        "contentHash": block["contentHash"],
        "method": "hash-only",
        "network": "polygon",
        # Of one entry its own date, as `_provenance` has it under the hash.
        "publishedAt": json.loads(answer.body)["_provenance"]["publishedAt"],
        "signedAt": "2026-03-04T20:21:00Z",
    }
    assert json.loads(answer.body)["_origin"]["signer"] == "none"


def test_configured_members_stand_in_the_block() -> None:
    """Digital name, network, identity contract and the owner's delegation, when there are any."""
    context = replace(
        CONTEXT,
        authorization="delegated",
        delegation={"owner": "0x1"},
        digital_name="0xabc",
        network="polygon",
        identity_contract="0xdef",
    )
    block = block_of(sealed(context=context))
    assert block["authorization"] == "delegated"
    assert block["delegation"] == {"owner": "0x1"}
    assert (block["digitalName"], block["network"], block["identityContract"]) == ("0xabc", "polygon", "0xdef")
    assert "delegation" not in block_of(sealed(context=replace(context, authorization="self-signed")))


@pytest.mark.parametrize(
    ("scope", "authorization"),
    [("all", "delegated"), ("ai-feed getPage", "delegated"), ("ai-feed", "self-signed"), ("", "self-signed")],
)
def test_a_delegation_stands_only_in_the_documents_of_its_scope(scope: str, authorization: str) -> None:
    """Elsewhere it would be claimed and not hold, and every such document would fail."""
    delegation = {"message": {"scope": scope}}
    context = replace(CONTEXT, authorization="delegated", delegation=delegation)
    block = block_of(sealed(context=context))
    assert block["authorization"] == authorization
    assert block.get("delegation") == (delegation if authorization == "delegated" else None)
    assert set(block_of(sealed())) == {
        *("authorization", "contentHash", "envelope", "method", "publishedAt", "signature", "signedAt", "signer"),
    }


def test_what_a_document_may_not_hold_is_cleaned() -> None:
    """Line separators become line feeds and empty objects go, so that the four rules agree."""
    answer = sealed(Document(kind="x", resource="/x", body={"a": "x\u2028y", "b": {}, "c": {"d": {}, "e": 1}}))
    value = json.loads(answer.body)
    assert (value["a"], value["c"]) == ("x\ny", {"e": 1})
    assert "b" not in value
    assert rules.broken_rules(answer.body) == []


def test_what_json_cannot_hold_is_refused() -> None:
    """A builder that puts a date object into a body hears of it."""
    with pytest.raises(MalformedInput, match="a JSON value, got datetime"):
        sealed(Document(kind="x", resource="/x", body={"a": AT}))


def test_a_draft_seals_like_its_document() -> None:
    """Encoding once and sealing at each step gives the same bytes as sealing the document each time."""
    prepared = draft(PAGE)
    for moment in (AT, AT + timedelta(hours=2)):
        assert prepared.seal(moment=moment, stamp_seconds=60, context=CONTEXT) == sealed(moment=moment)
    assert prepared.size > sum(len(json.dumps(v, ensure_ascii=False).encode()) for v in PAGE.body.values())


def test_an_error_is_sealed_like_any_document() -> None:
    """Kind, status and resource of an error stand in what is sealed."""
    error = Document(
        kind="error",
        resource="/wp-json/rootz/v1/page",
        body={"error": {"code": "not_found", "message": "m", "hint": "h"}, "status": 404, "path": "/x"},
        status=404,
    )
    answer = sealed(error)
    assert (answer.status, answer.kind) == (404, "error")
    assert block_of(answer)["envelope"]["message"]["kind"] == "error"


@pytest.mark.parametrize("form", ["section", "rootz"])
def test_sealed_text_verifies(form: Any) -> None:
    """Both forms carry hash, signature and envelope over the text."""
    answer = seal(replace(LLMS, stamp=form), moment=AT, stamp_seconds=60, context=CONTEXT)
    stamp = text_stamp.read(answer.body)
    assert stamp is not None
    digest = hashlib.sha256(stamp.signed).digest()
    assert stamp.block["contentHash"] == "sha256:" + digest.hex()
    assert recover(digest, bytes.fromhex(stamp.block["signature"][2:])) == SIGNER.address
    message = json.loads(stamp.envelope_bytes or b"")["message"]
    assert (message["resource"], message["kind"]) == ("/llms.txt", "llms-txt")
    assert message["expiresAt"] - message["signedAt"] == 86_400
    assert (answer.resource, answer.media_type) == ("/llms.txt", "text/plain; charset=utf-8")


def test_text_is_cleaned_of_line_separators() -> None:
    """U+2028 in a title becomes a line feed, in the text too."""
    answer = seal(replace(LLMS, text="# A\u2028B\n"), moment=AT, stamp_seconds=60, context=CONTEXT)
    assert answer.body.startswith(b"# A\nB\n\n## Verification\n")


def test_text_without_a_key_has_its_hash() -> None:
    """hash-only in the section and in the twin."""
    context = replace(CONTEXT, signer=None)
    answer = seal(LLMS, moment=AT, stamp_seconds=60, context=context)
    assert b"Content-Hash" in answer.body
    assert b"Signer" not in answer.body
    twin = seal(SignatureDocument(of=LLMS), moment=AT, stamp_seconds=60, context=context)
    assert json.loads(twin.body)["method"] == "hash-only"


def test_a_text_with_parameters_has_its_twin_at_the_bare_path() -> None:
    """`?full=1` does not end up in the address of the signature."""
    document = replace(LLMS, resource="/llms.txt?full=1")
    twin = seal(SignatureDocument(of=document), moment=AT, stamp_seconds=60, context=CONTEXT)
    assert twin.resource == "/llms.txt.sig"


FEED = BytesDocument(
    kind="feed-xml",
    resource="/feed.xml?full=1",
    content=b"<feed>\xff</feed>",
    media_type="application/atom+xml",
    signing=Signing.TWIN,
)


def test_bytes_stay_as_they_are_and_are_signed_beside() -> None:
    """The twin's hash is that of the bytes; the resource is that of the bytes too."""
    answer = seal(FEED, moment=AT, stamp_seconds=60, context=CONTEXT)
    beside = signature_of(FEED)
    assert beside is not None
    twin = seal(beside, moment=AT, stamp_seconds=60, context=CONTEXT)
    block = json.loads(twin.body)
    assert (answer.body, answer.media_type, answer.signature_path) == (FEED.content, FEED.media_type, "/feed.xml.sig")
    assert (twin.resource, twin.media_type) == ("/feed.xml.sig", "application/json; charset=utf-8")
    assert block["contentHash"] == "sha256:" + hashlib.sha256(FEED.content).hexdigest()
    assert block["envelope"]["message"]["resource"] == FEED.resource


def test_bytes_may_carry_their_signature_in_a_header() -> None:
    """The same block as a byte sequence of RFC 9651."""
    answer = seal(replace(FEED, signing=Signing.HEADER), moment=AT, stamp_seconds=60, context=CONTEXT)
    [(name, value)] = answer.headers
    assert (name, value[0], value[-1], answer.signature_path) == ("AI-Signature", ":", ":", "")
    digest = hashlib.sha256(FEED.content).hexdigest()
    assert json.loads(base64.b64decode(value[1:-1]))["contentHash"] == f"sha256:{digest}"


def test_bytes_may_be_left_unsigned_on_purpose() -> None:
    """No header, no twin, no envelope that ends; the validator is that of the content, whoever signs the rest."""
    unsigned = replace(FEED, signing=Signing.NONE)
    answer = seal(unsigned, moment=AT, stamp_seconds=60, context=CONTEXT)
    later = seal(unsigned, moment=AT + timedelta(days=90), stamp_seconds=60, context=replace(CONTEXT, sequence=9))
    assert (answer.headers, answer.signature_path, answer.expires, signature_of(unsigned)) == ((), "", None, None)
    assert (answer.body, answer.etag) == (later.body, later.etag)
    assert seal(replace(unsigned, content=b""), moment=AT, stamp_seconds=60, context=CONTEXT).etag != answer.etag


def test_json_has_no_signature_beside_it() -> None:
    """It carries it."""
    assert signature_of(PAGE) is None
    assert sealed().signature_path == ""


TEXT = st.text(max_size=20)


@pytest.mark.slow("more than a tenth of a second a case")
@given(
    st.dictionaries(st.from_regex(r"[a-z][a-zA-Z]{0,6}", fullmatch=True), TEXT | st.integers(0, 99) | st.lists(TEXT))
)
def test_any_body_seals_into_a_document_that_obeys_the_rules(body: dict[str, Any]) -> None:
    """Whatever text a site holds: canonical under all four rules, or refused for a lone surrogate."""
    try:
        answer = sealed(Document(kind="x", resource="/x", body=body))
    except MalformedInput:
        assert "\\ud" in json.dumps(body)
    else:
        assert rules.broken_rules(answer.body) == []


def test_public_keys_verify_what_is_sealed() -> None:
    """Who has the public key needs no recovery."""
    block = block_of(sealed())
    digest = bytes.fromhex(block["contentHash"].removeprefix("sha256:"))
    from eth_keys import keys

    key = keys.PrivateKey((7).to_bytes(32, "big")).public_key.to_compressed_bytes()
    assert verify(digest, bytes.fromhex(block["signature"][2:]), key)
    assert keccak256(b"") != digest
