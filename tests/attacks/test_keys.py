"""Attacks on keys: changes without a rotation, forged and forked histories, revoked keys, borrowed delegations."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest

from rootzpub.errors import FetchFailed
from rootzpub.proof import Delegation, KeyHistory, LocalSigner
from rootzpub.verify import Lookups, Policy, Report, Requirement, Verdict
from rootzpub.wire.canonical import canonical
from tests.verify.conftest import NOW, ORIGIN, TestPublisher, edited, judged, key, pin_of

OLD, NEW, OTHER = key(1), key(2), key(3)
BEFORE = NOW - timedelta(days=1)


def history(*steps: Callable[[KeyHistory], KeyHistory], origin: str = ORIGIN) -> Lookups:
    """Lookups whose key history is made of these steps."""
    made = KeyHistory(origin=origin)
    for step in steps:
        made = step(made)
    return Lookups(key_history=lambda _origin: canonical(made.body()))


def rotation(old: LocalSigner, new: LocalSigner, at: Any = BEFORE) -> Callable[[KeyHistory], KeyHistory]:
    """A rotation signed by both."""
    return lambda made: made.rotated(old, new, at)


def after_rotation(lookups: Lookups) -> Report:
    """A document of NEW, read by someone who knows OLD."""
    return judged(TestPublisher(signer=NEW).discovery(), pins=pin_of(OLD), lookups=lookups)


def test_an_honest_rotation_is_followed() -> None:
    """Both keys signed the change: no attack, and the report says so."""
    report = after_rotation(history(rotation(OLD, NEW)))
    assert report.verdict is Verdict.VERIFIED
    assert "continuity.rotated" in report.codes


def test_two_rotations_are_followed() -> None:
    """From the first key over the second to the third."""
    lookups = history(rotation(OLD, OTHER, BEFORE - timedelta(days=3)), rotation(OTHER, NEW))
    assert "continuity.rotated" in after_rotation(lookups).codes


def forged(lookups: Lookups, member: str) -> Lookups:
    """The same history with one signature of its first entry taken from another message."""
    import json

    body = json.loads(lookups.key_history(ORIGIN))  # type: ignore[misc, arg-type]
    body["history"][0][member] = "0x" + OTHER.sign(bytes(32)).hex()
    return Lookups(key_history=lambda _origin: canonical(body))


CHANGES: dict[str, Lookups] = {
    "no-history-asked": Lookups(),
    "no-history-published": Lookups(key_history=lambda _origin: None),
    "history-not-json": Lookups(key_history=lambda _origin: b"<html>"),
    "history-of-another-site": history(rotation(OLD, NEW), origin="https://other.example"),
    "old-key-did-not-sign": forged(history(rotation(OLD, NEW)), "oldSignature"),
    "new-key-did-not-sign": forged(history(rotation(OLD, NEW)), "newSignature"),
    "fork": history(rotation(OLD, NEW), rotation(OLD, OTHER)),
    "loop": history(rotation(OLD, NEW), rotation(NEW, OLD)),
    "rotation-to-someone-else": history(rotation(OLD, OTHER)),
    "rotation-between-strangers": history(rotation(OTHER, NEW)),
    "rotation-not-yet-in-force": history(rotation(OLD, NEW, NOW + timedelta(hours=1))),
}


@pytest.mark.parametrize("lookups", CHANGES.values(), ids=CHANGES)
def test_change_the_key_without_a_rotation(lookups: Lookups) -> None:
    """Without a sound chain from the known key, a new key is an impostor's."""
    codes = [check.code for check in after_rotation(lookups).failures]
    assert codes == ["continuity.key-changed"]


def test_make_the_history_unreachable() -> None:
    """Blocking the history does not let a new key pass."""

    def unreachable(_origin: str) -> bytes:
        raise FetchFailed("did not answer")

    report = after_rotation(Lookups(key_history=unreachable))
    assert [check.code for check in report.failures] == ["continuity.key-changed"]
    assert "did not answer" in report.check("continuity").sentence


def revoked(key: LocalSigner, by: LocalSigner, at: Any = BEFORE) -> Callable[[KeyHistory], KeyHistory]:
    """A revocation."""
    return lambda made: made.revoked(key.address, by, revoked_at=at, reason="stolen")


def test_use_a_revoked_key() -> None:
    """A revoked key speaks no more, even at first contact."""
    lookups = history(revoked(OLD, OLD))
    report = judged(TestPublisher(signer=OLD).discovery(), lookups=lookups)
    assert [check.code for check in report.failures] == ["continuity.revoked"]


def test_use_a_revoked_key_after_its_successor_took_over() -> None:
    """The successor may revoke it, and old documents of it do not come back."""
    lookups = history(rotation(OLD, NEW), revoked(OLD, NEW))
    report = judged(TestPublisher(signer=OLD).discovery(), lookups=lookups)
    assert [check.code for check in report.failures] == ["continuity.revoked"]


def test_use_a_key_that_handed_over() -> None:
    """After the rotation took effect, the old key signs nothing new."""
    report = judged(TestPublisher(signer=OLD).discovery(), lookups=history(rotation(OLD, NEW)))
    assert [check.code for check in report.failures] == ["continuity.replaced-key"]


def test_a_document_signed_before_the_rotation_still_holds() -> None:
    """Caches may serve what the old key signed while it was in force."""
    lookups = history(rotation(OLD, NEW, NOW + timedelta(minutes=10)))
    report = judged(TestPublisher(signer=OLD).discovery(), lookups=lookups, moment=NOW + timedelta(minutes=20))
    assert report.verdict is Verdict.VERIFIED


def test_revoke_somebody_else_s_key() -> None:
    """A stranger's revocation is noise, and so is one by a predecessor."""
    for lookups in (history(revoked(NEW, OTHER)), history(rotation(OLD, NEW), revoked(NEW, OLD))):
        assert judged(TestPublisher(signer=NEW).discovery(), lookups=lookups).verdict is Verdict.VERIFIED


def test_revoke_with_a_broken_signature() -> None:
    """What recovers to nobody revokes nothing."""
    import json

    body = json.loads(history(revoked(NEW, NEW)).key_history(ORIGIN))  # type: ignore[misc, arg-type]
    body["history"][0]["signature"] = "0x" + "00" * 31 + "05" + "00" * 31 + "01" + "1b"
    lookups = Lookups(key_history=lambda _origin: canonical(body))
    assert judged(TestPublisher(signer=NEW).discovery(), lookups=lookups).verdict is Verdict.VERIFIED


def test_the_known_key_was_revoked_and_another_one_speaks() -> None:
    """Whoever comes after a revoked key without its signature is not its heir."""
    report = after_rotation(history(revoked(OLD, OLD)))
    assert [check.code for check in report.failures] == ["continuity.revoked-pin"]


def test_an_intermediate_key_speaks_for_its_time_only() -> None:
    """OTHER was in force between OLD and NEW: what it signed then holds, what it signs later does not."""
    steps = (rotation(OLD, OTHER, BEFORE - timedelta(days=1)), rotation(OTHER, NEW, NOW + timedelta(minutes=5)))
    document = TestPublisher(signer=OTHER).discovery()
    late = NOW + timedelta(minutes=10)
    report = judged(document, pins=pin_of(OLD), lookups=history(*steps), moment=late)
    assert "continuity.rotated" in report.codes
    now = (rotation(OLD, OTHER, BEFORE - timedelta(days=1)), rotation(OTHER, NEW, BEFORE))
    assert "continuity.replaced-key" in judged(document, pins=pin_of(OLD), lookups=history(*now)).codes


def test_offline_nothing_is_asked() -> None:
    """Policy offline asks for no history, and says so."""

    def unexpected(_origin: str) -> bytes:
        raise AssertionError("asked")

    report = judged(
        TestPublisher(signer=NEW).discovery(),
        pins=pin_of(OLD),
        policy=Policy.offline(),
        lookups=Lookups(key_history=unexpected),
    )
    assert [check.code for check in report.failures] == ["continuity.key-changed"]


OWNER = key(77)


def delegation(**changes: Any) -> Delegation:
    """The owner lets OLD sign for ORIGIN today."""
    from dataclasses import replace

    draft = Delegation(
        origin=ORIGIN,
        delegate=OLD.address,
        scope="all",
        not_before=BEFORE,
        not_after=NOW + timedelta(days=30),
        owner=OWNER.address,
    )
    draft = replace(draft, **changes)
    return replace(draft, signature=OWNER.sign(draft.digest()))


def delegated(proof: Any) -> bytes:
    """A document that says it is delegated, with this proof."""
    block = {"authorization": "delegated", "delegation": proof}
    return edited(TestPublisher(signer=OLD).discovery(), lambda value: value["_signature"].update(block))


def test_an_honest_delegation_is_accepted() -> None:
    """No attack: the owner vouches, and `--require delegation` is met."""
    policy = Policy.standard().narrowed(require={Requirement.DELEGATION})
    report = judged(delegated(delegation().body()), policy=policy)
    assert report.verdict is Verdict.VERIFIED
    assert "authority.delegated" in report.codes
    assert report.check("authority").evidence["owner"] == OWNER.address.format()


DELEGATIONS: dict[str, tuple[Any, str]] = {
    "of-another-origin": (delegation(origin="https://other.example").body(), "authority.delegation-origin"),
    "to-another-key": (delegation(delegate=OTHER.address).body(), "authority.delegation-delegate"),
    "for-other-kinds": (delegation(scope="getPage searchContent").body(), "authority.delegation-scope"),
    "not-yet": (delegation(not_before=NOW + timedelta(hours=1)).body(), "authority.delegation-time"),
    "over": (delegation(not_after=NOW - timedelta(hours=1)).body(), "authority.delegation-time"),
    "of-another-owner": (delegation().body() | {"owner": OTHER.address.format()}, "authority.delegation-signature"),
    "not-one": ({"a": "b"}, "authority.delegation-malformed"),
}


@pytest.mark.parametrize(("proof", "code"), DELEGATIONS.values(), ids=DELEGATIONS)
def test_borrow_a_delegation(proof: Any, code: str) -> None:
    """A delegation covers its origin, its key, its kinds and its time."""
    assert [check.code for check in judged(delegated(proof)).failures] == [code]


def test_say_delegated_without_a_proof() -> None:
    """The word alone is worth nothing."""
    document = TestPublisher(signer=OLD).discovery()
    report = judged(edited(document, lambda value: value["_signature"].update(authorization="delegated")))
    assert [check.code for check in report.failures] == ["authority.no-proof"]


def test_strip_a_delegation_to_self_signed() -> None:
    """A proof that is there and a word that denies it contradict each other."""
    document = delegated(delegation().body())
    report = judged(edited(document, lambda value: value["_signature"].update(authorization="self-signed")))
    assert [check.code for check in report.failures] == ["authority.contradiction"]


def test_a_reader_who_requires_a_delegation_takes_nothing_else() -> None:
    """Self-signed is not enough then."""
    policy = Policy.standard().narrowed(require={Requirement.DELEGATION})
    report = judged(TestPublisher(signer=OLD).discovery(), policy=policy)
    assert [check.code for check in report.failures] == ["demand.delegation"]
