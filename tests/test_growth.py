"""The measure of growth tells linear from quadratic work, whatever the machine does meanwhile."""

import pytest

from tests.growth import assert_linear


@pytest.mark.slow("repeats work until its growth is certain")
def test_linear_work_passes() -> None:
    """Twice the list, twice the steps."""
    assert_linear(sum, lambda size: list(range(size)), 20_000)


@pytest.mark.slow("repeats work until its growth is certain")
def test_logarithmic_factors_pass() -> None:
    """Sorting is allowed."""
    assert_linear(sorted, lambda size: [(number * 7919) % size for number in range(size)], 20_000)


@pytest.mark.slow("measures until it is sure")
def test_quadratic_work_fails() -> None:
    """Every member is compared with every other."""

    def work(numbers: list[int]) -> int:
        return sum(1 for one in numbers for other in numbers if one < other)

    with pytest.raises(AssertionError, match=r"twice the input costs [34]\.\d times as much"):
        assert_linear(work, lambda size: list(range(size)), 150)


@pytest.mark.slow("repeats work until its growth is certain")
def test_the_collector_is_left_as_it_was() -> None:
    """Switched off while measuring, on again afterwards."""
    import gc

    seen = []
    assert_linear(lambda _: seen.append(gc.isenabled()), lambda size: size, 1)
    assert not any(seen[1:])
    assert gc.isenabled()
