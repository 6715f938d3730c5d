"""Bookmarks: what was relied on, and what became of it."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from rootzpub.errors import ConfigError, FetchFailed, MalformedInput
from rootzpub.proof import KeyHistory
from rootzpub.verify import Lookups, Pin, Report, verify
from rootzpub.verify.bookmarks import Bookmark, BookmarkFile, Fate, make_bookmark, recheck, substance
from rootzpub.wire.canonical import canonical

from .conftest import (
    DISCOVERY_URL,
    LLMS_URL,
    NOW,
    ORIGIN,
    PAGE_URL,
    WORDS,
    TestPublisher,
    judged,
    key,
)

LATER = NOW + timedelta(hours=2)


def kept(data: bytes, url: str) -> Bookmark:
    """The bookmark of a document at NOW."""
    return make_bookmark(data, judged(data, url), NOW)


def asked(bookmark: Bookmark, data: bytes, status: int = 200, lookups: Lookups = Lookups()) -> tuple[Fate, str]:  # noqa: B008 - frozen
    """What recheck says when the site now serves `data`."""

    def judge(body: bytes, url: str, pins: Mapping[str, Pin]) -> Report:
        return verify(body, url=url, pins=pins, moment=LATER, lookups=lookups)

    finding = recheck(bookmark, lambda _url: (status, data), judge)
    return finding.fate, finding.sentence


def later(**changes: object) -> TestPublisher:
    """The publisher two hours later, with the next publication."""
    return replace(TestPublisher(moment=LATER, sequence=43), **changes)  # type: ignore[arg-type]


def test_a_bookmark_holds_what_was_relied_on() -> None:
    """URL, hash of the words, signer, time, sequence, title."""
    bookmark = kept(TestPublisher().page(), PAGE_URL)
    assert bookmark.url == PAGE_URL
    assert (bookmark.signer, bookmark.at, bookmark.sequence) == (
        key(1).address.format(),
        "2026-03-04T20:30:00Z",
        42,
    )
    assert bookmark.title == "/about/"


def test_only_what_verifies_can_be_kept() -> None:
    """An agent does not rely on what failed, nor on what nobody signed."""
    data = TestPublisher().page()
    with pytest.raises(MalformedInput, match="expected a signed document that verifies, got: failed"):
        make_bookmark(data, judged(data, DISCOVERY_URL), NOW)
    unsigned = TestPublisher(signer=None).discovery()
    with pytest.raises(MalformedInput, match="got: verified with warnings"):
        make_bookmark(unsigned, judged(unsigned), NOW)


@pytest.mark.parametrize("moment", [NOW, LATER])
def test_stamps_are_no_substance(moment: object) -> None:
    """The same words at another time have the same hash; other words another."""
    publisher = TestPublisher(moment=moment)  # type: ignore[arg-type]
    assert substance(publisher.discovery()) == substance(TestPublisher().discovery())
    assert substance(publisher.page()) == substance(TestPublisher().page())
    assert substance(publisher.llms()) == substance(TestPublisher().llms())
    assert substance(publisher.discovery(aiSummary="x")) != substance(publisher.discovery())
    assert substance(publisher.llms("# Other\n")) != substance(publisher.llms())


@pytest.mark.parametrize("data", [b"", b"[]", b"{", b"7"])
def test_what_is_no_document_has_no_substance(data: bytes) -> None:
    """An error of ours."""
    with pytest.raises(MalformedInput, match=r"expected|not JSON"):
        substance(data)


def test_the_same_words_are_the_same() -> None:
    """Although time and publication moved on."""
    assert asked(kept(TestPublisher().page(), PAGE_URL), later().page())[0] is Fate.SAME


def test_other_words_by_the_same_key_have_a_lineage() -> None:
    """Signed by the same key, in a later publication."""
    bookmark = kept(TestPublisher().discovery(), DISCOVERY_URL)
    assert asked(bookmark, later().discovery(aiSummary="New words"))[0] is Fate.LINEAGE


def test_other_words_by_a_rotated_key_have_a_lineage() -> None:
    """The old key signed the change of keys."""
    history = KeyHistory(origin=ORIGIN).rotated(key(1), key(2), NOW)
    lookups = Lookups(key_history=lambda _origin: canonical(history.body()))
    bookmark = kept(TestPublisher().discovery(), DISCOVERY_URL)
    assert asked(bookmark, later(signer=key(2)).discovery(aiSummary="x"), lookups=lookups)[0] is Fate.LINEAGE


def test_another_key_breaks_the_lineage() -> None:
    """Even with the same words."""
    bookmark = kept(TestPublisher().page(), PAGE_URL)
    fate, sentence = asked(bookmark, later(signer=key(2)).page())
    assert fate is Fate.NO_LINEAGE
    assert "HAS CHANGED" in sentence


def test_an_older_publication_breaks_the_lineage() -> None:
    """A roll-back is no lineage."""
    bookmark = kept(TestPublisher().page(), PAGE_URL)
    assert asked(bookmark, later(sequence=41).page())[0] is Fate.NO_LINEAGE


def test_what_is_no_document_any_more_breaks_the_lineage() -> None:
    """HTML where a document was."""
    assert asked(kept(TestPublisher().page(), PAGE_URL), b"<html>")[0] is Fate.NO_LINEAGE


def test_what_is_not_signed_any_more_breaks_the_lineage() -> None:
    """Also for a bookmark of a dialect without an envelope."""
    bookmark = replace(kept(TestPublisher().discovery(), DISCOVERY_URL), sequence=0)
    unsigned = later(signer=None).discovery()

    def judge(body: bytes, url: str, _pins: Mapping[str, Pin]) -> Report:
        return verify(body, url=url, moment=LATER)

    finding = recheck(bookmark, lambda _url: (200, unsigned), judge)
    assert (finding.fate, finding.sentence) == (Fate.NO_LINEAGE, "What is there now is not signed.")


@pytest.mark.parametrize(("status", "fate"), [(404, Fate.GONE), (410, Fate.GONE), (503, Fate.UNREACHABLE)])
def test_what_is_not_there(status: int, fate: Fate) -> None:
    """Gone is what the site says is gone; an error says nothing."""
    assert asked(kept(TestPublisher().page(), PAGE_URL), b"", status)[0] is fate


def test_a_site_that_does_not_answer_says_nothing() -> None:
    """Unreachable, with exit code 4."""
    bookmark = kept(TestPublisher().llms(), LLMS_URL)

    def get(_url: str) -> tuple[int, bytes]:
        raise FetchFailed("did not answer")

    finding = recheck(bookmark, get, lambda *_: judged(b""))
    assert (finding.fate, finding.exit_code) == (Fate.UNREACHABLE, 4)
    assert finding.as_dict()["fate"] == "unreachable"


def test_the_file_keeps_one_bookmark_for_each_address(tmp_path: Path) -> None:
    """A later one replaces the earlier; one can be dropped."""
    file = BookmarkFile(tmp_path / "bookmarks.json")
    first = kept(TestPublisher().page(), PAGE_URL)
    second = replace(first, hash="sha256:" + "0" * 64)
    file.keep(first)
    file.keep(second)
    file.keep(kept(TestPublisher().llms(), LLMS_URL))
    assert file.all()[PAGE_URL] == second
    assert file.drop(PAGE_URL)
    assert not file.drop(PAGE_URL)
    assert list(file.all()) == [LLMS_URL]


@pytest.mark.parametrize(
    "content", ['{"version": 2, "bookmarks": []}', '{"version": 1, "bookmarks": [{"url": "x"}]}', "[]"]
)
def test_a_damaged_file_is_an_error(tmp_path: Path, content: str) -> None:
    """It is never taken for an empty one."""
    path = tmp_path / "bookmarks.json"
    path.write_text(content)
    with pytest.raises(ConfigError, match="bookmarks"):
        BookmarkFile(path).all()


def test_words_of_the_test_publisher_are_what_they_are() -> None:
    """The hash of a page's substance is that of its words."""
    import hashlib

    digest = hashlib.sha256(WORDS["/about/"].encode()).hexdigest()
    assert substance(TestPublisher().page()) == f"sha256:{digest}"
