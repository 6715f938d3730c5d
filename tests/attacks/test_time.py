"""Attacks on time: old documents, future documents, sequences that go back or leap."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from rootzpub.verify import PinFile, Policy, Requirement, Verdict
from rootzpub.wire.blocks import format_time
from tests.verify.conftest import NOW, ORIGIN, PAGE_URL, TestPublisher, edited, judged, pin_of


def test_re_date_a_document(publisher: TestPublisher) -> None:
    """signedAt is inside the envelope."""
    later = format_time(NOW + timedelta(minutes=1))
    report = judged(edited(publisher.discovery(), lambda value: value["_signature"].update(signedAt=later)))
    assert [check.code for check in report.failures] == ["envelope.signed-at"]


def test_write_the_date_in_another_form(publisher: TestPublisher) -> None:
    """The same moment written otherwise is an edit too."""
    other = format_time(NOW).replace("Z", "+00:00")
    report = judged(edited(publisher.discovery(), lambda value: value["_signature"].update(signedAt=other)))
    assert [check.code for check in report.failures] == ["envelope.signed-at"]


def test_freeze_a_site(publisher: TestPublisher) -> None:
    """Whoever keeps serving an old copy is found out when it expires."""
    report = judged(publisher.discovery(), moment=NOW + timedelta(days=2))
    assert [check.code for check in report.failures] == ["freshness.expired"]


def test_serve_a_document_from_the_future(publisher: TestPublisher) -> None:
    """Five minutes are the clocks'; more is not."""
    assert judged(publisher.discovery(), moment=NOW - timedelta(minutes=4)).verdict is Verdict.VERIFIED
    report = judged(publisher.discovery(), moment=NOW - timedelta(minutes=6))
    assert [check.code for check in report.failures] == ["freshness.future"]


def test_claim_to_be_valid_for_ever(publisher: TestPublisher) -> None:
    """An envelope lives thirty days at most."""
    from rootzpub.wire import envelope

    assert publisher.signer
    from rootzpub.verify.signing import TYPED_DATA

    def stretch(value: dict) -> None:  # type: ignore[type-arg]
        message = value["_signature"]["envelope"]["message"]
        message["expiresAt"] = message["signedAt"] + 31 * 86_400
        value["_signature"]["envelope"] = envelope.envelope(message, publisher.signer.sign(TYPED_DATA.digest(message)))

    report = judged(edited(publisher.discovery(), stretch))
    assert [check.code for check in report.failures] == ["freshness.lifetime"]


def test_roll_back_to_an_older_publication(publisher: TestPublisher) -> None:
    """A sequence never falls."""
    report = judged(publisher.discovery(), pins=pin_of(publisher.signer, sequence=43))
    assert [check.code for check in report.failures] == ["continuity.rollback"]


def test_leap_to_a_high_sequence(publisher: TestPublisher) -> None:
    """Fast-forward: a thief of the key cannot run the counter up so that the owner's documents look old for ever."""
    leap = replace(publisher, sequence=10_000)
    report = judged(leap.discovery(), pins=pin_of(publisher.signer))
    assert [check.code for check in report.failures] == ["continuity.fast-forward"]


@pytest.mark.parametrize("sequence", [2**53 - 1, 2_000_000_000])
def test_begin_with_an_impossible_sequence(publisher: TestPublisher, sequence: int) -> None:
    """At first contact too: more publications than seconds since 1970 cannot be."""
    report = judged(replace(publisher, sequence=sequence).discovery())
    assert [check.code for check in report.failures] == ["continuity.fast-forward"]


def test_show_two_faces_of_one_publication(publisher: TestPublisher) -> None:
    """One sequence has one root."""
    report = judged(publisher.discovery(), pins=pin_of(publisher.signer, root="0x" + "ab" * 32))
    assert [check.code for check in report.failures] == ["continuity.equivocation"]


def test_mix_a_page_of_one_publication_with_the_root_of_another(publisher: TestPublisher) -> None:
    """The proof must lead to the root that the envelope signs."""
    other = TestPublisher(context_changes={"publication_root": bytes(range(32))})
    assert [check.code for check in judged(other.page(), PAGE_URL).failures] == ["publication.root"]
    assert [check.code for check in judged(other.discovery()).failures] == ["publication.contradiction"]


def test_mix_the_proof_of_one_page_with_another(publisher: TestPublisher) -> None:
    """The proof must be about the entry that is shown."""
    import json

    contact = json.loads(publisher.page("/contact/"))["_proof"]
    report = judged(publisher.page(_proof=contact), PAGE_URL)
    assert [check.code for check in report.failures] == ["publication.other-entry"]


@pytest.mark.parametrize("name", ["leafIndex", "treeSize", "auditPath"])
def test_bend_the_proof(publisher: TestPublisher, name: str) -> None:
    """Index, size and path must lead to the root."""
    import json

    proof = json.loads(publisher.page("/contact/"))["_proof"]
    proof[name] = proof[name][:-1] if name == "auditPath" else proof[name] + 1
    report = judged(publisher.page("/contact/", _proof=proof), PAGE_URL.replace("about", "contact"))
    assert [check.code for check in report.failures] == ["publication.proof"]


def test_show_other_words_than_the_hash_is_of(publisher: TestPublisher) -> None:
    """The content hash of a page is computed again from its words."""
    report = judged(publisher.page(content="We were bought by Evil Ltd.\n"), PAGE_URL)
    assert [check.code for check in report.failures] == ["publication.content-hash"]


def test_list_other_records_than_the_root_is_of(publisher: TestPublisher) -> None:
    """Complete records must give the signed root."""
    rows = [row.body() for row in publisher.records]
    rows[0] = rows[0] | {"title": "Another"}
    forged = publisher.discovery(pages=rows)
    for policy in (Policy.strict(), Policy.standard().narrowed(require={Requirement.PROOF})):
        assert [check.code for check in judged(forged, policy=policy).failures] == ["publication.records"]
        assert "publication.recomputed" in judged(publisher.discovery(), policy=policy).codes


def test_date_the_plugin_s_document_into_the_future(shared) -> None:
    """Without an envelope a covered time still counts."""
    data = (shared / "vectors/plugin/served/wk-ai.json").read_bytes()
    report = judged(data, None, moment=NOW)
    assert [check.code for check in report.failures] == ["freshness.future"]


@pytest.mark.parametrize(
    ("wrong", "code"),
    [
        (NOW + timedelta(days=1, minutes=6), "freshness.expired"),
        (NOW + timedelta(days=365), "freshness.expired"),
        (NOW - timedelta(days=1), "freshness.future"),
        (NOW - timedelta(days=365), "freshness.future"),
        (datetime(1970, 1, 1, tzinfo=UTC), "freshness.future"),
    ],
    ids=["a day on", "a year on", "a day back", "a year back", "1970"],
)
def test_judge_with_a_wrong_clock(publisher: TestPublisher, tmp_path: Path, wrong: datetime, code: str) -> None:
    """Time alone is what fails, by its name; nothing is learnt meanwhile, and with the right clock all is as before."""
    file = PinFile(tmp_path / "pins.json")
    good = judged(publisher.discovery(), pins=file)
    assert good.observation is not None
    pin = file.record(good.observation, NOW)
    report = judged(publisher.discovery(), moment=wrong, pins=file)
    assert [check.code for check in report.failures] == [code]
    assert report.observation is None
    assert file.get(ORIGIN) == pin
    assert judged(publisher.discovery(), pins=file).verdict is Verdict.VERIFIED
