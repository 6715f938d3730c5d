"""A changed statement waits for its owner."""

import os
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from rootzpub.config import SigningTable
from rootzpub.errors import NotReady, StoreUnavailable
from rootzpub.publisher.released_statement import ReleasedStatement
from rootzpub.state import FileNote, MemoryNote
from rootzpub.wire import Document, parse
from tests.publisher.making import MORNING, a_config
from tests.store.making import FACTS, an_entry

PATH = "/.well-known/ai"


@pytest.fixture
def careful(bench):
    """A site whose owner releases changes."""
    bench.config = a_config(bench.folder, signing=SigningTable(publish="approved"))
    bench.source.put(an_entry(1))
    bench.sync()
    return bench


def discovery(publisher):
    """The parsed discovery document."""
    answer = publisher.answer(PATH)
    assert answer.status == 200
    return parse(answer.body)


def test_nothing_is_served_before_the_first_approval(careful):
    """What was never approved is not said; the answer tells what to do."""
    answer = careful.publisher().answer(PATH)
    assert answer.status == 503
    assert b"rootzpub approve" in answer.body


def test_an_approved_statement_is_served(careful):
    """At once, also by a publisher that was running."""
    publisher = careful.publisher()
    publisher.answer(PATH)
    assert publisher.approve().startswith("sha256:")
    assert discovery(publisher)["organization"]["name"] == FACTS.name


def test_a_changed_statement_waits(careful):
    """The site got another name; agents see the approved one until the owner releases it."""
    publisher = careful.publisher()
    publisher.approve()
    careful.source.facts = replace(FACTS, name="Renamed")
    careful.source.state += 1
    careful.sync()
    before = discovery(publisher)["organization"]["name"]
    publisher.approve()
    assert (before, discovery(publisher)["organization"]["name"]) == (FACTS.name, "Renamed")


def test_pages_and_publication_follow_the_site(careful):
    """They stand in every envelope: a frozen copy would look like a rollback."""
    publisher = careful.publisher()
    publisher.approve()
    careful.source.put(an_entry(2))
    careful.sync()
    document = discovery(publisher)
    assert document["publication"]["sequence"] == 2
    assert len(document["pages"]) == 2
    assert document["_signature"]["envelope"]["message"]["sequence"] in (2, "2")


def test_every_address_of_the_document_waits(careful):
    """The aliases too; other documents do not."""
    publisher = careful.publisher()
    statuses = [publisher.answer(path).status for path in (f"{PATH}.json", "/wp-json/rootz/v1/ai.json", f"{PATH}/feed")]
    assert statuses == [503, 503, 200]


def test_the_status_says_that_the_document_waits(careful):
    """Its trial fails, with the status that came."""
    status = parse(careful.publisher().answer("/wp-json/rootz/v1/status").body)
    assert status["addresses"]["discovery"]["outcome"] == "fail"


def test_without_the_setting_nothing_waits(bench):
    """The default is auto."""
    bench.source.put(an_entry(1))
    bench.sync()
    assert bench.publisher().answer(PATH).status == 200


@pytest.mark.parametrize("content", [b"", b"[1]", b"{", b"\xff"], ids=["empty", "list", "cut off", "bytes"])
def test_a_damaged_approval_counts_as_none(content):
    """Nothing is guessed."""
    note = MemoryNote()
    note.write(content)
    with pytest.raises(NotReady, match="was not approved yet"):
        ReleasedStatement(note).apply(Document(kind="k", resource="/", body={}))


def test_an_approval_that_cannot_be_kept_is_said(tmp_path):
    """A file is where the folder should be."""
    (tmp_path / "data").write_text("x")
    with pytest.raises(StoreUnavailable, match="cannot be written"):
        ReleasedStatement(FileNote(tmp_path / "data" / "approved.json")).approve(
            Document(kind="k", resource="/", body={"a": "b"})
        )


def test_the_mark_changes_with_each_approval():
    """So that running servers notice."""
    approval = ReleasedStatement(MemoryNote())
    before = approval.mark()
    approval.approve(Document(kind="k", resource="/", body={"a": "b"}))
    assert (before, approval.mark() > 0) == (0, True)


def test_last_modified_follows_the_approval(file_bench):
    """No commit of the store says that another statement is served."""
    file_bench.config = a_config(file_bench.folder, signing=SigningTable(publish="approved"))
    file_bench.source.put(an_entry(1))
    file_bench.sync()
    publisher = file_bench.publisher(config_changed=MORNING)
    publisher.approve()
    later = (MORNING + timedelta(days=1)).timestamp()
    os.utime(file_bench.state.note("approved").where, (later, later))
    assert publisher.answer(PATH).last_modified == datetime.fromtimestamp(int(later), UTC)
