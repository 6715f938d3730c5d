"""What the server library is answered about workers that died."""

from rootzpub.cli.worker_deaths import WorkerDeaths


def test_before_any_worker_came_up_the_library_decides() -> None:
    """A server that cannot come up at all ends with its error."""
    deaths = WorkerDeaths()
    deaths[0] = 100.0
    assert (deaths.get(0, 0), deaths.pause) == (100.0, 0.0)


def test_afterwards_no_death_is_the_last() -> None:
    """Whatever was started a moment ago counts as long ago."""
    deaths = WorkerDeaths()
    deaths.came_up()
    deaths[0] = 100.0
    assert deaths.get(0, 0) == float("-inf")


def test_pauses_grow_to_a_bound_and_begin_anew() -> None:
    """Each worker has its own; the first death costs no wait."""
    deaths = WorkerDeaths()
    deaths.came_up()
    pauses = []
    for _ in range(9):
        deaths[0] = 100.0
        pauses.append(deaths.pause)
    assert pauses == [0.0, 1.0, 2.0, 4.0, 8.0, 16.0, 32.0, 60.0, 60.0]
    deaths[1] = 100.0
    assert deaths.pause == 0.0
    deaths[0] = 1000.0
    assert deaths.pause == 0.0
