"""Many who ask for the status at once, each in their own words."""

import threading

from tests.store.making import an_entry

STATUS = "/wp-json/rootz/v1/status"
ROUNDS, CALLERS, PATIENCE = 3, 40, 60


def test_callers_of_the_status_do_not_wait_for_each_other_for_ever(bench):
    """A status tries other answers while it is built; forty different questions for it at once all get theirs."""
    bench.source.entries[1] = an_entry(1)
    bench.sync()
    for turn in range(ROUNDS):
        publisher, start, statuses = bench.publisher(), threading.Barrier(CALLERS), []

        def ask(question: str, publisher=publisher, start=start, statuses=statuses) -> None:
            start.wait()
            statuses.append(publisher.answer(STATUS, (("x", question),)).status)

        callers = [threading.Thread(target=ask, args=(f"{turn}-{n}",), daemon=True) for n in range(CALLERS)]
        for caller in callers:
            caller.start()
        for caller in callers:
            caller.join(PATIENCE)
        assert statuses == [200] * CALLERS
