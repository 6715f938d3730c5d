"""Documents that somebody kept: judged as of their signing, and not as if a site served them now (decision 0026)."""

from datetime import timedelta
from typing import Any

import pytest

from rootzpub.proof import KeyHistory
from rootzpub.verify import Lookups, Policy, Requirement, Verdict
from rootzpub.verify.lineage import is_one_line
from rootzpub.wire.canonical import canonical
from tests.node.delegations import delegated
from tests.verify.conftest import DISCOVERY_URL, NOW, ORIGIN, TestPublisher, edited, judged, key, pin_of

LATER = NOW + timedelta(days=5)


def test_an_ended_validity_is_no_fault_of_a_file(publisher: TestPublisher) -> None:
    """It says as of when it is verified, and that today is another question."""
    report = judged(publisher.discovery(), moment=LATER, kept=True)

    check = report.check("freshness")
    assert (check.outcome.value, check.code, check.warning) == ("PASS", "freshness.as-of", False)
    assert check.sentence.startswith(
        "Verified as of 4 Mar 2026 20:30:00 UTC; what the site says today is another question"
    )
    assert (report.verdict, report.exit_code, report.as_dict()["stillValid"]) == (Verdict.VERIFIED, 0, False)


def test_what_is_asked_to_be_current_fails_when_it_is_over(publisher: TestPublisher) -> None:
    """`--require current`, of a file; and of an address always."""
    current = Policy.standard().narrowed(require={Requirement.CURRENT})

    for report in (
        judged(publisher.discovery(), moment=LATER, kept=True, policy=current),
        judged(publisher.discovery(), moment=LATER),
    ):
        assert [check.code for check in report.failures] == ["freshness.expired"]
        assert report.still_valid is False


def test_the_summary_says_who_where_when_and_what_is_not_proven(publisher: TestPublisher) -> None:
    """In one paragraph; of what failed what is wrong, and no address that is nobody's."""
    signer = key(1).address.format()

    assert judged(publisher.discovery(), moment=LATER, kept=True).summary == (
        f"The holder of the key {signer} signed these words for {DISCOVERY_URL} on 4 Mar 2026 20:30:00 UTC; whose key "
        "that is, the signature does not say. What the site says today is another question."
    )
    assert "somebody besides the document vouches" in judged(delegated()).summary
    assert judged(edited(publisher.discovery(), lambda value: value.update(x=1))).summary == (
        f"This is not proven to be what was signed. Altered after signing: {signer} signed other content than this."
    )
    assert judged(TestPublisher(signer=None).discovery()).summary.startswith("Nobody signed this")


@pytest.mark.parametrize("kept", [True, False])
def test_what_still_holds_is_fresh(publisher: TestPublisher, kept: bool) -> None:
    """Kept or served."""
    report = judged(publisher.discovery(), kept=kept)

    assert (report.check("freshness").code, report.still_valid) == ("freshness.fresh", True)


@pytest.mark.parametrize(
    ("data", "options", "code"),
    [
        pytest.param(
            TestPublisher().discovery(), {"moment": NOW - timedelta(hours=1)}, "freshness.future", id="future"
        ),
        pytest.param(
            TestPublisher().discovery(),
            {"pins": pin_of(key(2)), "moment": LATER},
            "continuity.key-changed",
            id="another-key",
        ),
        pytest.param(
            edited(TestPublisher().discovery(), lambda value: value.update(x=1)),
            {"moment": LATER},
            "hash.mismatch",
            id="x",
        ),
    ],
)
def test_everything_else_fails_of_a_file_too(data: bytes, options: dict[str, Any], code: str) -> None:
    """Only the age is forgiven."""
    assert code in judged(data, kept=True, **options).codes


def test_a_kept_copy_may_be_of_an_earlier_publication(publisher: TestPublisher) -> None:
    """The site has published since: wrong of whoever serves it, and no fault of a file. A file teaches pins nothing."""
    known = pin_of(publisher.signer, sequence=50)

    kept = judged(publisher.discovery(), moment=LATER, kept=True, pins=known)
    served = judged(publisher.discovery(), pins=known)

    assert (kept.check("continuity").code, kept.verdict) == ("continuity.earlier", Verdict.VERIFIED)
    assert kept.observation is not None
    assert kept.observation.is_earlier
    assert served.check("continuity").code == "continuity.rollback"


def test_the_owners_permission_is_judged_as_of_the_signing() -> None:
    """A delegation that has ended since held when the key signed."""
    data = delegated(not_after=NOW + timedelta(days=1))

    assert judged(data, moment=LATER, kept=True).check("authority").code == "authority.delegated"
    assert judged(data, moment=NOW + timedelta(hours=36)).check("authority").code == "authority.delegation-time"


# What an answer is worth around a rotation: signed by the old key a second before it took effect, or a second after.
EFFECTIVE = NOW + timedelta(minutes=2)


def _history() -> Lookups:
    body = KeyHistory(origin=ORIGIN).rotated(key(1), key(2), EFFECTIVE).body()
    return Lookups(key_history=lambda _: canonical(body))


@pytest.mark.parametrize(
    ("signed", "pinned", "code"),
    [
        (EFFECTIVE - timedelta(seconds=1), 1, "continuity.same-key"),
        (EFFECTIVE - timedelta(seconds=1), 2, "continuity.former-key"),
        (EFFECTIVE - timedelta(seconds=1), 3, "continuity.key-changed"),
        (EFFECTIVE, 2, "continuity.replaced-key"),
        (EFFECTIVE + timedelta(seconds=1), 1, "continuity.replaced-key"),
        (EFFECTIVE + timedelta(seconds=1), 2, "continuity.replaced-key"),
    ],
)
def test_answers_of_the_old_key(signed: Any, pinned: int, code: str) -> None:
    """Good until its expiry when it was signed before, whichever key the reader knows; never good when signed after."""
    data = TestPublisher(moment=signed).discovery()
    soon = EFFECTIVE + timedelta(minutes=30)

    report = judged(data, moment=soon, pins=pin_of(key(pinned)), lookups=_history())

    assert report.check("continuity").code == code


def test_a_reader_whose_clock_is_behind_follows_the_new_key() -> None:
    """By its clock the rotation is still to come; what the new key signed says otherwise."""
    data = TestPublisher(signer=key(2), moment=EFFECTIVE + timedelta(seconds=5)).discovery()

    report = judged(data, moment=EFFECTIVE - timedelta(minutes=2), pins=pin_of(key(1)), lookups=_history())

    assert report.check("continuity").code == "continuity.rotated"


def test_an_answer_of_the_old_key_does_not_bring_its_pin_back() -> None:
    """Whoever knows the new key goes on knowing it."""
    data = TestPublisher(moment=EFFECTIVE - timedelta(seconds=1)).discovery()
    report = judged(data, moment=EFFECTIVE + timedelta(minutes=1), pins=pin_of(key(2)), lookups=_history())

    assert report.observation is not None
    assert report.observation.is_earlier


def test_the_address_given_is_where_it_is_signed_for(publisher: TestPublisher) -> None:
    """A kept document is held to an address like any other."""
    assert judged(publisher.discovery(), f"{DISCOVERY_URL}/feed", kept=True).check("binding").code == "binding.path"


def test_keys_that_handed_over_are_one_line() -> None:
    """A site that is read while its key changes shows both."""
    shown = KeyHistory(origin=ORIGIN).rotated(key(1), key(2), EFFECTIVE).body()
    first, second, stranger = (key(number).address.format() for number in (1, 2, 3))

    assert is_one_line({first, second}, shown)
    assert not is_one_line({first, stranger}, shown)
    assert not is_one_line({first, second}, {})
