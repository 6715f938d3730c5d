"""A changed statement waits for its owner."""

import os
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from rootzpub.config import ContactTable, IdentityTable, PoliciesTable, SigningTable
from rootzpub.errors import NotReady, StoreUnavailable
from rootzpub.publisher import RequestContext
from rootzpub.publisher.released_statement import ReleasedStatement
from rootzpub.state import FileNote, MemoryNote
from rootzpub.wire import OWNER, Document, canonical, parse
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


def test_identity_and_policies_wait_in_every_document(careful):
    """Also for a publisher that was running; limits, which are enforced, are declared as they are."""
    careful.publisher().approve()
    changed = {"mission": "Another mission.", "legal_name": "Another Ltd"}
    policies = {"training": True, "terms": "Other terms.", "license": "cc0", "rate_limit": "7/hour"}
    careful.config = careful.config.model_copy(
        update={
            "identity": IdentityTable(**changed),
            "contact": ContactTable(email="other@example.org"),
            "policies": PoliciesTable(**policies),
        }
    )
    publisher = careful.publisher()
    addresses = [path for path in publisher.paths() if not path.endswith(".sig")]
    words = (b"Another mission.", b"Another Ltd", b"Other terms.", b"other@example.org", b"CC0-1.0")
    early = {path: publisher.answer(path).body for path in addresses}
    assert not [path for path, body in early.items() if any(word in body for word in words)]
    assert any(b"7/hour" in body or b'"limit":7' in body for body in early.values())
    publisher.approve()
    late = b"".join(publisher.answer(path).body for path in addresses)
    assert [word for word in words if word not in late] == []


def test_what_was_served_counts_as_approved(bench):
    """Approving is switched on for a site that was live: it goes on, with what was said before."""
    bench.source.put(an_entry(1))
    bench.sync()
    discovery(bench.publisher())
    bench.config = a_config(
        bench.folder, signing=SigningTable(publish="approved"), identity=IdentityTable(mission="New.")
    )
    publisher = bench.publisher()
    assert "mission" not in discovery(publisher)["organization"]
    assert [difference.member for difference in publisher.waiting()] == ["organization.mission"]
    publisher.approve()
    assert discovery(publisher)["organization"]["mission"] == "New."
    assert publisher.waiting() == ()


def test_the_owner_is_told_what_waits(careful):
    """In the status; visitors are not."""
    publisher = careful.publisher()
    publisher.approve()
    careful.source.facts = replace(FACTS, name="Renamed")
    careful.source.state += 1
    careful.sync()
    path = "/wp-json/rootz/v1/status"
    owners = parse(publisher.answer(path, context=RequestContext(caller=OWNER)).body)
    assert "organization.name" in owners["waitsForApproval"]
    assert "waitsForApproval" not in parse(publisher.answer(path).body)


@pytest.mark.parametrize(
    "content", [b"", b"[1]", b"{}", b'{"identity":{"name":7},"contact":{},"policies":{}}', b"\xff"]
)
def test_damaged_settings_hold_nothing(content, tmp_path):
    """The statement is held all the same."""
    note, config = MemoryNote(), a_config(tmp_path)
    note.write(content)
    assert ReleasedStatement(MemoryNote(), note).hold(config) is config


def test_settings_of_another_version_are_held_as_far_as_they_are_known(tmp_path):
    """What this one does not know is left out, what that one did not know is as it is set now."""
    note = MemoryNote()
    note.write(b'{"identity":{"mission":"Held.","unknown":1},"contact":{},"policies":{"rate_limit":"1/hour"}}')
    config = a_config(tmp_path, identity=IdentityTable(mission="Now.", legal_name="Now Ltd"))
    held = ReleasedStatement(MemoryNote(), note).hold(config)
    assert (held.identity.mission, held.identity.legal_name) == ("Held.", "Now Ltd")
    assert held.policies == config.policies


def test_a_difference_is_shown_member_by_member():
    """What goes and what comes."""
    note = MemoryNote()
    statement = ReleasedStatement(note)
    before = {"organization": {"name": "A", "sector": ["x"]}, "gone": 1}
    note.write(canonical(before))
    after = {"organization": {"name": "B", "sector": ["x"], "mission": "M"}, "pages": []}
    lines = [
        line for found in statement.waiting(Document(kind="k", resource="/", body=after)) for line in found.lines()
    ]
    assert lines == ["gone", "  - 1", "organization.name", '  - "A"', '  + "B"', "organization.mission", '  + "M"']


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
            Document(kind="k", resource="/", body={"a": "b"}), a_config(tmp_path)
        )


def test_the_mark_changes_with_each_approval(tmp_path):
    """So that running servers notice."""
    approval = ReleasedStatement(MemoryNote())
    before = approval.mark()
    approval.approve(Document(kind="k", resource="/", body={"a": "b"}), a_config(tmp_path))
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
