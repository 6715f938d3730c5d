"""Checks, outcomes and the score they add up to [rootz-100 §1]."""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

_GRADES: Final = ((90, "A"), (80, "B"), (70, "C"), (60, "D"))


class RubricOutcome(StrEnum):
    """How a check ended. Only PASS gives all its points."""

    PASS = "pass"  # noqa: S105 - the word of the rubric
    FAIL = "fail"
    DECLINED = "declined"
    """The owner decided against it."""
    NOT_APPLICABLE = "not-applicable"
    SKIPPED = "skipped"
    """It could not be tried."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Trial:
    """The result of really asking one address: built, sealed, and read by the verifier."""

    path: str
    # Two results: without a key a document still has its hash, and content counts without a signature.
    works: bool
    """The answer is there, is well formed and its hash recomputes."""
    signed: bool
    """Its signature and envelope verify too."""
    detail: str = ""
    """One line: what was got."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Check:
    """One line of a rubric with its result."""

    id: str
    """`category.name`, stable."""
    most: int
    """Points it can give."""
    # Not derived from the outcome: a check may fail and give a part (policies, published pages).
    points: int
    """Points it gave, 0 to `most`."""
    outcome: RubricOutcome
    evidence: str
    """What was looked at and what was found, one line."""
    fix: str = ""
    """What to do for the missing points: one sentence, with the setting or command. Empty when there are none."""

    @property
    def category(self) -> str:
        """The part of `id` before the dot."""
        return self.id.partition(".")[0]


@dataclass(frozen=True, slots=True, kw_only=True)
class Score:
    """A rubric's checks, added up."""

    rubric: str
    checks: tuple[Check, ...]

    @property
    def points(self) -> int:
        """Sum over all checks."""
        return sum(check.points for check in self.checks)

    @property
    def most(self) -> int:
        """What the rubric can give."""
        return sum(check.most for check in self.checks)

    @property
    def grade(self) -> str:
        """A to F."""
        return grade(self.points)

    @property
    def categories(self) -> tuple[str, ...]:
        """Categories in the rubric's order."""
        return tuple(dict.fromkeys(check.category for check in self.checks))

    def of(self, category: str) -> Sequence[Check]:
        """The checks of one category."""
        return [check for check in self.checks if check.category == category]


def grade(points: int) -> str:
    """A ≥ 90, B ≥ 80, C ≥ 70, D ≥ 60, else F (rootz-100)."""
    return next((letter for least, letter in _GRADES if points >= least), "F")
