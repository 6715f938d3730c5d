"""verifyPageHash."""

import json
from dataclasses import replace
from pathlib import Path

import pytest

from rootzpub.errors import BadParameter
from rootzpub.store import MemorySite
from rootzpub.store.memory_site import record_of
from tests.documents.making import ordinary, page, site
from tests.site_making import MOMENT, content_hash, make_facts
from tests.tools.asking import call

OLD = content_hash("what it once said")


def test_every_member_of_the_plugin_is_there(shared: Path) -> None:
    """And the proof."""
    theirs = json.loads((shared / "vectors/plugin/served/rest-verify-about.json").read_text("utf-8"))
    answer = call(ordinary(), "/verify", page="/about/")
    assert theirs.keys() - {"_signature"} <= answer.body.keys()
    assert (answer.body["match"], answer.body["verified"], answer.body["signer"]) == (True, True, "none")
    assert answer.body["_proof"]["leaf"]["contentHash"] == answer.body["currentHash"]
    assert (answer.status, answer.kind) == (200, "verifyPageHash")


def test_a_text_that_is_not_the_recorded_one_does_not_match() -> None:
    """currentHash is computed from the text, whatever the store says of it."""
    entry = page(1, "about", "About", markdown="recorded\n")
    tampered = site(replace(entry, markdown="tampered\n"))
    body = call(tampered, "/verify", page="/about/").body
    assert (body["match"], body["verified"]) == (False, False)
    assert body["currentHash"] == content_hash("tampered\n")
    assert body["manifestHash"] == record_of(entry).content_hash


@pytest.mark.parametrize(
    ("asked", "current", "published"),
    [
        pytest.param(content_hash("Text of entry 1.\n"), True, True, id="current"),
        pytest.param(OLD, False, True, id="earlier"),
        pytest.param(OLD.removeprefix("sha256:").upper(), False, True, id="bare-upper-case"),
        pytest.param(content_hash("never said"), False, False, id="never"),
    ],
)
def test_a_hash_is_looked_up_in_the_history(asked: str, current: bool, published: bool) -> None:
    """Whether it is, or ever was, this page's."""
    of = site(page(1, "x", "X"), hashes={"/x/": [OLD]})
    body = call(of, "/verify", page="/x/", hash=asked).body
    assert (body["hashIsCurrent"], body["hashWasPublished"]) == (current, published)
    assert body["hash"].startswith("sha256:")


def test_without_a_hash_nothing_is_said_about_one() -> None:
    """The members are not there."""
    assert "hash" not in call(ordinary(), "/verify", page="/about/").body


@pytest.mark.parametrize("text", ["sha256:12", "g" * 64, "md5:" + "a" * 60])
def test_what_is_no_hash_is_refused_by_name(text: str) -> None:
    """Also for a page that is not there."""
    with pytest.raises(BadParameter, match="hash must be sha256: and 64 hex digits"):
        call(ordinary(), "/verify", page="/nothing/", hash=text)


def test_an_unknown_page_is_answered_with_404() -> None:
    """`verified` false and an error; the plugin says 200."""
    answer = call(ordinary(), "/verify", page="/nothing/")
    assert answer.status == 404
    assert (answer.body["verified"], answer.body["match"], answer.body["page"]) == (False, False, "/nothing/")
    assert answer.body["error"]["code"] == "not_found"
    assert (answer.body["status"], answer.body["path"]) == (404, "/wp-json/rootz/v1/verify")


def test_a_page_that_moved_is_verified_under_its_present_path() -> None:
    """`movedTo` names it."""
    of = ordinary()
    of.former = {"/old/": "/about/"}
    body = call(of, "/verify", page="/old/").body
    assert (body["page"], body["movedTo"], body["verified"]) == ("/about/", "/about/", True)


def test_an_entry_outside_the_publication_is_not_verified() -> None:
    """There is no recorded hash to match."""

    class Unrecorded(MemorySite):
        def proof(self, path: str) -> None:
            return None

    of = Unrecorded(entries_=[page(1, "x", "X")], facts=make_facts(), published_at=MOMENT)
    body = call(of, "/verify", page="/x/").body
    assert (body["manifestHash"], body["verified"], "_proof" in body) == (None, False, False)
