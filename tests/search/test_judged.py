"""Judged, not believed: questions with graded answers, written before the search that they judge."""

from pathlib import Path

import pytest

from tests.search.judging import Outcome, from_rest, judge, questions


def test_right_answers_come_first(outcomes: list[Outcome]) -> None:
    """recall@5, mean reciprocal rank, and how often nothing is found at all."""
    asked = [one for one in outcomes if one.asked.form != "unanswerable"]
    recall = sum(one.rank > 0 for one in asked) / len(asked)
    reciprocal = sum(1 / one.rank for one in asked if one.rank) / len(asked)
    nothing = sum(not one.paths for one in asked) / len(asked)
    assert recall >= 0.95
    assert reciprocal >= 0.85
    assert nothing <= 0.02


def test_what_a_site_cannot_answer_does_not_look_answered(outcomes: list[Outcome]) -> None:
    """Never all words; and, but for one in ten, a score below those of nine in ten right answers."""
    hopeless = [one for one in outcomes if one.asked.form == "unanswerable"]
    right = sorted(one.right_score for one in outcomes if one.right_score)
    low = right[len(right) // 10]
    assert not [one.asked.text for one in hopeless if one.matched == "all"]
    assert len([one for one in hopeless if one.score > low]) <= len(hopeless) / 10


@pytest.mark.slow("reads a site of 150 entries")
def test_the_theme_unit_test_site_is_answered_too(shared: Path) -> None:
    """Its own questions."""
    with from_rest(shared / "sites/themeunit/rest").site() as site:
        found = [one for one in judge(site, questions("themeunit")) if one.asked.form != "unanswerable"]
    assert sum(one.rank > 0 for one in found) / len(found) >= 0.9
