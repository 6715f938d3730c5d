"""What a report says of documents that were altered: what was changed, in words, and no address that is nobody's."""

import json
import re
from collections.abc import Callable
from typing import Any

import pytest

from tests.verify.conftest import DISCOVERY_URL, LLMS_URL, PAGE_URL, TestPublisher, edited, judged, key

SIGNER = key(1).address.format()
PAGE = TestPublisher().page()
DISCOVERY = TestPublisher().discovery()
FUTURE = 4_102_444_800  # 2100


def _message(**changes: Any) -> Callable[[dict[str, Any]], object]:
    return lambda value: value["_signature"]["envelope"]["message"].update(changes)


CASES: dict[str, tuple[bytes, str, str, list[str]]] = {
    "text": (edited(PAGE, lambda v: v.update(content="Other words.\n")), PAGE_URL, "changed: its text", ["content"]),
    "text-and-hash": (
        edited(PAGE, lambda v: v.update(content="x", contentHash="sha256:" + "0" * 64)),
        PAGE_URL,
        "changed: its text, contentHash",
        ["content", "contentHash"],
    ),
    "title": (edited(PAGE, lambda v: v.update(title="Prices")), PAGE_URL, "changed: title", ["title"]),
    "another": (
        edited(PAGE, lambda v: v.update(x=1)),
        PAGE_URL,
        "its text is the one that was signed",
        ["another member"],
    ),
    "list": (edited(DISCOVERY, lambda v: v.update(x=1)), DISCOVERY_URL, f"{SIGNER} signed other content", []),
    "only-the-hash": (
        edited(DISCOVERY, lambda v: v["_signature"].update(contentHash="sha256:" + "1" * 64)),
        DISCOVERY_URL,
        "The hash was altered, not the content",
        [],
    ),
    "both": (
        edited(DISCOVERY, lambda v: (v.update(x=1), v["_signature"].update(contentHash="sha256:" + "1" * 64))),
        DISCOVERY_URL,
        "the signature is of neither",
        [],
    ),
    "llms": (TestPublisher().llms().replace(b"Widgets", b"Gadgets"), LLMS_URL, "Altered after signing", []),
    "signer": (
        edited(DISCOVERY, lambda v: v["_signature"].update(signer=key(2).address.format())),
        DISCOVERY_URL,
        f"not that of {key(2).address.format()}",
        [],
    ),
    "origin": (edited(DISCOVERY, _message(origin="https://evil.example")), DISCOVERY_URL, "its origin was", ["origin"]),
    "expiry": (
        edited(DISCOVERY, _message(expiresAt=1_772_700_000)),
        DISCOVERY_URL,
        "its expiresAt was 2026",
        ["expiresAt"],
    ),
    "resource": (
        edited(DISCOVERY, _message(resource="/x")),
        DISCOVERY_URL,
        "its resource was '/.well-known/ai'",
        ["resource"],
    ),
    "kind": (edited(DISCOVERY, _message(kind="ai-feed")), DISCOVERY_URL, "its kind was 'ai-discovery'", ["kind"]),
    "sequence": (edited(DISCOVERY, _message(sequence=1)), DISCOVERY_URL, "its sequence was '42'", ["sequence"]),
    "two-of-them": (edited(DISCOVERY, _message(sequence=1, kind="x")), DISCOVERY_URL, "not proven", []),
}


@pytest.mark.parametrize(("data", "url", "words", "altered"), CASES.values(), ids=CASES)
def test_what_was_altered_is_named(data: bytes, url: str, words: str, altered: list[str]) -> None:
    """The member to blame, where the bytes prove it; addresses are those that the document names, and no others."""
    report = judged(data, url)

    (failure,) = report.failures
    assert words in failure.sentence
    assert failure.evidence.get("altered", []) == altered
    shown = set(re.findall(r"0x[0-9a-fA-F]{40}\b", json.dumps([check.as_dict() for check in report.checks])))
    assert shown <= {SIGNER, key(2).address.format()}


@pytest.mark.parametrize(
    ("data", "words"),
    [
        (b"\xef\xbb\xbf" + DISCOVERY, "three invisible bytes"),
        (DISCOVERY[:-40], "it was cut short"),
        (DISCOVERY.replace(b'"name":', b'"name"'), "it was edited"),
        (DISCOVERY.replace(b'"name":"', "“name”:“".encode()), "curly quotation mark"),
        (b"We make widgets of glass.", "rootzpub verify --quote"),
    ],
    ids=["bom", "cut", "edited", "curly", "quotation"],
)
def test_what_cannot_be_read_is_told_in_plain_words(data: bytes, words: str) -> None:
    """For people who know no parser."""
    (failure,) = judged(data).failures

    assert words in failure.sentence
    assert "Expecting" not in failure.sentence
