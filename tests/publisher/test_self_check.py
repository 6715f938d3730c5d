"""The status tries other answers while it is built itself."""

import threading
from contextlib import ExitStack

from tests.store.making import an_entry

STATUS = "/wp-json/rootz/v1/status"
PATIENCE = 20


def test_a_status_waits_for_nobody_else_who_builds(bench):
    """With every other answer being built, it comes: two that waited for each other would stand still for ever."""
    bench.source.entries[1] = an_entry(1)
    bench.sync()
    publisher, statuses = bench.publisher(), []
    locks = publisher._answers._building
    own = locks[hash((STATUS, (), "")) % len(locks)]
    with ExitStack() as others:
        for lock in locks:
            if lock is not own:
                others.enter_context(lock)
        caller = threading.Thread(target=lambda: statuses.append(publisher.answer(STATUS)), daemon=True)
        caller.start()
        caller.join(PATIENCE)
    assert [answer.status for answer in statuses] == [200]
