"""Whatever is repeated of a grammar's own tokens (nested, unclosed, alternating): twice the text, twice the work."""

from dataclasses import dataclass

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.fuzz.readers import READERS, Reader
from tests.growth import AT_MOST, LEAST_SUSPECT_NS, cost_once

SHORT, LONG = 4, 3_000
"""Shapes of each reader that are tried with all tests, and by `make fuzz`."""
_SIZE, _TIMES, _RUNS = 20_000, 4, 8


@dataclass(frozen=True)
class Shape:
    """A text of any size: one unit repeated, something, another unit repeated."""

    before: str
    first: str
    between: str
    second: str

    def text(self, size: int) -> str:
        """About so many characters of it."""
        times = max(1, size // max(1, len(self.first) + len(self.second)))
        return f"{self.before}{self.first * times}{self.between}{self.second * times}"


def shapes(reader: Reader) -> st.SearchStrategy[Shape]:
    """Units of one to three tokens."""
    token = st.sampled_from(reader.tokens)
    unit = st.lists(token, min_size=1, max_size=3).map("".join)
    rest = st.lists(token, max_size=2).map("".join)
    return st.builds(Shape, before=rest, first=unit, between=rest, second=st.one_of(st.just(""), unit))


def growth_of(reader: Reader, shape: Shape) -> float:
    """How many times as much `_TIMES` the text costs, the least that was measured; 0 where it is too little to tell."""
    begin, end = reader.wrap
    single, large = (f"{begin}{shape.text(size)}{end}" for size in (_SIZE, _TIMES * _SIZE))
    least, most = float("inf"), float("inf")
    for _ in range(_RUNS):
        least = min(least, cost_once(reader.read, single))
        most = min(most, cost_once(reader.read, large))
        if most <= LEAST_SUSPECT_NS or most <= AT_MOST**2 * least:
            return 0.0
    return most / least


def check(name: str, examples: int) -> None:
    """Try so many shapes; a failure prints the shape."""
    reader = READERS[name]

    @settings(
        max_examples=examples,
        deadline=None,
        derandomize=examples == SHORT,
        suppress_health_check=list(HealthCheck),
        database=None,
    )
    @given(shapes(reader))
    def grows(shape: Shape) -> None:
        growth = growth_of(reader, shape)
        assert not growth, f"{name}: {_TIMES} times the text cost {growth:.1f} times as much: {shape}"

    grows()


@pytest.mark.slow("measures growth: a dozen texts of each reader")
@pytest.mark.parametrize("name", READERS)
def test_repeats_cost_what_they_are_long(name: str) -> None:
    """The same few shapes with every run."""
    check(name, SHORT)


@pytest.mark.fuzz
@pytest.mark.parametrize("name", READERS)
def test_many_repeats_cost_what_they_are_long(name: str) -> None:
    """Thousands, by `make fuzz`."""
    check(name, LONG)


@pytest.mark.slow("measures growth")
def test_a_quadratic_reader_is_caught() -> None:
    """Planted: one that looks back over all it has read."""
    careless = Reader(lambda text: [text[:at].count("x") for at in range(0, len(text), 40)], ("x", "y"))
    assert growth_of(careless, Shape("", "xy", "", "")) > AT_MOST
