"""What a verification says: numbered checks, a verdict, and what stays unproven.

Invariants: SKIPPED is never PASS; a verdict follows from the checks alone; codes are stable (docs/verifying.md lists
them, and a test holds the list to the source), sentences are not. How a report looks as a page is `html`'s matter.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from types import MappingProxyType
from typing import Any, Final, NamedTuple, Protocol

from rootzpub.proof.statement import moment_of
from rootzpub.terminal import printable
from rootzpub.wire.given_time import show_time

SCHEMA: Final = "rootzpub-verify-report/1"
"""Name of the JSON form (docs/verify-report.schema.json)."""

EXIT_VERIFIED: Final = 0
EXIT_FAILED: Final = 1
EXIT_WARNINGS: Final = 6


class Comparison(Protocol):
    """What `rootzpub.verify.comparison` finds."""

    def as_dict(self) -> dict[str, Any]:
        """The JSON form."""

    def as_text(self) -> str:
        """For people at a terminal."""


class Outcome(StrEnum):
    """How one check ended."""

    PASS = "PASS"  # noqa: S105 - an outcome, not a password
    FAIL = "FAIL"
    SKIPPED = "SKIPPED"


class Verdict(StrEnum):
    """What all checks together say."""

    VERIFIED = "verified"
    WARNINGS = "verified with warnings"
    FAILED = "failed"


class Check(NamedTuple):
    """One numbered step of a verification."""

    # A named tuple as `case.Finding`: twelve are made for each document.

    number: int
    name: str
    """The step, e.g. `hash`; one of `verifier.STEPS`."""
    outcome: Outcome
    code: str
    """Stable name of the finding, e.g. `hash.mismatch` (docs/verifying.md lists all)."""
    sentence: str
    evidence: Mapping[str, Any] = MappingProxyType({})
    """What was compared: JSON values."""
    warning: bool = False
    """Whether a reader must know this before relying on the document; `strict` does not let it pass."""

    def as_dict(self) -> dict[str, Any]:
        """The check in its JSON form."""
        return {
            "number": self.number,
            "name": self.name,
            "outcome": self.outcome.value,
            "code": self.code,
            "sentence": self.sentence,
            "warning": self.warning,
            "evidence": dict(self.evidence),
        }


@dataclass(frozen=True, slots=True, kw_only=True)
class Unproven:
    """Something the document says, or a reader may assume, that no signature backs."""

    what: str
    why: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Observation:
    """What a verified document shows about its origin; what pins remember."""

    origin: str
    signer: str
    sequence: int
    root: str
    """Publication root, `0x` hex; empty where there is none."""
    envelope: bool
    signed_at: int
    """Unix seconds; 0 where no envelope says it."""
    is_earlier: bool = False
    """Whether it was proved to come before what is known of the origin: there is nothing to learn from it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Report:
    """The outcome of `verify`: never an exception, whatever the bytes were."""

    checks: tuple[Check, ...]
    policy: str = "standard"
    warnings_fail: bool = False
    """Whether the policy refuses what has warnings."""
    dialect: str = ""
    """Name of the signing dialect; empty when none was recognised."""
    kind: str = ""
    origin: str = ""
    resource: str = ""
    signer: str = ""
    """EIP-55 address recovered from the signature; empty when there is none."""
    content_hash: str = ""
    """`sha256:` hex of the bytes the document was hashed over, as recomputed."""
    url: str = ""
    size: int = 0
    """Bytes examined."""
    moment: str = ""
    """When it was judged (UTC)."""
    still_valid: bool | None = None
    """Whether the signed validity covers that moment; None where nothing signed says."""
    unproven: tuple[Unproven, ...] = ()
    observation: Observation | None = None
    comparison: Comparison | None = None
    """An altered document beside what its site says today, where that was asked for."""

    @property
    def verdict(self) -> Verdict:
        """`failed` with any FAIL (or, under a strict policy, any warning); otherwise by whether there are warnings."""
        if self.failures or (self.warnings_fail and self.warnings):
            return Verdict.FAILED
        return Verdict.WARNINGS if self.warnings else Verdict.VERIFIED

    @property
    def summary(self) -> str:
        """Who said it, where and when, and what of that is not proven: one paragraph, for people.

        Of a document that failed: what is wrong first.
        """
        if self.failures:
            return f"This is not proven to be what was signed. {self.failures[0].sentence}"
        if not self.signer:
            return "Nobody signed this: anyone could have written it."
        seen, vouched = self.observation, {check.code for check in self.checks if check.name == "authority"}
        where = f" for {self.origin}{self.resource}" if self.resource else ""
        when = f" on {show_time(moment_of(seen.signed_at))}" if seen and seen.signed_at else ""
        whose = (
            "somebody besides the document vouches for that key"
            if vouched & {"authority.delegated", "authority.contract"}
            else "whose key that is, the signature does not say"
        )
        today = " What the site says today is another question." if self.still_valid is False else ""
        return f"The holder of the key {self.signer} signed these words{where}{when}; {whose}.{today}"

    @property
    def failures(self) -> tuple[Check, ...]:
        """The checks that failed."""
        return tuple(check for check in self.checks if check.outcome is Outcome.FAIL)

    @property
    def warnings(self) -> tuple[Check, ...]:
        """The checks that did not fail but carry a warning."""
        return tuple(check for check in self.checks if check.warning and check.outcome is not Outcome.FAIL)

    @property
    def codes(self) -> frozenset[str]:
        """The codes of all checks."""
        return frozenset(check.code for check in self.checks)

    @property
    def exit_code(self) -> int:
        """0 verified (with or without warnings), 1 failed, 6 only warnings stand against a strict policy."""
        if self.failures:
            return EXIT_FAILED
        return EXIT_WARNINGS if self.verdict is Verdict.FAILED else EXIT_VERIFIED

    def check(self, name: str) -> Check:
        """The check of this name. Raises KeyError when there is none."""
        for check in self.checks:
            if check.name == name:
                return check
        raise KeyError(name)

    def as_dict(self) -> dict[str, Any]:
        """The report in its JSON form (docs/verify-report.schema.json)."""
        return {
            "schema": SCHEMA,
            "verdict": self.verdict.value,
            "exitCode": self.exit_code,
            "policy": self.policy,
            "url": self.url,
            "size": self.size,
            "moment": self.moment,
            "stillValid": self.still_valid,
            "dialect": self.dialect,
            "kind": self.kind,
            "origin": self.origin,
            "resource": self.resource,
            "signer": self.signer,
            "contentHash": self.content_hash,
            "summary": self.summary,
            "checks": [check.as_dict() for check in self.checks],
            "unproven": [{"what": item.what, "why": item.why} for item in self.unproven],
            **({"comparison": self.comparison.as_dict()} if self.comparison else {}),
        }

    def as_text(self) -> str:
        """For people at a terminal: one line per check, what stays unproven, then the verdict."""
        return render_text(self)


def render_text(report: Report) -> str:
    """See `Report.as_text`. Control characters of foreign text are shown as escapes, so none reaches the terminal."""
    lines = [_line(check) for check in report.checks]
    if report.unproven:
        lines += ["", "Not proven:", *(f"  - {item.what}: {item.why}" for item in report.unproven)]
    if report.comparison:
        lines += report.comparison.as_text().splitlines()
    lines += ["", report.summary, "", f"Verdict: {_verdict_line(report)}"]
    return "\n".join(printable(line) for line in lines) + "\n"


def _line(check: Check) -> str:
    mark = "!" if check.warning and check.outcome is not Outcome.FAIL else " "
    return f"{check.number:>3}  {check.outcome.value:<7} {mark} {check.name:<13} {check.sentence} [{check.code}]"


def _verdict_line(report: Report) -> str:
    parts = [report.verdict.value]
    if report.failures:
        parts.append(f"({_names(report.failures)})")
    elif report.warnings:
        under = f"under policy {report.policy}: " if report.warnings_fail else ""
        parts.append(f"({under}{_names(report.warnings)})")
    if report.signer and not report.failures:
        parts.append(f"signed by {report.signer}")
    return " ".join(parts)


def _names(checks: Sequence[Check]) -> str:
    return ", ".join(dict.fromkeys(check.code for check in checks))
