"""verify: bytes and where they came from to a Report.

Invariants: the steps below are made in this order, each is in the report with its number, and none is left out: a step
that cannot be made says so. Nothing here opens a socket or a file; whatever the bytes are, the answer is a Report.
Decision 0006.

 1 parsed        the bytes can be read in one way only
 2 dialect       they are a document, signed in a way that is known
 3 hash          the content has the hash it claims, and the hash covers all of it
 4 signature     the signatures are well-formed, in their one form
 5 signer        the signature recovers to the address the document names
 6 envelope      place, time and publication are signed too, by the same key, for this content
 7 binding       it was signed for the address it came from
 8 freshness     it has not expired, and is not from the future
 9 continuity    the origin's key is the one known, nothing went back
10 publication   the entry is in the publication that was signed
11 authority     somebody besides the document vouches for its signer
12 demands       what the policy asks besides
"""

from collections.abc import Callable
from datetime import UTC, datetime
from typing import Final

from rootzpub.clock import system_clock
from rootzpub.verify.authority import check_authority
from rootzpub.verify.binding import check_binding
from rootzpub.verify.case import Case, Finding
from rootzpub.verify.continuity import check_continuity
from rootzpub.verify.demands import check_demands
from rootzpub.verify.enveloping import check_envelope
from rootzpub.verify.freshness import check_freshness
from rootzpub.verify.lookups import Lookups
from rootzpub.verify.pins import Pins
from rootzpub.verify.policy import Policy
from rootzpub.verify.publication import check_publication
from rootzpub.verify.reading import check_dialect, check_hash, check_parsed
from rootzpub.verify.report import Check, Observation, Outcome, Report
from rootzpub.verify.signing import check_signature, check_signer
from rootzpub.wire import blocks
from rootzpub.wire.envelope import ZERO_HASH

STEPS: Final[tuple[tuple[str, Callable[[Case], Finding]], ...]] = (
    ("parsed", check_parsed),
    ("dialect", check_dialect),
    ("hash", check_hash),
    ("signature", check_signature),
    ("signer", check_signer),
    ("envelope", check_envelope),
    ("binding", check_binding),
    ("freshness", check_freshness),
    ("continuity", check_continuity),
    ("publication", check_publication),
    ("authority", check_authority),
    ("demands", check_demands),
)


def verify(  # noqa: PLR0913 - one keyword for each circumstance
    data: bytes,
    *,
    url: str | None = None,
    policy: Policy = Policy.standard(),  # noqa: B008 - frozen
    moment: datetime | None = None,
    pins: Pins | None = None,
    lookups: Lookups = Lookups(),  # noqa: B008 - frozen
    kept: bool = False,
) -> Report:
    """What can be proved about `data`, a served document or llms.txt, step by step.

    `url` is where it came from (or what it must have been signed for); `moment` when it is judged, by default now;
    `pins` what is known of origins from before (`PinFile`, or a dict of origin to `Pin`); `lookups` how to ask for key
    history and identity contract. `kept`: the bytes lay in a file or were pasted, so that an ended validity is no fault
    of whoever serves them, unless the policy asks for what is current.

    Never raises for any bytes; `pins` and `lookups` may raise their own errors.
    """
    judged = (moment or system_clock()).astimezone(UTC)
    case = Case(data=data, url=url, policy=policy, moment=judged, pins=pins, lookups=lookups, kept=kept)
    # All twelve, always: a step left out by a switch would be a policy that proves less (decision 0006).
    checks = tuple([Check(number, name, *step(case)) for number, (name, step) in enumerate(STEPS, start=1)])
    return _report(case, checks)


def _report(case: Case, checks: tuple[Check, ...]) -> Report:
    message = case.message or {}
    return Report(
        checks=checks,
        policy=case.policy.name,
        warnings_fail=case.policy.warnings_fail,
        dialect=case.dialect.name if case.dialect else "",
        kind=message.get("kind", ""),
        origin=case.origin,
        resource=message.get("resource", ""),
        signer=case.signer.format() if case.signer else "",
        content_hash=f"sha256:{case.digest.hex()}" if case.digest else "",
        url=case.url or "",
        size=len(case.data),
        moment=blocks.format_time(case.moment),
        still_valid=case.still_valid,
        # The same doubt may come from two steps.
        unproven=tuple(dict.fromkeys(case.unproven)),
        observation=_observation(case, checks),
    )


def _observation(case: Case, checks: tuple[Check, ...]) -> Observation | None:
    """What there is to remember: only of a document that failed nowhere and has a signer and an origin."""
    # A document that failed anywhere teaches nothing: pins must not learn from an attack [trust §5.1].
    if case.signer is None or not case.origin or any(check.outcome is Outcome.FAIL for check in checks):
        return None
    message = case.message or {}
    root = message.get("publicationRoot", "")
    return Observation(
        origin=case.origin,
        signer=case.signer.format(),
        sequence=message.get("sequence", 0),
        root="" if root == ZERO_HASH else root,
        envelope=case.message is not None,
        signed_at=message.get("signedAt", 0),
        is_earlier=case.is_earlier,
    )
