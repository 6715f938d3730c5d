"""Step 8: not older than it says it may be, and not from the future.

Invariants: five minutes of difference between clocks are allowed (a file from the future is refused beyond that); an
envelope lives at most 30 days; what was kept and nobody serves is judged as of its signing (decision 0026).
"""

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any, Final

from rootzpub.errors import MalformedInput
from rootzpub.proof.statement import moment_of
from rootzpub.verify.case import Case, Finding, failed, object_of, passed, skipped, text_of
from rootzpub.verify.policy import Requirement
from rootzpub.wire import blocks, names
from rootzpub.wire.given_time import show_time

SKEW: Final = 300
"""Seconds by which two clocks may differ."""


def check_freshness(case: Case) -> Finding:
    """Step 8."""
    if case.signer is None:
        return skipped("freshness.not-reached", "The time was not looked at: no signer is established.")
    if case.message is None:
        return _unsigned_time(case)
    now, signed, expires = int(case.moment.timestamp()), case.message["signedAt"], case.message["expiresAt"]
    evidence = {"signedAt": signed, "expiresAt": expires, "now": now}
    case.still_valid = signed - SKEW <= now <= expires + SKEW
    if signed > now + SKEW:
        return failed("freshness.future", f"It was signed in the future, {_span(signed - now)} from now.", **evidence)
    # No publisher may sign for longer, so a stolen key's documents end by themselves too (decision 0013).
    if not signed <= expires <= signed + blocks.MAX_LIFETIME:
        return failed("freshness.lifetime", "It claims to stay valid for more than 30 days, or not at all.", **evidence)
    if not case.still_valid:
        return _expired(case, now - expires, evidence)
    return passed("freshness.fresh", f"Signed {_span(max(0, now - signed))} ago and still valid.", **evidence)


def _expired(case: Case, ago: int, evidence: Mapping[str, Any]) -> Finding:
    """A copy whose validity is over: wrong of whoever serves it, and no fault of a file (decision 0026)."""
    signed, ended = (show_time(moment_of(evidence[name])) for name in ("signedAt", "expiresAt"))
    if not case.kept:
        return failed(
            "freshness.expired",
            f"It expired {_span(ago)} ago: the site, or someone between, keeps serving an old copy.",
            **evidence,
        )
    if Requirement.CURRENT in case.policy.require:
        return failed(
            "freshness.expired", f"It was asked to be current, and its validity ended at {ended}.", **evidence
        )
    return passed(
        "freshness.as-of",
        f"Verified as of {signed}; what the site says today is another question (its validity ended at {ended}).",
        **evidence,
    )


def _unsigned_time(case: Case) -> Finding:
    """Without an envelope only times inside the signed body count, and only against it."""
    latest = _latest_covered(case)
    now = case.moment
    if latest is not None and (latest - now).total_seconds() > SKEW:
        return failed(
            "freshness.future",
            "A time inside the signed bytes lies in the future.",
            covered=blocks.format_time(latest),
            now=blocks.format_time(now),
        )
    return skipped(
        "freshness.unsigned",
        "No signed time says until when it holds: an old copy would look the same.",
        warning=True,
        covered=blocks.format_time(latest) if latest else "",
    )


def _latest_covered(case: Case) -> datetime | None:
    """The latest moment of making that the signed bytes name."""
    # Times of making only: `freshUntil` lies in the future by right.
    texts = (
        text_of(case.value, names.GENERATED),
        text_of(object_of(case.value, names.PROVENANCE), "servedAt"),
        text_of(object_of(case.value, names.ORIGIN), "servedAt"),
    )
    moments = [moment for text in texts if (moment := _moment(text))]
    return max(moments, default=None)


def _moment(text: str) -> datetime | None:
    try:
        return blocks.parse_time(text).astimezone(UTC)
    except MalformedInput:
        return None


def _span(seconds: int) -> str:
    """Seconds in the largest unit that fits, for people."""
    for size, unit in ((86_400, "days"), (3_600, "hours"), (60, "minutes")):
        if seconds >= 2 * size:
            return f"{seconds // size} {unit}"
    return f"{seconds} seconds"
