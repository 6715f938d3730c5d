"""Questions that are remembered: short ones, and not more than fit."""

from rootzpub.web.asked import LONGEST, AskedQuestions


def test_a_question_reads_as_it_did():
    """By path and query."""
    asked = AskedQuestions()
    asked.remember("/a", "x=1", [("x", "1")])

    assert (asked.read("/a", "x=1"), asked.read("/a", "x=2")) == ([("x", "1")], None)


def test_a_long_question_is_not_remembered():
    """14,000 of 8 KB each took 226 MB."""
    asked = AskedQuestions()
    asked.remember("/a", "x" * LONGEST, [])

    assert asked.read("/a", "x" * LONGEST) is None


def test_all_together_take_no_more_than_they_may():
    """The texts counted too; when it is full, remembering begins anew."""
    asked = AskedQuestions(most_bytes=10_000)
    for number in range(1000):
        asked.remember("/a", f"x={number:0>100}", [("x", f"{number:0>100}")])

    kept = sum(asked.read("/a", f"x={number:0>100}") is not None for number in range(1000))

    assert 0 < kept < 20
