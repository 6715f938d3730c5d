"""A budget over several fetches."""

import pytest

from rootzpub.fetch import Budget, BudgetSpent, Limits, Spending

BUDGET = Budget(fetches=3, body_bytes=1000, seconds=10.0)


def test_each_fetch_gets_what_is_left():
    """Of bytes and seconds; never more than is usual."""
    now = [100.0]
    spending = Spending(BUDGET, now=lambda: now[0])
    first = spending.limits(Limits(seconds=4.0))
    spending.spent(400)
    now[0] += 8.0
    second = spending.limits(Limits(seconds=4.0))

    assert (first.seconds, first.body_bytes, first.expanded_bytes) == (4.0, 1000, 1000)
    assert (second.seconds, second.connect_seconds, second.body_bytes) == (2.0, 2.0, 600)


@pytest.mark.parametrize(
    ("fetches", "size", "seconds", "said"),
    [
        pytest.param(3, 0, 0.0, "3 fetches", id="fetches"),
        pytest.param(1, 1000, 0.0, "1000 bytes", id="bytes"),
        pytest.param(1, 0, 10.0, "10 seconds", id="seconds"),
    ],
)
def test_what_is_used_up_is_named(fetches, size, seconds, said):
    """Nothing more is fetched then."""
    now = [0.0]
    spending = Spending(BUDGET, now=lambda: now[0])
    for _ in range(fetches):
        spending.limits(Limits())
    spending.spent(size)
    now[0] += seconds

    with pytest.raises(BudgetSpent, match=said):
        spending.limits(Limits())
