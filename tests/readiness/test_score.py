"""Checks add up to a score that says why."""

import pytest

from rootzpub.readiness import Check, RubricOutcome, Score, grade


@pytest.mark.parametrize(
    ("points", "letter"),
    [(100, "A"), (90, "A"), (89, "B"), (80, "B"), (79, "C"), (70, "C"), (69, "D"), (60, "D"), (59, "F"), (0, "F")],
)
def test_grades_are_those_of_the_rubric(points: int, letter: str) -> None:
    """A ≥ 90, B ≥ 80, C ≥ 70, D ≥ 60, F."""
    assert grade(points) == letter


def test_a_score_adds_its_checks_up_by_category() -> None:
    """Points, maximum, grade, categories in order."""
    checks = (
        Check(id="b.one", most=50, points=50, outcome=RubricOutcome.PASS, evidence="x"),
        Check(id="a.two", most=30, points=12, outcome=RubricOutcome.FAIL, evidence="y", fix="Do."),
        Check(id="b.three", most=20, points=0, outcome=RubricOutcome.SKIPPED, evidence="z", fix="Try."),
    )
    score = Score(rubric="r", checks=checks)
    assert (score.points, score.most, score.grade) == (62, 100, "D")
    assert score.categories == ("b", "a")
    assert [check.id for check in score.of("b")] == ["b.one", "b.three"]
