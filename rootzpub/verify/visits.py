"""What looking at a whole site says: one Visit for each thing looked at, and a verdict over all."""

from dataclasses import dataclass
from typing import Any, Final

from rootzpub.terminal import printable
from rootzpub.verify.report import EXIT_FAILED, EXIT_VERIFIED, EXIT_WARNINGS, Outcome, Report, Verdict

SITE_SCHEMA: Final = "rootzpub-verify-site/1"


@dataclass(frozen=True, slots=True, kw_only=True)
class Visit:
    """One thing that was looked at: a document, a tool, a set of hashes."""

    what: str
    url: str
    outcome: Outcome
    code: str
    sentence: str
    warning: bool = False
    report: Report | None = None

    def as_dict(self) -> dict[str, Any]:
        """The visit in its JSON form."""
        return {
            "what": self.what,
            "url": self.url,
            "outcome": self.outcome.value,
            "code": self.code,
            "sentence": self.sentence,
            "warning": self.warning,
            "report": self.report.as_dict() if self.report else None,
        }

    def as_line(self) -> str:
        """The visit in one line for people."""
        mark = "!" if self.warning and self.outcome is Outcome.PASS else " "
        return printable(f"{self.outcome.value:<7} {mark} {self.what:<10} {self.url}  {self.sentence} [{self.code}]")


@dataclass(frozen=True, slots=True, kw_only=True)
class SiteReport:
    """All visits of one site together."""

    site: str
    visits: tuple[Visit, ...]
    warnings_fail: bool = False

    @property
    def verdict(self) -> Verdict:
        """As for a report: any FAIL fails; warnings show, or fail under a strict policy."""
        warned = any(visit.warning for visit in self.visits)
        if any(visit.outcome is Outcome.FAIL for visit in self.visits) or (warned and self.warnings_fail):
            return Verdict.FAILED
        return Verdict.WARNINGS if warned else Verdict.VERIFIED

    @property
    def exit_code(self) -> int:
        """0, 1 or 6, as `Report.exit_code`."""
        if any(visit.outcome is Outcome.FAIL for visit in self.visits):
            return EXIT_FAILED
        return EXIT_WARNINGS if self.verdict is Verdict.FAILED else EXIT_VERIFIED

    def count(self, outcome: Outcome) -> int:
        """How many visits ended so."""
        return sum(visit.outcome is outcome for visit in self.visits)

    def summary(self) -> str:
        """The verdict in two lines for people."""
        counts = ", ".join(f"{self.count(outcome)} {outcome.value}" for outcome in Outcome)
        return f"\n{len(self.visits)} looked at: {counts}\nVerdict: {self.verdict.value}\n"

    def as_dict(self) -> dict[str, Any]:
        """The report in its JSON form."""
        return {
            "schema": SITE_SCHEMA,
            "site": self.site,
            "verdict": self.verdict.value,
            "exitCode": self.exit_code,
            "counts": {outcome.value: self.count(outcome) for outcome in Outcome},
            "visits": [visit.as_dict() for visit in self.visits],
        }


def visit_of(what: str, url: str, report: Report) -> Visit:
    """A verified document as a visit."""
    if report.failures:
        # The first failure by number: what fails later mostly follows from it.
        failure = report.failures[0]
        return Visit(
            what=what, url=url, outcome=Outcome.FAIL, code=failure.code, sentence=failure.sentence, report=report
        )
    warned = report.warnings[0] if report.warnings else None
    return Visit(
        what=what,
        url=url,
        outcome=Outcome.PASS,
        code=warned.code if warned else "site.verified",
        sentence=warned.sentence if warned else "Verified.",
        warning=warned is not None,
        report=report,
    )
