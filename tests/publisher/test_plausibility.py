"""Whether a source is believed when entries are missing from it."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rootzpub.publisher.plausibility import FEW, Look, Verdict, dependents, hold_clock, is_behind, judge
from rootzpub.site import Held

NOW = datetime(2026, 5, 6, 12, tzinfo=UTC)
HOUR = timedelta(hours=1)


def look(missing, *, published=100, now=NOW, **more):
    """A look that missed these ids."""
    return Look(now=now, published=published, missing=dict.fromkeys(missing, "post"), **more)


def absent(*_):
    """Every address says that the entry is gone."""
    return "absent"


def there(*_):
    """Every address still answers."""
    return "there"


def test_few_go_at_once():
    """An editor deletes."""
    assert judge(look(range(10), published=10), None, absent) == Verdict(gone=frozenset(range(10)))


def test_half_goes_at_once():
    """More than half is meant."""
    assert judge(look(range(50)), None, absent).held is None


def test_more_than_half_stays():
    """And says since when, how many, and when it is looked at again."""
    verdict = judge(look(range(51)), None, absent)
    assert (verdict.gone, verdict.held and len(verdict.held.since)) == (frozenset(), 51)
    assert verdict.held
    assert (verdict.held.reason, verdict.held.first, verdict.held.again) == ("unmentioned", NOW, NOW + HOUR)


def test_the_owner_can_say_that_it_is_so():
    """At once."""
    verdict = judge(look(range(100), accepts=True), None, there)
    assert (len(verdict.gone), verdict.held) == (100, None)


def test_a_second_look_an_hour_later_is_believed():
    """Not one that comes earlier."""
    first = judge(look(range(60)), None, absent).held
    early = judge(look(range(60), now=NOW + HOUR - timedelta(seconds=1)), first, absent)
    assert (early.gone, early.held and early.held.first) == (frozenset(), NOW)
    assert judge(look(range(60), now=NOW + HOUR), early.held, absent) == Verdict(gone=frozenset(range(60)))


def test_what_returned_in_between_begins_anew():
    """It was missing in every look, or it waits."""
    first = judge(look(range(60)), None, absent).held
    between = judge(look(range(30), now=NOW + HOUR / 2), first, absent).held
    last = judge(look(range(60), now=NOW + HOUR), between, absent)
    assert last.gone == frozenset(range(30))
    assert last.held
    assert set(last.held.since) == set(range(30, 60))


def test_a_restore_under_way_does_not_let_the_rest_go():
    """Half is back, so it is no mass any more: the others wait all the same."""
    first = judge(look(range(100)), None, absent).held
    half = judge(look(range(40), now=NOW + timedelta(minutes=1)), first, absent)
    assert (half.gone, half.held and len(half.held.since)) == (frozenset(), 40)


def test_an_entry_whose_address_answers_stays():
    """One is enough; another, whose address says that it is gone, goes."""
    verdict = judge(look([1, 2]), None, lambda entry_id, _: "there" if entry_id == 1 else "absent")
    assert verdict.gone == {2}
    assert verdict.held
    assert (list(verdict.held.since), verdict.held.reason, verdict.doubts_all) == ([1], "still-answers", False)


def test_an_address_that_cannot_be_asked_says_nothing():
    """So the entry stays."""
    assert judge(look([1]), None, lambda *_: "unknown").gone == frozenset()


def test_after_an_hour_the_addresses_decide():
    """A cache may lie for longer than that."""
    first = judge(look(range(60)), None, absent).held
    second = judge(look(range(60), now=NOW + HOUR), first, there)
    assert (second.gone, second.held and second.held.again) == (frozenset(), NOW + 2 * HOUR)


def test_a_listing_that_is_wrong_costs_few_questions():
    """After twenty addresses that answer the rest is not asked."""
    asked: list[int] = []

    def ask(entry_id, _):
        asked.append(entry_id)
        return "there"

    assert judge(look(range(400), published=1000), None, ask).gone == frozenset()
    assert len(asked) == 20


def test_contradictions_hold_however_few_are_missing():
    """One page that repeats another is enough."""
    verdict = judge(look([1], contradictions=("posts: page 2 repeats page 1",)), None, absent)
    assert verdict.held
    assert (verdict.held.reason, verdict.held.detail) == ("contradiction", "posts: page 2 repeats page 1")
    assert judge(look([], contradictions=("posts: …",)), None, absent) == Verdict()


@pytest.mark.slow("more than a tenth of a second a case")
@given(
    published=st.integers(0, 60),
    missing=st.sets(st.integers(0, 59), max_size=60),
    minutes=st.lists(st.integers(0, 90), max_size=5),
    answers=st.sampled_from(["absent", "there", "unknown"]),
)
def test_nothing_goes_before_its_time(published, missing, minutes, answers):
    """Whatever the looks are: a mass goes only where every id was missing for an hour, and its address agrees."""
    missing = {number for number in missing if number < published}
    held: Held | None = None
    now, since = NOW, {}
    for step in [0, *minutes]:
        now += timedelta(minutes=step)
        verdict = judge(look(missing, published=published, now=now), held, lambda *_: answers)
        many = len(missing) > FEW and 2 * len(missing) > published
        since = {number: since.get(number, now) for number in missing}
        assert verdict.gone | set(verdict.held.since if verdict.held else ()) == missing
        if answers != "absent":
            assert not verdict.gone
        elif many:
            assert all(now - since[number] >= HOUR for number in verdict.gone)
        held = verdict.held
        missing -= verdict.gone
        published -= len(verdict.gone)


def test_children_of_what_is_held_stay_with_it():
    """And theirs; other children do not, nor does a circle."""
    assert dependents({1}, {2: 1, 3: 2, 4: 9, 5: 6, 6: 5}) == {2, 3}


@pytest.mark.parametrize(
    ("clock", "behind"), [(NOW, False), (NOW - timedelta(seconds=30), False), (NOW - HOUR, True)], ids=str
)
def test_a_clock_before_the_last_publication(clock, behind):
    """Some seconds are no fault."""
    assert is_behind(clock, NOW) is behind


def test_a_clock_that_ran_ahead_once_is_believed_after_an_hour():
    """The publication of 2040 was the mistake."""
    last, newest = NOW.replace(year=2040), NOW - HOUR
    held = hold_clock(NOW, None, hold=HOUR, newest=newest, last=last)
    assert held
    assert (held.reason, held.again) == ("clock", NOW + HOUR)
    assert hold_clock(NOW + HOUR, held, hold=HOUR, newest=newest, last=last) is None


def test_a_clock_that_stopped_is_never_believed():
    """It stands before the entries themselves."""
    past = NOW.replace(year=2020)
    held = hold_clock(past, None, hold=HOUR, newest=NOW - HOUR, last=NOW)
    assert hold_clock(past + 5 * HOUR, held, hold=HOUR, newest=NOW - HOUR, last=NOW) is not None
