"""Step 12: what the policy asks besides."""

from collections.abc import Callable
from typing import Final
from urllib.parse import urlsplit

from rootzpub.verify.case import Case, Finding, failed, passed, skipped
from rootzpub.verify.policy import Requirement
from rootzpub.wire import names


def check_demands(case: Case) -> Finding:
    """Step 12. Every demand of the policy is met; the first that is not is named."""
    demands: list[str] = []
    for asked, check in _DEMANDS:
        if not asked(case):
            continue
        problem = check(case)
        if problem is not None:
            return problem
        demands.append(check.__name__.removeprefix("_").replace("_", " "))
    if not demands:
        return skipped("demand.none", f"The policy {case.policy.name} asks nothing more.")
    return passed("demand.met", f"What the policy asks besides is met: {', '.join(demands)}.", demands=demands)


def _signer(case: Case) -> Finding | None:
    assert case.policy.signer is not None
    if case.signer == case.policy.signer:
        return None
    return failed(
        "demand.signer",
        f"The policy asks for the signer {case.policy.signer.format()}.",
        signer=case.signer.format() if case.signer else "",
    )


def _domain(case: Case) -> Finding | None:
    # The signed origin and not the URL: where it was fetched is no claim of the document.
    host = urlsplit(case.message["origin"]).hostname if case.message else None
    if host == case.policy.domain:
        return None
    return failed("demand.domain", f"The policy asks for a document signed for {case.policy.domain}.", host=host or "")


def _max_age(case: Case) -> Finding | None:
    assert case.policy.max_age is not None
    limit = int(case.policy.max_age.total_seconds())
    age = int(case.moment.timestamp()) - case.message["signedAt"] if case.message else None
    if age is not None and age <= limit:
        return None
    return failed("demand.max-age", f"The policy asks for a document signed at most {limit} seconds ago.", age=age)


def _envelope(case: Case) -> Finding | None:
    return None if case.message else failed("demand.envelope", "The policy asks for an envelope, and none stands.")


def _delegation(case: Case) -> Finding | None:
    if {"delegation", "contract"} & set(case.anchors):
        return None
    return failed("demand.delegation", "The policy asks that the owner vouches for the signer, and nobody did.")


def _proof(case: Case) -> Finding | None:
    if case.message is not None and (names.PROOF in case.value or "publication" in case.value):
        return None  # step 10 failed if they do not hold
    return failed("demand.proof", "The policy asks for a proof of the place in a publication, and there is none.")


def _pin(case: Case) -> Finding | None:
    if {"pin", "rotation"} & set(case.anchors):
        return None
    return failed("demand.pin", "The policy asks for an origin whose signer is known from before.")


_DEMANDS: Final[tuple[tuple[Callable[[Case], object], Callable[[Case], Finding | None]], ...]] = (
    (lambda case: case.policy.signer, _signer),
    (lambda case: case.policy.domain, _domain),
    (lambda case: case.policy.max_age, _max_age),
    (lambda case: Requirement.ENVELOPE in case.policy.require, _envelope),
    (lambda case: Requirement.DELEGATION in case.policy.require, _delegation),
    (lambda case: Requirement.PROOF in case.policy.require, _proof),
    (lambda case: Requirement.PIN in case.policy.require, _pin),
)
