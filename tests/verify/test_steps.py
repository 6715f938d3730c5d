"""Corners of single steps that no attack walks through."""

import json
from datetime import timedelta
from typing import Any

import pytest

from rootzpub.verify import Lookups, Outcome, Verdict, verify
from rootzpub.verify.freshness import _span
from rootzpub.verify.json_stats import json_stats
from rootzpub.verify.kinds import kind_of
from rootzpub.verify.publication import recomputed_root
from rootzpub.wire import names

from .conftest import DISCOVERY_URL, NOW, ORIGIN, PAGE_URL, TestPublisher, edited, judged, key


@pytest.mark.parametrize(
    ("path", "kinds"),
    [
        ("/.well-known/ai", ("ai-discovery", "error")),
        ("/.well-known/ai/content/posts/page/3", ("ai-content", "error")),
        ("/wp-json/rootz/v1/content", ("ai-content", "error")),
        ("/.well-known/ai/pages/page/2", ("ai-page-manifest", "error")),
        ("/somewhere/else", ()),
    ],
)
def test_kinds_belong_to_places(path: str, kinds: tuple[str, ...]) -> None:
    """Lists go on under /page/N; what is not laid down is free."""
    assert kind_of(path) == kinds


def test_the_present_moment_is_the_default(publisher: TestPublisher) -> None:
    """A library call without a moment judges by the clock: this document of long ago has expired."""
    assert "freshness.expired" in verify(publisher.discovery(), url=DISCOVERY_URL).codes


def test_an_unsigned_document_of_ours_is_a_warning() -> None:
    """Hash-only says so loudly, and strict refuses it."""
    report = judged(TestPublisher(signer=None).discovery())
    assert report.check("signature").code == "signature.absent"
    assert report.verdict is Verdict.WARNINGS
    assert report.observation is None


def test_a_page_without_its_proof_is_a_warning(publisher: TestPublisher) -> None:
    """The site signed it, but does not prove its place."""
    data = edited(publisher.page(), lambda value: value.pop("_proof"))
    body = {name: member for name, member in json.loads(data).items() if not name.startswith("_")}
    signed = publisher.sealed(names.TOOL_PAGE, f"{names.REST_PREFIX}/page?path=%2Fabout%2F", body)
    report = judged(signed, PAGE_URL)
    assert report.check("publication").code == "publication.no-proof"
    assert report.verdict is Verdict.WARNINGS


PROOFS: dict[str, tuple[Any, str]] = {
    "not-an-object": (7, "publication.other-entry"),
    "path-not-a-list": ({"auditPath": "x"}, "publication.proof-malformed"),
    "path-of-other-things": ({"auditPath": [1]}, "publication.proof-malformed"),
    "index-not-a-number": ({"leafIndex": "1"}, "publication.proof-malformed"),
    "size-missing": ({"treeSize": None}, "publication.proof-malformed"),
    "leaf-with-a-member-more": ({"leaf+": {"x": "y"}}, "publication.proof"),
    "leaf-that-is-no-json": ({"leaf+": {"x": 2**60}}, "publication.proof"),
}


@pytest.mark.parametrize(("change", "code"), PROOFS.values(), ids=PROOFS)
def test_a_proof_of_another_form_proves_nothing(publisher: TestPublisher, change: Any, code: str) -> None:
    """Whatever stands in `_proof`, the answer is a finding."""
    proof: Any = json.loads(publisher.page())["_proof"]
    if isinstance(change, dict):
        more = change.pop("leaf+", None) if "leaf+" in (change := dict(change)) else None
        proof |= change
        proof["leaf"] |= more or {}
    else:
        proof = change
    value = json.loads(publisher.page()) | {"_proof": proof}
    from rootzpub.verify.case import Case
    from rootzpub.verify.policy import Policy
    from rootzpub.verify.publication import check_publication
    from rootzpub.wire.dialects import Received

    case = Case(data=b"", url=None, policy=Policy.standard(), moment=NOW, pins=None, lookups=Lookups())
    case.received = Received(b"", value=value)
    case.signer = publisher.signer.address  # type: ignore[union-attr]
    case.message = value["_signature"]["envelope"]["message"]
    assert check_publication(case).code == code


@pytest.mark.parametrize("records", [[7], [{"path": "/"}], [{"path": "/", "title": 1}]])
def test_rows_that_are_no_records_give_no_root(records: list[Any]) -> None:
    """None, and never an error."""
    assert recomputed_root(records) is None


def test_records_with_lone_surrogates_give_no_root() -> None:
    """They have no canonical bytes."""
    row = {"contentHash": "x", "modified": "x", "path": "/", "title": "\ud800", "type": "page"}
    assert recomputed_root([row]) is None


def test_a_partial_list_only_names_its_publication(publisher: TestPublisher) -> None:
    """Rows that are not all are not made into a root."""
    rows = [row.body() for row in publisher.records][:2]
    check = judged(publisher.discovery(pages=rows)).check("publication")
    assert (check.code, check.outcome) == ("publication.named", Outcome.PASS)


def test_a_document_from_a_url_that_is_none(publisher: TestPublisher) -> None:
    """What has no origin is another origin."""
    assert judged(publisher.discovery(), "nonsense").check("binding").code == "binding.origin"


def test_a_plugin_document_from_nowhere_has_no_origin(shared: Any) -> None:
    """Nothing is remembered of it."""
    data = (shared / "vectors/plugin/served/wk-ai.json").read_bytes()
    report = judged(data, None, pins={}, moment=NOW + timedelta(days=365))
    assert report.origin == ""
    assert report.observation is None
    assert "Its origin was never seen before" in report.check("continuity").sentence


@pytest.mark.parametrize(
    ("url", "code"),
    [
        ("http://127.0.0.1:8081/.well-known/ai", "binding.unsigned"),
        ("http://sub.127.0.0.1/.well-known/ai", "binding.unsigned"),
        ("http://elsewhere.example/.well-known/ai", "binding.domain"),
    ],
)
def test_a_domain_inside_is_compared_with_the_host(shared: Any, url: str, code: str) -> None:
    """The same host and its subdomains are fine."""
    data = (shared / "vectors/plugin/served/wk-ai.json").read_bytes()
    assert judged(data, url, moment=NOW + timedelta(days=365)).check("binding").code == code


def test_a_domain_that_is_no_host_contradicts(publisher: TestPublisher) -> None:
    """What cannot be a host is not this one."""
    import hashlib

    from rootzpub.wire.canonical import canonical

    body = {"specVersion": "1.0.0", "organization": {"domain": "a\u200b\u2024..b\u00df\ufffd"}}
    digest = hashlib.sha256(canonical(body)).digest()
    assert publisher.signer
    block = {
        "signer": publisher.signer.address.format().lower(),
        "contentHash": f"sha256:{digest.hex()}",
        "method": "ecdsa-secp256k1",
        "signature": "0x" + publisher.signer.sign(digest).hex(),
    }
    report = judged(canonical(body | {"_signature": block}))
    assert [check.code for check in report.failures] == ["binding.domain"]
    assert report.signer == publisher.signer.address.format()


def test_a_time_of_signing_that_no_datetime_holds_is_judged(publisher: TestPublisher) -> None:
    """The plugin leaves `signedAt` out of its block, so that the envelope alone says it; still a report."""
    import hashlib

    from rootzpub.proof import KeyHistory
    from rootzpub.verify.enveloping import TYPED_DATA
    from rootzpub.wire import envelope
    from rootzpub.wire.canonical import canonical

    body = {"specVersion": "1.0.0", "organization": {"domain": "example.com"}}
    digest = hashlib.sha256(json.dumps(body, separators=(",", ":")).encode()).digest()
    message = envelope.message(
        origin=ORIGIN,
        resource="/.well-known/ai",
        kind="ai-discovery",
        content_hash=digest,
        signed_at=NOW,
        expires_at=NOW + timedelta(days=1),
    ) | {"signedAt": 10**15}
    assert publisher.signer
    block = {
        "signer": publisher.signer.address.format(),
        "contentHash": f"sha256:{digest.hex()}",
        "method": "ecdsa-secp256k1",
        "signature": "0x" + publisher.signer.sign(digest).hex(),
        "envelope": envelope.envelope(message, publisher.signer.sign(TYPED_DATA.digest(message))),
    }
    history = KeyHistory(origin=ORIGIN).rotated(publisher.signer, key(2), NOW)
    lookups = Lookups(key_history=lambda _origin: canonical(history.body()))
    report = judged(json.dumps(body | {"_signature": block}).encode(), pins={}, lookups=lookups)
    assert report.verdict is Verdict.FAILED
    assert [check.code for check in report.failures] == ["freshness.future", "continuity.replaced-key"]


@pytest.mark.parametrize(
    ("seconds", "text"),
    [(0, "0 seconds"), (119, "119 seconds"), (120, "2 minutes"), (7200, "2 hours"), (172800, "2 days")],
)
def test_spans_are_said_in_the_largest_unit(seconds: int, text: str) -> None:
    """For people."""
    assert _span(seconds) == text


def test_json_stats_count_values_and_finds_look_alike_keys() -> None:
    """Empty containers count as one; the first collision is named."""
    found = json_stats({"a": [1, [], {}], "b": {"c": None}, "\u00e9": 1})
    assert (found.values, found.collision) == (5, "")
    assert json_stats({"x": {"\u00e9": 1, "e\u0301": 2}}).collision == "\u00e9"


def test_two_equal_sequences_with_one_root_are_one_publication(publisher: TestPublisher) -> None:
    """A pin with the same sequence and root passes."""
    from dataclasses import replace

    from .conftest import pin_of

    root = judged(publisher.discovery()).observation.root  # type: ignore[union-attr]
    pins = {ORIGIN: replace(pin_of(publisher.signer)[ORIGIN], root=root)}
    assert judged(publisher.discovery(), pins=pins).verdict is Verdict.VERIFIED


def test_a_hash_only_document_has_no_root_to_remember(publisher: TestPublisher) -> None:
    """A zero root is none."""
    from dataclasses import replace

    bare = replace(publisher, context_changes={"publication_root": None, "sequence": 0})
    report = judged(bare.sealed("other", "/x", {"a": "b"}), f"{ORIGIN}/x")
    assert report.observation is not None
    assert (report.observation.root, report.observation.sequence) == ("", 0)


@pytest.mark.parametrize("where", ["body", "block"])
def test_a_document_that_is_canonical_but_too_deep(publisher: TestPublisher, where: str) -> None:
    """The shortcut for canonical bytes does not let depth pass."""
    deep: Any = "x"
    for _ in range(70):
        deep = [deep]

    def bury(value: dict[str, Any]) -> None:
        (value if where == "body" else value["_signature"])["deep"] = deep

    assert judged(edited(publisher.discovery(), bury)).check("parsed").code == "parsed.depth"
