"""getPage."""

import hashlib
import json
from pathlib import Path

import pytest

from rootzpub.errors import NotFound
from rootzpub.site import NO_DATE, Loss
from rootzpub.wire import tree
from rootzpub.wire.blocks import origin
from rootzpub.wire.publication import leaf
from tests.documents.making import BLUE, WIDGETS, ordinary, settings, site
from tests.site_making import make_entry
from tests.tools.asking import call


def test_every_member_of_the_wire_is_there() -> None:
    """[wire §3b]; the blocks are the seal's."""
    of = site(make_entry(1, slug="hello", terms=(WIDGETS, BLUE)))
    answer = call(of, "/page", path="/2026/03/04/hello/")
    assert answer.body.keys() >= {
        *("path", "title", "url", "type", "assertionType", "author", "wordCount", "content", "contentHash"),
        *("categories", "tags", "policies", "losses", "_proof"),
    }
    assert (answer.kind, answer.freshness, answer.provenance) == ("getPage", True, True)
    assert answer.origin is not None
    assert answer.origin.published == of.entries_[0].published
    assert answer.last_modified == of.entries_[0].modified
    assert (answer.body["categories"], answer.body["tags"], answer.body["losses"]) == (["Widgets"], ["Blue"], [])


def test_the_worked_example_is_reproduced(shared: Path) -> None:
    """The same entry gives the members of vectors/envelope, and the proof to the byte."""
    vectors = json.loads((shared / "vectors/envelope/envelope.json").read_text("utf-8"))
    theirs = json.loads(next(doc["signedBytes"] for doc in vectors["documents"] if doc["name"] == "getPage"))
    entries = [
        make_entry(
            n,
            record["type"],
            path=record["path"],
            title=record["title"],
            markdown=vectors["publication"]["markdown"][record["path"]],
            published=_moment(record["modified"]),
            modified=_moment(record["modified"]),
            author="Admin",
            word_count=6,
        )
        for n, record in enumerate(vectors["publication"]["records"], start=1)
    ]
    ours = call(site(*entries), "/page", given=settings(policies={"license": "cc-by-4.0"}), path="/about/").body
    assert {member: ours[member] for member in theirs if member != "_origin"} == {
        member: value for member, value in theirs.items() if member != "_origin"
    }


def test_whoever_has_the_answer_can_compute_its_hash_and_follow_the_proof() -> None:
    """SHA-256 of the content; the leaf leads to the root of the publication."""
    of = ordinary()
    body = call(of, "/page", path="/about/").body
    assert body["contentHash"] == "sha256:" + hashlib.sha256(body["content"].encode()).hexdigest()
    proof = body["_proof"]
    assert proof["leaf"]["contentHash"] == body["contentHash"]
    assert tree.verify_inclusion(
        tree.leaf_hash(leaf(proof["leaf"])),
        proof["leafIndex"],
        proof["treeSize"],
        [bytes.fromhex(node.removeprefix("sha256:")) for node in proof["auditPath"]],
        bytes.fromhex(proof["root"].removeprefix("sha256:")),
    )
    assert proof["root"] == "sha256:" + of.publication.root.hex()


@pytest.mark.parametrize("path", ["/about", "https://example.com/about/", "/%61bout/"])
def test_variants_of_a_path_mean_the_same_entry(path: str) -> None:
    """The resource keeps what was asked, the answer has the entry's own path."""
    answer = call(ordinary(), "/page", path=path)
    assert answer.body["path"] == "/about/"
    assert "path=" in answer.resource


@pytest.mark.parametrize("path", ["/nothing/", "../../etc/passwd", "/", "%00", "日本"])
def test_what_is_not_published_is_not_there(path: str) -> None:
    """One answer for unknown, unpublished and hidden."""
    with pytest.raises(NotFound, match="no published entry has this path"):
        call(ordinary(), "/page", path=path)


def test_an_entry_that_moved_is_answered_and_says_where_to() -> None:
    """`movedTo` names the present path."""
    of = ordinary()
    of.former = {"/old-about/": "/about/", "/gone/": "/nowhere/"}
    body = call(of, "/page", path="/old-about/").body
    assert (body["path"], body["movedTo"]) == ("/about/", "/about/")
    assert "movedTo" not in call(of, "/page", path="/about/").body
    with pytest.raises(NotFound):
        call(of, "/page", path="/gone/")


def test_losses_are_named() -> None:
    """Kind, count and example."""
    of = site(make_entry(1, "page", slug="x", losses=(Loss(kind="form", count=2, example="<form>"),)))
    assert call(of, "/page", path="/x/").body["losses"] == [{"kind": "form", "count": 2, "example": "<form>"}]


def test_without_full_text_the_excerpt_stands_for_the_content() -> None:
    """The owner does not publish whole texts; hash and proof stay."""
    body = call(ordinary(), "/page", given=settings(content={"full_text": False}), path="/about/").body
    assert "content" not in body
    assert body["excerpt"].startswith("We measure widgets")
    assert "_proof" in body


def test_an_entry_outside_the_publication_has_no_proof() -> None:
    """Nothing is claimed that cannot be shown."""
    of = ordinary()
    of.proof = lambda path: None  # type: ignore[method-assign]
    assert "_proof" not in call(of, "/page", path="/about/").body


def _moment(text: str):
    from rootzpub.wire.blocks import parse_time

    return parse_time(text)


def test_language_and_translations() -> None:
    """Of an entry that has a language of its own; others tell neither."""
    told = {"language": "fr-FR", "translations": {"en-US": "https://example.org/a/"}}
    of = site(make_entry(1, slug="un", **told), make_entry(2, slug="two"))
    answer = call(of, "/page", path="/2026/03/04/un/").body
    assert {name: answer[name] for name in told} == told
    assert not {"language", "translations"} & call(of, "/page", path="/2026/03/04/two/").body.keys()


def test_a_date_that_is_none() -> None:
    """`0000-00-00` is not 1970: nothing is signed that nobody said."""
    of = site(make_entry(1, slug="old", published=NO_DATE))
    answer = call(of, "/page", path="/2026/03/04/old/")
    assert answer.body["published"] is None
    assert answer.origin is not None
    assert answer.origin.published is None
    assert "publishedAt" not in origin("example.org", published=None, modified=NO_DATE, moment=NO_DATE, signer=None)
