"""How often each kind of answer was asked for, for the owner's status.

Invariants: no address, no question and no time of a request is kept; a kind without a name of its own is counted under
the last name (`other`).
"""

from collections.abc import Sequence
from typing import Final

from rootzpub.documents import Traffic
from rootzpub.publisher.endpoints import ENDPOINTS, counted_names
from rootzpub.state import Counts
from rootzpub.wire.blocks import format_time

COUNTED: Final = counted_names(ENDPOINTS)
"""The names under which answers are counted; the last one takes what has no name of its own."""


class Counters:
    """Counts of the answers of one site. Threads may share it; after a fork a process needs its own."""

    def __init__(self, counts: Counts, *, names: Sequence[str] = COUNTED) -> None:
        """`names` are what may be counted, the last one for all else."""
        self._counts = counts
        self._names = frozenset(names)
        self._other = names[-1]

    def count(self, kind: str) -> None:
        """One more answer of this kind."""
        if kind not in self._names or not self._counts.add(kind):
            self._counts.add(self._other)

    def read(self) -> Traffic:
        """The sum over all processes, those that ended included."""
        totals = self._counts.totals()
        asked = sorted(totals.by_name.items(), key=lambda pair: (-pair[1], pair[0]))
        return Traffic(since=format_time(totals.since), total=sum(totals.by_name.values()), by_kind=tuple(asked))
