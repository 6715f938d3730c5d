"""How the cost of some work grows with its input: the one place where tests measure time, and none asserts seconds.

A quadratic algorithm costs four times as much for twice the input, a linear one twice, on any machine. What is measured
is CPU time of this thread, the least of several runs, the two sizes in turns: other processes and a cold cache only
add to a run, so the least tends to what the work itself costs. A busy machine may need more runs: measuring goes on
until the ratio is good or `MOST_RUNS` is reached. Quadratic work never gets there.

Invariants: nothing here knows how quick a machine is. A single run is repeated until it is long enough for the clock.
"""

import gc
import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import TypeVar

AT_MOST = 2.5
"""Times the cost that twice the input may have."""

LEAST_RUNS, MOST_RUNS = 3, 15
LEAST_SAMPLE_NS = 2_000_000
"""CPU nanoseconds below which one call is too short to tell, and is repeated within a run."""

LEAST_SUSPECT_NS = 50_000
"""CPU nanoseconds below which a first look tells nothing: quadratic work on thousands of characters takes far more."""

Input = TypeVar("Input")


@dataclass(frozen=True)
class Growth:
    """The least cost of one call, in CPU nanoseconds, for some input and for twice as much."""

    single: float
    double: float

    @property
    def ratio(self) -> float:
        """How many times as much the double input costs."""
        return self.double / self.single


def assert_linear(work: Callable[[Input], object], make: Callable[[int], Input], size: int) -> None:
    """Fail unless `work(make(2 * size))` costs at most `AT_MOST` times what `work(make(size))` costs.

    `make` is not measured. `work` may not answer from a cache of its own: it gets the same two inputs again and again.
    """
    growth = measured(work, make(size), make(2 * size))
    assert growth.ratio <= AT_MOST, f"twice the input costs {growth.ratio:.1f} times as much"


def measured(work: Callable[[Input], object], single: Input, double: Input) -> Growth:
    """The least of `LEAST_RUNS` runs of each, and of up to `MOST_RUNS` while the ratio is above `AT_MOST`."""
    work(single)  # what is imported, compiled or filled at the first call is no part of it
    repeats = max(1, round(LEAST_SAMPLE_NS / max(1, _cost(work, single, 1))))
    growth = Growth(float("inf"), float("inf"))
    for run in range(MOST_RUNS):
        growth = Growth(
            min(growth.single, _cost(work, single, repeats)), min(growth.double, _cost(work, double, repeats))
        )
        if run + 1 >= LEAST_RUNS and growth.ratio <= AT_MOST:
            break
    return growth


def cost_once(work: Callable[[Input], object], given: Input) -> int:
    """CPU nanoseconds of one single call: a first look, for thousands of works that are nearly all linear."""
    began = time.thread_time_ns()
    work(given)
    return time.thread_time_ns() - began


def _cost(work: Callable[[Input], object], given: Input, repeats: int) -> float:
    """CPU nanoseconds of one call, the collector at rest."""
    gc.collect()
    collecting = gc.isenabled()
    gc.disable()
    try:
        began = time.thread_time_ns()
        for _ in range(repeats):
            work(given)
        return (time.thread_time_ns() - began) / repeats
    finally:
        if collecting:
            gc.enable()
