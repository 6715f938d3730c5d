"""readiness: rubrics, and scores that say why.

Invariants: points are given for what works, never for what is merely present; a check that was not made is SKIPPED and
gives none. Nothing here knows a store, a source or a document: facts and trials are handed in.
"""

from rootzpub.readiness.rootz100 import Inside, outcome_of, score_inside
from rootzpub.readiness.score import Check, RubricOutcome, Score, Trial, grade

# A further rubric is one file and one row [house §4].
RUBRICS = {"rootz-100": score_inside}
"""Name of a rubric -> what scores it from inside."""

__all__ = ["RUBRICS", "Check", "Inside", "RubricOutcome", "Score", "Trial", "grade", "outcome_of", "score_inside"]
