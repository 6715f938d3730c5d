"""Policies: demands that can only be added."""

from datetime import timedelta

import pytest

from rootzpub.errors import UsageError
from rootzpub.proof import Address
from rootzpub.verify import Policy, Requirement, Verdict

from .conftest import NOW, ORIGIN, PAGE_URL, SEARCH_URL, TestPublisher, judged, key, pin_of


@pytest.mark.parametrize("name", ["standard", "strict", "offline"])
def test_a_policy_has_its_name(name: str) -> None:
    """`named` gives the three."""
    assert Policy.named(name).name == name


def test_an_unknown_policy_is_an_error() -> None:
    """The message lists those there are."""
    with pytest.raises(UsageError, match="standard, strict, offline, got 'lax'"):
        Policy.named("lax")


def test_demands_add_up() -> None:
    """Narrowing never takes a demand away."""
    first = Policy.standard().narrowed(require={Requirement.PROOF}, domain="EXAMPLE.com")
    second = first.narrowed(require={Requirement.PIN}, signer=key(1).address)
    assert second.require == {Requirement.PROOF, Requirement.PIN}
    assert (second.domain, second.signer) == ("example.com", key(1).address)


@pytest.mark.parametrize(
    ("demand", "problem"),
    [
        ({"signer": ""}, "signer: expected an address"),
        ({"signer": "0x12"}, "signer: expected an address"),
        ({"signer": "0x67bEdA60cae70D179c0cB023C0E4EcaAFB51Fb19"}, "signer: expected the EIP-55 checksum"),
        ({"domain": ""}, "expected a host name"),
        ({"domain": "https://example.com/"}, "expected a host name"),
        ({"domain": "a\u200b\u2024..b\u00df\ufffd"}, "domain: expected a host name"),
        ({"max_age": timedelta(0)}, "above zero"),
        ({"max_age": timedelta(seconds=-5)}, "above zero"),
    ],
)
def test_a_demand_that_cannot_be_meant_is_an_error(demand: dict, problem: str) -> None:  # type: ignore[type-arg]
    """An empty demand is refused, not passed over."""
    with pytest.raises(UsageError, match=problem):
        Policy.standard().narrowed(**demand)


def test_a_signer_may_be_an_address() -> None:
    """As text or as a value."""
    text = key(1).address.format()
    assert Policy.standard().narrowed(signer=text).signer == Address.parse(text)


def test_strict_takes_no_warning(publisher: TestPublisher) -> None:
    """Exit code 6 when only warnings stand against it, 1 when something failed."""
    first = judged(publisher.discovery(), policy=Policy.strict())
    assert (first.verdict, first.exit_code) == (Verdict.FAILED, 6)
    assert [check.code for check in first.warnings] == ["authority.self-asserted"]
    failed = judged(publisher.discovery(), f"{ORIGIN}/x", policy=Policy.strict())
    assert failed.exit_code == 1


def test_strict_is_met_by_a_known_key(publisher: TestPublisher) -> None:
    """A pin or a named signer stands for it."""
    pinned = judged(publisher.discovery(), policy=Policy.strict(), pins=pin_of(publisher.signer))
    assert (pinned.verdict, pinned.exit_code) == (Verdict.VERIFIED, 0)
    assert pinned.check("authority").code == "authority.known-key"
    named = Policy.strict().narrowed(signer=key(1).address)
    assert judged(publisher.discovery(), policy=named).verdict is Verdict.VERIFIED


MET = Policy.standard().narrowed(
    signer=key(1).address,
    domain="example.com",
    max_age=timedelta(hours=1),
    require={Requirement.ENVELOPE, Requirement.PROOF, Requirement.PIN},
)


def test_demands_that_are_met_are_listed(publisher: TestPublisher) -> None:
    """PASS names them."""
    check = judged(publisher.page(), PAGE_URL, policy=MET, pins=pin_of(publisher.signer)).check("demands")
    assert check.code == "demand.met"
    assert check.evidence["demands"] == ["signer", "domain", "max age", "envelope", "proof", "pin"]


@pytest.mark.parametrize(
    ("policy", "code"),
    [
        (Policy.standard().narrowed(signer=key(2).address), "demand.signer"),
        (Policy.standard().narrowed(domain="www.example.com"), "demand.domain"),
        (Policy.standard().narrowed(max_age=timedelta(seconds=30)), "demand.max-age"),
        (Policy.standard().narrowed(require={Requirement.DELEGATION}), "demand.delegation"),
        (Policy.standard().narrowed(require={Requirement.PROOF}), "demand.proof"),
        (Policy.standard().narrowed(require={Requirement.PIN}), "demand.pin"),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_demands_that_are_not_met_fail(publisher: TestPublisher, policy: Policy, code: str) -> None:
    """Each has its code."""
    report = judged(publisher.search(), SEARCH_URL, policy=policy, moment=NOW + timedelta(minutes=1))
    assert [check.code for check in report.failures] == [code]


@pytest.mark.parametrize(
    "requirement",
    [
        {"signer": key(1).address},
        {"domain": "example.com"},
        {"max_age": timedelta(days=1)},
        {"require": {Requirement.ENVELOPE}},
    ],
)
def test_a_document_that_failed_meets_no_demand(requirement: dict) -> None:  # type: ignore[type-arg]
    """What was not established satisfies nothing."""
    report = judged(b"{}", policy=Policy.standard().narrowed(**requirement))
    assert report.check("demands").code.startswith("demand.")
    assert report.check("demands").code != "demand.met"
